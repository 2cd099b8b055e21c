"""Which of our mails a report is about: three independent keys, because a broken report seldom loses all of them."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from models.tables import OutboundMessage
from notifications.delivery_reports import DeliveryReport


def find_returned(session: Session, *, addresses: Iterable[str], report: DeliveryReport) -> OutboundMessage | None:
    """By the envelope sender it was sent back to (VERP), by the Original-Envelope-Id, by the original Message-ID.

    Each of them holds a digest made with our secret key, so nobody can name a mail of ours without having seen it.
    """
    return (
        _by_sender(session, addresses=[address.lower() for address in addresses if address])
        or _by_message_id(session, text=report.envelope_id)
        or _by_message_id(session, text=report.original_message_id)
    )


def _by_sender(session: Session, *, addresses: list[str]) -> OutboundMessage | None:
    query = select(OutboundMessage).where(
        col(OutboundMessage.envelope_from).in_(addresses), OutboundMessage.envelope_from != ""
    )
    return session.exec(query).first()


def _by_message_id(session: Session, *, text: str) -> OutboundMessage | None:
    bare = text.strip().strip("<>")
    if not bare:
        return None
    return session.exec(select(OutboundMessage).where(OutboundMessage.message_id == f"<{bare}>")).first()
