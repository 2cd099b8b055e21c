"""One member's part of a commitment in one language: its milestones, indicators and matrix."""

from dataclasses import dataclass
from decimal import Decimal

from models.rules.partial_dates import PartialDate
from reports.figures import AnnualFigures, Figure, IndicatorFacts, InstanceFacts, MilestoneFacts
from reports.language import Phrase, Words
from reports.privacy import visible
from reports.view_drawings import Calendar, calendar_bar, trend
from reports.view_matrix import matrix_rows
from reports.view_parts import IndicatorView, InstanceView, MilestoneView
from reports.view_states import badge, evidence_badge, indicator_badge, lateness_text, official_badge
from reports.view_values import bar_length, cell_view, share_text, value_view
from reports.view_work import state_of


@dataclass(frozen=True)
class Frame:
    """What every part of a commitment's section is written with."""

    content: AnnualFigures
    calendar: Calendar
    regions: dict[str, Phrase]
    figures: dict[str, Figure]
    words: Words


def instance_view(instance: InstanceFacts, *, frame: Frame) -> InstanceView:
    """One member's part of a commitment."""
    words, regions = frame.words, frame.regions
    return InstanceView(
        anchor=anchor(instance.code),
        region=regions[instance.region],
        ogp_id=instance.ogp_id,
        lead=visible(instance.lead),
        lead_is_illustrative=instance.lead_is_illustrative,
        state=badge(instance.state, words=words),
        milestones=tuple(_milestone(m, frame=frame) for m in instance.milestones),
        indicators=tuple(_indicator(i, frame=frame) for i in instance.indicators),
        code=instance.code,
        region_code=instance.region,
        official=official_badge(instance.official, words=words) if instance.official else None,
        evidence=evidence_badge(instance.evidence, words=words),
        evidence_note=_evidence_note(instance, words=words),
        matrix=matrix_rows(
            instance, content=frame.content, figures=frame.figures, region=regions[instance.region], words=words
        ),
    )


def _evidence_note(instance: InstanceFacts, *, words: Words) -> str:
    if not instance.claims:
        return ""
    supported = instance.claims - instance.claims_without_evidence
    return words.ngettext(
        "%(part)s of %(n)s claim with evidence",
        "%(part)s of %(n)s claims with evidence",
        instance.claims,
        part=words.number(Decimal(supported)),
    )


def _milestone(milestone: MilestoneFacts, *, frame: Frame) -> MilestoneView:
    words = frame.words
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
        official=official_badge(milestone.status, words=words),
        evidence=evidence_badge(milestone.evidence, words=words),
        verification=visible(milestone.means_of_verification),
        calendar=calendar_bar(milestone, calendar=frame.calendar, words=words),
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


def _indicator(indicator: IndicatorFacts, *, frame: Frame) -> IndicatorView:
    figures, words = frame.figures, frame.words
    state = state_of(indicator, content=frame.content, figures=figures)
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
        target_by=partial_day(indicator.target_by, words=words),
        cells=tuple(cell_view(cell, figures=figures, words=words) for cell in indicator.cells),
        achievement=share_text(reached, words=words),
        bar=None if reached is None else bar_length(reached),
        state=indicator_badge(state, words=words),
        evidence=evidence_badge(indicator.evidence, words=words),
        direction=words.label(indicator.direction),
        verification=visible(indicator.means_of_verification),
        year_total=_year_total(indicator, figures=figures, words=words),
        trend=trend(indicator, figures=figures, words=words),
    )


def _year_total(indicator: IndicatorFacts, *, figures: dict[str, Figure], words: Words) -> str:
    """The sum of the periods of an indicator that counts each anew, with the periods it covers."""
    if not indicator.year_total:
        return ""
    return words.gettext(
        "Total %(value)s (%(part)s of %(whole)s periods)",
        value=value_view(figures[indicator.year_total], words=words).text,
        part=words.number(Decimal(indicator.year_counted)),
        whole=words.number(Decimal(indicator.year_expected)),
    )


def _measure(indicator: IndicatorFacts, *, words: Words) -> str:
    counted = (
        words.gettext("since the start of the plan") if indicator.is_cumulative else words.gettext("in the period")
    )
    return f"{words.label(indicator.kind)} · {counted}"


def partial_day(text: str, *, words: Words) -> str:
    """A date as precise as the source prints it: a year, a month or a day."""
    if not text:
        return ""
    partial = PartialDate.parse(text)
    if partial.is_exact:
        return words.day(partial.first_day())
    return words.month(partial.first_day()) if partial.month else str(partial.year)


def anchor(code: str) -> str:
    """Name of a place in the page, from a code."""
    return "".join(c for c in code if c.isalnum() or c == "-")
