"""Any sequence of events on one commitment, through the services: the invariants hold in the rows and in the ledger."""

from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from flows.services.lifecycle.amendments import amend_milestone
from flows.services.lifecycle.lifecycles import review_stage
from flows.services.lifecycle.stage_moves import move_commitment
from models.rules.errors import DomainError
from models.rules.lifecycle import NEXT_STAGE
from models.tables import Commitment, CommitmentInstance, GateOverride, LedgerEntry, Milestone
from models.vocabulary import LedgerAction, MilestoneStatus, Stage

FACTS = ("forum", "timeline", "contribution", "adoption", "endorsement", "complete")
STAGES = (Stage.CO_CREATION, Stage.EXECUTION, Stage.EVALUATION)
EVENTS = st.one_of(
    st.tuples(st.just("fact"), st.sampled_from(FACTS)),
    st.tuples(st.just("decide"), st.sampled_from(["advance", "hold", "release", "withdraw", "override"])),
    st.tuples(st.just("review"), st.sampled_from(STAGES)),
    st.tuples(st.just("finish"), st.sampled_from([MilestoneStatus.DONE, MilestoneStatus.WITHDRAWN])),
    st.tuples(st.just("amend"), st.sampled_from(["2026-12-31", "2027-06-30", "2027-07-01", "2024-01-01"])),
)
MOVES = (LedgerAction.STAGE_CHANGED, LedgerAction.GATE_OVERRIDDEN, LedgerAction.COMMITMENT_WITHDRAWN)
_numbers = count(1)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(EVENTS, max_size=10))
def test_any_sequence_of_events_keeps_the_ledger_and_the_rows_together(
    session, desk, governed, co_creation, events
) -> None:
    code = _fresh(session, governed)
    for kind, argument in events:
        before = _commitment(session, code).stage
        _happen(session, desk, co_creation, code, kind, argument)
        after = _commitment(session, code).stage
        assert after in (before, NEXT_STAGE.get(before), Stage.WITHDRAWN)
    _check_ledger(session, code)
    _check_milestones(session, code)


def _happen(session, desk, co_creation, code, kind, argument) -> None:
    session.rollback()
    if kind == "fact":
        getattr(co_creation(code), argument)()
    elif kind == "finish":
        for milestone in _milestones(session, code):
            milestone.status = argument
        session.commit()
    elif kind == "review":
        review_stage(desk, plan="governed", stage=argument)
    else:
        try:
            _decide(session, desk, code, kind, argument)
        except DomainError as refused:
            assert refused.sentence.endswith(".")  # noqa: PT017  (either outcome is right; what follows checks the rows)


def _decide(session, desk, code, kind, argument) -> None:
    words = {"operator": "the council", "reason": "it was decided"}
    if kind == "decide":
        move_commitment(desk, plan="governed", commitment=code, decision=argument, **words)
        return
    milestone = _milestones(session, code)[0].code
    session.rollback()
    amend_milestone(desk, plan="governed", milestone=milestone, change="due_on", new_value=argument, **words)


def _check_ledger(session, code: str) -> None:
    entries = session.exec(select(LedgerEntry).where(LedgerEntry.subject == code).order_by(LedgerEntry.id)).all()
    stage, held = Stage.CO_CREATION, ""
    for entry in entries:
        if entry.action in MOVES:
            assert entry.before == stage
            stage = Stage(entry.after)
            held = ""
        elif entry.action is LedgerAction.STAGE_HELD:
            assert entry.before == held
            held = entry.after
    row = _commitment(session, code)
    assert (row.stage, row.held_because) == (stage, held)
    overrides = session.exec(select(GateOverride).where(GateOverride.commitment_id == row.id)).all()
    assert len(overrides) == sum(entry.action is LedgerAction.GATE_OVERRIDDEN for entry in entries)
    assert all(override.unmet and override.decided_by and override.reason for override in overrides)
    assert all(
        entry.source for entry in entries if entry.action is LedgerAction.STAGE_CHANGED and entry.actor == "iltizam"
    )


def _check_milestones(session, code: str) -> None:
    for milestone in _milestones(session, code):
        assert "2025-04-01" <= milestone.due_on.isoformat() <= "2027-06-30"
        assert milestone.first_due_on.isoformat() == "2026-09-30"
        moved = session.exec(
            select(LedgerEntry).where(
                LedgerEntry.subject == milestone.code, LedgerEntry.action == LedgerAction.DUE_DATE_MOVED
            )
        ).all()
        assert (milestone.due_on == milestone.first_due_on) or moved


def _fresh(session, governed) -> str:
    """Another commitment in co-creation, with a milestone and a responsible official, for every sequence."""
    session.rollback()
    number = next(_numbers) + 100
    pattern = session.exec(select(CommitmentInstance).order_by(CommitmentInstance.id)).first()
    row = Commitment(
        plan_id=governed.plan_id, member_id=governed.member_id, position=number, code=f"SEQ{number}",
        short_code=f"SQ{number}", title="A sequence", start="2025-06", end="2027-06", stage=Stage.CO_CREATION,
    )  # fmt: skip
    session.add(row)
    session.flush()
    instance = CommitmentInstance(
        plan_id=governed.plan_id, commitment_id=row.id, member_id=governed.member_id, code=row.code,
        responsible_id=pattern.responsible_id,
    )  # fmt: skip
    session.add(instance)
    session.flush()
    day = session.exec(select(Milestone).order_by(Milestone.id)).first().due_on
    session.add(
        Milestone(
            plan_id=governed.plan_id, instance_id=instance.id, number=1, code=f"SQ{number}-M1", due_on=day,
            first_due_on=day, status=MilestoneStatus.IN_PROGRESS,
        )
    )  # fmt: skip
    session.commit()
    return row.code


def _commitment(session, code: str) -> Commitment:
    session.rollback()
    session.expire_all()
    return session.exec(select(Commitment).where(Commitment.code == code)).one()


def _milestones(session, code: str) -> list[Milestone]:
    session.rollback()
    session.expire_all()
    query = select(Milestone).join(CommitmentInstance).join(Commitment).where(Commitment.code == code)
    return list(session.exec(query).all())
