"""Commitments of a report: each member's part, the state of the whole, shared totals that say whom they cover."""

from dataclasses import dataclass
from decimal import Decimal

from flows.services.compilation.reporting_book import FigureBook
from flows.services.compilation.reporting_indicators import exists_in, indicator_facts
from flows.services.compilation.reporting_items import Year, amended_value_on, milestone_facts, value_on
from flows.services.compilation.reporting_snapshot import STAGE_ACTIONS
from models.rules.public_evidence import EvidenceState, overall_evidence
from models.rules.scoring import combine, overall_state, overall_status
from models.tables import Commitment, CommitmentInstance
from models.vocabulary import Aggregation, Stage, ValueStatus
from reports.figures import CombinedFacts, CommitmentFacts, IndicatorFacts, InstanceFacts


def commitment_facts(book: FigureBook, commitment: Commitment, *, year: Year) -> CommitmentFacts:
    """One commitment with its instances in the order of the regions."""
    rows = [row for row in book.snapshot.instances if row.commitment_id == commitment.id]
    instances = tuple(_instance(book, row, year=year) for row in sorted(rows, key=lambda r: _place(book, r)))
    stage = value_on(
        book.snapshot,
        subject=commitment.code,
        actions=STAGE_ACTIONS,
        stored=commitment.stage.value,
        day=year.judged_on,
    )
    told = _told(book, commitment, year=year)
    return CommitmentFacts(
        code=commitment.code,
        short_code=commitment.short_code,
        title=_title(commitment, told.titles),
        titles=told.titles,
        start=told.start,
        end=told.end,
        axis=told.axis,
        stage=Stage(stage) if stage in set(Stage) else commitment.stage,
        ogp_values=told.ogp_values,
        page=told.page,
        state=overall_state(i.state for i in instances if i.state),
        instances=instances,
        combined=_combined(book, commitment.code, instances, year=year) if len(instances) > 1 else (),
        official=overall_status(i.official for i in instances if i.official),
        evidence=overall_evidence(i.evidence for i in instances),
        institutions=told.institutions,
    )


@dataclass(frozen=True)
class _Told:
    """The amendable fields of a commitment on the day of judgement: a later amendment does not exist for the report."""

    titles: dict[str, str]
    start: str
    end: str
    axis: str
    page: str
    ogp_values: tuple[str, ...]
    institutions: tuple[str, ...]


def _told(book: FigureBook, commitment: Commitment, *, year: Year) -> _Told:
    def then(field: str, stored: str) -> str:
        return amended_value_on(book.snapshot, subject=commitment.code, field=field, stored=stored, day=year.judged_on)

    def entries(field: str, stored: list[str]) -> tuple[str, ...]:
        text = " | ".join(stored)
        past = then(field, text)
        return tuple(stored) if past == text else tuple(part for part in past.split(" | ") if part)

    titles = {language: then(f"title_{language}", text) for language, text in commitment.titles.items()}
    return _Told(
        titles={language: text for language, text in titles.items() if text},
        start=then("start", commitment.start),
        end=then("end", commitment.end),
        axis=then("axis", commitment.axis_code),
        page=then("page", commitment.page),
        ogp_values=entries("ogp_values", commitment.ogp_values),
        institutions=entries("institutions", commitment.institutions),
    )


def _title(commitment: Commitment, titles: dict[str, str]) -> str:
    """The published title, in the language it was published in."""
    language = next((name for name, text in commitment.titles.items() if text == commitment.title), "")
    return titles.get(language, commitment.title)


def _place(book: FigureBook, row: CommitmentInstance) -> int:
    return next(member.position for member in book.snapshot.members if member.id == row.member_id)


def _instance(book: FigureBook, row: CommitmentInstance, *, year: Year) -> InstanceFacts:
    snapshot = book.snapshot
    milestones = sorted(snapshot.index.milestones.get(row.id, ()), key=lambda m: m.number)
    indicators = sorted(snapshot.index.indicators.get(row.id, ()), key=lambda i: i.number)
    indicators = [indicator for indicator in indicators if exists_in(indicator, year=year)]
    facts = tuple(milestone_facts(book, milestone, year=year) for milestone in milestones)
    measured = tuple(indicator_facts(book, indicator, year=year) for indicator in indicators)
    evidence = [m.evidence for m in facts] + [i.evidence for i in measured]
    return InstanceFacts(
        code=row.code,
        ogp_id=row.ogp_id,
        region=next(member.code for member in snapshot.members if member.id == row.member_id),
        lead=amended_value_on(snapshot, subject=row.code, field="lead", stored=row.lead, day=year.judged_on),
        lead_is_illustrative=row.lead_is_illustrative,
        state=overall_state(m.schedule for m in facts),
        milestones=facts,
        indicators=measured,
        official=overall_status(m.status for m in facts),
        evidence=overall_evidence(evidence),
        claims=sum(state is not EvidenceState.NO_CLAIM for state in evidence),
        claims_without_evidence=evidence.count(EvidenceState.NONE),
    )


def _combined(
    book: FigureBook, code: str, instances: tuple[InstanceFacts, ...], *, year: Year
) -> tuple[CombinedFacts, ...]:
    """Indicators that all members count alike (same number, unit and rule), for each period somebody gave a number."""
    found = []
    for number in sorted({indicator.number for instance in instances for indicator in instance.indicators}):
        alike = [i for instance in instances for i in instance.indicators if i.number == number]
        first = alike[0]
        if len(alike) < 2 or any((i.units, i.aggregation) != (first.units, first.aggregation) for i in alike):
            continue
        for period in year.periods:
            combined = _combine(book, code, alike, period=period, expected=len(instances))
            found += [combined] if combined else []
    return tuple(found)


def _combine(
    book: FigureBook, code: str, alike: list[IndicatorFacts], *, period: str, expected: int
) -> CombinedFacts | None:
    given = [_number(book, indicator, period) for indicator in alike]
    values = [value for _, value in given] + [None] * (expected - len(given))
    total = combine(values, aggregation=alike[0].aggregation)
    if total is None or total.value is None:
        return None
    rule = "mean of members" if alike[0].aggregation is Aggregation.MEAN else "sum of members"
    figure = book.add_derived(
        f"{code}-I{alike[0].number}",
        rule=rule,
        period=period,
        value=total.value,
        unit=alike[0].units.get("en", ""),
        sources=[reference for reference, value in given if value is not None],
    )
    return CombinedFacts(
        number=alike[0].number,
        titles=alike[0].titles,
        units=alike[0].units,
        aggregation=alike[0].aggregation,
        period=period,
        figure=figure,
        counted=total.counted,
        expected=total.expected,
        is_provisional=any(book.get(r).status is ValueStatus.PROVISIONAL for r, v in given if v is not None),
        illustrative=any(indicator.illustrative for indicator in alike),
    )


def _number(book: FigureBook, indicator: IndicatorFacts, period: str) -> tuple[str, Decimal | None]:
    """The number of one member in one period; one of an earlier definition is not added to the others."""
    own = next(cell for cell in indicator.cells if cell.period == period)
    reference = "" if own.is_of_earlier_definition else own.figure
    return reference, book.get(reference).value if reference else None
