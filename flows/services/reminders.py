"""Reminder rounds: one digest per official of what is still missing, composed from what is due today."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from flows.services import ledger, letters, outbox
from flows.services.calendars import calendar_for
from flows.services.desk import Desk
from flows.services.forms import build_form
from flows.services.workbooks import form_workbook
from models.rules.lateness import AWAITED
from models.rules.policy import Policy
from models.rules.reminders import DueReminder, reminder_due
from models.tables import (
    ActionPlan,
    Campaign,
    DataRequest,
    Escalation,
    EscalationStep,
    Official,
    OutboundMessage,
    ReminderRound,
)
from models.vocabulary import LedgerAction, MessageKind
from notifications.compose import compose_request


@dataclass(frozen=True)
class Reminded:
    """One reminder queued: who, which round, how many lines are missing, when the next one would come."""

    official: str
    reference: str
    round: int
    missing: int
    respond_by: date
    next_on: date | None


def remind(session: Session, desk: Desk, *, plan: ActionPlan, policy: Policy) -> list[Reminded]:
    """Queue the reminders due today, in the caller's transaction. Who has answered gets nothing."""
    query = (
        select(DataRequest)
        .join(Campaign)
        .where(DataRequest.plan_id == plan.id, col(Campaign.closed_on).is_(None))
        .where(col(DataRequest.state).in_(list(AWAITED)))
        .order_by(col(DataRequest.reference))
    )
    reminded = []
    for request in session.exec(query).all():
        due = _due(session, desk, plan=plan, request=request, policy=policy)
        done = _queue(session, desk, plan=plan, request=request, due=due) if due else None
        if done:
            reminded.append(done)
    return reminded


def last_mail_on(session: Session, *, official_id: int) -> date | None:
    """The civil day of the last mail we wrote to this official of our own accord (receipts do not count)."""
    asked = session.exec(select(col(DataRequest.asked_on)).where(DataRequest.official_id == official_id)).all()
    told = session.exec(
        select(col(ReminderRound.told_on)).join(DataRequest).where(DataRequest.official_id == official_id)
    ).all()
    raised = session.exec(
        select(col(EscalationStep.reached_on))
        .join(Escalation)
        .where(EscalationStep.official_id == official_id, col(EscalationStep.outbound_id).is_not(None))
    ).all()
    return max([*asked, *told, *raised], default=None)


def _due(session: Session, desk: Desk, *, plan: ActionPlan, request: DataRequest, policy: Policy) -> DueReminder | None:
    told = session.exec(select(ReminderRound.round).where(ReminderRound.data_request_id == request.id)).all()
    return reminder_due(
        asked_on=request.asked_on,
        respond_by=request.respond_by,
        told=told,
        last_mail_on=last_mail_on(session, official_id=request.official_id),
        today=desk.today,
        policy=policy,
        calendar=calendar_for(plan.country, desk.today.year),
    )


def _queue(
    session: Session, desk: Desk, *, plan: ActionPlan, request: DataRequest, due: DueReminder
) -> Reminded | None:
    official = session.get_one(Official, request.official_id)
    form = build_form(session, request=request, today=desk.today, only_missing=True)
    if official.suppressed_because or not official.email or not form.items:
        return None
    key = f"reminder:{plan.code}:{request.reference}:{due.round}"
    first = _request_mail(session, request_id=request.id)
    envelope = letters.envelope(
        office=desk.office, to=official, key=key, now=desk.now, request=request,
        in_reply_to=first,
    )  # fmt: skip
    mail = compose_request(
        form,
        envelope=envelope,
        reminder=due.round,
        next_reminder_on=due.next_on,
        attachments=(form_workbook(form, desk=desk),),
    )
    queued = outbox.queue(
        session, mail=mail, key=key, kind=MessageKind.REMINDER, now=desk.now, plan_id=plan.id,
        period=form.period, official_id=official.id, data_request_id=request.id,
    )  # fmt: skip
    if queued is None:
        return None
    session.add(ReminderRound(data_request_id=request.id, round=due.round, told_on=desk.today, outbound_id=queued.id))
    ledger.record(
        session, desk, action=LedgerAction.REMINDER_QUEUED, subject=request.reference, plan_id=plan.id,
        field="round", after=due.round, source=f"message:{queued.message_id}",
    )  # fmt: skip
    return Reminded(official.code, request.reference, due.round, len(form.items), request.respond_by, due.next_on)


def _request_mail(session: Session, *, request_id: int) -> str:
    query = select(OutboundMessage.message_id).where(
        OutboundMessage.data_request_id == request_id, OutboundMessage.kind == MessageKind.REQUEST
    )
    return session.exec(query).first() or ""
