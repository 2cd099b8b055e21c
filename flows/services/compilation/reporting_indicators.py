"""Indicators of a report: the year of each by the definition it was asked under, with its totals and its way to the target."""

from collections.abc import Iterable
from decimal import Decimal

from flows.services.compilation.reporting_book import FigureBook
from flows.services.compilation.reporting_items import Year, cells_of
from flows.services.compilation.reporting_snapshot import Snapshot
from flows.services.lifecycle.indicator_versions import Definition, are_comparable, definition_for
from models.rules.periods import Period
from models.rules.public_evidence import evidence_state
from models.rules.scoring import achievement
from models.tables import Indicator
from models.vocabulary import Aggregation
from reports.figures import Cell, IndicatorFacts


def indicator_facts(book: FigureBook, indicator: Indicator, *, year: Year) -> IndicatorFacts:
    """One indicator: its quarters, its newest number of the year, and how far that is on the way to the target.

    It is told by the definition of the newest quarter that was asked; numbers of another unit or meaning are shown only.
    """
    told_by = asked_definition(book.snapshot, indicator, year=year)
    unit, code = told_by.units.get("en", ""), indicator.code
    cells = _indicator_cells(book, indicator, year=year, periods=year.periods)
    latest = next((c.figure for c in reversed(cells) if c.figure and book.get(c.figure).value is not None), "")
    baseline = book.add_planned(code, rule="baseline", value=told_by.baseline, unit=unit)
    target = book.add_planned(code, rule="target", value=told_by.target, unit=unit)
    counted = _counted(book, told_by, cells=cells)
    total = _year_total(book, code, unit=unit, counted=counted, year=year)
    is_measured = any(cell.figure == latest and not cell.is_of_earlier_definition for cell in cells)
    files, public = year.files.get(code, (0, 0))
    withdrawn_on = indicator.withdrawn_on
    return IndicatorFacts(
        code=code,
        number=indicator.number,
        titles=told_by.titles,
        units=told_by.units,
        kind=told_by.kind,
        direction=told_by.direction,
        aggregation=told_by.aggregation,
        is_cumulative=told_by.cumulative,
        baseline=baseline,
        baseline_missing_because=told_by.baseline_missing_because,
        target=target,
        target_by=told_by.target_by,
        illustrative=indicator.illustrative,
        cells=cells,
        latest=latest,
        achievement=_achievement(
            book, code, told_by, latest=latest if is_measured else "", parts=(latest, baseline, target)
        ),
        earlier=_indicator_cells(book, indicator, year=year, periods=year.earlier),
        year_total=total,
        year_counted=len(counted),
        year_expected=len(year.periods) if total else 0,
        means_of_verification=told_by.means_of_verification,
        files=files,
        public_files=public,
        evidence=evidence_state(is_claimed=bool(latest), files=files, public_files=public),
        withdrawn_on=withdrawn_on if withdrawn_on and withdrawn_on <= year.judged_on else None,
    )


def asked_definition(snapshot: Snapshot, indicator: Indicator, *, year: Year) -> Definition:
    """What the indicator was when its newest quarter of the year was asked; before the first, what it is."""
    return definition_for(indicator, snapshot.records.versions, period=_newest_asked(snapshot, year))


def exists_in(indicator: Indicator, *, year: Year) -> bool:
    """Whether the report may speak of an indicator: one added later did not exist on its day, nor in its quarters."""
    if indicator.added_on is not None and indicator.added_on > year.as_of:
        return False
    return not indicator.since_period or Period.parse(indicator.since_period) <= Period.parse(year.periods[-1])


def _newest_asked(snapshot: Snapshot, year: Year) -> str:
    asked = {c.period for c in snapshot.campaigns.values() if c.opened_on <= year.as_of}
    return next((period for period in reversed(year.periods) if period in asked), year.periods[-1])


def _indicator_cells(book: FigureBook, indicator: Indicator, *, year: Year, periods: Iterable[str]) -> tuple[Cell, ...]:
    snapshot, newest = book.snapshot, _newest_asked(book.snapshot, year)
    rows = [row for row in snapshot.actuals if row.indicator_id == indicator.id]
    cells = cells_of(book, indicator.code, rows=rows, year=year, periods=periods)
    return tuple(_marked(snapshot, indicator, cell, newest=newest) for cell in cells)


def _marked(snapshot: Snapshot, indicator: Indicator, cell: Cell, *, newest: str) -> Cell:
    """The cell, marked where its figure measures something else than the report's definition."""
    versions = snapshot.records.versions
    if not cell.figure or are_comparable(versions, indicator_id=indicator.id, earlier=cell.period, later=newest):
        return cell
    units = definition_for(indicator, versions, period=cell.period).units
    return cell.model_copy(update={"is_of_earlier_definition": True, "earlier_units": units})


def _achievement(book: FigureBook, code: str, told_by: Definition, *, latest: str, parts: Iterable[str]) -> str:
    """How far the newest number of the year is on the way from the baseline to the target."""
    if not latest:
        return ""
    figure = book.get(latest)
    share = achievement(figure.value, baseline=told_by.baseline, target=told_by.target)
    return book.add_derived(code, rule="achievement", period=figure.period, value=share, unit="%", sources=parts)


def _counted(book: FigureBook, indicator: Definition, *, cells: tuple[Cell, ...]) -> list[str]:
    """References of the numbers that may be added over the year: only what each period counts anew is added up."""
    if indicator.cumulative or indicator.aggregation is not Aggregation.SUM:
        return []
    alike = (cell for cell in cells if cell.figure and not cell.is_of_earlier_definition)
    return [cell.figure for cell in alike if book.get(cell.figure).value is not None]


def _year_total(book: FigureBook, code: str, *, unit: str, counted: list[str], year: Year) -> str:
    if not counted:
        return ""
    return book.add_derived(
        code,
        rule="sum of periods",
        period=f"{year.periods[0]} to {year.periods[-1]}",
        value=sum((book.get(reference).value or Decimal(0) for reference in counted), Decimal(0)),
        unit=unit,
        sources=counted,
    )
