"""The clocks OGP sets, from what is recorded: assessments, public information, forum, meetings on results.

OGP's participation standards bind each member of a consortium: public information, forum and meetings on results run
for the plan and for each of its regions. The region's own contact answers for them, and only from the day on which this
installation began to follow the plan: what was done before then may simply not be recorded here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from flows.services.desk import Desk
from flows.services.escalation.clock_facts import Deed, deeds
from flows.services.escalation.lateness import LateThing, Settlement, Subject
from flows.services.people_records.people import holdings
from models.rules.lateness import SETTLED
from models.rules.ogp_clocks import ClockDue, OgpClock, clock_due, results_meetings_due
from models.rules.partial_dates import PartialDate
from models.rules.policy import Policy
from models.tables import (
    ActionPlan,
    Assessment,
    Commitment,
    CommitmentInstance,
    LedgerEntry,
    Member,
    Milestone,
    Official,
)
from models.vocabulary import (
    AssessmentKind,
    AssessmentState,
    EscalationEvent,
    EscalationSubject,
    OfficialRole,
)
from notifications.compose_clocks import clock_titles

CONTACTS = (OfficialRole.FOCAL_POINT, OfficialRole.ADMINISTRATOR, OfficialRole.TECHNICAL_TEAM)
REGION_CONTACTS = (OfficialRole.FOCAL_POINT, OfficialRole.PRESIDENTIAL_AFFAIRS, OfficialRole.TECHNICAL_TEAM)
"""Who answers for a region: its focal point, else the department that deals with civil society, as the plan has it."""

PER_REGION = frozenset({OgpClock.PUBLIC_INFORMATION, OgpClock.FORUM, OgpClock.RESULTS_MEETINGS})

_FIRST_ENTRY = (
    select(col(LedgerEntry.at))
    .where(col(LedgerEntry.plan_id) == sa.bindparam("plan"))
    .order_by(col(LedgerEntry.id))
    .limit(1)
)
_MEMBERS = select(Member).where(col(Member.plan_id) == sa.bindparam("plan")).order_by(col(Member.position))
_SIGNED = select(col(Assessment.kind), col(Assessment.commitment_id)).where(
    col(Assessment.plan_id) == sa.bindparam("plan"), Assessment.state == AssessmentState.SIGNED
)
_UNFINISHED = (
    select(CommitmentInstance.commitment_id)
    .join(Milestone, col(Milestone.instance_id) == CommitmentInstance.id)
    .where(col(Milestone.plan_id) == sa.bindparam("plan"), col(Milestone.status).not_in(list(SETTLED)))
)
_FINISHED = (
    select(Commitment.id, Commitment.code, func.max(Milestone.done_on))
    .join(CommitmentInstance, col(CommitmentInstance.commitment_id) == Commitment.id)
    .join(Milestone, col(Milestone.instance_id) == CommitmentInstance.id)
    .where(col(Commitment.plan_id) == sa.bindparam("plan"), col(Commitment.id).not_in(_UNFINISHED))
    .where(col(Milestone.done_on).is_not(None))
    .group_by(col(Commitment.id), col(Commitment.code))
)


@dataclass(frozen=True)
class Clock:
    """One running clock: its commitment ("" for the whole plan) or its region ("" and None for the whole plan)."""

    due: ClockDue
    about: str = ""
    region: str = ""
    member_id: int | None = None

    @property
    def code(self) -> str:
        """What the clock is called in tables and escalations."""
        of = self.about or self.region
        return f"{self.due.clock.value}:{of}" if of else self.due.clock.value


def clocks(session: Session, *, plan: ActionPlan, today: date, done: Sequence[Deed] | None = None) -> list[Clock]:
    """Every OGP clock that runs today, soonest first. What was delivered runs no more, or runs again from that day.

    The plan's submission starts the clocks of the inception assessment, of public information and of the forum. A
    consortium has these clocks for the plan and for each member; a plan of one region has them once.
    """
    signed = _signed(session, plan)
    done = deeds(session, plan=plan, today=today) if done is None else done
    found = [
        *_inception(plan, signed),
        *_end_assessments(session, plan, signed),
        *_repeated(plan, today, done, since=plan.submitted_on),
    ]
    members = session.exec(_MEMBERS, params={"plan": plan.id}).all()
    if len(members) > 1:
        since = _followed_since(session, plan)
        found += [clock for m in members for clock in _repeated(plan, today, done, since=since, member=m)]
    last_day = PartialDate.parse(plan.end).last_day()
    kept = [clock for clock in found if clock.due.counts_from <= last_day]
    return sorted(kept, key=lambda clock: (clock.due.due_on, clock.code))


def late_clocks(session: Session, desk: Desk, plan: ActionPlan, _policy: Policy) -> list[LateThing]:
    """OGP's clocks whose day has passed. Where each region has its own, the plan's does not say the same again."""
    running = clocks(session, plan=plan, today=desk.today)
    late = [
        clock
        for clock in running
        if clock.due.due_on < desk.today and not _is_told_by_region(clock, running, today=desk.today)
    ]
    return [
        LateThing(
            subject=EscalationSubject.OGP_CLOCK, code=clock.code, titles=clock_titles(clock.due.clock),
            commitment=clock.about, member_id=clock.member_id,
            responsible=_responsible(session, plan=plan, today=desk.today, member_id=clock.member_id),
            due_on=clock.due.due_on,
        )
        for clock in late
    ]  # fmt: skip


def clock_settlement(session: Session, desk: Desk, plan: ActionPlan, code: str) -> Settlement | None:
    """Why a clock is no longer late: it was delivered, and stopped or started again."""
    running = {clock.code: clock for clock in clocks(session, plan=plan, today=desk.today)}
    found = running.get(code)
    if found is None:
        return Settlement(EscalationEvent.ANSWERED, "delivered")
    if _is_told_by_region(found, running.values(), today=desk.today):
        return Settlement(EscalationEvent.GONE, "each region has this clock of its own")
    return None if found.due.due_on < desk.today else Settlement(EscalationEvent.ANSWERED, "delivered")


def _is_told_by_region(clock: Clock, running: Iterable[Clock], *, today: date) -> bool:
    """Whether a region's own clock of the same kind is late, so that the plan's would say the same again."""
    is_shared = not clock.region and clock.due.clock in PER_REGION
    return is_shared and any(
        other.region and other.due.clock is clock.due.clock and other.due.due_on < today for other in running
    )


def _signed(session: Session, plan: ActionPlan) -> set[tuple[AssessmentKind, int | None]]:
    """Signed assessments: their kind and commitment."""
    return set(session.exec(_SIGNED, params={"plan": plan.id}).all())


def _inception(plan: ActionPlan, signed: set[tuple[AssessmentKind, int | None]]) -> Iterable[Clock]:
    if all(kind is not AssessmentKind.INCEPTION for kind, _ in signed):
        yield Clock(clock_due(OgpClock.INCEPTION_ASSESSMENT, counts_from=plan.submitted_on))


def _end_assessments(
    session: Session, plan: ActionPlan, signed: set[tuple[AssessmentKind, int | None]]
) -> Iterable[Clock]:
    """One clock per commitment whose milestones are all finished, from the day the last one was."""
    for commitment_id, code, done_on in session.exec(_FINISHED, params={"plan": plan.id}).all():
        if done_on and (AssessmentKind.END_OF_COMMITMENT, commitment_id) not in signed:
            yield Clock(clock_due(OgpClock.END_ASSESSMENT, counts_from=done_on), about=code)


def _followed_since(session: Session, plan: ActionPlan) -> date:
    """The day this installation began to follow a plan: its submission, or the first thing written about it here."""
    first = session.exec(_FIRST_ENTRY, params={"plan": plan.id}).first()
    began = min(plan.loaded_at, first) if first else plan.loaded_at
    return max(plan.submitted_on, began.astimezone(ZoneInfo(plan.time_zone)).date())


def _repeated(
    plan: ActionPlan, today: date, done: Sequence[Deed], *, since: date, member: Member | None = None
) -> Iterable[Clock]:
    """The clocks that run again and again, of the plan or of one region, counted from `since` at the earliest."""
    member_id, region = (member.id, member.code) if member else (None, "")
    own = [deed for deed in done if deed.counts and deed.concerns(member_id)]
    for clock in (OgpClock.PUBLIC_INFORMATION, OgpClock.FORUM):
        last = max([since, *(deed.on for deed in own if deed.clock is clock)])
        yield Clock(clock_due(clock, counts_from=last), region=region, member_id=member_id)
    held = [deed.on for deed in own if deed.clock is OgpClock.RESULTS_MEETINGS]
    due = results_meetings_due(year=today.year, held_on=held)
    first_year = plan.submitted_on.replace(month=1, day=1) if since == plan.submitted_on else since
    if due and due.counts_from >= first_year:
        yield Clock(due, region=region, member_id=member_id)


def _responsible(session: Session, *, plan: ActionPlan, today: date, member_id: int | None) -> Official | None:
    """The contact of the region, else of the plan as a whole: its focal point, an administrator, the technical team."""
    own = _contact(session, plan, today, roles=REGION_CONTACTS, member_id=member_id) if member_id is not None else None
    return own or _contact(session, plan, today, roles=CONTACTS, member_id=None)


def _contact(
    session: Session, plan: ActionPlan, today: date, *, roles: tuple[OfficialRole, ...], member_id: int | None
) -> Official | None:
    current = [
        (roles.index(role.role), official)
        for official, role in holdings(session, plan_id=plan.id, today=today)
        if role.role in roles and role.member_id == member_id
    ]
    return min(current, key=lambda pair: pair[0])[1] if current else None


CLOCKS = Subject(EscalationSubject.OGP_CLOCK, late_clocks, clock_settlement)
