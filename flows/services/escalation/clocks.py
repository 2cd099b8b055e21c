"""The three clocks of every milestone, and where its pace leads: derived on the day, stored nowhere."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.escalation.late_evidence import claims
from flows.services.outcome import ReportTable
from flows.services.timekeeping.calendars import plan_calendar
from models.rules.clocks import Clocks, MilestoneFacts, milestone_clocks
from models.rules.lateness import SETTLED
from models.rules.partial_dates import PartialDate
from models.rules.plan_policy import policy_of
from models.rules.policy import Policy
from models.tables import ActionPlan, Commitment, CommitmentInstance, Milestone
from models.vocabulary import MilestoneStatus, Stage

_FOLLOWED = (
    select(Milestone, CommitmentInstance.code, Commitment.start)
    .join(CommitmentInstance, col(Milestone.instance_id) == CommitmentInstance.id)
    .join(Commitment, col(CommitmentInstance.commitment_id) == Commitment.id)
    .where(col(Milestone.plan_id) == sa.bindparam("plan"), Commitment.stage == Stage.EXECUTION)
    .where(
        col(Milestone.status).not_in(list(SETTLED)) | col(Milestone.id).in_(sa.bindparam("ids", expanding=True))
    )
    .order_by(col(Milestone.due_on), col(Milestone.code))
)  # fmt: skip


@dataclass(frozen=True)
class MilestoneClocks:
    """The clocks of one milestone, with what names it."""

    code: str
    commitment: str
    due_on: date
    clocks: Clocks


def clocks_of(session: Session, desk: Desk, *, plan: ActionPlan, policy: Policy | None = None) -> list[MilestoneClocks]:
    """Milestones that are late, at risk, or reported as done without evidence; of commitments in execution.

    A milestone without a start of its own counts its time from the commitment's printed start.
    """
    policy = policy or policy_of(plan.policy)
    calendar = plan_calendar(session, plan=plan, today=desk.today)
    claimed = {milestone.id: day for milestone, _, _, day in claims(session, plan=plan)}
    found = []
    for milestone, commitment, start in session.exec(_FOLLOWED, params={"plan": plan.id, "ids": list(claimed)}).all():
        facts = _facts(milestone, start=start, claimed_on=claimed.get(milestone.id))
        clocks = milestone_clocks(facts, today=desk.today, policy=policy, calendar=calendar)
        if clocks.milestone_late or clocks.evidence_late or clocks.is_at_risk:
            found.append(MilestoneClocks(milestone.code, commitment, milestone.due_on, clocks))
    return found


def clocks_table(rows: list[MilestoneClocks]) -> ReportTable:
    """For the administrators: which clock of which milestone runs, each apart."""
    shown = tuple(
        (
            row.code, row.commitment, row.due_on.isoformat(), str(row.clocks.milestone_late or ""),
            str(row.clocks.evidence_late or ""), "yes" if row.clocks.is_at_risk else "",
            row.clocks.projected_on.isoformat() if row.clocks.projected_on else "unknown",
        )
        for row in rows
    )  # fmt: skip
    columns = ("Milestone", "Commitment", "Due", "Days late", "Evidence, working days late", "At risk", "At this pace")
    return ReportTable("clocks", "Late, at risk, or without evidence", columns, shown)


def _facts(milestone: Milestone, *, start: str, claimed_on: date | None) -> MilestoneFacts:
    starts_on = milestone.starts_on or (PartialDate.parse(start).first_day() if start else None)
    is_done = milestone.status is MilestoneStatus.DONE
    return MilestoneFacts(
        due_on=milestone.due_on,
        status=milestone.status,
        starts_on=starts_on,
        percent=milestone.percent,
        claimed_done_on=claimed_on if is_done else None,
        has_evidence=is_done and claimed_on is None,
    )
