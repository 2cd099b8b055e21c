"""Addressing mail about a committee's review: the token of the review, and people who need not be officials."""

import hashlib
from datetime import timedelta

from sqlmodel import Session, select

from flows.services.desk import Desk
from flows.services.dispatch import letters
from models.tables import OutboundMessage, Review
from models.vocabulary import MessageKind
from notifications.mail import Envelope
from notifications.mime import ParsedMail
from notifications.reply_address import find_tokens, make_token, reply_address

RECEIPTS_PER_DAY = 5


def review_envelope(
    desk: Desk, *, name: str, address: str, key: str, review: Review | None, in_reply_to: str = "",
    is_receipt: bool = False,
) -> Envelope:  # fmt: skip
    """Envelope of one mail to anybody; its reply address carries the token of the review when there is one."""
    office = desk.office
    local, _, host = office.reply_address.partition("@")
    identity = letters.message_id(key, office=office)
    return Envelope(
        from_name=office.name,
        from_address=office.from_address,
        to_name=name,
        to_address=address,
        envelope_from="" if is_receipt else f"{local}+bounce-{identity[1:21]}@{host}",
        message_id=identity,
        date=desk.now,
        reply_to=review_address(desk, review=review) if review else office.reply_address,
        in_reply_to=in_reply_to,
    )


def review_address(desk: Desk, *, review: Review) -> str:
    """Reply address with the signed token of a review."""
    token = make_token(review.id, nonce=bytes.fromhex(review.nonce), key=desk.office.key)
    return reply_address(desk.office.reply_address, token)


def review_nonce(key: str, *, desk: Desk) -> str:
    """Eight hex digits bound to one review; different from those of any form."""
    return letters.request_nonce(f"review|{key}", office=desk.office)


def review_of(session: Session, desk: Desk, *, mail: ParsedMail) -> Review | None:
    """The review whose token a mail was sent to. Number and nonce must agree, so no form is mistaken for a review."""
    for token in find_tokens(mail.recipients, key=desk.office.key):
        review = session.get(Review, token.data_request_id)
        if review and review.nonce == token.nonce.hex():
            return review
    return None


def address_mark(address: str) -> str:
    """A short mark for an address in an idempotency key: keys are kept for good, addresses need not be."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()[:12]


def receipts_today(session: Session, desk: Desk, *, address: str) -> int:
    """How many receipts this address was sent in the last day."""
    query = select(OutboundMessage.id).where(
        OutboundMessage.envelope_to == address,
        OutboundMessage.kind == MessageKind.RECEIPT,
        OutboundMessage.queued_at > desk.now - timedelta(days=1),
    )
    return len(session.exec(query).all())
