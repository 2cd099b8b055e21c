"""Stages of a commitment and the conditions of each gate: facts in, unmet conditions out, each one sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.vocabulary import MilestoneStatus, Stage

NEXT_STAGE = {
    Stage.CO_CREATION: Stage.EXECUTION,
    Stage.EXECUTION: Stage.EVALUATION,
    Stage.EVALUATION: Stage.CLOSED,
}


@dataclass(frozen=True)
class Condition:
    """One unmet condition of a gate: a stable code and the sentence a person reads."""

    code: str
    sentence: str


@dataclass(frozen=True)
class MilestoneFact:
    """What the gates need to know of one milestone."""

    code: str
    status: MilestoneStatus
    due_on: date


@dataclass(frozen=True)
class InstanceFact:
    """What the gates need to know of one member's instance of a commitment."""

    code: str
    responsible: str
    milestones: tuple[MilestoneFact, ...]
    indicators: int
    indicators_without_baseline_or_reason: tuple[str, ...] = ()


@dataclass(frozen=True)
class GateFacts:
    """Everything the next gate of one commitment depends on. `plan_end` is the last day by the named end rule."""

    stage: Stage
    instances: tuple[InstanceFact, ...]
    plan_end: date
    today: date
    council_adoption_recorded: bool = False
    endorsements: int = 0
    monitoring_body: str = ""
    end_assessment_recorded: bool = False
    lessons_recorded: bool = False


def unmet_conditions(facts: GateFacts) -> tuple[Condition, ...]:
    """Why the commitment cannot move to its next stage today; empty means the gate is open."""
    if facts.stage is Stage.CO_CREATION:
        return tuple(_before_execution(facts))
    if facts.stage is Stage.EXECUTION:
        return tuple(_before_evaluation(facts))
    if facts.stage is Stage.EVALUATION:
        return tuple(_before_closing(facts))
    return (Condition("final", "This stage is final: nothing follows it."),)


def _before_execution(facts: GateFacts) -> Iterable[Condition]:
    if not facts.council_adoption_recorded:
        yield Condition("adoption", "Adoption by the council is not recorded.")
    if not facts.endorsements:
        yield Condition("endorsement", "No endorsement by a non-governmental stakeholder is recorded.")
    for instance in facts.instances:
        if not instance.responsible:
            yield Condition("responsible", f"{instance.code}: no responsible official is named.")
        if not instance.milestones:
            yield Condition("milestones", f"{instance.code}: no milestone with a due date is planned.")
        if not instance.indicators:
            yield Condition("indicators", f"{instance.code}: no indicator is defined.")
        for code in instance.indicators_without_baseline_or_reason:
            yield Condition("baseline", f"{code}: the baseline is missing and nobody said why.")


def _before_evaluation(facts: GateFacts) -> Iterable[Condition]:
    if facts.today > facts.plan_end:
        return
    finished = {MilestoneStatus.DONE, MilestoneStatus.WITHDRAWN}
    for instance in facts.instances:
        unfinished = [m for m in instance.milestones if m.status not in finished]
        if unfinished:
            total = len(instance.milestones)
            codes = ", ".join(m.code for m in unfinished)
            yield Condition(
                "milestones", f"{instance.code}: {len(unfinished)} of {total} milestones are open ({codes})."
            )
        if not instance.milestones:
            yield Condition("milestones", f"{instance.code}: no milestone is planned, so none can be finished.")


def _before_closing(facts: GateFacts) -> Iterable[Condition]:
    if not facts.monitoring_body:
        yield Condition("monitoring_body", "The independent Monitoring Body is still to be defined.")
    if not facts.end_assessment_recorded:
        yield Condition("end_assessment", "No end-of-commitment assessment by a body other than the administration.")
    if not facts.lessons_recorded:
        yield Condition("lessons", "No lessons learnt are recorded.")
