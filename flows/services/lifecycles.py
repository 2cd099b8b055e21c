"""The three stages: where each commitment stands, what keeps its next gate shut; open gates are passed."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.outcome import Outcome, ReportTable
from flows.services.standings import Standing, commitments_of, find_plan, milestones_of, standing
from models.rules.errors import DomainError
from models.rules.lifecycle import NEXT_STAGE, Condition, GateFacts, InstanceFact, MilestoneFact, unmet_conditions
from models.rules.partial_dates import PartialDate
from models.tables import (
    ActionPlan,
    Commitment,
    CommitmentInstance,
    Endorsement,
    Indicator,
    LedgerEntry,
    Official,
    Organisation,
)
from models.vocabulary import LedgerAction, OrganisationKind, Stage

FLOWS = {Stage.CO_CREATION: "co-creation", Stage.EXECUTION: "execution", Stage.EVALUATION: "evaluation"}


@dataclass(frozen=True)
class Review:
    """One commitment on one day: where it stands, what keeps the next gate shut, and whether it passed."""

    standing: Standing
    unmet: tuple[Condition, ...]
    passed_to: Stage | None


def review_stage(desk: Desk, *, plan: str, stage: Stage, commitment: str = "all", preview: bool = False) -> Outcome:
    """Review every commitment in a stage (or one by code) and move on those whose gate is open.

    A commitment named by code must be in the stage; the sentence says in which stage it is otherwise.
    """
    with desk.session() as session:
        row = find_plan(session, code=plan)
        chosen = _choose(session, plan=row, stage=stage, code=commitment)
        reviews = [_review(session, desk, plan=row, commitment=c, preview=preview) for c in chosen]
        outcome = _outcome(desk, row, stage, reviews, preview)
        session.rollback() if preview else session.commit()
    return outcome


def gate_facts(session: Session, desk: Desk, *, plan: ActionPlan, commitment: Commitment) -> GateFacts:
    """Everything the next gate of a commitment depends on, read from the tables."""
    instances = session.exec(
        select(CommitmentInstance)
        .where(CommitmentInstance.commitment_id == commitment.id)
        .order_by(col(CommitmentInstance.id))
    ).all()
    bodies = session.exec(
        select(Organisation).where(
            Organisation.plan_id == plan.id, Organisation.kind == OrganisationKind.MONITORING_BODY
        )
    ).all()
    endorsements = session.exec(select(Endorsement.id).where(Endorsement.plan_id == plan.id)).all()
    return GateFacts(
        stage=commitment.stage,
        instances=tuple(_instance_fact(session, instance) for instance in instances),
        plan_end=PartialDate.parse(plan.end).last_day(),
        today=desk.today,
        council_adoption_recorded=_is_in_ledger(session, plan_id=plan.id, subject=commitment.code, field="adoption"),
        endorsements=len(endorsements),
        monitoring_body=next((body.name for body in bodies if body.is_defined), ""),
        end_assessment_recorded=_is_in_ledger(
            session, plan_id=plan.id, subject=commitment.code, field="end_of_commitment_assessment"
        ),
        lessons_recorded=_is_in_ledger(session, plan_id=plan.id, subject=commitment.code, field="lessons"),
    )


def _choose(session: Session, *, plan: ActionPlan, stage: Stage, code: str) -> list[Commitment]:
    commitments = commitments_of(session, plan_id=plan.id)
    if code in ("", "all"):
        return [c for c in commitments if c.stage is stage]
    wanted = code.split(" · ")[0].strip().upper()
    found = next((c for c in commitments if c.code.upper() == wanted), None)
    if found is None:
        known = ", ".join(c.code for c in commitments)
        raise DomainError(f"There is no commitment “{wanted}” in {plan.code}; its commitments are: {known}.")
    if found.stage is not stage:
        flow = FLOWS.get(found.stage)
        advice = f"run the flow {flow} instead" if flow else "it is finished"
        raise DomainError(f"{found.code} is in stage {found.stage.value}, not {stage.value}: {advice}.")
    return [found]


def _review(session: Session, desk: Desk, *, plan: ActionPlan, commitment: Commitment, preview: bool) -> Review:
    unmet = unmet_conditions(gate_facts(session, desk, plan=plan, commitment=commitment))
    stands = standing(session, desk, commitment=commitment)
    following = NEXT_STAGE.get(commitment.stage)
    if unmet or following is None:
        return Review(stands, unmet, None)
    if not preview:
        ledger.record(
            session, desk, action=LedgerAction.STAGE_CHANGED, subject=commitment.code, plan_id=plan.id,
            field="stage", before=commitment.stage.value, after=following.value,
            reason="every condition of the gate is met",
        )  # fmt: skip
        commitment.stage = following
    return Review(stands, unmet, following)


def _instance_fact(session: Session, instance: CommitmentInstance) -> InstanceFact:
    official = session.get(Official, instance.responsible_id) if instance.responsible_id else None
    indicators = session.exec(select(Indicator).where(Indicator.instance_id == instance.id)).all()
    return InstanceFact(
        code=instance.code,
        responsible=official.name if official else "",
        milestones=tuple(
            MilestoneFact(m.code, m.status, m.due_on) for m in milestones_of(session, instance_id=instance.id)
        ),
        indicators=len(indicators),
        indicators_without_baseline_or_reason=tuple(
            i.code for i in indicators if i.baseline is None and not i.baseline_missing_because
        ),
    )


def _is_in_ledger(session: Session, *, plan_id: int, subject: str, field: str) -> bool:
    query = select(LedgerEntry.id).where(
        LedgerEntry.plan_id == plan_id, LedgerEntry.subject == subject, LedgerEntry.field == field
    )
    return session.exec(query).first() is not None


def _outcome(desk: Desk, plan: ActionPlan, stage: Stage, reviews: list[Review], preview: bool) -> Outcome:
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
    return Outcome(flow, plan.code, desk.today, preview, summary, counts, (table,))
