"""The counts of a report's first page, from its frozen facts alone: the same count for this year and for the last."""

from models.rules.scoring import Rate, ScheduleState
from reports.figures import AnnualFigures

COMMITMENTS, MILESTONES, INDICATORS, ANSWERS = "commitments", "milestones", "indicators", "answers"
ALL_MILESTONES = "all_milestones"
_GOOD = (ScheduleState.COMPLETED, ScheduleState.ON_TRACK)


def tallies(content: AnnualFigures) -> dict[str, Rate]:
    """Commitments in time, milestones done of those due and of all, indicators at their target, items answered."""
    return {
        COMMITMENTS: commitments_in_time(content),
        MILESTONES: milestones_done(content, only_due=True),
        ALL_MILESTONES: milestones_done(content, only_due=False),
        INDICATORS: indicators_at_target(content),
        ANSWERS: items_answered(content),
    }


def commitments_in_time(content: AnnualFigures) -> Rate:
    """Commitments completed or on track, of those that can be judged."""
    states = [c.state for c in content.commitments if c.state not in (None, ScheduleState.WITHDRAWN)]
    return Rate(sum(state in _GOOD for state in states), len(states))


def milestones_done(content: AnnualFigures, *, only_due: bool) -> Rate:
    """Milestones done, of those due by the day they are judged on, or of all; withdrawn ones are in neither."""
    every = [m for c in content.commitments for i in c.instances for m in i.milestones]
    counted = [m for m in every if m.schedule is not ScheduleState.WITHDRAWN]
    if only_due:
        counted = [m for m in counted if m.due_on <= content.judged_on]
    return Rate(sum(m.schedule is ScheduleState.COMPLETED for m in counted), len(counted))


def indicators_at_target(content: AnnualFigures) -> Rate:
    """Indicators at their target, of those that can be held against one."""
    figures = content.by_id()
    listed = [n for c in content.commitments for i in c.instances for n in i.indicators]
    every = [n for n in listed if n.withdrawn_on is None]
    measured = [figures[n.achievement].value for n in every if n.achievement]
    return Rate(sum(value is not None and value >= 100 for value in measured), len(measured))


def items_answered(content: AnnualFigures) -> Rate:
    """Items answered of those asked: of the only region, or of the consortium."""
    scope = content.regions[0].code if len(content.regions) == 1 else ""
    rate = next((r for r in content.rates if (r.region, r.period) == (scope, content.period)), None)
    return Rate(rate.answered, rate.expected) if rate else Rate(0, 0)
