"""A working calendar in the tables: brought to what its file says, and written back as the same file."""

import hashlib
from datetime import date

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.timekeeping.calendar_moves import Moved, recompute
from flows.services.timekeeping.calendar_proposals import propose
from flows.services.timekeeping.calendars import edition_file, find_edition, forget, office_calendar
from models.calendar_file import WEEKDAYS, CalendarFile, DayInput, calendar_text
from models.rules.partial_dates import PartialDate
from models.tables import ActionPlan, CalendarDay, CalendarEdition, CalendarHours
from models.vocabulary import LedgerAction


def load_calendar(
    session: Session, desk: Desk, *, plan: ActionPlan | None, file: CalendarFile
) -> tuple[list[str], list[Moved]]:
    """Bring the stored calendar to what the file says; days decided by a person stay. Twice changes nothing."""
    before = office_calendar(session, plan=plan, today=desk.today) if plan else None
    edition = _edition(session, desk, plan_id=plan.id if plan else None, file=file)
    changed = _load_days(session, edition=edition, file=file)
    _load_hours(session, edition=edition, file=file)
    sign(session, edition=edition)
    if not changed:
        return [], []
    ledger.record(
        session, desk, action=LedgerAction.CALENDAR_CHANGED, subject=file.calendar.country,
        plan_id=plan.id if plan else None, field="file", after=f"{len(changed)} days", reason="a calendar file was loaded",
    )  # fmt: skip
    if plan is None or before is None:
        return changed, []
    after = office_calendar(session, plan=plan, today=desk.today)
    return changed, recompute(session, desk, plan=plan, before=before, after=after, reason="a calendar file was loaded")


def calendar_as_text(session: Session, *, plan: ActionPlan) -> str:
    """The plan's own calendar as the file that would load it; "" when it has none of its own."""
    edition = find_edition(session, plan_id=plan.id, country=plan.country)
    return calendar_text(edition_file(session, edition=edition)) if edition and edition.plan_id == plan.id else ""


def own_edition(session: Session, desk: Desk, *, plan: ActionPlan) -> CalendarEdition:
    """The plan's own calendar; made from its country's, or from proposals, when a first day is decided."""
    found = find_edition(session, plan_id=plan.id, country=plan.country)
    if found and found.plan_id == plan.id:
        return found
    file = edition_file(session, edition=found) if found else proposal_for(plan, today=desk.today)
    edition = _edition(session, desk, plan_id=plan.id, file=file)
    _load_days(session, edition=edition, file=file)
    _load_hours(session, edition=edition, file=file)
    return edition


def proposal_for(plan: ActionPlan, *, today: date) -> CalendarFile:
    """Proposed days from the year before the plan to the year after it."""
    first = min(PartialDate.parse(plan.starts).year, today.year - 1)
    last = max(PartialDate.parse(plan.end).year, today.year) + 1
    return propose(plan.country, first, last)


def find_day(session: Session, *, edition: CalendarEdition, code: str) -> CalendarDay | None:
    """A day off by its code."""
    return next((row for row in _days(session, edition=edition) if row.code == code.strip().lower()), None)


def day_row(edition: CalendarEdition, said: DayInput) -> CalendarDay:
    """A day as written, as a row that is not stored yet."""
    return CalendarDay(
        edition_id=edition.id, code=said.code, day=said.day, standing=said.standing, names=_names(said),
        members=list(said.members), source=said.source,
    )  # fmt: skip


def sign(session: Session, *, edition: CalendarEdition) -> None:
    """Give the calendar a new fingerprint, made of everything in it."""
    session.flush()
    text = calendar_text(edition_file(session, edition=edition))
    edition.fingerprint = hashlib.sha256(text.encode()).hexdigest()
    session.flush()
    forget(session)


def _edition(session: Session, desk: Desk, *, plan_id: int | None, file: CalendarFile) -> CalendarEdition:
    head = file.calendar
    query = select(CalendarEdition).where(
        col(CalendarEdition.plan_id) == plan_id if plan_id else col(CalendarEdition.plan_id).is_(None),
        CalendarEdition.country == head.country,
    )
    edition = session.exec(query).first()
    if edition is None:
        edition = CalendarEdition(
            plan_id=plan_id, country=head.country, loaded_at=desk.now, opens=head.opens, closes=head.closes,
            reaches=head.reaches,
        )  # fmt: skip
        session.add(edition)
    edition.weekend = sorted(WEEKDAYS.index(name) for name in head.weekend)
    edition.opens, edition.closes, edition.reaches = head.opens, head.closes, head.reaches
    edition.source = head.source
    session.flush()
    return edition


def _load_days(session: Session, *, edition: CalendarEdition, file: CalendarFile) -> list[str]:
    known = {row.code: row for row in _days(session, edition=edition)}
    changed = []
    for said in file.days:
        row = known.pop(said.code, None)
        if row is None:
            session.add(day_row(edition, said))
            changed.append(f"{said.code}: {said.day} ({said.standing.value})")
        elif not row.decided_by and _as_input(row) != said:
            changed.append(f"{said.code}: {row.day} ({row.standing.value}) → {said.day} ({said.standing.value})")
            row.day, row.standing, row.source = said.day, said.standing, said.source
            row.names, row.members = _names(said), list(said.members)
    for row in known.values():
        if not row.decided_by:
            session.delete(row)
            changed.append(f"{row.code}: taken out")
    session.flush()
    return changed


def _load_hours(session: Session, *, edition: CalendarEdition, file: CalendarFile) -> None:
    for row in session.exec(select(CalendarHours).where(CalendarHours.edition_id == edition.id)).all():
        session.delete(row)
    session.flush()
    session.add_all(CalendarHours(edition_id=edition.id, **hours.model_dump()) for hours in file.hours)
    session.flush()


def _names(said: DayInput) -> dict[str, str]:
    return {language.value: name for language, name in said.names.items()}


def _as_input(row: CalendarDay) -> DayInput:
    return DayInput.model_validate(row.model_dump(include={"code", "day", "standing", "names", "members", "source"}))


def _days(session: Session, *, edition: CalendarEdition) -> list[CalendarDay]:
    query = select(CalendarDay).where(CalendarDay.edition_id == edition.id)
    return list(session.exec(query.order_by(col(CalendarDay.day), col(CalendarDay.code))).all())
