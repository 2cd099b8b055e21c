"""The clocks OGP sets, from what is recorded: assessments, public information, forum, meetings on results."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from flows.services.desk import Desk
from flows.services.lateness import LateThing, Settlement, Subject
from models.rules.lateness import SETTLED
from models.rules.ogp_clocks import ClockDue, OgpClock, clock_due, results_meetings_due
from models.rules.partial_dates import PartialDate
from models.rules.policy import Policy
from models.tables import (
    ActionPlan,
    Assessment,
    Commitment,
    CommitmentInstance,
    Meeting,
    Milestone,
    Official,
    Publication,
    RoleAssignment,
)
from models.vocabulary import (
    AssessmentKind,
    AssessmentState,
    EscalationEvent,
    EscalationSubject,
    MeetingPurpose,
    MeetingState,
    OfficialRole,
)
from notifications.compose_clocks import clock_titles

CONTACTS = (OfficialRole.FOCAL_POINT, OfficialRole.ADMINISTRATOR, OfficialRole.TECHNICAL_TEAM)


@dataclass(frozen=True)
class Clock:
    """One running clock: what it is about ("" for the whole plan), and when it is due."""

    due: ClockDue
    about: str = ""

    @property
    def code(self) -> str:
        """What the clock is called in tables and escalations."""
        return f"{self.due.clock.value}:{self.about}" if self.about else self.due.clock.value


def clocks(session: Session, *, plan: ActionPlan, today: date) -> list[Clock]:
    """Every OGP clock that runs today, soonest first. What was delivered runs no more, or runs again from that day.

    The plan's submission starts the clocks of the inception assessment, of public information and of the forum.
    """
    signed = _signed(session, plan)
    held = _held(session, plan, today)
    forum = max([plan.submitted_on, *held.get(MeetingPurpose.FORUM, ())])
    found = [
        *_inception(plan, signed),
        *_end_assessments(session, plan, signed),
        Clock(clock_due(OgpClock.PUBLIC_INFORMATION, counts_from=_last_publication(session, plan, today))),
        Clock(clock_due(OgpClock.FORUM, counts_from=forum)),
        *_results(plan, today, held.get(MeetingPurpose.RESULTS, [])),
    ]
    last_day = PartialDate.parse(plan.end).last_day()
    kept = [clock for clock in found if clock.due.counts_from <= last_day]
    return sorted(kept, key=lambda clock: (clock.due.due_on, clock.code))


def late_clocks(session: Session, desk: Desk, plan: ActionPlan, _policy: Policy) -> list[LateThing]:
    """OGP's clocks whose day has passed; the plan's contact answers for them while no body does."""
    late = [clock for clock in clocks(session, plan=plan, today=desk.today) if clock.due.due_on < desk.today]
    if not late:
        return []
    responsible = _responsible(session, plan=plan, today=desk.today)
    return [
        LateThing(
            subject=EscalationSubject.OGP_CLOCK, code=clock.code, titles=clock_titles(clock.due.clock),
            commitment=clock.about, member_id=None, responsible=responsible, due_on=clock.due.due_on,
        )
        for clock in late
    ]  # fmt: skip


def clock_settlement(session: Session, desk: Desk, plan: ActionPlan, code: str) -> Settlement | None:
    """Why a clock is no longer late: it was delivered, and stopped or started again."""
    running = {clock.code: clock for clock in clocks(session, plan=plan, today=desk.today)}
    if code not in running:
        return Settlement(EscalationEvent.ANSWERED, "delivered")
    return None if running[code].due.due_on < desk.today else Settlement(EscalationEvent.ANSWERED, "delivered")


def _signed(session: Session, plan: ActionPlan) -> set[tuple[AssessmentKind, int | None]]:
    """Signed assessments: their kind and commitment."""
    query = select(col(Assessment.kind), col(Assessment.commitment_id)).where(
        Assessment.plan_id == plan.id, Assessment.state == AssessmentState.SIGNED
    )
    return set(session.exec(query).all())


def _inception(plan: ActionPlan, signed: set[tuple[AssessmentKind, int | None]]) -> Iterable[Clock]:
    if all(kind is not AssessmentKind.INCEPTION for kind, _ in signed):
        yield Clock(clock_due(OgpClock.INCEPTION_ASSESSMENT, counts_from=plan.submitted_on))


def _end_assessments(
    session: Session, plan: ActionPlan, signed: set[tuple[AssessmentKind, int | None]]
) -> Iterable[Clock]:
    """One clock per commitment whose milestones are all finished, from the day the last one was."""
    unfinished = (
        select(CommitmentInstance.commitment_id)
        .join(Milestone, col(Milestone.instance_id) == CommitmentInstance.id)
        .where(Milestone.plan_id == plan.id, col(Milestone.status).not_in(list(SETTLED)))
    )
    query = (
        select(Commitment.id, Commitment.code, func.max(Milestone.done_on))
        .join(CommitmentInstance, col(CommitmentInstance.commitment_id) == Commitment.id)
        .join(Milestone, col(Milestone.instance_id) == CommitmentInstance.id)
        .where(Commitment.plan_id == plan.id, col(Commitment.id).not_in(unfinished))
        .where(col(Milestone.done_on).is_not(None))
        .group_by(col(Commitment.id), col(Commitment.code))
    )
    for commitment_id, code, done_on in session.exec(query).all():
        if done_on and (AssessmentKind.END_OF_COMMITMENT, commitment_id) not in signed:
            yield Clock(clock_due(OgpClock.END_ASSESSMENT, counts_from=done_on), about=code)


def _last_publication(session: Session, plan: ActionPlan, today: date) -> date:
    query = select(func.max(Publication.published_on)).where(
        Publication.plan_id == plan.id, Publication.published_on <= today
    )
    return max(plan.submitted_on, session.exec(query).one() or plan.submitted_on)


def _results(plan: ActionPlan, today: date, held: list[date]) -> Iterable[Clock]:
    due = results_meetings_due(year=today.year, held_on=held)
    if due and due.counts_from >= plan.submitted_on.replace(month=1, day=1):
        yield Clock(due)


def _held(session: Session, plan: ActionPlan, today: date) -> dict[MeetingPurpose, list[date]]:
    """Days on which meetings were held, by purpose."""
    query = select(col(Meeting.purpose), col(Meeting.starts_at)).where(
        Meeting.plan_id == plan.id, Meeting.state == MeetingState.HELD
    )
    zone = ZoneInfo(plan.time_zone)
    found: dict[MeetingPurpose, list[date]] = {}
    for purpose, moment in session.exec(query).all():
        if (day := moment.astimezone(zone).date()) <= today:
            found.setdefault(purpose, []).append(day)
    return found


def _responsible(session: Session, *, plan: ActionPlan, today: date) -> Official | None:
    """Who answers for the plan as a whole: its focal point, else an administrator, else the technical team."""
    query = (
        select(Official, RoleAssignment)
        .join(RoleAssignment, col(RoleAssignment.official_id) == Official.id)
        .where(Official.plan_id == plan.id, col(RoleAssignment.role).in_(CONTACTS))
        .where(col(RoleAssignment.member_id).is_(None))
        .order_by(col(RoleAssignment.id))
    )
    current = [
        (CONTACTS.index(role.role), official)
        for official, role in session.exec(query).all()
        if (role.starts_on or date.min) <= today <= (role.ends_on or date.max)
    ]
    return min(current, key=lambda pair: pair[0])[1] if current else None


CLOCKS = Subject(EscalationSubject.OGP_CLOCK, late_clocks, clock_settlement)
