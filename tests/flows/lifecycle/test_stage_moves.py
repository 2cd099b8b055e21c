"""Decisions on stages: advanced only through an open gate, held, released, withdrawn, overridden with a name and a reason."""

from datetime import date

import pytest
from sqlmodel import select

from flows.services.lifecycle.amendments import amend_milestone, amendments_of
from flows.services.lifecycle.lifecycles import review_stage
from flows.services.lifecycle.stage_moves import move_commitment, overrides_of
from models.rules.errors import DomainError
from models.tables import (
    Amendment,
    Assessment,
    Commitment,
    GateOverride,
    LedgerEntry,
    Lesson,
    Milestone,
    Organisation,
)
from models.vocabulary import AssessmentKind, AssessmentState, LedgerAction, MilestoneStatus, OrganisationKind, Stage


@pytest.fixture
def move(desk, governed):
    def carry_out(commitment: str, decision: str, *, preview: bool = False, **words: str):
        return move_commitment(
            desk, plan="governed", commitment=commitment, decision=decision, preview=preview,
            **({"operator": "the vice-president", "reason": "decided by the council"} | words),
        )  # fmt: skip

    return carry_out


def commitment(session, code: str) -> Commitment:
    session.rollback()
    session.expire_all()
    return session.exec(select(Commitment).where(Commitment.code == code)).one()


def last_entry(session) -> LedgerEntry:
    return session.exec(select(LedgerEntry).order_by(LedgerEntry.id.desc())).first()


def test_co_creation_ends_when_every_condition_has_its_rows(session, desk, governed, co_creation) -> None:
    facts = co_creation("MALAA0002")
    missing = []
    for step in ("forum", "timeline", "contribution", "adoption", "endorsement"):
        outcome = review_stage(desk, plan="governed", stage=Stage.CO_CREATION, commitment="MALAA0002")
        missing.append(outcome.tables[0].rows[0][4].count("."))
        assert outcome.counts["moved"] == 0
        getattr(facts, step)()
    assert missing == [5, 4, 3, 2, 1]
    assert review_stage(desk, plan="governed", stage=Stage.CO_CREATION).counts["moved"] == 1
    assert commitment(session, "MALAA0002").stage is Stage.EXECUTION
    assert commitment(session, "MALAA0004").stage is Stage.CO_CREATION
    entry = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.STAGE_CHANGED)).one()
    assert (entry.before, entry.after) == ("co_creation", "execution")
    assert entry.source == ("forum FORUM-1; timeline 2026-02-01; contributions 1; adopted 2026-05-04; endorsements 1")
    assert review_stage(desk, plan="governed", stage=Stage.CO_CREATION).counts["moved"] == 0


def test_a_contribution_without_reasons_keeps_the_gate_shut_and_is_listed(session, desk, governed, co_creation) -> None:
    facts = co_creation("MALAA0002")
    facts.complete()
    facts.contribution("C-2", answered=False)
    outcome = review_stage(desk, plan="governed", stage=Stage.CO_CREATION)
    assert outcome.counts["moved"] == 0
    tables = {table.key: table.rows for table in outcome.tables}
    assert [(row[0], row[1]) for row in tables["contributions-waiting"]] == [("C-2-LAA2", "MALAA0002")]
    assert "C-2-LAA2" in tables["co-creation-standing"][0][4]


def test_words_in_the_ledger_open_no_gate(session, desk, governed, co_creation) -> None:
    for field in ("adoption", "end_of_commitment_assessment", "lessons"):
        for code in ("MALAA0002", "MALAA0003"):
            session.add(
                LedgerEntry(
                    plan_id=governed.plan_id, at=desk.now, actor="x", action=LedgerAction.STAGE_CHANGED, subject=code,
                    field=field, after="yes",
                )
            )  # fmt: skip
    session.commit()
    for stage in (Stage.CO_CREATION, Stage.EVALUATION):
        assert review_stage(desk, plan="governed", stage=stage).counts["moved"] == 0


def test_the_shipped_stage_never_falls_back(session, desk, governed) -> None:
    # MALAA0001 came in execution from the plan file: nothing of its co-creation is in rows, and it stays where it is.
    for stage in (Stage.CO_CREATION, Stage.EXECUTION, Stage.EVALUATION):
        review_stage(desk, plan="governed", stage=stage)
    assert commitment(session, "MALAA0001").stage is Stage.EXECUTION


