"""Milestones reported as done whose evidence has not come in time: a clock of its own, apart from late milestones."""

from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.escalation.lateness import LateThing, Settlement, Subject
from flows.services.kept import kept
from flows.services.timekeeping.calendars import plan_calendar
from models.rules.clocks import MilestoneFacts, evidence_due_on
from models.rules.policy import Policy
from models.tables import (
    ActionPlan,
    CommitmentInstance,
    EvidenceLink,
    Milestone,
    MilestoneUpdate,
    Official,
)
from models.vocabulary import AnswerKind, EscalationEvent, EscalationSubject, MilestoneStatus

Claim = tuple[Milestone, CommitmentInstance, Official | None, date]

_CLAIMED = (
    select(Milestone, CommitmentInstance, Official, MilestoneUpdate.recorded_at)
    .join(MilestoneUpdate, col(MilestoneUpdate.milestone_id) == Milestone.id)
    .join(CommitmentInstance, col(Milestone.instance_id) == CommitmentInstance.id)
    .outerjoin(Official, col(CommitmentInstance.responsible_id) == Official.id)
    .where(col(Milestone.plan_id) == sa.bindparam("plan"), Milestone.status == MilestoneStatus.DONE)
    .where(MilestoneUpdate.status == MilestoneStatus.DONE, col(MilestoneUpdate.retracted_at).is_(None))
    .order_by(col(MilestoneUpdate.id).desc())
)
_FILES = select(EvidenceLink.milestone_id).where(col(EvidenceLink.plan_id) == sa.bindparam("plan"))
_LINKS = select(MilestoneUpdate.milestone_id).where(
    col(MilestoneUpdate.plan_id) == sa.bindparam("plan"),
    col(MilestoneUpdate.retracted_at).is_(None),
    (col(MilestoneUpdate.answer_kind) == AnswerKind.EVIDENCE) | col(MilestoneUpdate.raw_text).ilike("%http%://%"),
)


def late_evidence(session: Session, desk: Desk, plan: ActionPlan, policy: Policy) -> list[LateThing]:
    """Milestones an official reported as done, without a file or an address that shows it, past the time for it.

    What the plan file itself says is done was not claimed by mail and is not asked for.
    """
    claimed = claims(session, plan=plan)
    calendar = plan_calendar(session, plan=plan, today=desk.today)
    things = []
    for milestone, instance, official, claimed_on in claimed:
        facts = MilestoneFacts(milestone.due_on, milestone.status, claimed_done_on=claimed_on)
        due_on = evidence_due_on(facts, policy=policy, calendar=calendar)
        if due_on and due_on < desk.today:
            things.append(
                LateThing(
                    subject=EscalationSubject.EVIDENCE, code=milestone.code, titles=milestone.titles,
                    commitment=instance.code, member_id=instance.member_id, responsible=official, due_on=due_on,
                    illustrative=milestone.illustrative,
                )
            )  # fmt: skip
    return sorted(things, key=lambda thing: (thing.due_on, thing.code))


def claims(session: Session, *, plan: ActionPlan) -> list[Claim]:
    """Milestones claimed as done and still without evidence, with the civil day of the first claim that stands."""
    return kept(
        session, ("claims", plan.id), lambda: _read_claims(session, plan),
        of=(Milestone, MilestoneUpdate, CommitmentInstance, Official, EvidenceLink),
    )  # fmt: skip


def _read_claims(session: Session, plan: ActionPlan) -> list[Claim]:
    zone = ZoneInfo(plan.time_zone)
    found = session.exec(_CLAIMED, params={"plan": plan.id}).all()
    rows = {row[0].id: (row[0], row[1], row[2], row[3].astimezone(zone).date()) for row in found}
    if not rows:
        return []
    shown = _with_evidence(session, plan_id=plan.id)
    return [row for key, row in rows.items() if key not in shown]


def evidence_settlement(session: Session, _desk: Desk, plan: ActionPlan, code: str) -> Settlement | None:
    """Why evidence is no longer awaited; the milestone's row is held until the transaction ends."""
    query = select(Milestone.id, Milestone.status).where(Milestone.plan_id == plan.id, Milestone.code == code)
    found = session.exec(query.with_for_update()).first()
    if found is None or found[1] is not MilestoneStatus.DONE:
        return Settlement(EscalationEvent.GONE, "the milestone is not reported as done any more")
    if found[0] in _with_evidence(session, plan_id=plan.id):
        return Settlement(EscalationEvent.ANSWERED, "evidence was received")
    return None


def _with_evidence(session: Session, *, plan_id: int) -> set[int]:
    """Milestones shown by a file, or by an address given in an answer."""
    given = {"plan": plan_id}
    files, links = session.exec(_FILES, params=given).all(), session.exec(_LINKS, params=given).all()
    return {key for key in (*files, *links) if key is not None}


EVIDENCE = Subject(EscalationSubject.EVIDENCE, late_evidence, evidence_settlement)
