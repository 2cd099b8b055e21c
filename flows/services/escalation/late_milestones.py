"""Milestones past their date: read from the rows, never remembered."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.escalation.lateness import LateThing, Settlement, Subject
from models.rules.lateness import SETTLED
from models.rules.policy import Policy
from models.tables import (
    ActionPlan,
    Commitment,
    CommitmentInstance,
    DataRequest,
    Milestone,
    MilestoneUpdate,
    Official,
    ReminderRound,
    RequestedItem,
)
from models.vocabulary import EscalationEvent, EscalationSubject, MilestoneStatus, Stage

_LATE = (
    select(Milestone, CommitmentInstance, Commitment, Official)
    .join(CommitmentInstance, col(Milestone.instance_id) == CommitmentInstance.id)
    .join(Commitment, col(CommitmentInstance.commitment_id) == Commitment.id)
    .outerjoin(Official, col(CommitmentInstance.responsible_id) == Official.id)
    .where(col(Milestone.plan_id) == sa.bindparam("plan"), col(Milestone.due_on) < sa.bindparam("today"))
    .where(Commitment.stage == Stage.EXECUTION, col(Milestone.status).not_in(list(SETTLED)))
    .order_by(col(Milestone.due_on), col(Milestone.code))
)
_PROMISED = (
    select(MilestoneUpdate.milestone_id, col(MilestoneUpdate.promised_on))
    .where(col(MilestoneUpdate.plan_id) == sa.bindparam("plan"), col(MilestoneUpdate.promised_on).is_not(None))
    .where(col(MilestoneUpdate.retracted_at).is_(None))
    .order_by(col(MilestoneUpdate.id))
)
_STANDS = (
    select(col(Milestone.status), col(Commitment.stage))
    .join(CommitmentInstance, col(Milestone.instance_id) == CommitmentInstance.id)
    .join(Commitment, col(CommitmentInstance.commitment_id) == Commitment.id)
    .where(col(Milestone.plan_id) == sa.bindparam("plan"), col(Milestone.code) == sa.bindparam("code"))
    .with_for_update(of=Milestone)
)


def late_milestones(session: Session, desk: Desk, plan: ActionPlan, _policy: Policy) -> list[LateThing]:
    """Unfinished milestones of commitments in execution whose due date has passed, oldest first."""
    rows = session.exec(_LATE, params={"plan": plan.id, "today": desk.today}).all()
    promises = promises_of(session, plan_id=plan.id, milestones=[milestone.id for milestone, *_ in rows])
    return [
        LateThing(
            subject=EscalationSubject.MILESTONE, code=milestone.code, titles=milestone.titles,
            commitment=instance.code, member_id=instance.member_id, responsible=official, due_on=milestone.due_on,
            promised_on=promises.get(milestone.id), illustrative=milestone.illustrative,
            weight=max(milestone.weight, commitment.weight),
        )
        for milestone, instance, commitment, official in rows
    ]  # fmt: skip


def promises_of(session: Session, *, plan_id: int, milestones: Sequence[int]) -> dict[int, date]:
    """The newest date announced for each of these milestones that stands, by milestone."""
    if not milestones:
        return {}
    wanted = set(milestones)
    rows = session.exec(_PROMISED, params={"plan": plan_id}).all()
    return {key: day for key, day in rows if key in wanted and day is not None}


def milestone_settlement(session: Session, _desk: Desk, plan: ActionPlan, code: str) -> Settlement | None:
    """Why a milestone is no longer late; its row is held until the transaction ends."""
    found = session.exec(_STANDS, params={"plan": plan.id, "code": code}).first()
    if found is None:
        return Settlement(EscalationEvent.GONE, "the milestone was removed from the plan")
    status, stage = found
    if status in (MilestoneStatus.WITHDRAWN, MilestoneStatus.CLOSED):
        return Settlement(EscalationEvent.GONE, status.value)
    if status in SETTLED:
        return Settlement(EscalationEvent.ANSWERED, status.value)
    if stage is not Stage.EXECUTION:
        return Settlement(EscalationEvent.GONE, f"the commitment is in {stage.value}")
    return None


def form_says_it(session: Session, thing: LateThing) -> bool:
    """Whether the official already holds a form that shows this lateness: then no second mail says the same."""
    if thing.responsible is None:
        return False
    asked = session.exec(
        select(DataRequest)
        .join(RequestedItem)
        .where(RequestedItem.code == thing.code, DataRequest.official_id == thing.responsible.id)
        .order_by(col(DataRequest.id).desc())
    ).first()
    if asked is None:
        return False
    rounds = session.exec(select(col(ReminderRound.told_on)).where(ReminderRound.data_request_id == asked.id)).all()
    return max([asked.asked_on, *rounds]) > thing.due_on


MILESTONES = Subject(EscalationSubject.MILESTONE, late_milestones, milestone_settlement, form_says_it)
