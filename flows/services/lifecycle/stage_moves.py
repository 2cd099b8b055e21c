"""Decisions of administrators on the stage of one commitment: advanced, held, released, withdrawn, overridden."""

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.lifecycle.gate_facts import gate_facts
from flows.services.lifecycle.standings import find_commitment, find_plan
from flows.services.outcome import Outcome, ReportTable
from models.rules.lifecycle_moves import StageDecision, StageMove, decide_move, read_decision
from models.tables import ActionPlan, Commitment, GateOverride
from models.vocabulary import LedgerAction, Stage

FLOW = "advance-commitment"
_ACTIONS = {
    StageDecision.ADVANCE: LedgerAction.STAGE_CHANGED,
    StageDecision.HOLD: LedgerAction.STAGE_HELD,
    StageDecision.RELEASE: LedgerAction.STAGE_HELD,
    StageDecision.WITHDRAW: LedgerAction.COMMITMENT_WITHDRAWN,
    StageDecision.OVERRIDE: LedgerAction.GATE_OVERRIDDEN,
}


def move_commitment(
    desk: Desk,
    *,
    plan: str,
    commitment: str,
    decision: str,
    evidence: str = "",
    operator: str = "",
    reason: str = "",
    preview: bool = False,
) -> Outcome:
    """Carry out one decision on a commitment's stage; DomainError when it is impossible, and nothing is written then.

    `evidence` is where the decision can be read (a minute, a decree); it becomes the source of the ledger row.
    """
    with desk.session() as session:
        row = find_plan(session, code=plan)
        found = find_commitment(session, plan=row, code=commitment)
        move = decide_move(
            read_decision(decision), code=found.code, facts=gate_facts(session, desk, plan=row, commitment=found),
            operator=operator, reason=reason,
        )  # fmt: skip
        apply_move(session, desk, plan=row, commitment=found, move=move, by=operator, reason=reason, evidence=evidence)
        outcome = _outcome(desk, row, found, move, reason, preview)
        session.rollback() if preview else session.commit()
    return outcome


def apply_move(
    session: Session,
    desk: Desk,
    *,
    plan: ActionPlan,
    commitment: Commitment,
    move: StageMove,
    by: str = "",
    reason: str = "",
    evidence: str = "",
) -> None:
    """Write one decided move in the caller's transaction: the row, the override if there is one, the ledger."""
    held_before = commitment.held_because
    commitment.stage, commitment.held_because = move.after, move.held_because
    if move.after is Stage.WITHDRAWN:
        commitment.withdrawn_because = reason.strip()
    session.add(commitment)
    if move.overridden:
        session.add(_override(desk, plan, commitment, move, by=by, reason=reason))
    is_hold = move.before is move.after
    ledger.record(
        session, desk, action=_ACTIONS[move.decision], subject=commitment.code, plan_id=plan.id,
        field="held_because" if is_hold else "stage",
        before=held_before if is_hold else move.before.value, after=move.held_because if is_hold else move.after.value,
        reason=reason or "every condition of the gate is met", source=evidence, actor=by,
    )  # fmt: skip


def overrides_of(session: Session, *, plan_id: int, commitment_id: int | None = None) -> list[GateOverride]:
    """Gates that were passed with unmet conditions, oldest first; every report shows them.

    `Condition.restored` reads the conditions of a row, and `notifications.compose_standing.condition_sentence` prints them.
    """
    query = select(GateOverride).where(GateOverride.plan_id == plan_id).order_by(col(GateOverride.id))
    rows = session.exec(query).all()
    return [row for row in rows if commitment_id in (None, row.commitment_id)]


def _override(
    desk: Desk, plan: ActionPlan, commitment: Commitment, move: StageMove, *, by: str, reason: str
) -> GateOverride:
    return GateOverride(
        plan_id=plan.id, commitment_id=commitment.id, from_stage=move.before, to_stage=move.after,
        unmet=[condition.stored for condition in move.overridden], reason=reason.strip(), decided_by=by.strip(),
        decided_at=desk.now,
    )  # fmt: skip


def _outcome(
    desk: Desk, plan: ActionPlan, commitment: Commitment, move: StageMove, reason: str, preview: bool
) -> Outcome:
    verb = "would go" if preview else "went"
    unmet = " ".join(condition.sentence for condition in move.overridden)
    summary = f"{commitment.code} {verb} from {move.before.value} to {move.after.value} ({move.decision.value})."
    if move.before is move.after:
        state = "on hold" if move.held_because else "released"
        summary = f"{commitment.code} {'would be' if preview else 'is'} {state} in {move.after.value}."
    row = (commitment.code, move.decision.value, move.before.value, move.after.value, reason, unmet or "none")
    columns = ("Commitment", "Decision", "From", "To", "Why", "Conditions not met")
    table = ReportTable("stage-decisions", "Decision on a stage", columns, (row,))
    counts = {"moved": int(move.before is not move.after), "overridden": len(move.overridden)}
    return Outcome(FLOW, plan.code, desk.today, preview, summary, counts, (table,))
