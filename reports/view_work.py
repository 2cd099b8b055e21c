"""What was achieved, what comes due, what is behind, and what the reader is asked to decide: lists drawn from facts."""

from collections.abc import Iterator
from datetime import date, timedelta

from models.rules.indicator_state import IndicatorState, indicator_state
from models.rules.partial_dates import PartialDate
from models.rules.periods import Period
from models.rules.scoring import ScheduleState
from models.vocabulary import ObstacleState, RecommendationState
from reports.figures import AnnualFigures, Figure, IndicatorFacts, InstanceFacts, MilestoneFacts
from reports.language import Phrase, Words
from reports.view_committee import region_or_all
from reports.view_parts import RemarkView
from reports.view_record_parts import DecisionView
from reports.view_states import lateness_text
from reports.view_values import share_text

_OPEN = (ScheduleState.NOT_STARTED, ScheduleState.ON_TRACK, ScheduleState.AT_RISK)


def first_day(content: AnnualFigures) -> date:
    """First day the report speaks of: of its quarter, or of its year."""
    return Period.parse(content.period).start if content.period else date(content.year, 1, 1)


def achievements(
    content: AnnualFigures, *, regions: dict[str, Phrase], figures: dict[str, Figure], words: Words
) -> tuple[RemarkView, ...]:
    """Milestones done in the period, then indicators that stand at their target."""
    first = first_day(content)
    done = [
        (i, m)
        for i, m in _milestones(content)
        if m.schedule is ScheduleState.COMPLETED and m.done_on and first <= m.done_on <= content.judged_on
    ]
    found = [_done(i, m, regions=regions, words=words) for i, m in sorted(done, key=lambda pair: pair[1].code)]
    for instance, indicator in _indicators(content):
        if state_of(indicator, content=content, figures=figures) is IndicatorState.REACHED:
            share = share_text(figures[indicator.achievement].value, words=words)
            text = words.gettext("Target reached: %(share)s of the way", share=share)
            found.append(
                _remark(instance, indicator, text=text, reference=indicator.latest, regions=regions, words=words)
            )
    return tuple(found)


def deadlines(content: AnnualFigures, *, regions: dict[str, Phrase], words: Words) -> tuple[RemarkView, ...]:
    """Milestones not done that come due in the quarter or the year after the report."""
    months = 92 if content.period else 366
    last = content.judged_on + timedelta(days=months)
    due = [(i, m) for i, m in _milestones(content) if m.schedule in _OPEN and content.judged_on <= m.due_on <= last]
    return tuple(
        RemarkView(
            code=milestone.code,
            title=words.choose(milestone.titles),
            region=regions[instance.region],
            text=words.label(milestone.schedule),
            is_illustrative=milestone.illustrative,
            due=words.day(milestone.due_on),
            reference=milestone.status_figure,
        )
        for instance, milestone in sorted(due, key=lambda pair: (pair[1].due_on, pair[1].code))
    )


def off_track(
    content: AnnualFigures, *, regions: dict[str, Phrase], figures: dict[str, Figure], words: Words
) -> tuple[RemarkView, ...]:
    """Indicators behind by the public rule."""
    return tuple(
        _remark(
            instance,
            indicator,
            text=words.gettext(
                "%(share)s of the way", share=share_text(figures[indicator.achievement].value, words=words)
            ),
            reference=indicator.latest,
            regions=regions,
            words=words,
        )
        for instance, indicator in _indicators(content)
        if state_of(indicator, content=content, figures=figures) is IndicatorState.BEHIND
    )


def state_of(indicator: IndicatorFacts, *, content: AnnualFigures, figures: dict[str, Figure]) -> IndicatorState:
    """How an indicator stands on the day of the report; time runs from the start of the plan to the target's date."""
    if indicator.withdrawn_on is not None:
        return IndicatorState.WITHDRAWN
    reached = figures[indicator.achievement].value if indicator.achievement else None
    ends = PartialDate.parse(indicator.target_by).last_day() if indicator.target_by else None
    starts = PartialDate.parse(content.plan.starts).first_day()
    return indicator_state(reached, starts=starts, ends=ends, on=content.judged_on)


def decisions(content: AnnualFigures, *, regions: dict[str, Phrase], words: Words) -> tuple[DecisionView, ...]:
    """What only the readers can decide: late without a new date, constraints open, recommendations without answer."""
    late = [
        DecisionView(
            code=m.code,
            region=regions[i.region],
            ask=words.gettext(
                "Set a new date, or withdraw it with a reason: %(title)s", title=words.choose(m.titles).text
            ),
            because=lateness_text(m, words=words),
        )
        for i, m in _milestones(content)
        if m.schedule is ScheduleState.DELAYED and not (m.promised_on and m.promised_on > content.judged_on)
    ]
    held = [
        DecisionView(
            code=c.milestone or c.commitment,
            region=region_or_all("", regions=regions, words=words),
            ask=words.gettext("Lift the constraint: %(text)s", text=c.text),
            because=words.gettext("since %(day)s", day=words.day(c.opened_on)),
        )
        for c in content.constraints
        if c.state is ObstacleState.OPEN
    ]
    unanswered = [
        DecisionView(
            code=r.commitment or r.code,
            region=region_or_all(r.region, regions=regions, words=words),
            ask=words.gettext("Answer the recommendation: %(text)s", text=r.text),
            because=words.gettext("made on %(day)s", day=words.day(r.made_on)),
        )
        for r in content.recommendations
        if r.state is RecommendationState.OPEN
    ]
    return (*late, *held, *unanswered)


def _done(
    instance: InstanceFacts, milestone: MilestoneFacts, *, regions: dict[str, Phrase], words: Words
) -> RemarkView:
    assert milestone.done_on is not None  # chosen by that
    return RemarkView(
        code=milestone.code,
        title=words.choose(milestone.titles),
        region=regions[instance.region],
        text=words.gettext("Done on %(day)s", day=words.day(milestone.done_on)),
        is_illustrative=milestone.illustrative,
        quote=lateness_text(milestone, words=words),
        reference=milestone.status_figure,
    )


def _remark(
    instance: InstanceFacts,
    indicator: IndicatorFacts,
    *,
    text: str,
    reference: str,
    regions: dict[str, Phrase],
    words: Words,
) -> RemarkView:
    return RemarkView(
        code=indicator.code,
        title=words.choose(indicator.titles),
        region=regions[instance.region],
        text=text,
        is_illustrative=indicator.illustrative,
        reference=reference,
    )


def _milestones(content: AnnualFigures) -> Iterator[tuple[InstanceFacts, MilestoneFacts]]:
    for commitment in content.commitments:
        for instance in commitment.instances:
            yield from ((instance, milestone) for milestone in instance.milestones)


def _indicators(content: AnnualFigures) -> Iterator[tuple[InstanceFacts, IndicatorFacts]]:
    for commitment in content.commitments:
        for instance in commitment.instances:
            yield from ((instance, indicator) for indicator in instance.indicators)
