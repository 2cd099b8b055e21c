"""Fixtures of the committees: people who write back by e-mail, as their mail programs would."""

from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from sqlmodel import Session, col, select

from models.tables import OutboundMessage
from models.vocabulary import MessageKind


class Writer:
    """Somebody at a mail program who answers the last mail of a kind we sent to their address."""

    def __init__(self, session: Session, address: str, kind: MessageKind) -> None:
        session.rollback()
        query = select(OutboundMessage).where(OutboundMessage.envelope_to == address, OutboundMessage.kind == kind)
        found = session.exec(query.order_by(col(OutboundMessage.id).desc())).first()
        assert found is not None, f"nothing was sent to {address}"
        self.row, self.sent, self.address, self.count = found, message_from_bytes(found.raw), address, 0

    @property
    def text(self) -> str:
        part = next(part for part in self.sent.walk() if part.get_content_type() == "text/plain")
        return part.get_payload(decode=True).decode()

    def reply(self, text: str, *, quote: bool = True, html: str = "", **headers: str) -> bytes:
        self.count += 1
        message = EmailMessage(policy=SMTP)
        fields = {
            "From": f"Quelqu’un <{self.address}>",
            "To": self.sent["Reply-To"],
            "Subject": f"Re: {self.row.subject}",
            "Date": f"Wed, 28 Oct 2026 10:{self.count:02}:00 +0000",
            "Message-ID": f"<{self.row.id}-{self.count}-{abs(hash((text, self.address)))}@pc.example>",
            "In-Reply-To": self.sent["Message-ID"],
        } | headers
        for name, value in fields.items():
            if value:
                message[name] = value
        quoted = "\n".join("> " + line for line in self.text.splitlines()) if quote else ""
        attribution = "\n\nLe lun. 26 oct. 2026 à 09:00, Suivi <suivi@iltizam.example> a écrit :\n" if quote else ""
        if html:
            message.set_content(html, subtype="html", cte="base64")
        else:
            message.set_content(text + attribution + quoted, cte="base64")
        return message.as_bytes()


@pytest.fixture
def writer(session: Session) -> Callable[..., Writer]:
    """Makes the person of an address, who was sent a committee's pack (or another mail of ours)."""

    def make(address: str, kind: MessageKind = MessageKind.COMMITTEE_PACK) -> Writer:
        return Writer(session, address, kind)

    return make


def vouched(raw: bytes, domain: str) -> bytes:
    """As our own mail server hands it over after checking the sender."""
    head = f"Authentication-Results: mx.iltizam.example; dmarc=pass header.from={domain}\r\n"
    received = f"Received: from mail.{domain} by mx.iltizam.example; Wed, 28 Oct 2026 10:00:00 +0000\r\n"
    return (head + received).encode() + raw


@pytest.fixture
def as_vouched() -> Callable[[bytes, str], bytes]:
    """Marks a mail as checked by our own mail server."""
    return vouched
