"""Makes the truth of a rehearsal from the plan's rows and the scenario, before the first day begins."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, select

from flows.rehearsal.scenario import Scenario
from flows.rehearsal.world import TrueIndicator, TrueMilestone, World, finished_on
from models.rules.partial_dates import PartialDate
from models.rules.working_days import WorkingCalendar
from models.tables import ActionPlan, CommitmentInstance, Indicator, Milestone, Official

_WITHOUT_TARGET = Decimal(100)


def true_world(
    session: Session, *, plan: ActionPlan, scenario: Scenario, calendar: Callable[[date], WorkingCalendar]
) -> World:
    """What will happen: a milestone is done on the day the plan states, else its day moved by the scenario's slip."""
    starts, ends = PartialDate.parse(plan.starts).first_day(), PartialDate.parse(plan.end).last_day()
    milestones = (
        select(Milestone, Official.code)
        .join(CommitmentInstance, col(Milestone.instance_id) == CommitmentInstance.id)
        .outerjoin(Official, col(CommitmentInstance.responsible_id) == Official.id)
    )
    rows = session.exec(milestones.where(Milestone.plan_id == plan.id)).all()
    indicators = session.exec(select(Indicator).where(Indicator.plan_id == plan.id)).all()
    return World(
        milestones={
            m.code: TrueMilestone(
                m.code, official or "", m.starts_on or starts, _done_on(m, official or "", scenario, calendar)
            )
            for m, official in rows
        },
        indicators={
            i.code: TrueIndicator(
                i.code, i.baseline or Decimal(0), i.target if i.target is not None else _WITHOUT_TARGET, i.is_whole,
                starts, ends,
            )
            for i in indicators
        },
    )  # fmt: skip


def _done_on(
    milestone: Milestone, official: str, scenario: Scenario, calendar: Callable[[date], WorkingCalendar]
) -> date | None:
    if milestone.code in scenario.milestones:
        return finished_on(
            milestone.due_on, slip=scenario.milestones[milestone.code], calendar=calendar(milestone.due_on)
        )
    if milestone.done_on:
        return milestone.done_on
    slip = scenario.episode(official, milestone.due_on).slip
    return finished_on(milestone.due_on, slip=slip, calendar=calendar(milestone.due_on))
