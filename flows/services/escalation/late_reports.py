"""Forms past the day they were awaited by: late reports, whatever the milestones in them do."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.escalation.lateness import LateThing, Settlement, Subject
from models.rules.lateness import AWAITED
from models.rules.policy import Policy
from models.tables import ActionPlan, Campaign, DataRequest, Official, ReminderWish
from models.vocabulary import EscalationEvent, EscalationSubject, RequestState

_LATE = (
    select(DataRequest, Official, ReminderWish)
    .join(Campaign, col(DataRequest.campaign_id) == Campaign.id)
    .join(Official, col(DataRequest.official_id) == Official.id)
    .outerjoin(ReminderWish, col(ReminderWish.data_request_id) == DataRequest.id)
    .where(col(DataRequest.plan_id) == sa.bindparam("plan"), col(Campaign.closed_on).is_(None))
    .where(col(DataRequest.state).in_(list(AWAITED)), col(DataRequest.respond_by) < sa.bindparam("today"))
    .order_by(col(DataRequest.respond_by), col(DataRequest.reference))
)
_STANDS = (
    select(DataRequest.state, col(Campaign.closed_on), DataRequest.waived_because)
    .join(Campaign, col(DataRequest.campaign_id) == Campaign.id)
    .where(col(DataRequest.plan_id) == sa.bindparam("plan"), col(DataRequest.reference) == sa.bindparam("code"))
    .with_for_update(of=DataRequest)
)


def late_reports(session: Session, desk: Desk, plan: ActionPlan, _policy: Policy) -> list[LateThing]:
    """Forms of open campaigns still awaited after their respond-by day. A day the official asked to be reminded on
    counts as a promise to answer by then."""
    return [
        LateThing(
            subject=EscalationSubject.DATA_REQUEST, code=request.reference,
            titles={},  # the notice names a missing answer in its own words
            commitment="", member_id=official.member_id, responsible=official, due_on=request.respond_by,
            promised_on=wish.remind_on if wish else None,
        )
        for request, official, wish in session.exec(_LATE, params={"plan": plan.id, "today": desk.today}).all()
    ]  # fmt: skip


def report_settlement(session: Session, _desk: Desk, plan: ActionPlan, code: str) -> Settlement | None:
    """Why a form is no longer awaited; its row is held until the transaction ends."""
    found = session.exec(_STANDS, params={"plan": plan.id, "code": code}).first()
    if found is None:
        return Settlement(EscalationEvent.GONE, "the request no longer exists")
    state, closed_on, waived_because = found
    if state is RequestState.WAIVED:
        return Settlement(EscalationEvent.WAIVED, waived_because or state.value)
    if state is RequestState.ANSWERED:
        return Settlement(EscalationEvent.ANSWERED, state.value)
    if closed_on or state is RequestState.CLOSED_UNANSWERED:
        return Settlement(EscalationEvent.GONE, "the collection was closed")
    return None


def reminders_say_it(_session: Session, _thing: LateThing) -> bool:
    """The reminder rounds speak to the official."""
    return True


REPORTS = Subject(EscalationSubject.DATA_REQUEST, late_reports, report_settlement, reminders_say_it)
