"""Gates: no gate opens with an unmet condition, and each condition is a sentence."""

from dataclasses import replace
from datetime import date

import pytest

from models.rules.lifecycle import GateFacts, InstanceFact, MilestoneFact, unmet_conditions
from models.vocabulary import MilestoneStatus, Stage

OPEN = MilestoneFact("LAA2-M1X", MilestoneStatus.IN_PROGRESS, date(2026, 12, 31))
DONE = replace(OPEN, status=MilestoneStatus.DONE)
INSTANCE = InstanceFact("MALAA0002", "an official", (OPEN,), indicators=2)
FACTS = GateFacts(Stage.EXECUTION, (INSTANCE,), plan_end=date(2027, 6, 30), today=date(2026, 11, 23))


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (FACTS, ["milestones"]),
        (replace(FACTS, instances=(replace(INSTANCE, milestones=(DONE,)),)), []),
        (replace(FACTS, instances=(replace(INSTANCE, milestones=()),)), ["milestones"]),
        (replace(FACTS, today=date(2027, 6, 30)), ["milestones"]),
        (replace(FACTS, today=date(2027, 7, 1)), []),
        (replace(FACTS, stage=Stage.CO_CREATION), ["adoption", "endorsement"]),
        (replace(FACTS, stage=Stage.CO_CREATION, council_adoption_recorded=True, endorsements=47), []),
        (
            replace(
                FACTS, stage=Stage.CO_CREATION, council_adoption_recorded=True, endorsements=1,
                instances=(InstanceFact("MALAA0002", "", (), 1, ("LAA2-I1X",)),),
            ),
            ["responsible", "milestones", "baseline"],
        ),
        (replace(FACTS, stage=Stage.EVALUATION), ["monitoring_body", "end_assessment", "lessons"]),
        (
            replace(FACTS, stage=Stage.EVALUATION, monitoring_body="A body", end_assessment_recorded=True,
                    lessons_recorded=True),
            [],
        ),
        (replace(FACTS, stage=Stage.CLOSED), ["final"]),
        (replace(FACTS, stage=Stage.WITHDRAWN), ["final"]),
    ],
)  # fmt: skip
def test_which_conditions_keep_a_gate_shut(facts: GateFacts, codes: list[str]) -> None:
    unmet = unmet_conditions(facts)
    assert [condition.code for condition in unmet] == codes
    assert all(condition.sentence.endswith(".") or condition.code == "final" for condition in unmet)
