"""What is late today: milestones past their date and forms past theirs, read from the rows, never remembered."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from models.rules.lateness import AWAITED, SETTLED, milestone_days_late, request_days_late
from models.tables import (
    ActionPlan,
    Campaign,
    Commitment,
    CommitmentInstance,
    DataRequest,
    Milestone,
    MilestoneUpdate,
    Official,
)
from models.vocabulary import EscalationSubject, Stage


@dataclass(frozen=True)
class LateThing:
    """One late milestone or form. `promised_on` is the latest new date the official gave, if any."""

    subject: EscalationSubject
    code: str
    titles: dict[str, str]
    commitment: str
    member_id: int | None
    responsible: Official | None
    due_on: date
    promised_on: date | None = None
    illustrative: bool = False


def late_milestones(session: Session, desk: Desk, *, plan: ActionPlan) -> list[LateThing]:
    """Unfinished milestones of commitments in execution whose due date has passed, oldest first."""
    query = (
        select(Milestone, CommitmentInstance, Commitment)
        .join(CommitmentInstance, col(Milestone.instance_id) == CommitmentInstance.id)
        .join(Commitment, col(CommitmentInstance.commitment_id) == Commitment.id)
        .where(Milestone.plan_id == plan.id, Milestone.due_on < desk.today, Commitment.stage == Stage.EXECUTION)
        .order_by(col(Milestone.due_on), col(Milestone.code))
    )
    rows = session.exec(query).all()
    return [
        _late_milestone(session, milestone, instance)
        for milestone, instance, _ in rows
        if milestone_days_late(due_on=milestone.due_on, status=milestone.status, today=desk.today)
    ]


def late_requests(session: Session, desk: Desk, *, plan: ActionPlan) -> list[LateThing]:
    """Forms of open campaigns still awaited after their respond-by day."""
    query = (
        select(DataRequest, Campaign, Official)
        .join(Campaign, col(DataRequest.campaign_id) == Campaign.id)
        .join(Official, col(DataRequest.official_id) == Official.id)
        .where(DataRequest.plan_id == plan.id, col(Campaign.closed_on).is_(None))
        .order_by(col(DataRequest.respond_by), col(DataRequest.reference))
    )
    return [
        LateThing(
            subject=EscalationSubject.DATA_REQUEST,
            code=request.reference,
            titles={},  # the notice names a missing answer in its own words
            commitment="",
            member_id=official.member_id,
            responsible=official,
            due_on=request.respond_by,
        )
        for request, _, official in session.exec(query).all()
        if request_days_late(respond_by=request.respond_by, state=request.state, today=desk.today)
    ]  # fmt: skip


def find_settlement(session: Session, *, plan_id: int, subject: EscalationSubject, code: str) -> str:
    """Why a subject is no longer late ("done", "answered" …); "" while it is still open."""
    if subject is EscalationSubject.MILESTONE:
        milestone = session.exec(select(Milestone).where(Milestone.plan_id == plan_id, Milestone.code == code)).first()
        if milestone is None:
            return "the milestone was removed from the plan"
        return milestone.status.value if milestone.status in SETTLED else ""
    request = session.exec(
        select(DataRequest).where(DataRequest.plan_id == plan_id, DataRequest.reference == code)
    ).first()
    if request is None:
        return "the request no longer exists"
    campaign = session.get_one(Campaign, request.campaign_id)
    if campaign.closed_on:
        return "the collection was closed"
    return "" if request.state in AWAITED else request.state.value


def _late_milestone(session: Session, milestone: Milestone, instance: CommitmentInstance) -> LateThing:
    responsible = session.get(Official, instance.responsible_id) if instance.responsible_id else None
    return LateThing(
        subject=EscalationSubject.MILESTONE,
        code=milestone.code,
        titles=milestone.titles,
        commitment=instance.code,
        member_id=instance.member_id,
        responsible=responsible,
        due_on=milestone.due_on,
        promised_on=_promise(session, milestone_id=milestone.id),
        illustrative=milestone.illustrative,
    )


def _promise(session: Session, *, milestone_id: int) -> date | None:
    query = select(col(MilestoneUpdate.promised_on)).where(
        MilestoneUpdate.milestone_id == milestone_id, col(MilestoneUpdate.promised_on).is_not(None)
    )
    return session.exec(query.order_by(col(MilestoneUpdate.id).desc())).first()
