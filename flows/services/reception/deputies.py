"""Registering who may answer for an official, from when to when; ended, never deleted."""

from datetime import date

from sqlmodel import Session, func, select

from flows.services import ledger
from flows.services.committee.recommendations import check_in_plan
from flows.services.desk import Desk
from flows.services.lifecycle.bodies import find_official
from flows.services.lifecycle.standings import find_plan
from flows.services.outcome import Outcome, ReportTable
from models.rules.errors import DomainError
from models.tables import ActionPlan, Deputy, Official
from models.vocabulary import LedgerAction

FLOW = "register-deputy"


def register_deputy(
    desk: Desk,
    *,
    plan: str,
    official: str,
    name: str,
    email: str,
    starts_on: date | None,
    ends_on: date | None,
    operator: str,
    reason: str,
    preview: bool,
) -> Outcome:
    """Let an address answer for an official; the same address again changes its last day. All or nothing."""
    if not operator.strip() or not reason.strip():
        raise DomainError("A deputy is registered by somebody for a reason; fill in operator and reason.")
    with desk.session() as session:
        row = find_plan(session, code=plan)
        person = find_official(session, plan=row, code=official)
        address = _address(email, person=person)
        first = starts_on or desk.today
        _check_days(first, ends_on, plan=row)
        before = _register(session, person, name=name.strip(), address=address, first=first, ends_on=ends_on,
                           by=operator.strip())  # fmt: skip
        ledger.record(
            session, desk, action=LedgerAction.DEPUTY_ACCEPTED, subject=person.code, plan_id=row.id, field="deputy",
            before=before, after=f"{first} to {ends_on or 'further notice'}", reason=reason.strip(),
            actor=operator.strip(),
        )  # fmt: skip
        outcome = _outcome(session, desk, row, person, preview)
        session.rollback() if preview else session.commit()
    return outcome


def _address(email: str, *, person: Official) -> str:
    address = email.strip().lower()
    local, at, host = address.partition("@")
    if not (local and at and "." in host):
        raise DomainError(f"“{email.strip()}” is not a mail address; write for instance deputy@region.example.")
    if address == person.email.lower():
        raise DomainError(f"{address} is the address of {person.code}; a deputy has one of their own.")
    return address


def _check_days(first: date, last: date | None, *, plan: ActionPlan) -> None:
    check_in_plan(first, plan=plan)
    if last is not None:
        check_in_plan(last, plan=plan)
        if last < first:
            raise DomainError(f"The deputy would end on {last}, before starting on {first}; write a later last day.")


def _register(
    session: Session, person: Official, *, name: str, address: str, first: date, ends_on: date | None, by: str
) -> str:
    known = session.exec(
        select(Deputy).where(Deputy.official_id == person.id, func.lower(Deputy.email) == address)
    ).first()
    if known is None:
        session.add(
            Deputy(
                official_id=person.id, name=name, email=address, starts_on=first, ends_on=ends_on, accepted_by=by
            )
        )  # fmt: skip
        session.flush()
        return ""
    before = f"{known.starts_on} to {known.ends_on or 'further notice'}"
    known.name, known.starts_on, known.ends_on, known.accepted_by = name or known.name, first, ends_on, by
    session.add(known)
    session.flush()
    return before


def _outcome(session: Session, desk: Desk, plan: ActionPlan, person: Official, preview: bool) -> Outcome:
    rows = session.exec(select(Deputy).where(Deputy.official_id == person.id)).all()
    shown = tuple(
        (
            person.code,
            row.name or "unnamed",
            row.starts_on.isoformat(),
            row.ends_on.isoformat() if row.ends_on else "open",
        )
        for row in rows
    )
    verb = "would have" if preview else "has"
    summary = f"{person.code} {verb} {len(shown)} {'deputy' if len(shown) == 1 else 'deputies'}."
    table = ReportTable("deputies", "Deputies", ("Official", "Deputy", "From", "To"), shown)
    return Outcome(FLOW, plan.code, desk.today, preview, summary, {"deputies": len(shown)}, (table,))
