"""Milestones of a report, and the cells of every item: the year of each, from the answers that stood at the moment."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from flows.services.compilation.reporting_book import FigureBook
from flows.services.compilation.reporting_chain import answer_id
from flows.services.compilation.reporting_expected import Expectation, cell
from flows.services.compilation.reporting_snapshot import AnswerRow, Snapshot, current
from flows.services.reception.milestone_decisions import decided_status
from models.rules.periods import Period
from models.rules.public_evidence import evidence_state
from models.rules.scoring import MilestoneStanding, ScheduleState, delay_days, schedule_state
from models.tables import Milestone, MilestoneUpdate
from models.vocabulary import LedgerAction, MilestoneStatus
from reports.figures import Cell, MilestoneFacts


@dataclass(frozen=True)
class Year:
    """The frame of a report: its periods, what was asked in them, the day of the data and the day of judgement."""

    periods: tuple[str, ...]
    expected: dict[tuple[str, str], Expectation]
    as_of: date
    judged_on: date
    earlier: tuple[str, ...] = ()
    files: dict[str, tuple[int, int]] = field(default_factory=dict)


def milestone_facts(book: FigureBook, milestone: Milestone, *, year: Year) -> MilestoneFacts:
    """One milestone: what the official said of it up to the end of the year, and its state against its date."""
    every = [row for row in book.snapshot.updates if row.milestone_id == milestone.id]
    rows = [row for row in every if Period.parse(row.period) <= Period.parse(year.periods[-1])]
    state = _standing(book.snapshot, milestone, rows=rows, was_updated_later=len(rows) < len(every), year=year)
    schedule = schedule_state(state, on=year.judged_on)
    files, public = year.files.get(milestone.code, (0, 0))
    return MilestoneFacts(
        code=milestone.code,
        number=milestone.number,
        titles=milestone.titles,
        starts_on=milestone.starts_on,
        due_on=state.due_on,
        first_due_on=milestone.first_due_on,
        status=state.status,
        status_figure=_status_figure(book, rows),
        schedule=schedule,
        days_late=delay_days(state, on=year.judged_on),
        percent=state.percent,
        done_on=state.done_on,
        promised_on=state.promised_on,
        illustrative=milestone.illustrative,
        cells=cells_of(book, milestone.code, rows=rows, year=year, periods=year.periods),
        means_of_verification=milestone.means_of_verification,
        files=files,
        public_files=public,
        evidence=evidence_state(is_claimed=schedule is ScheduleState.COMPLETED, files=files, public_files=public),
    )


def value_on(snapshot: Snapshot, *, subject: str, actions: Collection[LedgerAction], stored: str, day: date) -> str:
    """A stored value as it stood at the end of a day: what the first later change replaced, else what is stored."""
    zone = ZoneInfo(snapshot.plan.time_zone)
    changes = [entry for entry in snapshot.index.ledger.get(subject, ()) if entry.action in actions]
    later = (entry.before for entry in changes if entry.at.astimezone(zone).date() > day)
    return next((before for before in later if before), stored)


def amended_value_on(snapshot: Snapshot, *, subject: str, field: str, stored: str, day: date) -> str:
    """The same for one field that amendments change: what the first later amendment replaced, else what is stored."""
    zone = ZoneInfo(snapshot.plan.time_zone)
    later = (
        entry.before
        for entry in snapshot.ledger
        if (entry.subject, entry.field) == (subject, field)
        and entry.action is LedgerAction.COMMITMENT_AMENDED
        and entry.at.astimezone(zone).date() > day
    )
    return next(later, stored)


def cells_of(
    book: FigureBook, code: str, *, rows: list[AnswerRow], year: Year, periods: Iterable[str]
) -> tuple[Cell, ...]:
    """The cells of one item, period by period; each answer enters the book of figures."""
    cells = []
    for period in periods:
        answers = [row for row in rows if row.period == period]
        standing = current(answers)
        figure = book.add_answers(answers, standing=standing) if standing else ""
        cells.append(cell(year.expected.get((code, period)), period=period, figure=figure, as_of=year.as_of))
    return tuple(cells)


def _newest(rows: list[MilestoneUpdate], field: str) -> MilestoneUpdate | None:
    """The answer from which a field stands: of the last period that set it, the one that stood."""
    setting = [row for row in rows if getattr(row, field) not in (None, "")]
    last = max((Period.parse(row.period) for row in setting), default=None)
    return current(row for row in setting if Period.parse(row.period) == last)


def _standing(
    snapshot: Snapshot, milestone: Milestone, *, rows: list[MilestoneUpdate], was_updated_later: bool, year: Year
) -> MilestoneStanding:
    due = value_on(
        snapshot,
        subject=milestone.code,
        actions=(LedgerAction.DUE_DATE_MOVED,),
        stored=milestone.due_on.isoformat(),
        day=year.judged_on,
    )
    told = {field: _newest(rows, field) for field in ("status", "percent", "done_on", "promised_on")}
    status, percent, done, promised = told["status"], told["percent"], told["done_on"], told["promised_on"]
    # The row of the milestone shows the newest answer; it speaks for the plan file only while nobody has answered.
    is_planned = not rows and not was_updated_later and not _was_updated(snapshot, milestone)
    return MilestoneStanding(
        status=_decided(snapshot, milestone, year=year)
        or (status and status.status)
        or _planned_status(snapshot, milestone, is_planned=is_planned, year=year),
        due_on=date.fromisoformat(due[:10]),
        starts_on=milestone.starts_on,
        percent=percent.percent if percent else milestone.percent if is_planned else None,
        done_on=done.done_on if done else milestone.done_on if is_planned else None,
        promised_on=promised.promised_on if promised else None,
    )


def _was_updated(snapshot: Snapshot, milestone: Milestone) -> bool:
    return any(e.action is LedgerAction.MILESTONE_UPDATED for e in snapshot.index.ledger.get(milestone.code, ()))


def _decided(snapshot: Snapshot, milestone: Milestone, *, year: Year) -> MilestoneStatus | None:
    """The end that was decided by the day of judgement: a decision stands whatever was answered before it."""
    known = (row for row in snapshot.records.amendments if row.decided_on <= year.judged_on)
    return decided_status(known, code=milestone.code)


def _planned_status(snapshot: Snapshot, milestone: Milestone, *, is_planned: bool, year: Year) -> MilestoneStatus:
    """The state before anybody answered: the one stored on that day, or the one the first update replaced."""
    if is_planned:
        status = amended_value_on(
            snapshot, subject=milestone.code, field="status", stored=milestone.status.value, day=year.judged_on
        )
        return MilestoneStatus(status)
    known = {status.value: status for status in MilestoneStatus}
    replaced = (known.get(entry.before) for entry in snapshot.index.ledger.get(milestone.code, ()))
    return next((status for status in replaced if status), MilestoneStatus.NOT_STARTED)


def _status_figure(book: FigureBook, rows: list[MilestoneUpdate]) -> str:
    row = _newest(rows, "status")
    if row is None:
        return ""
    period = [other for other in rows if other.period == row.period]
    book.add_answers(period, standing=current(period) or row)
    return answer_id(book.snapshot, row)
