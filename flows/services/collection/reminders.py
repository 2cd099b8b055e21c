"""Reminder rounds: one digest per official of what is still missing, composed from what is due today."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.collection.burden import Burden
from flows.services.collection.footers import reminder_notes
from flows.services.collection.forms import build_form
from flows.services.collection.workbooks import form_workbook
from flows.services.desk import Desk
from flows.services.dispatch import letters, outbox
from flows.services.reception.absences import Away
from models.rules.lateness import AWAITED
from models.rules.policy import Policy
from models.rules.reminders import WISHED, DueReminder, reminder_due
from models.tables import (
    ActionPlan,
    Campaign,
    DataRequest,
    Official,
    OutboundMessage,
    ReminderRound,
    ReminderWish,
)
from models.vocabulary import LedgerAction, MessageKind
from notifications.compose import compose_request
from notifications.compose_silence import why_deputy, why_wished
from notifications.form import Form
from notifications.language import phrases
from notifications.mail import ComposedMail


@dataclass(frozen=True)
class Reminded:
    """One reminder queued: who, which round, how many lines are missing, when the next one would come."""

    official: str
    reference: str
    round: int
    missing: int
    respond_by: date
    next_on: date | None


@dataclass(frozen=True)
class Waiting:
    """One form still awaited, with everything that decides on its reminder."""

    request: DataRequest
    official: Official
    told: tuple[int, ...]
    wish: ReminderWish | None
    away: Away | None


def remind(
    session: Session, desk: Desk, *, plan: ActionPlan, policy: Policy, burden: Burden | None = None
) -> list[Reminded]:
    """Queue the reminders due today, in the caller's transaction. Who has answered gets nothing.

    A few queries whatever the number of forms; on days off none but the calendar's.
    """
    burden = burden or Burden(session, desk, plan=plan, policy=policy)
    if not burden.calendar.is_working_day(desk.today):
        return []
    reminded = []
    for waiting in _waiting(session, burden, plan=plan):
        due = _due(desk, waiting=waiting, policy=policy, burden=burden)
        done = _queue(session, desk, plan=plan, waiting=waiting, due=due, burden=burden) if due else None
        if done:
            reminded.append(done)
    return reminded


def _waiting(session: Session, burden: Burden, *, plan: ActionPlan) -> list[Waiting]:
    """Forms awaited, each held until the transaction ends: an answer that comes meanwhile finds its reminder to cancel."""
    query = (
        select(DataRequest, Official)
        .join(Campaign, col(DataRequest.campaign_id) == Campaign.id)
        .join(Official, col(DataRequest.official_id) == Official.id)
        .where(DataRequest.plan_id == plan.id, col(Campaign.closed_on).is_(None))
        .where(col(DataRequest.state).in_(list(AWAITED)))
        .order_by(col(DataRequest.reference))
        .with_for_update(of=DataRequest)
    )
    rows = session.exec(query).all()
    if not rows:
        return []
    ids = [request.id for request, _ in rows]
    told = _told(session, ids)
    asked = select(ReminderWish).where(col(ReminderWish.data_request_id).in_(ids))
    wishes = {wish.data_request_id: wish for wish in session.exec(asked).all()}
    return [
        Waiting(
            request, official, tuple(told.get(request.id, ())), wishes.get(request.id), burden.away.get(official.id)
        )
        for request, official in rows
        if official.email and not official.suppressed_because
    ]


def _told(session: Session, ids: Sequence[int]) -> dict[int, list[int]]:
    query = select(ReminderRound.data_request_id, ReminderRound.round)
    found: dict[int, list[int]] = {}
    for request_id, number in session.exec(query.where(col(ReminderRound.data_request_id).in_(ids))).all():
        found.setdefault(request_id, []).append(number)
    return found


def _wishes_of(ids: Sequence[int]):  # type: ignore[no-untyped-def]
    return select(ReminderWish).where(col(ReminderWish.data_request_id).in_(ids))


def _due(desk: Desk, *, waiting: Waiting, policy: Policy, burden: Burden) -> DueReminder | None:
    request = waiting.request
    due = reminder_due(
        asked_on=request.asked_on,
        respond_by=request.respond_by,
        told=waiting.told,
        last_mail_on=None,
        today=desk.today,
        policy=policy,
        calendar=burden.calendar,
        wished_on=waiting.wish.remind_on if waiting.wish else None,
    )
    return due if due and burden.has_room(waiting.official.id) else None


def _queue(
    session: Session, desk: Desk, *, plan: ActionPlan, waiting: Waiting, due: DueReminder, burden: Burden
) -> Reminded | None:
    request, official = waiting.request, waiting.official
    form = build_form(session, request=request, today=desk.today, only_missing=True)
    if not form.items:
        return None
    key = f"reminder:{plan.code}:{request.reference}:{due.round}"
    mail = _compose(session, desk, waiting=waiting, due=due, form=form, key=key)
    queued = outbox.queue(
        session, mail=mail, key=key, kind=MessageKind.REMINDER, now=desk.now, plan_id=plan.id,
        period=form.period, official_id=official.id, data_request_id=request.id, not_before_at=burden.slot,
    )  # fmt: skip
    if queued is None:
        return None
    burden.take(official.id)
    session.add(ReminderRound(data_request_id=request.id, round=due.round, told_on=desk.today, outbound_id=queued.id))
    if waiting.wish and due.round == WISHED:
        waiting.wish.honoured_on = desk.today
    ledger.record(
        session, desk, action=LedgerAction.REMINDER_QUEUED, subject=request.reference, plan_id=plan.id,
        field="round", after=due.round, source=f"message:{queued.message_id}",
    )  # fmt: skip
    return Reminded(official.code, request.reference, due.round, len(form.items), request.respond_by, due.next_on)


def _compose(session: Session, desk: Desk, *, waiting: Waiting, due: DueReminder, form: Form, key: str) -> ComposedMail:
    request, official, away = waiting.request, waiting.official, waiting.away
    envelope = letters.envelope(
        office=desk.office, to=official, key=key, now=desk.now, request=request,
        in_reply_to=_request_mail(session, request_id=request.id),
    )  # fmt: skip
    book = phrases(form.language)
    why = why_wished(waiting.wish.wanted_on, book=book) if waiting.wish and due.round == WISHED else ""
    if away and away.deputy:
        envelope = replace(envelope, to_name=away.deputy.name, to_address=away.deputy.email)
        why = why_deputy(form.recipient_name, until=away.until, book=book)
    return compose_request(
        form,
        envelope=envelope,
        reminder=due.round or len([number for number in waiting.told if number != WISHED]) + 1,
        next_reminder_on=due.next_on,
        why=why,
        attachments=(form_workbook(form, desk=desk),),
        notes=reminder_notes(session, request=request, book=book),
    )


def _request_mail(session: Session, *, request_id: int) -> str:
    query = select(OutboundMessage.message_id).where(
        OutboundMessage.data_request_id == request_id, OutboundMessage.kind == MessageKind.REQUEST
    )
    return session.exec(query).first() or ""
