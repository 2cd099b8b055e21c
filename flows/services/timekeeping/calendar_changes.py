"""Changing a working calendar: loading its file, confirming, moving or granting a day; and what moves because of it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.lifecycle.standings import claim_plan, find_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.timekeeping.calendar_loading import (
    calendar_as_text,
    day_row,
    find_day,
    load_calendar,
    own_edition,
    proposal_for,
    sign,
)
from flows.services.timekeeping.calendar_moves import Moved, recompute
from flows.services.timekeeping.calendars import edition_file, find_edition, office_calendar
from models.calendar_file import FILE_NAME, CalendarFile, DayInput, read_calendar
from models.rules.errors import DomainError
from models.tables import ActionPlan, CalendarDay, CalendarEdition
from models.vocabulary import DayStanding, LedgerAction

__all__ = ["calendar_as_text", "confirm_day_off", "load_beside_plan", "load_calendar_file", "shown_calendar"]

FLOW = "confirm-day-off"


@dataclass(frozen=True)
class DayChange:
    """What an administrator decides about one day off: its code, and a new day or the names of a day newly granted."""

    code: str
    day: date | None = None
    names: tuple[tuple[str, str], ...] = ()
    members: tuple[str, ...] = ()


def confirm_day_off(
    desk: Desk, *, plan: str, change: DayChange, operator: str, reason: str, preview: bool = False
) -> Outcome:
    """Confirm a tentative day, move it, or grant a one-off day; recompute what depends on it and list what moved."""
    if not preview and not (operator.strip() and reason.strip()):
        raise DomainError(
            "A day off needs a name and a reason: give operator and reason, such as the circular's number."
        )
    with desk.session() as session:
        row = claim_plan(session, code=plan)
        before = office_calendar(session, plan=row, today=desk.today)
        edition = own_edition(session, desk, plan=row)
        known = find_day(session, edition=edition, code=change.code)
        was = f"{known.day} {known.standing.value}" if known else ""
        day = _change(session, edition=edition, known=known, change=change, operator=operator, reason=reason)
        _note(session, desk, plan_id=row.id, day=day, before=was, reason=reason)
        sign(session, edition=edition)
        after = office_calendar(session, plan=row, today=desk.today)
        moved = recompute(session, desk, plan=row, before=before, after=after, reason=f"{day.code}: {day.day}")
        outcome = _outcome(desk, row, day=day, was=was, moved=moved, preview=preview)
        session.rollback() if preview else session.commit()
    return outcome


def load_calendar_file(desk: Desk, *, path: Path, plan: str = "", country_only: bool = False) -> Outcome:
    """Load a calendar for a plan, or with `country_only` for every plan of its country that has none of its own."""
    file = read_calendar(path)
    with desk.session() as session:
        row = None if country_only else claim_plan(session, code=plan)
        changed, moved = load_calendar(session, desk, plan=row, file=file)
        session.commit()
    where = row.code if row else file.calendar.country
    summary = f"{where}: {len(changed)} days of the calendar changed, {len(moved)} deadlines moved."
    return Outcome("calendar", where, desk.today, False, summary, {"changed": len(changed), "moved": len(moved)},
                   (moved_table(moved),))  # fmt: skip


def load_beside_plan(session: Session, desk: Desk, *, plan: ActionPlan, folder: Path) -> tuple[ReportTable, ...]:
    """Load the calendar file that lies in a plan's folder, if there is one, in the caller's transaction."""
    path = folder / FILE_NAME
    if not path.is_file():
        return ()
    changed, moved = load_calendar(session, desk, plan=plan, file=read_calendar(path))
    rows = tuple((line,) for line in changed)
    return (ReportTable("calendar-changes", "Days of the calendar", ("Change",), rows), moved_table(moved))


def shown_calendar(desk: Desk, *, plan: str) -> CalendarFile:
    """The calendar that holds for a plan, stored or proposed, as a file."""
    with desk.reading() as session:
        row = find_plan(session, code=plan)
        edition = find_edition(session, plan_id=row.id, country=row.country)
        return edition_file(session, edition=edition) if edition else proposal_for(row, today=desk.today)


def moved_table(moved: list[Moved]) -> ReportTable:
    """What moved, for terminal and console."""
    rows = tuple((m.what, m.code, m.before.isoformat(), m.after.isoformat(), m.note) for m in moved)
    return ReportTable("deadlines-moved", "What moved", ("What", "Code", "Before", "Now", "Note"), rows)


def _change(
    session: Session, *, edition: CalendarEdition, known: CalendarDay | None, change: DayChange, operator: str,
    reason: str,
) -> CalendarDay:  # fmt: skip
    if known is None:
        return _grant(session, edition=edition, change=change, operator=operator, reason=reason)
    known.day = change.day or known.day
    if known.standing is DayStanding.TENTATIVE:
        known.standing = DayStanding.CONFIRMED
    known.source, known.decided_by = reason or known.source, operator or "preview"
    session.flush()
    return known


def _grant(session: Session, *, edition: CalendarEdition, change: DayChange, operator: str, reason: str) -> CalendarDay:
    if change.day is None or not change.names:
        raise DomainError(
            f"No day off has the code “{change.code}”; `iltizam calendar show` lists the codes. For a day newly granted, "
            "give its day and its names in French, Arabic and English."
        )
    said = DayInput.model_validate(
        {"code": change.code, "day": change.day, "standing": DayStanding.ONE_OFF, "names": dict(change.names),
         "source": reason or "preview", "members": change.members}
    )  # fmt: skip
    row = day_row(edition, said)
    row.decided_by = operator or "preview"
    session.add(row)
    session.flush()
    return row


def _note(session: Session, desk: Desk, *, plan_id: int, day: CalendarDay, before: str, reason: str) -> None:
    ledger.record(
        session, desk, action=LedgerAction.CALENDAR_CHANGED, subject=day.code, plan_id=plan_id, field="day",
        before=before, after=f"{day.day} {day.standing.value}", reason=reason, actor=day.decided_by,
    )  # fmt: skip


def _outcome(desk: Desk, plan: ActionPlan, *, day: CalendarDay, was: str, moved: list[Moved], preview: bool) -> Outcome:
    verb = "would be" if preview else "is"
    on = f"{day.standing.value} on {day.day:%A} {day.day}"
    summary = f"{day.code} {verb} {on} (was: {was or 'no day off'}); {len(moved)} dates move."
    return Outcome(FLOW, plan.code, desk.today, preview, summary, {"moved": len(moved)}, (moved_table(moved),))