@pytest.mark.parametrize("kind", [OrganisationKind.REGIONAL_COUNCIL, OrganisationKind.REPORTING_INSTANCE])
def test_only_an_independent_body_s_signature_closes(session, desk, governed, kind) -> None:
    body = session.exec(select(Organisation).where(Organisation.code == "MONITORING-BODY")).one()
    signer = Organisation(
        plan_id=governed.plan_id, position=9, code="SIGNER", kind=kind, name="The signer", is_defined=True
    )
    session.add(signer)
    session.flush()
    body.is_defined = True
    evaluated = commitment_row = session.exec(select(Commitment).where(Commitment.code == "MALAA0003")).one()
    session.add(
        Assessment(
            plan_id=governed.plan_id, commitment_id=commitment_row.id, organisation_id=signer.id,
            kind=AssessmentKind.END_OF_COMMITMENT, state=AssessmentState.SIGNED, rubric="ogp-local", rubric_version="1",
            author="x", signed_on=date(2026, 11, 2),
        )
    )  # fmt: skip
    session.add(
        Lesson(
            plan_id=governed.plan_id, commitment_id=evaluated.id, text="Start early", recorded_by="x",
            recorded_on=desk.today,
        )
    )  # fmt: skip
    session.commit()
    moved = review_stage(desk, plan="governed", stage=Stage.EVALUATION).counts["moved"]
    assert moved == (kind is OrganisationKind.REPORTING_INSTANCE)


def test_a_held_commitment_stays_until_it_is_released(session, desk, governed, co_creation, move) -> None:
    co_creation("MALAA0002").complete()
    move("MALAA0002", "hold", reason="the council asked for it")
    assert review_stage(desk, plan="governed", stage=Stage.CO_CREATION).counts["moved"] == 0
    with pytest.raises(DomainError, match="on hold"):
        move("MALAA0002", "advance")
    with pytest.raises(DomainError, match="on hold already"):
        move("MALAA0002", "hold")
    move("MALAA0002", "release")
    entry = last_entry(session)
    assert (entry.action, entry.field, entry.before, entry.after) == (
        LedgerAction.STAGE_HELD, "held_because", "the council asked for it", "",
    )  # fmt: skip
    assert move("MALAA0002", "advance").counts["moved"] == 1


def test_an_override_says_who_why_and_what_was_not_met(session, desk, governed, move) -> None:
    outcome = move("MALAA0002", "override", evidence="PV 12")
    assert outcome.counts == {"moved": 1, "overridden": 5}
    assert "Adoption by the council is not recorded." in outcome.tables[0].rows[0][5]
    row = session.exec(select(GateOverride)).one()
    assert (row.from_stage, row.to_stage, row.decided_by) == (Stage.CO_CREATION, Stage.EXECUTION, "the vice-president")
    assert len(row.unmet) == 5
    assert [o.id for o in overrides_of(session, plan_id=governed.plan_id)] == [row.id]
    entry = last_entry(session)
    assert (entry.action, entry.actor, entry.source) == (LedgerAction.GATE_OVERRIDDEN, "the vice-president", "PV 12")


def test_a_withdrawn_commitment_keeps_its_reason_and_is_final(session, governed, move) -> None:
    move("MALAA0001", "withdraw", reason="replaced by a national programme")
    row = commitment(session, "MALAA0001")
    assert (row.stage, row.withdrawn_because) == (Stage.WITHDRAWN, "replaced by a national programme")
    with pytest.raises(DomainError, match="which is final"):
        move("MALAA0001", "withdraw")


@pytest.mark.parametrize(
    ("code", "decision", "words", "sentence"),
    [
        ("MALAA0002", "advance", {}, "cannot leave co_creation: No forum on this commitment"),
        ("MALAA0003", "advance", {}, "The independent Monitoring Body is still to be defined."),
        ("MALAA0002", "override", {"reason": ""}, "needs who decides and why"),
        ("MALAA0002", "withdraw", {"operator": " "}, "needs who decides and why"),
        ("MALAA0002", "release", {}, "is not on hold"),
        ("MALAA0002", "jump", {}, "choose one of: advance, hold, release, withdraw, override"),
        ("MALAA0009", "advance", {}, "its commitments are: MALAA0001"),
    ],
)
def test_an_impossible_transition_is_one_sentence_and_no_row(
    session, governed, move, code, decision, words, sentence
) -> None:
    with pytest.raises(DomainError, match=sentence):
        move(code, decision, **words)
    assert session.exec(select(LedgerEntry)).all() == []
    assert session.exec(select(GateOverride)).all() == []


def test_a_preview_moves_nothing(session, governed, move) -> None:
    assert move("MALAA0002", "override", preview=True).counts["moved"] == 1
    assert commitment(session, "MALAA0002").stage is Stage.CO_CREATION
    assert session.exec(select(LedgerEntry)).all() == []


def milestone(session, number: int = 1) -> Milestone:
    session.rollback()
    session.expire_all()
    rows = session.exec(select(Milestone).order_by(Milestone.id)).all()
    return rows[number - 1]


@pytest.fixture
def amend(session, desk, governed):
    code = milestone(session).code

    def carry_out(change: str = "due_on", new_value: str = "2026-12-31", *, preview: bool = False, **words: str):
        given = {"operator": "the technical team", "reason": "the tender was repeated", "milestone": code} | words
        return amend_milestone(
            desk, plan="governed", change=change, new_value=new_value, evidence="PV 7", preview=preview, **given
        )

    return carry_out


