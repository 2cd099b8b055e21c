"""Gates: each condition with the facts that leave it unmet, the sentence it gives, and the facts that meet it."""

from dataclasses import replace
from datetime import date

import pytest

from models.rules.lifecycle import (
    CoCreationFacts,
    Condition,
    ForumFact,
    GateFacts,
    InstanceFact,
    MilestoneFact,
    unmet_conditions,
)
from models.rules.lifecycle_words import CONDITIONS
from models.vocabulary import MilestoneStatus, Side, Stage

OPEN = MilestoneFact("LAA2-M1X", MilestoneStatus.IN_PROGRESS, date(2026, 12, 31))
DONE = replace(OPEN, status=MilestoneStatus.DONE)
WITHDRAWN = replace(OPEN, status=MilestoneStatus.WITHDRAWN)
INSTANCE = InstanceFact("MALAA0002", "an official", (OPEN,), indicators=2)
FACTS = GateFacts(Stage.EXECUTION, (INSTANCE,), plan_end=date(2027, 6, 30), today=date(2026, 11, 23))
BOTH = ForumFact("FORUM-1", frozenset(Side))
CO_CREATED = CoCreationFacts(
    forums=(BOTH,), timeline_published_on=date(2025, 1, 6), first_event_on=date(2025, 1, 20), contributions=3,
    adopted_on=date(2025, 3, 4), endorsements=47,
)  # fmt: skip
DRAFTED = replace(FACTS, stage=Stage.CO_CREATION, co_creation=CO_CREATED)
EVALUATED = replace(
    FACTS, stage=Stage.EVALUATION, monitoring_body="A body", end_assessment_by="A body", lessons=1
)  # fmt: skip


def co_created(**facts: object) -> GateFacts:
    return replace(DRAFTED, co_creation=replace(CO_CREATED, **facts))


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (FACTS, ["milestones"]),
        (replace(FACTS, instances=(replace(INSTANCE, milestones=(DONE,)),)), []),
        (replace(FACTS, instances=(replace(INSTANCE, milestones=(DONE, WITHDRAWN)),)), ["milestone_reason"]),
        (replace(FACTS, instances=(replace(INSTANCE, milestones=(replace(WITHDRAWN, reason="merged"),)),)), []),
        (replace(FACTS, instances=(replace(INSTANCE, milestones=()),)), ["no_milestone"]),
        (replace(FACTS, today=date(2027, 6, 30)), ["milestones"]),
        (replace(FACTS, today=date(2027, 7, 1)), []),
        (replace(FACTS, today=date(2027, 7, 1), held_because="a court said so"), ["held"]),
        (
            replace(FACTS, stage=Stage.CO_CREATION),
            ["forum", "timeline", "inputs", "adoption", "endorsement"],
        ),
        (DRAFTED, []),
        (co_created(forums=(ForumFact("F1", frozenset({Side.ADMINISTRATION})),)), ["forum_sides"]),
        (co_created(forums=(ForumFact("F1", frozenset()), BOTH)), []),
        (co_created(first_event_on=None), ["events"]),
        (co_created(timeline_published_on=date(2025, 1, 7)), ["timeline_late"]),
        (co_created(timeline_published_on=date(2025, 1, 21)), ["timeline_late"]),
        (co_created(without_response=("C-2", "C-3")), ["responses"]),
        (co_created(contributions=0), ["inputs"]),
        (
            replace(DRAFTED, instances=(InstanceFact("MALAA0002", "", (), 1, ("LAA2-I1X",)),)),
            ["responsible", "no_milestone", "baseline"],
        ),
        (replace(DRAFTED, instances=(replace(INSTANCE, indicators=0),)), ["no_indicator"]),
        (replace(FACTS, stage=Stage.EVALUATION), ["monitoring_body", "end_assessment", "lessons"]),
        (EVALUATED, []),
        (replace(EVALUATED, end_assessment_by=""), ["end_assessment"]),
        (replace(FACTS, stage=Stage.CLOSED), ["final"]),
        (replace(FACTS, stage=Stage.WITHDRAWN), ["final"]),
    ],
)
def test_which_conditions_keep_a_gate_shut(facts: GateFacts, codes: list[str]) -> None:
    unmet = unmet_conditions(facts)
    assert [condition.code for condition in unmet] == codes
    assert all(condition.sentence.endswith(".") for condition in unmet)


def test_the_sentence_names_what_is_missing() -> None:
    (condition,) = unmet_conditions(co_created(timeline_published_on=date(2025, 1, 10)))
    assert condition.sentence == (
        "The co-creation timeline was published on 2025-01-10, less than 14 days before the first event of 2025-01-20."
    )
    (milestones,) = unmet_conditions(FACTS)
    assert milestones.sentence == "MALAA0002: milestones still open, 1 of 1 (LAA2-M1X)."


@pytest.mark.parametrize("code", CONDITIONS)
def test_every_condition_is_one_sentence(code: str) -> None:
    assert CONDITIONS[code].endswith(".")
    assert Condition(code).code == code
