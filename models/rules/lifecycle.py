"""Stages of a commitment and the conditions of each gate: facts in, unmet conditions out, each one sentence.

Knows no table and no language; `lifecycle_moves` decides what a person may do with the answer.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from models.rules.lateness import SETTLED
from models.rules.lifecycle_words import CONDITIONS
from models.vocabulary import MilestoneStatus, Side, Stage

NEXT_STAGE = {
    Stage.CO_CREATION: Stage.EXECUTION,
    Stage.EXECUTION: Stage.EVALUATION,
    Stage.EVALUATION: Stage.CLOSED,
}
FINAL_STAGES = frozenset({Stage.CLOSED, Stage.WITHDRAWN})
# OGP's participation standard 3.1: opportunities to participate are published two weeks before they start.
TIMELINE_DAYS = 14
BOTH_SIDES = frozenset(Side)
# A milestone that ends without being done says why; done needs no reason.
_REASONED = {MilestoneStatus.WITHDRAWN: "milestone_reason", MilestoneStatus.CLOSED: "milestone_closed_reason"}


@dataclass(frozen=True)
class Condition:
    """One unmet condition of a gate: a stable code, and the values of its sentence in `CONDITIONS`."""

    code: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def sentence(self) -> str:
        """What a person reads, in English; other languages translate `CONDITIONS[code]` with the same values."""
        return CONDITIONS[self.code] % dict(self.values)

    @property
    def stored(self) -> str:
        """The condition as a row keeps it, so that every language can print it later: JSON of code and values."""
        return json.dumps({"code": self.code} | dict(self.values), ensure_ascii=False)

    @classmethod
    def restored(cls, text: str) -> "Condition":
        """The condition that `stored` wrote."""
        values: dict[str, str] = json.loads(text)
        return cls(values.pop("code"), tuple(values.items()))


@dataclass(frozen=True)
class MilestoneFact:
    """What the gates need to know of one milestone; `reason` is why it was closed or withdrawn."""

    code: str
    status: MilestoneStatus
    due_on: date
    reason: str = ""


@dataclass(frozen=True)
class InstanceFact:
    """What the gates need to know of one member's instance of a commitment."""

    code: str
    responsible: str
    milestones: tuple[MilestoneFact, ...]
    indicators: int
    indicators_without_baseline_or_reason: tuple[str, ...] = ()


@dataclass(frozen=True)
class ForumFact:
    """One forum that was held, and the sides that were present."""

    code: str
    sides: frozenset[Side]


@dataclass(frozen=True)
class CoCreationFacts:
    """What was done with the public before the commitment was adopted; `first_event_on` is a meeting or an opening."""

    forums: tuple[ForumFact, ...] = ()
    timeline_published_on: date | None = None
    first_event_on: date | None = None
    contributions: int = 0
    without_response: tuple[str, ...] = ()
    adopted_on: date | None = None
    endorsements: int = 0


@dataclass(frozen=True)
class GateFacts:
    """Everything the next gate of one commitment depends on. `plan_end` is the last day by the named end rule.

    `end_assessment_by` is the independent body that signed an end-of-commitment assessment; "" when none did.
    """

    stage: Stage
    instances: tuple[InstanceFact, ...]
    plan_end: date
    today: date
    held_because: str = ""
    co_creation: CoCreationFacts = field(default_factory=CoCreationFacts)
    monitoring_body: str = ""
    end_assessment_by: str = ""
    lessons: int = 0


def unmet_conditions(facts: GateFacts) -> tuple[Condition, ...]:
    """Why the commitment cannot move to its next stage today; empty means the gate is open."""
    if facts.stage in FINAL_STAGES:
        return (Condition("final"),)
    held = [_condition("held", because=facts.held_because.rstrip("."))] if facts.held_because else []
    gates = {
        Stage.CO_CREATION: _before_execution,
        Stage.EXECUTION: _before_evaluation,
        Stage.EVALUATION: _before_closing,
    }
    return (*held, *gates[facts.stage](facts))


def _condition(code: str, **values: object) -> Condition:
    return Condition(code, tuple((name, str(value)) for name, value in values.items()))


def _before_execution(facts: GateFacts) -> Iterable[Condition]:
    yield from _public_side(facts.co_creation)
    for instance in facts.instances:
        yield from _planned(instance)


def _public_side(done: CoCreationFacts) -> Iterable[Condition]:
    yield from _forum(done.forums)
    yield from _timeline(done)
    if not done.contributions:
        yield Condition("inputs")
    if done.without_response:
        yield _condition("responses", codes=", ".join(done.without_response))
    if done.adopted_on is None:
        yield Condition("adoption")
    if not done.endorsements:
        yield Condition("endorsement")


def _forum(forums: tuple[ForumFact, ...]) -> Iterable[Condition]:
    if not forums:
        yield Condition("forum")
    elif not any(forum.sides >= BOTH_SIDES for forum in forums):
        yield _condition("forum_sides", meeting=forums[-1].code)


def _timeline(done: CoCreationFacts) -> Iterable[Condition]:
    published, event = done.timeline_published_on, done.first_event_on
    if published is None:
        yield Condition("timeline")
    elif event is None:
        yield Condition("events")
    elif event - published < timedelta(days=TIMELINE_DAYS):
        yield _condition("timeline_late", published=published, days=TIMELINE_DAYS, event=event)


def _planned(instance: InstanceFact) -> Iterable[Condition]:
    if not instance.responsible:
        yield _condition("responsible", instance=instance.code)
    if not instance.milestones:
        yield _condition("no_milestone", instance=instance.code)
    if not instance.indicators:
        yield _condition("no_indicator", instance=instance.code)
    for code in instance.indicators_without_baseline_or_reason:
        yield _condition("baseline", indicator=code)


def _before_evaluation(facts: GateFacts) -> Iterable[Condition]:
    if facts.today > facts.plan_end:
        return  # a late start never moves the end: what is unfinished is evaluated unfinished
    for instance in facts.instances:
        yield from _finished(instance)


def _finished(instance: InstanceFact) -> Iterable[Condition]:
    if not instance.milestones:
        yield _condition("no_milestone", instance=instance.code)
    left = [m.code for m in instance.milestones if m.status not in SETTLED]
    if left:
        total = len(instance.milestones)
        yield _condition("milestones", instance=instance.code, open=len(left), total=total, codes=", ".join(left))
    for milestone in instance.milestones:
        if milestone.status in _REASONED and not milestone.reason.strip():
            yield _condition(_REASONED[milestone.status], milestone=milestone.code)


def _before_closing(facts: GateFacts) -> Iterable[Condition]:
    if not facts.monitoring_body:
        yield Condition("monitoring_body")
    if not facts.end_assessment_by:
        yield Condition("end_assessment")
    if not facts.lessons:
        yield Condition("lessons")
