"""The three stages: where each commitment stands, what keeps its next gate shut; open gates are passed."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from flows.services.desk import Desk
from flows.services.lifecycle.gate_facts import gate_facts
from flows.services.lifecycle.governance_checks import override_table
from flows.services.lifecycle.stage_moves import apply_move
from flows.services.lifecycle.stage_work import StageWork, do_stage_work
from flows.services.lifecycle.standings import Standing, commitments_of, find_commitment, find_plan, standing
from flows.services.outcome import Outcome, ReportTable
from models.rules.errors import DomainError
from models.rules.lifecycle import Condition, unmet_conditions
from models.rules.lifecycle_moves import StageDecision, decide_move, gate_evidence
from models.tables import ActionPlan, Commitment
from models.vocabulary import Stage

FLOWS = {Stage.CO_CREATION: "co-creation", Stage.EXECUTION: "execution", Stage.EVALUATION: "evaluation"}


@dataclass(frozen=True)
class Review:
    """One commitment on one day: where it stands, what keeps the next gate shut, and whether it passed."""

    standing: Standing
    unmet: tuple[Condition, ...]
    passed_to: Stage | None


def review_stage(desk: Desk, *, plan: str, stage: Stage, commitment: str = "all", preview: bool = False) -> Outcome:
    """Do the stage's daily work, review its commitments (or one by code) and move on those whose gate is open.

    A commitment named by code must be in the stage; the sentence says in which stage it is otherwise.
    """
    with desk.session() as session:
        row = find_plan(session, code=plan)
        work = do_stage_work(session, desk, plan=row, stage=stage)
        chosen = _choose(session, plan=row, stage=stage, code=commitment)
        reviews = [_review(session, desk, plan=row, commitment=c, preview=preview) for c in chosen]
        outcome = _outcome(desk, row, stage, reviews, work, preview)
        outcome = replace(outcome, tables=(*outcome.tables, override_table(session, plan=row)))
        session.rollback() if preview else session.commit()
    return outcome


def _choose(session: Session, *, plan: ActionPlan, stage: Stage, code: str) -> list[Commitment]:
    commitments = commitments_of(session, plan_id=plan.id)
    if code in ("", "all"):
        return [c for c in commitments if c.stage is stage]
    found = find_commitment(session, plan=plan, code=code)
    if found.stage is not stage:
        flow = FLOWS.get(found.stage)
        advice = f"run the flow {flow} instead" if flow else "it is finished"
        raise DomainError(f"{found.code} is in stage {found.stage.value}, not {stage.value}: {advice}.")
    return [found]


def _review(session: Session, desk: Desk, *, plan: ActionPlan, commitment: Commitment, preview: bool) -> Review:
    facts = gate_facts(session, desk, plan=plan, commitment=commitment)
    unmet = unmet_conditions(facts)
    stands = standing(session, desk, commitment=commitment)
    if unmet:
        return Review(stands, unmet, None)
    move = decide_move(StageDecision.ADVANCE, code=commitment.code, facts=facts)
    if not preview:
        apply_move(session, desk, plan=plan, commitment=commitment, move=move, evidence=gate_evidence(facts))
    return Review(stands, unmet, move.after)


def _outcome(
    desk: Desk, plan: ActionPlan, stage: Stage, reviews: list[Review], work: StageWork, preview: bool
) -> Outcome:
    flow = FLOWS[stage]
    passed = [r for r in reviews if r.passed_to]
    late = sum(len(r.standing.late) for r in reviews)
    verb = "would move" if preview else "moved"
    summary = f"{len(reviews)} commitments in {flow}: {len(passed)} {verb} on, {late} milestones are late."
    rows = tuple(
        (
            r.standing.code,
            r.standing.title,
            r.standing.next_deadline_on.isoformat() if r.standing.next_deadline_on else "none",
            ", ".join(r.standing.late) or "none",
            " ".join(c.sentence for c in r.unmet)
            or f"open: moves to {r.passed_to.value if r.passed_to else 'nothing'}",
        )
        for r in reviews
    )
    columns = ("Commitment", "Title", "Next deadline", "Late milestones", "What keeps the next gate shut")
    table = ReportTable(f"{flow}-standing", f"Where each commitment in {flow} stands", columns, rows)
    counts = {"reviewed": len(reviews), "moved": len(passed), "late_milestones": late}
    return Outcome(
        flow, plan.code, desk.today, preview, summary, counts | work.counts, (table, *work.tables), work.problems
    )
