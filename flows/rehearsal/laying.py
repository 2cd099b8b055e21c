"""Lays the changes of a what-if upon the rehearsal's own rows before its first day: deadlines, people, days off."""

from sqlmodel import Session, select

from flows.rehearsal.changes import Change, Holiday, MovedMilestone, Replacement
from flows.services import ledger
from flows.services.desk import Desk
from flows.services.timekeeping.calendar_proposals import country_code, propose
from flows.services.timekeeping.calendars import find_edition
from models.calendar_file import WEEKDAYS
from models.rules.errors import DomainError
from models.tables import ActionPlan, CalendarDay, CalendarEdition, CalendarHours, Milestone, Official
from models.vocabulary import DayStanding, Language, LedgerAction

YEARS_AHEAD = 4


def lay(session: Session, desk: Desk, *, plan: ActionPlan, change: Change) -> None:
    """Carry out every change in the caller's transaction. Raises DomainError for what the plan does not have."""
    for move in change.move:
        _move(session, desk, plan, move)
    for person in change.replace:
        _replace(session, plan, person)
    for holiday in change.holidays:
        _close(session, desk, plan, holiday)
    session.flush()


def _move(session: Session, desk: Desk, plan: ActionPlan, move: MovedMilestone) -> None:
    query = select(Milestone).where(Milestone.plan_id == plan.id, Milestone.code == move.milestone)
    milestone = session.exec(query).first()
    if milestone is None:
        codes = session.exec(select(Milestone.code).where(Milestone.plan_id == plan.id)).all()
        raise DomainError(
            f"There is no milestone “{move.milestone}” in this plan; its milestones are: {', '.join(sorted(codes))}."
        )
    ledger.record(
        session, desk, action=LedgerAction.DUE_DATE_MOVED, subject=milestone.code, plan_id=plan.id, field="due_on",
        before=milestone.due_on, after=move.due_on, reason="what if",
    )  # fmt: skip
    milestone.due_on = move.due_on


def _replace(session: Session, plan: ActionPlan, person: Replacement) -> None:
    query = select(Official).where(Official.plan_id == plan.id, Official.code == person.official)
    official = session.exec(query).first()
    if official is None:
        codes = session.exec(select(Official.code).where(Official.plan_id == plan.id)).all()
        raise DomainError(
            f"There is no official “{person.official}” in this plan; its officials are: {', '.join(sorted(codes))}."
        )
    official.name, official.email, official.names = person.name, person.email.lower(), {}
    official.language = person.language or official.language
    official.suppressed_because = ""


def _close(session: Session, desk: Desk, plan: ActionPlan, holiday: Holiday) -> None:
    """One more day off in the calendar that holds for the plan; made from the proposals when none was loaded."""
    edition = find_edition(session, plan_id=plan.id, country=plan.country) or _adopt_proposals(session, desk, plan)
    code = f"what-if-{holiday.day}"
    session.add(
        CalendarDay(
            edition_id=edition.id, code=code, day=holiday.day, standing=DayStanding.ONE_OFF,
            names=dict.fromkeys((language.value for language in Language), holiday.name), source="what if",
        )
    )  # fmt: skip
    edition.fingerprint = f"{edition.fingerprint}+{code}"


def _adopt_proposals(session: Session, desk: Desk, plan: ActionPlan) -> CalendarEdition:
    file = propose(plan.country, desk.today.year - 1, desk.today.year + YEARS_AHEAD)
    head = file.calendar
    edition = CalendarEdition(
        plan_id=plan.id, country=country_code(plan.country), weekend=[WEEKDAYS.index(name) for name in head.weekend],
        opens=head.opens, closes=head.closes, reaches=head.reaches, source=head.source, loaded_at=desk.now,
        fingerprint="what-if",
    )  # fmt: skip
    session.add(edition)
    session.flush()
    session.add_all(CalendarDay(edition_id=edition.id, **day.model_dump()) for day in file.days)
    session.add_all(CalendarHours(edition_id=edition.id, **hours.model_dump()) for hours in file.hours)
    return edition
