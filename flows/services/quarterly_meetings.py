"""The quarterly meeting of each region after a collection: proposed with its day, its chair and the services concerned.

The plan wants it under the Director General of Services and/or the Vice-President. An administrator plans it with
`record-meeting`, which sends the invitations; until then the proposal stays in the table of every run.
"""

from sqlmodel import Session, col, select

from flows.services.calendars import plan_calendar
from flows.services.desk import Desk
from flows.services.outcome import ReportTable
from flows.services.people import holder
from models.rules.partial_dates import PartialDate
from models.tables import ActionPlan, Campaign, Commitment, CommitmentInstance, Meeting, Member, Official
from models.vocabulary import MeetingPurpose, MeetingState, OfficialRole, Stage

AFTER_CLOSING = 10
"""Working days between the day answers were due and the meeting proposed: this project's own choice."""

HOUR = "10:00"
CHAIRS = (OfficialRole.DIRECTOR_GENERAL, OfficialRole.VICE_PRESIDENT)
COLUMNS = ("Code", "Region", "Period", "Proposed day", "Chair", "Services concerned", "State", "How to plan it")


def quarterly_meetings(session: Session, desk: Desk, *, plan: ActionPlan, campaigns: list[Campaign]) -> ReportTable:
    """One row per region and closed collection: the meeting that is planned or was held, or the one proposed."""
    members = session.exec(select(Member).where(Member.plan_id == plan.id).order_by(col(Member.position))).all()
    rows = tuple(_row(session, desk, plan, campaign, member) for campaign in campaigns for member in members)
    return ReportTable("quarterly-meetings", "Quarterly meetings with the services concerned", COLUMNS, rows)


def _row(session: Session, desk: Desk, plan: ActionPlan, campaign: Campaign, member: Member) -> tuple[str, ...]:
    known = _meeting(session, plan=plan, member=member, period=campaign.period)
    if known:
        day = known.starts_at.date().isoformat()
        return (known.code, member.code, campaign.period, day, known.chair_name, "", known.state.value, "")
    chair = next(filter(None, (_holder(session, desk, plan, member, role) for role in CHAIRS)), None)
    concerned = _concerned(session, plan=plan, member=member)
    code, day = f"QC-{campaign.period}-{member.code}", _day(session, desk, plan, campaign)
    invited = ",".join([*([chair.code] if chair else []), *concerned])
    told = chair.code if chair else "nobody holds the role"
    return (
        code, member.code, campaign.period, day, told, ", ".join(concerned) or "none", "to be planned",
        _command(code, member, campaign, day, chair, invited),
    )  # fmt: skip


def _command(code: str, member: Member, campaign: Campaign, day: str, chair: Official | None, invited: str) -> str:
    said = {
        "action": "plan", "code": code, "purpose": MeetingPurpose.QUARTERLY_COORDINATION.value, "member": member.code,
        "period": campaign.period, "starts": f"{day} {HOUR}", "chair": chair.code if chair else "NAME_ONE",
        "invite": invited, "place": "WHERE", "operator": "YOU",
    }  # fmt: skip
    written = " ".join(f'--param {name}="{value}"' for name, value in said.items())
    return f"iltizam run record-meeting {written}"


def _day(session: Session, desk: Desk, plan: ActionPlan, campaign: Campaign) -> str:
    """Ten working days after the closing; later when that has passed, never after the plan's end."""
    calendar = plan_calendar(session, plan=plan, today=desk.today)
    proposed = max(calendar.add(campaign.respond_by, AFTER_CLOSING), calendar.add(desk.today, 3))
    return min(proposed, PartialDate.parse(plan.end).last_day()).isoformat()


def _meeting(session: Session, *, plan: ActionPlan, member: Member, period: str) -> Meeting | None:
    query = select(Meeting).where(
        Meeting.plan_id == plan.id, Meeting.member_id == member.id, Meeting.period == period,
        Meeting.purpose == MeetingPurpose.QUARTERLY_COORDINATION, Meeting.state != MeetingState.CANCELLED,
    )  # fmt: skip
    return session.exec(query.order_by(col(Meeting.id).desc())).first()


def _holder(session: Session, desk: Desk, plan: ActionPlan, member: Member, role: OfficialRole) -> Official | None:
    return holder(session, plan_id=plan.id, role=role, member_id=member.id, today=desk.today)


def _concerned(session: Session, *, plan: ActionPlan, member: Member) -> list[str]:
    """Officials who answer for a commitment that is being carried out in the region."""
    query = (
        select(Official.code)
        .join(CommitmentInstance, col(CommitmentInstance.responsible_id) == Official.id)
        .join(Commitment, col(CommitmentInstance.commitment_id) == Commitment.id)
        .where(
            CommitmentInstance.plan_id == plan.id, CommitmentInstance.member_id == member.id,
            Commitment.stage == Stage.EXECUTION,
        )
        .distinct()
        .order_by(Official.code)
    )  # fmt: skip
    return list(session.exec(query).all())
