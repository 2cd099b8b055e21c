"""Commitment sections of the annual report: milestones, indicators by quarter, shared totals, in one language."""

from models.rules.partial_dates import PartialDate
from models.rules.scoring import ScheduleState
from models.vocabulary import Aggregation
from reports.figures import (
    CombinedFacts,
    CommitmentFacts,
    Figure,
    IndicatorFacts,
    InstanceFacts,
    MilestoneFacts,
    RegionFacts,
)
from reports.language import Phrase, Words
from reports.privacy import visible
from reports.view_parts import (
    Badge,
    CombinedView,
    CommitmentView,
    IndicatorView,
    InstanceView,
    MilestoneView,
    ScoreCell,
    ScoreRow,
)
from reports.view_values import bar_length, cell_view, share_text, value_view


def badge(state: ScheduleState | None, *, words: Words) -> Badge | None:
    """A state in words; None where there is no milestone to judge."""
    return Badge(state.value.replace("_", "-"), words.label(state)) if state else None


def region_phrase(region: RegionFacts, *, words: Words) -> Phrase:
    """Name of a region in this language, else as the plan prints it."""
    return words.choose({"en": region.name, **region.names})


def commitment_title(commitment: CommitmentFacts, *, words: Words) -> Phrase:
    """Title of a commitment in this language, else as published."""
    return words.choose({"en": commitment.title, **commitment.titles})


def commitment_view(
    commitment: CommitmentFacts, *, regions: dict[str, Phrase], figures: dict[str, Figure], words: Words
) -> CommitmentView:
    """One commitment's section."""
    return CommitmentView(
        code=commitment.code,
        anchor=_anchor(commitment.code),
        title=commitment_title(commitment, words=words),
        dates=f"{_partial(commitment.start, words=words)} – {_partial(commitment.end, words=words)}",
        stage=words.label(commitment.stage),
        page=commitment.page if commitment.page.startswith("https://") else "",
        state=badge(commitment.state, words=words),
        instances=tuple(_instance(i, regions=regions, figures=figures, words=words) for i in commitment.instances),
        combined=tuple(_combined(c, figures=figures, words=words) for c in commitment.combined),
    )


def score_row(commitment: CommitmentFacts, *, regions: tuple[RegionFacts, ...], words: Words) -> ScoreRow:
    """One line of the scorecard, a cell per region in the order of the plan."""
    states = {instance.region: instance.state for instance in commitment.instances}
    cells = tuple(ScoreCell(r.code in states, badge(states.get(r.code), words=words)) for r in regions)
    title = commitment_title(commitment, words=words)
    return ScoreRow(commitment.code, _anchor(commitment.code), title, cells)


def lateness_text(milestone: MilestoneFacts, *, words: Words) -> str:
    """How late a milestone is, or was when it was done; "" when in time."""
    days = milestone.days_late
    if not days:
        return ""
    if milestone.schedule is ScheduleState.COMPLETED:
        return words.ngettext("%(n)s day after its date", "%(n)s days after its date", days)
    return words.ngettext("%(n)s day late", "%(n)s days late", days)


def _instance(
    instance: InstanceFacts, *, regions: dict[str, Phrase], figures: dict[str, Figure], words: Words
) -> InstanceView:
    return InstanceView(
        anchor=_anchor(instance.code),
        region=regions[instance.region],
        ogp_id=instance.ogp_id,
        lead=visible(instance.lead),
        lead_is_illustrative=instance.lead_is_illustrative,
        state=badge(instance.state, words=words),
        milestones=tuple(_milestone(m, words=words) for m in instance.milestones),
        indicators=tuple(_indicator(i, figures=figures, words=words) for i in instance.indicators),
    )


def _milestone(milestone: MilestoneFacts, *, words: Words) -> MilestoneView:
    state = badge(milestone.schedule, words=words)
    assert state is not None  # a milestone always has a date to be judged against
    moved = milestone.due_on != milestone.first_due_on
    return MilestoneView(
        code=milestone.code,
        title=words.choose(milestone.titles),
        is_illustrative=milestone.illustrative,
        due=words.day(milestone.due_on),
        due_machine=milestone.due_on.isoformat(),
        moved_from=words.day(milestone.first_due_on) if moved else "",
        told=words.label(milestone.status),
        told_details=_told_details(milestone, words=words),
        percent=words.percent(milestone.percent) if milestone.percent is not None else "",
        bar=bar_length(milestone.percent),
        schedule=state,
        lateness=lateness_text(milestone, words=words),
        reference=milestone.status_figure,
    )


def _told_details(milestone: MilestoneFacts, *, words: Words) -> tuple[str, ...]:
    details = []
    if milestone.done_on:
        details.append(words.gettext("Done on %(day)s", day=words.day(milestone.done_on)))
    elif milestone.promised_on:
        details.append(words.gettext("Announced for %(day)s", day=words.day(milestone.promised_on)))
    if not milestone.status_figure:
        details.append(words.gettext("as in the plan; not yet reported"))
    return tuple(details)


def _indicator(indicator: IndicatorFacts, *, figures: dict[str, Figure], words: Words) -> IndicatorView:
    reached = figures[indicator.achievement].value if indicator.achievement else None
    return IndicatorView(
        code=indicator.code,
        title=words.choose(indicator.titles),
        unit=words.choose(indicator.units),
        measure=_measure(indicator, words=words),
        is_illustrative=indicator.illustrative,
        baseline=value_view(figures.get(indicator.baseline), words=words),
        baseline_because=visible(indicator.baseline_missing_because),
        target=value_view(figures.get(indicator.target), words=words),
        target_by=_partial(indicator.target_by, words=words),
        cells=tuple(cell_view(cell, figures=figures, words=words) for cell in indicator.cells),
        achievement=share_text(reached, words=words),
        bar=None if reached is None else bar_length(reached),
    )


def _measure(indicator: IndicatorFacts, *, words: Words) -> str:
    counted = (
        words.gettext("since the start of the plan") if indicator.is_cumulative else words.gettext("in the period")
    )
    return f"{words.label(indicator.kind)} · {counted}"


def _combined(combined: CombinedFacts, *, figures: dict[str, Figure], words: Words) -> CombinedView:
    coverage = words.ngettext(
        "%(counted)s of %(n)s region",
        "%(counted)s of %(n)s regions",
        combined.expected,
        counted=combined.counted,
    )
    rule = words.gettext("Mean of the regions that reported")
    if combined.aggregation is Aggregation.SUM:
        rule = words.gettext("Sum of the regions that reported")
    return CombinedView(
        title=words.choose(combined.titles),
        unit=words.choose(combined.units),
        period=words.period(combined.period),
        rule=rule,
        value=value_view(figures[combined.figure], words=words),
        coverage=coverage,
        is_partial=combined.counted < combined.expected,
        is_provisional=combined.is_provisional,
        is_illustrative=combined.illustrative,
    )


def _partial(text: str, *, words: Words) -> str:
    """A date as precise as the source prints it: a year, a month or a day."""
    if not text:
        return ""
    partial = PartialDate.parse(text)
    if partial.is_exact:
        return words.day(partial.first_day())
    return words.month(partial.first_day()) if partial.month else str(partial.year)


def _anchor(code: str) -> str:
    return "".join(c for c in code if c.isalnum() or c == "-")
