"""Indicators and milestones of a report: the year of each, from the answers that stood at the moment."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from flows.services.milestone_decisions import decided_status
from flows.services.reporting_book import FigureBook
from flows.services.reporting_chain import answer_id
from flows.services.reporting_expected import Expectation, cell
from flows.services.reporting_snapshot import AnswerRow, Snapshot, current
from models.rules.periods import Period
from models.rules.public_evidence import evidence_state
from models.rules.scoring import MilestoneStanding, ScheduleState, achievement, delay_days, schedule_state
from models.tables import Indicator, Milestone, MilestoneUpdate
from models.vocabulary import Aggregation, LedgerAction, MilestoneStatus
from reports.figures import Cell, IndicatorFacts, MilestoneFacts


@dataclass(frozen=True)
class Year:
    """The frame of a report: its periods, what was asked in them, the day of the data and the day of judgement."""

    periods: tuple[str, ...]
    expected: dict[tuple[str, str], Expectation]
    as_of: date
    judged_on: date
    earlier: tuple[str, ...] = ()
    files: dict[str, tuple[int, int]] = field(default_factory=dict)


def indicator_facts(book: FigureBook, indicator: Indicator, *, year: Year) -> IndicatorFacts:
    """One indicator: its quarters, its newest number of the year, and how far that is on the way to the target."""
    unit = indicator.units.get("en", "")
    code = indicator.code
    rows = [row for row in book.snapshot.actuals if row.indicator_id == indicator.id]
    cells = _cells(book, code, rows=rows, year=year, periods=year.periods)
    latest = next((c.figure for c in reversed(cells) if c.figure and book.get(c.figure).value is not None), "")
    baseline = book.add_planned(code, rule="baseline", value=indicator.baseline, unit=unit)
    target = book.add_planned(code, rule="target", value=indicator.target, unit=unit)
    counted = _counted(book, indicator, cells=cells)
    total = _year_total(book, indicator, counted=counted, year=year)
    files, public = year.files.get(code, (0, 0))
    return IndicatorFacts(
        code=code,
        number=indicator.number,
        titles=indicator.titles,
        units=indicator.units,
        kind=indicator.kind,
        direction=indicator.direction,
        aggregation=indicator.aggregation,
        is_cumulative=indicator.cumulative,
        baseline=baseline,
        baseline_missing_because=indicator.baseline_missing_because,
        target=target,
        target_by=indicator.target_by,
        illustrative=indicator.illustrative,
        cells=cells,
        latest=latest,
        achievement=_achievement(book, indicator, latest=latest, parts=(latest, baseline, target)),
        earlier=_cells(book, code, rows=rows, year=year, periods=year.earlier),
        year_total=total,
        year_counted=len(counted),
        year_expected=len(year.periods) if total else 0,
        means_of_verification=indicator.means_of_verification,
        files=files,
        public_files=public,
        evidence=evidence_state(is_claimed=bool(latest), files=files, public_files=public),
    )


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
        cells=_cells(book, milestone.code, rows=rows, year=year, periods=year.periods),
        means_of_verification=milestone.means_of_verification,
        files=files,
        public_files=public,
        evidence=evidence_state(is_claimed=schedule is ScheduleState.COMPLETED, files=files, public_files=public),
    )


def value_on(snapshot: Snapshot, *, subject: str, actions: Collection[LedgerAction], stored: str, day: date) -> str:
    """A stored value as it stood at the end of a day: what the first later change replaced, else what is stored."""
    zone = ZoneInfo(snapshot.plan.time_zone)
    changes = [entry for entry in snapshot.ledger if entry.subject == subject and entry.action in actions]
    later = (entry.before for entry in changes if entry.at.astimezone(zone).date() > day)
    return next((before for before in later if before), stored)


def amended_value_on(snapshot: Snapshot, milestone: Milestone, *, field: str, day: date) -> str:
    """The same for one field of a milestone that is changed by amendments only."""
    zone = ZoneInfo(snapshot.plan.time_zone)
    later = (
        entry.before
        for entry in snapshot.ledger
        if entry.subject == milestone.code and entry.action is LedgerAction.COMMITMENT_AMENDED
        and entry.field == field and entry.at.astimezone(zone).date() > day
    )  # fmt: skip
    return next(later, str(getattr(milestone, field)))


def _cells(
    book: FigureBook, code: str, *, rows: list[AnswerRow], year: Year, periods: Iterable[str]
) -> tuple[Cell, ...]:
    cells = []
    for period in periods:
        answers = [row for row in rows if row.period == period]
        standing = current(answers)
        figure = book.add_answers(answers, standing=standing) if standing else ""
        cells.append(cell(year.expected.get((code, period)), period=period, figure=figure, as_of=year.as_of))
    return tuple(cells)


def _achievement(book: FigureBook, indicator: Indicator, *, latest: str, parts: Iterable[str]) -> str:
    """How far the newest number of the year is on the way from the baseline to the target."""
    if not latest:
        return ""
    figure = book.get(latest)
    share = achievement(figure.value, baseline=indicator.baseline, target=indicator.target)
    return book.add_derived(
        indicator.code, rule="achievement", period=figure.period, value=share, unit="%", sources=parts
    )


def _counted(book: FigureBook, indicator: Indicator, *, cells: tuple[Cell, ...]) -> list[str]:
    """References of the numbers that may be added over the year: only what each period counts anew is added up."""
    if indicator.cumulative or indicator.aggregation is not Aggregation.SUM:
        return []
    return [cell.figure for cell in cells if cell.figure and book.get(cell.figure).value is not None]


def _year_total(book: FigureBook, indicator: Indicator, *, counted: list[str], year: Year) -> str:
    if not counted:
        return ""
    return book.add_derived(
        indicator.code,
        rule="sum of periods",
        period=f"{year.periods[0]} to {year.periods[-1]}",
        value=sum((book.get(reference).value or Decimal(0) for reference in counted), Decimal(0)),
        unit=indicator.units.get("en", ""),
        sources=counted,
    )


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
    return any(e.subject == milestone.code and e.action is LedgerAction.MILESTONE_UPDATED for e in snapshot.ledger)


def _decided(snapshot: Snapshot, milestone: Milestone, *, year: Year) -> MilestoneStatus | None:
    """The end that was decided by the day of judgement: a decision stands whatever was answered before it."""
    known = (row for row in snapshot.records.amendments if row.decided_on <= year.judged_on)
    return decided_status(known, code=milestone.code)


def _planned_status(snapshot: Snapshot, milestone: Milestone, *, is_planned: bool, year: Year) -> MilestoneStatus:
    """The state before anybody answered: the one stored on that day, or the one the first update replaced."""
    if is_planned:
        return MilestoneStatus(amended_value_on(snapshot, milestone, field="status", day=year.judged_on))
    known = {status.value: status for status in MilestoneStatus}
    replaced = (known.get(entry.before) for entry in snapshot.ledger if entry.subject == milestone.code)
    return next((status for status in replaced if status), MilestoneStatus.NOT_STARTED)


def _status_figure(book: FigureBook, rows: list[MilestoneUpdate]) -> str:
    row = _newest(rows, "status")
    if row is None:
        return ""
    period = [other for other in rows if other.period == row.period]
    book.add_answers(period, standing=current(period) or row)
    return answer_id(book.snapshot, row)
