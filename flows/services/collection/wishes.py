"""A day on which an official asks to be reminded: kept once per form, never beyond the campaign's end."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.reception.reply_context import Reply
from flows.services.timekeeping.calendars import plan_calendar
from models.rules.lateness import AWAITED
from models.rules.periods import Period
from models.rules.reminders import wish_day
from models.tables import ActionPlan, Campaign, InboundLine, OutboundMessage, ReminderWish
from models.vocabulary import LedgerAction, LineOutcome
from notifications.mime import ParsedMail
from notifications.own_mail import texts_of_own
from notifications.reading.wishes import Wish, read_wish
from notifications.reasons import Reason

OWN_MAILS_COMPARED = 5
_OWN_WORDS = (Reason.COMMENT, Reason.GREETING, Reason.SIGNATURE)


def note_wish(
    session: Session, desk: Desk, *, reply: Reply, mail: ParsedMail, rows: Sequence[InboundLine]
) -> ReminderWish | None:
    """Keep the day a reply asks to be reminded on, in the caller's transaction; its line says so in the receipt.

    Only the first wish for a form is kept. What is answered in full needs no reminder.
    """
    if reply.request.state not in AWAITED or read_wish(mail, today=desk.today) is None:
        return None
    wish = read_wish(mail, sent=_sent(session, reply=reply), today=desk.today)
    known = select(ReminderWish.id).where(ReminderWish.data_request_id == reply.request.id)
    if wish is None or session.exec(known).first() is not None:
        return None
    plan = session.get_one(ActionPlan, reply.request.plan_id)
    calendar = plan_calendar(session, plan=plan, today=desk.today, member_id=reply.official.member_id)
    last_day = campaign_ends_on(plan, campaign=reply.campaign)
    day = wish_day(wish.day, today=desk.today, campaign_ends_on=last_day, calendar=calendar)
    if day is None:
        return None
    row = ReminderWish(data_request_id=reply.request.id, inbound_id=reply.inbound.id, wanted_on=wish.day, remind_on=day)
    session.add(row)
    _mark_line(rows, wish=wish, day=day)
    ledger.record(
        session, desk, action=LedgerAction.REMINDER_WISHED, subject=reply.request.reference, plan_id=plan.id,
        field="remind_on", before=wish.day, after=day, source=f"sha256:{reply.inbound.sha256}",
        actor=reply.official.code,
    )  # fmt: skip
    return row


def campaign_ends_on(plan: ActionPlan, *, campaign: Campaign) -> date:
    """The last day of a collection: the next one opens on the day after the quarter in which it was opened."""
    return Period.containing(campaign.opened_on, months=plan.reporting_months).end


def _sent(session: Session, *, reply: Reply) -> list[ParsedMail]:
    query = select(OutboundMessage).where(OutboundMessage.data_request_id == reply.request.id)
    return [texts_of_own(row.raw) for row in session.exec(query.limit(OWN_MAILS_COMPARED)).all()]


def _mark_line(rows: Sequence[InboundLine], *, wish: Wish, day: date) -> None:
    for row in rows:
        if row.raw_text.strip() == wish.raw.strip() and row.reason in _OWN_WORDS:
            row.outcome, row.reason, row.after = LineOutcome.RECORDED, Reason.REMINDER_WISHED, day.isoformat()
            return
