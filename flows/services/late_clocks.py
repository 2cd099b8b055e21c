"""The clocks OGP sets, from what is recorded: assessments, public information, forum, meetings on results."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from flows.services.desk import Desk
from flows.services.lateness import LateThing, Settlement, Subject
from flows.services.people import contact
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
    Publication,
)
from models.vocabulary import (
    AssessmentKind,
    AssessmentState,
    EscalationEvent,
    EscalationSubject,
    MeetingPurpose,
    MeetingState,
)
from notifications.compose_clocks import clock_titles


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
    found = [
        *_inception(session, plan),
        *_end_assessments(session, plan),
        Clock(clock_due(OgpClock.PUBLIC_INFORMATION, counts_from=_last_publication(session, plan, today))),
        Clock(clock_due(OgpClock.FORUM, counts_from=_last_meeting(session, plan, MeetingPurpose.FORUM, today))),
        *_results(session, plan, today),
    ]
    last_day = PartialDate.parse(plan.end).last_day()
    kept = [clock for clock in found if clock.due.counts_from <= last_day]
    return sorted(kept, key=lambda clock: (clock.due.due_on, clock.code))


def late_clocks(session: Session, desk: Desk, plan: ActionPlan, _policy: Policy) -> list[LateThing]:
    """OGP's clocks whose day has passed; the plan's contact answers for them while no body does."""
    late = [clock for clock in clocks(session, plan=plan, today=desk.today) if clock.due.due_on < desk.today]
    if not late:
        return []
    responsible = contact(session, plan_id=plan.id, member_id=None, today=desk.today)
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


def _inception(session: Session, plan: ActionPlan) -> Iterable[Clock]:
    query = select(Assessment.id).where(
        Assessment.plan_id == plan.id,
        Assessment.kind == AssessmentKind.INCEPTION,
        Assessment.state == AssessmentState.SIGNED,
    )
    if session.exec(query).first() is None:
        yield Clock(clock_due(OgpClock.INCEPTION_ASSESSMENT, counts_from=plan.submitted_on))


def _end_assessments(session: Session, plan: ActionPlan) -> Iterable[Clock]:
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
    complete = session.exec(query).all()
    if not complete:
        return
    signed = select(Assessment.commitment_id).where(
        Assessment.plan_id == plan.id,
        Assessment.kind == AssessmentKind.END_OF_COMMITMENT,
        Assessment.state == AssessmentState.SIGNED,
    )
    delivered = set(session.exec(signed).all())
    for commitment_id, code, done_on in complete:
        if done_on and commitment_id not in delivered:
            yield Clock(clock_due(OgpClock.END_ASSESSMENT, counts_from=done_on), about=code)


def _last_publication(session: Session, plan: ActionPlan, today: date) -> date:
    query = select(func.max(Publication.published_on)).where(
        Publication.plan_id == plan.id, Publication.published_on <= today
    )
    return max(plan.submitted_on, session.exec(query).one() or plan.submitted_on)


def _last_meeting(session: Session, plan: ActionPlan, purpose: MeetingPurpose, today: date) -> date:
    held = _held(session, plan, purpose, today)
    return max([plan.submitted_on, *held])


def _results(session: Session, plan: ActionPlan, today: date) -> Iterable[Clock]:
    held = _held(session, plan, MeetingPurpose.RESULTS, today)
    due = results_meetings_due(year=today.year, held_on=held)
    if due and due.counts_from >= plan.submitted_on.replace(month=1, day=1):
        yield Clock(due)


def _held(session: Session, plan: ActionPlan, purpose: MeetingPurpose, today: date) -> list[date]:
    query = select(Meeting).where(
        Meeting.plan_id == plan.id, Meeting.purpose == purpose, Meeting.state == MeetingState.HELD
    )
    zone = ZoneInfo(plan.time_zone)
    days = [meeting.starts_at.astimezone(zone).date() for meeting in session.exec(query).all()]
    return [day for day in days if day <= today]


CLOCKS = Subject(EscalationSubject.OGP_CLOCK, late_clocks, clock_settlement)