def test_a_moved_due_date_keeps_the_first_and_its_history(session, amend) -> None:
    amend()
    amend(new_value="2027-02-15")
    assert amend(new_value="2027-02-15").counts["amended"] == 0
    row = milestone(session)
    assert (row.due_on, row.first_due_on) == (date(2027, 2, 15), date(2026, 9, 30))
    history = amendments_of(session, commitment_id=1)
    assert [(a.before, a.after, a.author, a.source) for a in history] == [
        ("2026-09-30", "2026-12-31", "the technical team", "PV 7"),
        ("2026-12-31", "2027-02-15", "the technical team", "PV 7"),
    ]
    actions = [e.action for e in session.exec(select(LedgerEntry)).all()]
    assert actions == [LedgerAction.DUE_DATE_MOVED] * 2


def test_a_late_start_never_moves_the_end(session, amend) -> None:
    amend("starts_on", "2026-09-15")
    assert milestone(session).due_on == date(2026, 9, 30)
    with pytest.raises(DomainError, match="a late start never moves the end"):
        amend("starts_on", "2026-10-15")
    assert milestone(session).starts_on == date(2026, 9, 15)


def test_a_milestone_withdrawn_with_a_reason_counts_as_finished(session, desk, amend) -> None:
    amend("withdraw", reason="merged with another region")
    assert milestone(session).status is MilestoneStatus.WITHDRAWN
    second = milestone(session, 2)
    second.status = MilestoneStatus.DONE
    session.commit()
    outcome = review_stage(desk, plan="governed", stage=Stage.EXECUTION)
    assert outcome.counts["moved"] == 1


def test_a_milestone_closed_without_being_done_opens_the_gate_with_its_reason(session, desk, amend) -> None:
    amend("close", reason="the site was sold; half of the work is done")
    second = milestone(session, 2)
    assert milestone(session).status is MilestoneStatus.CLOSED
    second.status = MilestoneStatus.DONE
    session.commit()
    assert review_stage(desk, plan="governed", stage=Stage.EXECUTION).counts["moved"] == 1
    (row,) = amendments_of(session, commitment_id=1)
    assert (row.field, row.before, row.after, row.author) == ("status", "in_progress", "closed", "the technical team")


def test_a_milestone_closed_in_a_file_without_a_reason_keeps_the_gate_shut(session, desk, governed) -> None:
    for number, status in ((1, MilestoneStatus.CLOSED), (2, MilestoneStatus.DONE)):
        milestone(session, number).status = status
        session.commit()
    (table, *_) = review_stage(desk, plan="governed", stage=Stage.EXECUTION).tables
    code = milestone(session).code
    assert f"{code} was closed without being done, and nobody said why." in table.rows[0][-1]


@pytest.mark.parametrize("change", ["close", "withdraw"])
def test_what_is_done_can_be_neither_closed_nor_withdrawn(session, amend, change) -> None:
    milestone(session).status = MilestoneStatus.DONE
    session.commit()
    with pytest.raises(DomainError, match="is done; what is done cannot be"):
        amend(change)
    assert milestone(session).status is MilestoneStatus.DONE


def test_a_milestone_taken_up_again_is_open_again(session, amend) -> None:
    amend("withdraw")
    amend("take_up_again")
    assert milestone(session).status is MilestoneStatus.IN_PROGRESS


@pytest.mark.parametrize(
    ("change", "new_value", "words", "sentence"),
    [
        ("due_on", "2027-07-01", {}, "outside the plan, which runs from 2025-04-01 to 2027-06-30"),
        ("due_on", "2025-03-31", {}, "outside the plan"),
        ("due_on", "31/12/2026", {}, "is not a day for due_on"),
        ("due_on", "", {}, "is not a day"),
        ("due_on", "2026-12-31", {"reason": ""}, "needs who decides and why"),
        ("due_on", "2026-12-31", {"milestone": "LAA9-M9X"}, "There is no milestone"),
        ("take_up_again", "", {}, "only a withdrawn milestone"),
        ("first_due_on", "2026-12-31", {}, "is not a change of a milestone"),
    ],
)
def test_an_impossible_amendment_is_one_sentence_and_no_row(session, amend, change, new_value, words, sentence) -> None:
    with pytest.raises(DomainError, match=sentence):
        amend(change, new_value, **words)
    assert session.exec(select(Amendment)).all() == []
    assert milestone(session).due_on == date(2026, 9, 30)


def test_the_milestones_of_a_withdrawn_commitment_do_not_change(move, amend) -> None:
    move("MALAA0001", "withdraw")
    with pytest.raises(DomainError, match="which is final"):
        amend()
