"""Requests for access to information (law 31-13): taken in, extended once with a reason, answered or refused in writing."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.participation.meeting_inputs import read_day
from flows.services.timekeeping.calendars import calendar_for
from models.rules.access_requests import access_request_due
from models.rules.errors import DomainError
from models.tables import AccessRequest, ActionPlan, Member
from models.vocabulary import AccessRequestState, LedgerAction

FLOW = "record-access-request"
STEPS = {
    "received": AccessRequestState.OPEN,
    "extended": AccessRequestState.OPEN,
    "answered": AccessRequestState.ANSWERED,
    "refused": AccessRequestState.REFUSED,
}
COLUMNS = ("Request", "Region", "Received", "Due", "First due", "State", "Working days left")


@dataclass(frozen=True)
class AccessOrder:
    """One step of one request. `text` is the subject when received, the reason or the answer otherwise."""

    code: str
    step: str
    text: str
    on: str = ""
    member: str = ""
    is_urgent: bool = False


def record_access_request(
    desk: Desk, *, plan: str, order: AccessOrder, operator: str, preview: bool = False
) -> Outcome:
    """Note one step of one request; the same step again changes nothing. Raises DomainError."""
    _check(order, operator)
    with desk.session() as session:
        row = find_plan(session, code=plan)
        day = read_day(order.on, what=order.step, default=desk.today)
        if day > desk.today:
            raise DomainError(f"{day} is in the future; note the step once it has happened.")
        found = _find(session, plan=row, code=order.code)
        before = found.state.value if found else ""
        changed = _take_in(session, row, order, day) if order.step == "received" else _go_on(order, found, row, day)
        if changed is not None:
            session.add(changed)
            ledger.record(
                session, desk, action=LedgerAction.ACCESS_REQUEST_RECORDED, subject=changed.code, plan_id=row.id,
                field=order.step, before=before, after=changed.due_on, reason=order.text, actor=operator,
            )  # fmt: skip
        session.flush()
        outcome = _outcome(session, desk, row, order, changed=changed is not None, preview=preview)
        session.rollback() if preview else session.commit()
    return outcome


def access_requests(session: Session, desk: Desk, *, plan: ActionPlan) -> ReportTable:
    """Open requests, the most pressing first, with the working days that are left (negative: late)."""
    query = (
        select(AccessRequest)
        .where(AccessRequest.plan_id == plan.id, AccessRequest.state == AccessRequestState.OPEN)
        .order_by(col(AccessRequest.due_on), col(AccessRequest.code))
    )
    rows = tuple(_shown(session, desk, plan, request) for request in session.exec(query).all())
    return ReportTable("access-requests", "Requests for access to information (law 31-13)", COLUMNS, rows)


def _check(order: AccessOrder, operator: str) -> None:
    if not operator.strip():
        raise DomainError("A request is noted by somebody; fill in operator.")
    if order.step not in STEPS:
        raise DomainError(f"“{order.step}” is not a step; choose one of: {', '.join(STEPS)}.")
    if not order.code.strip() or not order.text.strip():
        raise DomainError("A step needs the number of the request in code and, in text, its subject, reason or answer.")


def _find(session: Session, *, plan: ActionPlan, code: str) -> AccessRequest | None:
    query = select(AccessRequest).where(AccessRequest.plan_id == plan.id, AccessRequest.code == code.strip())
    return session.exec(query).first()


def _take_in(session: Session, plan: ActionPlan, order: AccessOrder, day: date) -> AccessRequest | None:
    if _find(session, plan=plan, code=order.code):
        return None
    due = access_request_due(
        received_on=day, is_urgent=order.is_urgent, is_extended=False, calendar=calendar_for(plan.country, day.year)
    )
    return AccessRequest(
        plan_id=plan.id, member_id=_member(session, plan, order.member), code=order.code.strip(),
        subject=order.text.strip(), received_on=day, is_urgent=order.is_urgent, due_on=due, first_due_on=due,
        state=AccessRequestState.OPEN,
    )  # fmt: skip


def _go_on(order: AccessOrder, found: AccessRequest | None, plan: ActionPlan, day: date) -> AccessRequest | None:
    if found is None:
        raise DomainError(f"There is no request {order.code.strip()}; note first that it was received.")
    if day < found.received_on:
        raise DomainError(f"{day} is before {found.code} was received ({found.received_on}); check the day.")
    if found.state is not AccessRequestState.OPEN:
        if found.state is STEPS[order.step]:
            return None
        raise DomainError(f"{found.code} is {found.state.value} since {found.closed_on}: nothing can follow.")
    if order.step == "extended":
        return _extend(order, found, plan, day)
    found.state, found.closed_on, found.answer = STEPS[order.step], day, order.text.strip()
    return found


def _extend(order: AccessOrder, found: AccessRequest, plan: ActionPlan, day: date) -> AccessRequest | None:
    if found.extended_because:
        return None  # the law allows it once
    if day > found.due_on:
        raise DomainError(f"{found.code} was due on {found.due_on}: the time can only be extended before it is over.")
    found.extended_because = order.text.strip()
    found.due_on = access_request_due(
        received_on=found.received_on, is_urgent=found.is_urgent, is_extended=True,
        calendar=calendar_for(plan.country, found.received_on.year),
    )  # fmt: skip
    return found


def _member(session: Session, plan: ActionPlan, code: str) -> int | None:
    if not code.strip():
        return None
    members = session.exec(select(Member).where(Member.plan_id == plan.id)).all()
    found = next((member.id for member in members if member.code == code.strip().upper()), None)
    if found is None:
        raise DomainError(f"There is no member “{code}”; members are: {', '.join(m.code for m in members)}.")
    return found


def _shown(session: Session, desk: Desk, plan: ActionPlan, request: AccessRequest) -> tuple[str, ...]:
    calendar = calendar_for(plan.country, desk.today.year)
    late = calendar.count(request.due_on, desk.today)
    left = -late if late else calendar.count(desk.today, request.due_on)
    member = session.get(Member, request.member_id) if request.member_id else None
    days = (request.received_on.isoformat(), request.due_on.isoformat(), request.first_due_on.isoformat())
    return (request.code, member.code if member else "", *days, "late" if late else "open", str(left))


def _outcome(
    session: Session, desk: Desk, plan: ActionPlan, order: AccessOrder, *, changed: bool, preview: bool
) -> Outcome:
    verb = ("would be noted" if preview else "is noted") if changed else "was noted before: nothing changes"
    summary = f"Request {order.code.strip()}: {order.step} {verb}."
    table = access_requests(session, desk, plan=plan)
    return Outcome(FLOW, plan.code, desk.today, preview, summary, {"changed": int(changed)}, (table,))
