"""What is written back about a review: the receipt line by line, and the notice when a stranger's reply is held."""

from sqlmodel import Session, col, select

from flows.services.committee.committee_letters import RECEIPTS_PER_DAY, receipts_today, review_envelope
from flows.services.committee.committee_speakers import Speaker
from flows.services.desk import Desk
from flows.services.dispatch import letters, outbox
from flows.services.people_records.people import contact
from flows.services.reception.receipts import in_words
from flows.services.upkeep.notices import NOTICES_PER_DAY, notices_today
from models.tables import ActionPlan, InboundLine, InboundMessage, Organisation, OutboundMessage, Review
from models.vocabulary import InboundClass, LineOutcome, MessageKind
from notifications.compose import compose_notice, compose_receipt
from notifications.compose_recommendations import stranger_words
from notifications.language import Phrasebook, phrases
from notifications.mail import Receipt, ReceiptLine

LONGEST_TITLE = 160


def queue_committee_receipt(
    session: Session,
    desk: Desk,
    *,
    inbound: InboundMessage,
    plan: ActionPlan,
    review: Review | None,
    speaker: Speaker,
) -> OutboundMessage | None:
    """Queue the receipt to the address we know, in the caller's transaction; None when it would be one too many."""
    if receipts_today(session, desk, address=speaker.address) >= RECEIPTS_PER_DAY:
        return None
    rows = _rows(session, inbound=inbound)
    if inbound.fate is InboundClass.NO_VALUES and _was_told_so(session, inbound=inbound):
        return None
    book = phrases(speaker.language)
    receipt = Receipt(
        fate=inbound.fate,
        language=speaker.language,
        recipient_name=speaker.name,
        received_on=desk.today,
        lines=tuple(_line(row, book=book) for row in rows),
        original_subject=inbound.subject,
    )
    key = f"receipt:{inbound.sha256}"
    envelope = review_envelope(
        desk, name=speaker.name, address=speaker.address, key=key, review=review, in_reply_to=inbound.message_id,
        is_receipt=True,
    )  # fmt: skip
    return outbox.queue(
        session, mail=compose_receipt(receipt, envelope=envelope), key=key, kind=MessageKind.RECEIPT, now=desk.now,
        plan_id=plan.id, official_id=speaker.official.id if speaker.official else None,
    )  # fmt: skip


def tell_of_stranger(
    session: Session, desk: Desk, *, inbound: InboundMessage, plan: ActionPlan, review: Review | None
) -> None:
    """Tell the focal point of a reply about a review that a person must decide about; a few a day, not more."""
    committee = session.get_one(Organisation, review.organisation_id) if review else None
    member_id = committee.member_id if committee else None
    person = contact(session, plan_id=plan.id, member_id=member_id, today=desk.today)
    if person is None or notices_today(session, desk, official=person) >= NOTICES_PER_DAY:
        return
    language = person.language
    name = (committee.names.get(language.value) or committee.name) if committee else plan.title
    words = stranger_words(
        sender=inbound.from_address, committee=name, reference=inbound.sha256[:12], book=phrases(language)
    )
    key = f"notice:review:{inbound.sha256}"
    mail = compose_notice(
        language=language, subject=words.subject, paragraphs=words.paragraphs,
        envelope=letters.envelope(office=desk.office, to=person, key=key, now=desk.now),
        greeting_name=person.names.get(language.value) or person.name,
    )  # fmt: skip
    outbox.queue(
        session, mail=mail, key=key, kind=MessageKind.NOTICE, now=desk.now, plan_id=plan.id, official_id=person.id
    )


def _rows(session: Session, *, inbound: InboundMessage) -> list[InboundLine]:
    query = select(InboundLine).where(InboundLine.inbound_id == inbound.id)
    return list(session.exec(query.order_by(col(InboundLine.position))).all())


def _line(row: InboundLine, *, book: Phrasebook) -> ReceiptLine:
    needs_answer = row.outcome in (LineOutcome.DOUBTFUL, LineOutcome.NOT_UNDERSTOOD)
    return ReceiptLine(
        outcome=row.outcome,
        raw=row.raw_text,
        code=row.code,
        title=" ".join(row.raw_text.split())[:LONGEST_TITLE] if row.outcome is LineOutcome.RECORDED else "",
        before=in_words(row.before, book=book),
        after=in_words(row.after, book=book),
        reason=row.reason,
        send_back=f"{row.code} = " if needs_answer and row.code else "",
    )


def _was_told_so(session: Session, *, inbound: InboundMessage) -> bool:
    """Whether this sender was already told today that nothing was understood: ends every loop."""
    query = select(InboundMessage).where(
        InboundMessage.from_address == inbound.from_address,
        InboundMessage.fate == InboundClass.NO_VALUES,
        col(InboundMessage.receipt_id).is_not(None),
        InboundMessage.id != inbound.id,
        InboundMessage.received_at > inbound.received_at.replace(hour=0, minute=0, second=0, microsecond=0),
    )
    return session.exec(query).first() is not None
