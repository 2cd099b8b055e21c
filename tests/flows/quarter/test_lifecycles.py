"""The stage flows: where each commitment stands, and gates that open only when every condition is met."""

from datetime import date

import pytest
from sqlmodel import select

from flows.services.lifecycle.lifecycles import review_stage
from flows.services.lifecycle.standings import status
from models.rules.errors import DomainError
from models.tables import Commitment, CommitmentInstance, LedgerEntry, Milestone
from models.vocabulary import LedgerAction, MilestoneStatus, Stage

TODAY = date(2026, 11, 23)


def stages(session) -> set[Stage]:
    session.rollback()
    return set(session.exec(select(Commitment.stage)).all())


def test_every_commitment_in_the_stage_is_shown_with_what_keeps_its_gate_shut(session, small_plan, desk_on) -> None:
    outcome = review_stage(desk_on(TODAY), plan="small", stage=Stage.EXECUTION)
    assert outcome.counts.items() >= {"reviewed": 3, "moved": 0, "late_milestones": 4}.items()
    rows = {row[0]: row for row in outcome.tables[0].rows}
    assert "milestones still open, 2 of 2" in rows["MALAA0002"][4]
    assert rows["MALAA0002"][2] == "2026-12-31"
    assert stages(session) == {Stage.EXECUTION}


def test_a_commitment_moves_on_once_when_every_milestone_is_finished(session, small_plan, desk_on) -> None:
    for milestone in session.exec(select(Milestone)).all():
        milestone.status = MilestoneStatus.DONE
    session.commit()
    assert review_stage(desk_on(TODAY), plan="small", stage=Stage.EXECUTION).counts["moved"] == 3
    assert review_stage(desk_on(TODAY), plan="small", stage=Stage.EXECUTION).counts["reviewed"] == 0
    changes = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.STAGE_CHANGED)).all()
    assert [(c.before, c.after) for c in changes] == [("execution", "evaluation")] * 3


def test_a_preview_moves_nothing(session, small_plan, desk_on) -> None:
    outcome = review_stage(desk_on(date(2027, 7, 1)), plan="small", stage=Stage.EXECUTION, preview=True)
    assert outcome.counts["moved"] == 3
    assert stages(session) == {Stage.EXECUTION}


def test_evaluation_stays_shut_while_the_monitoring_body_is_to_be_defined(session, small_plan, desk_on) -> None:
    review_stage(desk_on(date(2027, 7, 1)), plan="small", stage=Stage.EXECUTION)
    outcome = review_stage(desk_on(date(2027, 7, 2)), plan="small", stage=Stage.EVALUATION)
    assert outcome.counts["moved"] == 0
    assert all("Monitoring Body is still to be defined" in row[4] for row in outcome.tables[0].rows)


def test_one_commitment_is_reviewed_by_its_code_or_its_label(session, small_plan, desk_on) -> None:
    for chosen in ("MALAA0002", "malaa0002", "MALAA0002 · Titre de MALAA0002"):
        outcome = review_stage(desk_on(TODAY), plan="small", stage=Stage.EXECUTION, commitment=chosen)
        assert [row[0] for row in outcome.tables[0].rows] == ["MALAA0002"]


@pytest.mark.parametrize(
    ("stage", "code", "sentence"),
    [
        (Stage.EXECUTION, "MALAA0099", "its commitments are: MALAA0001, MALAA0002, MALAA0003"),
        (Stage.EVALUATION, "MALAA0002", "run the flow execution instead"),
    ],
)
def test_a_wrong_choice_gets_one_sentence_that_says_what_is_right(small_plan, desk_on, stage, code, sentence) -> None:
    with pytest.raises(DomainError, match=sentence):
        review_stage(desk_on(TODAY), plan="small", stage=stage, commitment=code)


def test_a_plan_that_is_not_loaded_is_named(small_plan, desk_on) -> None:
    with pytest.raises(DomainError, match="the plans loaded are: small"):
        review_stage(desk_on(TODAY), plan="other", stage=Stage.EXECUTION)


def test_a_lead_that_the_plan_does_not_name_is_marked(session, small_plan, desk_on) -> None:
    instance = session.exec(select(CommitmentInstance).where(CommitmentInstance.code == "MALAA0002")).one()
    instance.lead_is_illustrative = True
    session.commit()
    leads = {c["code"]: c["lead"] for c in status(desk_on(TODAY), plan="small")["commitments"]}
    assert leads["MALAA0002"] == "Division of LAA (illustrative)"
    assert leads["MALAA0003"] == "Division of LAA"
