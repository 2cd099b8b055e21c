"""The quarterly meeting of each region after a collection: proposed with its day, its chair and the services concerned.

The plan wants it under the Director General of Services and/or the Vice-President. One step accepts a proposal as it stands:
`record-meeting` with action accept and its code, which sends the invitations; until then it stays in the table of every run.
"""

from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.outcome import ReportTable
from flows.services.participation.meeting_inputs import MeetingOrder
from flows.services.people_records.people import holder
from flows.services.timekeeping.calendars import plan_calendar
from models.rules.errors import DomainError
from models.rules.partial_dates import PartialDate
from models.tables import (
    ActionPlan,
    Campaign,
    Commitment,
    CommitmentInstance,
    Meeting,
    Member,
    Official,
    Organisation,
)
from models.vocabulary import MeetingPurpose, MeetingState, OfficialRole, OrganisationKind, Stage

AFTER_CLOSING = 10
"""Working days between the day answers were due and the meeting proposed: this project's own choice."""

HOUR = "10:00"
CHAIRS = (OfficialRole.DIRECTOR_GENERAL, OfficialRole.VICE_PRESIDENT)
COLUMNS = ("Code", "Region", "Period", "Proposed day", "Chair", "Services concerned", "State", "How to accept it")


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
    proposed = _propose(session, desk, plan, campaign, member)
    order = proposed.order
    command = f"iltizam run record-meeting --param action=accept --param code={order.code} --param preview=false"
    return (
        order.code, member.code, campaign.period, order.starts.split()[0], order.chair or "nobody holds the role",
        ", ".join(proposed.concerned) or "none", "to be accepted", f'{command} --param operator="YOU"',
    )  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """A meeting nobody has planned yet, as the form would say it, and the officials whose services are concerned."""

    order: MeetingOrder
    concerned: tuple[str, ...]


def accepted(session: Session, desk: Desk, *, plan: ActionPlan, order: MeetingOrder) -> MeetingOrder:
    """The order that plans a proposed meeting; whatever the form says itself goes before the proposal.

    A meeting that is planned already comes back as the form says it, so that accepting twice changes nothing.
    DomainError for a code that proposes nothing, or a meeting planned under another code.
    """
    wanted = order.code.strip().upper()
    for campaign, member in _pairs(session, desk, plan):
        base = _code(campaign, member)
        if wanted == base or wanted.startswith(f"{base}-"):
            known = _meeting(session, plan=plan, member=member, period=campaign.period)
            if known and known.code != wanted:
                raise DomainError(f"The meeting {wanted} proposes is planned as {known.code} already; use that code.")
            return order if known else _with_wishes(_propose(session, desk, plan, campaign, member).order, order)
    raise DomainError(
        f"“{wanted}” is not a proposed meeting; they are called like QC-2026-Q3-LAA and stand on the page of committee-review."
    )


def _with_wishes(proposed: MeetingOrder, wished: MeetingOrder) -> MeetingOrder:
    empty = MeetingOrder(code="")
    told = {name: value for name, value in vars(wished).items() if value != getattr(empty, name)}
    return replace(proposed, **told)


def _pairs(session: Session, desk: Desk, plan: ActionPlan) -> list[tuple[Campaign, Member]]:
    members = session.exec(select(Member).where(Member.plan_id == plan.id).order_by(col(Member.position))).all()
    closed = select(Campaign).where(Campaign.plan_id == plan.id, col(Campaign.respond_by) < desk.today)
    return [(campaign, member) for campaign in session.exec(closed).all() for member in members]


def _code(campaign: Campaign, member: Member) -> str:
    return f"QC-{campaign.period}-{member.code}"


def _free_code(session: Session, plan: ActionPlan, base: str) -> str:
    """The code of the proposal; after a cancelled meeting the next one has a code of its own."""
    query = select(Meeting.id).where(Meeting.plan_id == plan.id, col(Meeting.code).startswith(base))
    taken = len(session.exec(query).all())
    return f"{base}-{taken + 1}" if taken else base


def _propose(session: Session, desk: Desk, plan: ActionPlan, campaign: Campaign, member: Member) -> Proposal:
    chair = next(filter(None, (_holder(session, desk, plan, member, role) for role in CHAIRS)), None)
    concerned = _concerned(session, plan=plan, member=member)
    people = list(dict.fromkeys([*([chair.code] if chair else []), *concerned]))
    council = select(Organisation.name).where(
        Organisation.plan_id == plan.id, Organisation.member_id == member.id,
        Organisation.kind == OrganisationKind.REGIONAL_COUNCIL,
    )  # fmt: skip
    order = MeetingOrder(
        code=_free_code(session, plan, _code(campaign, member)), member=member.code,
        purpose=MeetingPurpose.QUARTERLY_COORDINATION.value,
        period=campaign.period, starts=f"{_day(session, desk, plan, campaign)} {HOUR}",
        chair=chair.code if chair else "", invite=", ".join(people),
        place=session.exec(council).first() or member.name,
    )  # fmt: skip
    return Proposal(order, tuple(concerned))


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
