"""What moves when a calendar changes: stored deadlines, and the reminder rounds that follow from them.

A day already told to somebody is never brought forward: nobody is late because an office day was found after all.
"""

from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.timekeeping.calendars import tz_release
from flows.services.timekeeping.deadlines import current_deadlines, store
from models.rules.days_off import OfficeCalendar
from models.rules.deadlines import Explained, by_working_days
from models.rules.lateness import AWAITED
from models.rules.plan_policy import policy_of
from models.rules.policy import Policy
from models.rules.reminders import round_days
from models.tables import ActionPlan, Campaign, DataRequest, Deadline, Member
from models.vocabulary import DeadlineRule, DeadlineSubject, LedgerAction


@dataclass(frozen=True)
class Moved:
    """One date that moved, or that would have come earlier and stays (then `after` equals `before`)."""

    what: str
    code: str
    before: date
    after: date
    note: str = ""


def recompute(
    session: Session, desk: Desk, *, plan: ActionPlan, before: OfficeCalendar, after: OfficeCalendar, reason: str
) -> list[Moved]:
    """Compute every open deadline anew, in the caller's transaction; each that moves is a new row and a ledger entry."""
    if before.version == after.version:
        return []
    requests = {r.reference: r for r in _open_requests(session, plan=plan)}
    campaigns = {c.period: c for c in session.exec(select(Campaign).where(Campaign.plan_id == plan.id)).all()}
    moved: list[Moved] = []
    for row in current_deadlines(session, plan_id=plan.id, rule=DeadlineRule.WORKING_DAYS):
        holder: DataRequest | Campaign | None = None
        if row.subject is DeadlineSubject.DATA_REQUEST:
            holder = requests.get(row.code)
        elif row.subject is DeadlineSubject.CAMPAIGN:
            found = campaigns.get(row.code)
            holder = found if found and found.closed_on is None else None
        if holder is not None:
            moved += _move(session, desk, plan=plan, row=row, holder=holder, after=after, reason=reason)
    for request in requests.values():
        policy = policy_of(plan.policy)
        moved += _rounds_moved(request, moved=moved, before=before, after=after, desk=desk, policy=policy)
    return moved


def _open_requests(session: Session, *, plan: ActionPlan) -> list[DataRequest]:
    query = select(DataRequest, Campaign).join(Campaign).where(DataRequest.plan_id == plan.id)
    return [r for r, campaign in session.exec(query).all() if r.state in AWAITED and campaign.closed_on is None]


def _move(
    session: Session, desk: Desk, *, plan: ActionPlan, row: Deadline, holder: DataRequest | Campaign,
    after: OfficeCalendar, reason: str,
) -> list[Moved]:  # fmt: skip
    calendar = after.working_days(_member_code(session, row))
    computed = by_working_days(row.start_on, row.amount, calendar=calendar, tz_release=tz_release())
    if computed.due_on == row.due_on and _skipped(computed) == {str(day["day"]) for day in row.not_counted}:
        return []
    was = holder.respond_by
    if computed.due_on < was:
        note = f"computes to {computed.due_on} now; stays, because the later day was told"
        return [Moved(row.subject.value, row.code, was, was, note)]
    store(session, desk, plan_id=plan.id, subject=row.subject, code=row.code, member=row.member,
          computed=replace(computed, reason=reason))  # fmt: skip
    if computed.due_on == was:
        return []
    holder.respond_by = computed.due_on
    ledger.record(
        session, desk, action=LedgerAction.DUE_DATE_MOVED, subject=row.code, plan_id=plan.id, field="respond_by",
        before=was, after=computed.due_on, reason=f"the calendar changed: {reason}",
    )  # fmt: skip
    return [Moved(row.subject.value, row.code, was, computed.due_on)]


def _skipped(computed: Explained) -> set[str]:
    return {day.day.isoformat() for day in computed.not_counted}


def _member_code(session: Session, row: Deadline) -> str:
    member = session.get(Member, int(row.member)) if row.member else None
    return member.code if member else ""


def _rounds_moved(
    request: DataRequest, *, moved: list[Moved], before: OfficeCalendar, after: OfficeCalendar,
    desk: Desk, policy: Policy,
) -> list[Moved]:  # fmt: skip
    """Reminder rounds still to come; they follow from the deadline and are stored nowhere."""
    was = next(
        (m.before for m in moved if m.code == request.reference and m.what == "data_request"), request.respond_by
    )
    old = round_days(respond_by=was, policy=policy, calendar=before.working_days())
    new = round_days(respond_by=request.respond_by, policy=policy, calendar=after.working_days())
    return [
        Moved(f"reminder {number}", request.reference, first, second, "computed anew each day")
        for number, (first, second) in enumerate(zip(old, new, strict=True), start=1)
        if first != second and max(first, second) >= desk.today
    ]
