"""Commitment sections of the annual report, and its scorecard rows and shared totals, in one language."""

from models.rules.partial_dates import PartialDate
from models.vocabulary import Aggregation
from reports.figures import AnnualFigures, CombinedFacts, CommitmentFacts, Figure, RegionFacts
from reports.language import Phrase, Words
from reports.privacy import visible
from reports.view_drawings import Calendar
from reports.view_instances import Frame, anchor, instance_view, partial_day
from reports.view_parts import CombinedView, CommitmentView, ScoreCell, ScoreRow
from reports.view_record_parts import CommitmentRemarks
from reports.view_states import badge as badge
from reports.view_states import evidence_badge, official_badge
from reports.view_states import lateness_text as lateness_text
from reports.view_values import value_view


def region_phrase(region: RegionFacts, *, words: Words) -> Phrase:
    """Name of a region in this language, else as the plan prints it."""
    return words.choose({"en": region.name, **region.names})


def commitment_title(commitment: CommitmentFacts, *, words: Words) -> Phrase:
    """Title of a commitment in this language, else as published."""
    return words.choose({"en": commitment.title, **commitment.titles})


def commitment_view(
    commitment: CommitmentFacts,
    *,
    content: AnnualFigures,
    regions: dict[str, Phrase],
    figures: dict[str, Figure],
    remarks: CommitmentRemarks,
    words: Words,
) -> CommitmentView:
    """One commitment's section."""
    calendar = _calendar(commitment, content=content)
    frame = Frame(content=content, calendar=calendar, regions=regions, figures=figures, words=words)
    axis = next((words.choose(a.texts) for a in content.axes if a.code == commitment.axis), Phrase("", ""))
    return CommitmentView(
        code=commitment.code,
        anchor=anchor(commitment.code),
        title=commitment_title(commitment, words=words),
        dates=f"{partial_day(commitment.start, words=words)} – {partial_day(commitment.end, words=words)}",
        stage=words.label(commitment.stage),
        page=commitment.page if commitment.page.startswith("https://") else "",
        state=badge(commitment.state, words=words),
        instances=tuple(instance_view(i, frame=frame) for i in commitment.instances),
        combined=tuple(_combined(c, figures=figures, words=words) for c in commitment.combined),
        official=official_badge(commitment.official, words=words) if commitment.official else None,
        evidence=evidence_badge(commitment.evidence, words=words),
        axis=axis,
        partners=tuple(visible(name) for name in commitment.institutions),
        values=tuple(visible(value) for value in commitment.ogp_values),
        calendar_from=words.month(calendar.first),
        calendar_to=words.month(calendar.last),
        remarks=remarks,
    )


def _calendar(commitment: CommitmentFacts, *, content: AnnualFigures) -> Calendar:
    """From the start of the commitment to its end, widened to hold every milestone."""
    milestones = [m for i in commitment.instances for m in i.milestones]
    days = [m.due_on for m in milestones] + [m.starts_on for m in milestones if m.starts_on]
    first = PartialDate.parse(commitment.start or content.plan.starts).first_day()
    last = PartialDate.parse(commitment.end or content.plan.end).last_day()
    return Calendar(min([first, *days]), max([last, *days]), content.judged_on)


def score_row(commitment: CommitmentFacts, *, regions: tuple[RegionFacts, ...], words: Words) -> ScoreRow:
    """One line of the scorecard, a cell per region in the order of the plan."""
    states = {instance.region: instance.state for instance in commitment.instances}
    cells = tuple(ScoreCell(r.code in states, badge(states.get(r.code), words=words)) for r in regions)
    title = commitment_title(commitment, words=words)
    return ScoreRow(commitment.code, anchor(commitment.code), title, cells)


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
