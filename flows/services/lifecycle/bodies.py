"""Bodies at work: who sits in them on a day, and whether that makes a valid committee. Reads rows, changes nothing."""

from datetime import date

from sqlmodel import Session, col, select

from models.rules.errors import DomainError
from models.rules.governance import Seat, check_one_chair, check_two_sides
from models.tables import ActionPlan, Member, Membership, Official, Organisation, RoleAssignment
from models.vocabulary import OfficialRole, OrganisationKind


def find_body(session: Session, *, plan: ActionPlan, code: str) -> Organisation:
    """A body of the plan by its code; a DomainError lists the codes of its committees and consultative bodies."""
    wanted = code.strip().upper()
    bodies = session.exec(select(Organisation).where(Organisation.plan_id == plan.id)).all()
    found = next((body for body in bodies if body.code.upper() == wanted), None)
    if found is None:
        kinds = (OrganisationKind.SUPERVISORY_COMMITTEE, OrganisationKind.CONSULTATIVE_BODY)
        known = ", ".join(sorted(b.code for b in bodies if b.kind in kinds)) or "none is loaded"
        raise DomainError(f"There is no body “{wanted}” in {plan.code}; its committees and bodies are: {known}.")
    return found


def find_member(session: Session, *, plan: ActionPlan, code: str) -> Member:
    """A member of the consortium by its code; a DomainError lists the codes there are."""
    members = session.exec(select(Member).where(Member.plan_id == plan.id).order_by(col(Member.position))).all()
    found = next((m for m in members if m.code.upper() == code.strip().upper()), None)
    if found is None:
        known = ", ".join(m.code for m in members)
        raise DomainError(f"There is no member “{code.strip()}” in {plan.code}; its members are: {known}.")
    return found


def find_official(session: Session, *, plan: ActionPlan, code: str) -> Official:
    """An official of the plan by code; a DomainError says where the codes stand."""
    wanted = code.strip().upper()
    found = session.exec(select(Official).where(Official.plan_id == plan.id)).all()
    official = next((o for o in found if o.code.upper() == wanted), None)
    if official is None:
        raise DomainError(
            f"Nobody in {plan.code} has the code “{code.strip()}”; write the code of an official of the plan file, such as "
            f"{found[0].code if found else 'OF-1'}."
        )
    return official


def members_on(session: Session, *, body: Organisation, day: date) -> list[Membership]:
    """The people who sit in a body on a day, chairs first."""
    rows = session.exec(
        select(Membership).where(Membership.organisation_id == body.id).order_by(col(Membership.id))
    ).all()
    sitting = [row for row in rows if as_seat(session, row).is_filled(day)]
    return sorted(sitting, key=lambda row: row.role.value != "chair")


def check_composition(session: Session, *, body: Organisation, day: date) -> None:
    """Refuse a supervisory committee with one side only, or with two chairs at once. Other bodies have no sides."""
    rows = session.exec(select(Membership).where(Membership.organisation_id == body.id)).all()
    seats = [as_seat(session, row) for row in rows]
    check_one_chair(body.code, seats)
    if body.kind is OrganisationKind.SUPERVISORY_COMMITTEE:
        check_two_sides(body.code, seats, day=day)


def as_seat(session: Session, row: Membership) -> Seat:
    """A membership as the rules see it."""
    return Seat(name_of(session, row), row.side, row.role, row.starts_on, row.ends_on)


def name_of(session: Session, row: Membership) -> str:
    """Who holds a seat: the official's code, or the name or address written."""
    official = session.get(Official, row.official_id) if row.official_id else None
    return official.code if official else (row.name or row.email or f"seat {row.id}")


def roles_of(session: Session, *, official: Official, day: date) -> set[OfficialRole]:
    """The roles an official holds on a day, for any member."""
    rows = session.exec(select(RoleAssignment).where(RoleAssignment.official_id == official.id)).all()
    return {row.role for row in rows if (row.starts_on or date.min) <= day <= (row.ends_on or date.max)}
