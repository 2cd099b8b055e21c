"""Header fields of an outgoing mail: checked against injection, encoded by RFC 2047, folded the same way every time."""

import re
from email._header_value_parser import get_unstructured
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, quote
from typing import cast

from models.rules.errors import DomainError
from notifications.formatting import clean_line, clean_paragraph
from notifications.mail import Envelope

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")
_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]+@[\x21-\x3b\x3d\x3f-\x7e]+>")


class PreparedField:
    """A field whose value is already ASCII and folded at spaces only.

    The standard policy re-folds message ids longer than a line into encoded words, which breaks threading (RFC 5322
    3.6.4 allows none there), and has lost quotes around display names; what is prepared here goes out as it stands.
    """

    name: str
    max_count = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, object]) -> None:
        """Keep the value as it is; `kwds` is what `email.headerregistry` builds the field from."""
        kwds["parse_tree"] = get_unstructured("")
        kwds["decoded"] = value

    def fold(self, *, policy: EmailPolicy) -> str:
        """One line per folded part; continuation lines begin with one space (RFC 5322 2.2.3)."""
        return f"{self.name}: {policy.linesep.join(_fold(str(self), room=76 - len(self.name)))}{policy.linesep}"


def mail_policy() -> "EmailPolicy[EmailMessage]":
    """`email.policy.SMTP` (CRLF, 7-bit) that leaves the fields of this module as they were prepared."""
    registry = HeaderRegistry()
    for name in ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"):
        registry.map_to_type(name, cast("type[BaseHeader]", PreparedField))
    return SMTP.clone(header_factory=registry, cte_type="7bit")


def address_fields(envelope: Envelope) -> dict[str, str]:
    """From, To and Reply-To."""
    fields = {
        "From": mailbox(envelope.from_name, envelope.from_address),
        "To": mailbox(envelope.to_name, envelope.to_address),
    }
    return fields | ({"Reply-To": checked_address(envelope.reply_to)} if envelope.reply_to else {})


def thread_fields(envelope: Envelope) -> dict[str, str]:
    """Date, Message-ID and, for an answer, In-Reply-To and References."""
    if envelope.date.tzinfo is None:
        raise DomainError("The date of a mail has no time zone; give a moment such as 2026-10-01T09:00:00+00:00.")
    fields = {"Date": format_datetime(envelope.date), "Message-ID": _message_id(envelope.message_id)}
    if envelope.in_reply_to:
        fields["In-Reply-To"] = _message_id(envelope.in_reply_to)
    if envelope.references:
        fields["References"] = " ".join(_message_id(reference) for reference in envelope.references)
    return fields


def subject_field(subject: str) -> str:
    """A subject on one line, in RFC 2047 encoded words where it is not plain ASCII."""
    return encoded_words(clean_paragraph(subject), room=67)


def encoded_words(text: str, *, room: int) -> str:
    """Text as it may stand in a field: itself when ASCII, else encoded words separated by one space."""
    if text.isascii() and "=?" not in text:
        return text
    return " ".join(Header(text, "utf-8", maxlinelen=room, continuation_ws=" ").encode(linesep="").split())


def mailbox(name: str, address: str) -> str:
    """`name <address>` with the name quoted or encoded as RFC 5322 and RFC 2047 ask."""
    shown = clean_line(name)
    if not shown:
        return checked_address(address)
    if not shown.isascii() or "=?" in shown:
        return f"{encoded_words(shown, room=60)} <{checked_address(address)}>"
    return f'"{quote(shown)}" <{checked_address(address)}>'


def checked_address(address: str) -> str:
    """The address, if it is one plain ASCII addr-spec; anything else is a DomainError."""
    if not _ADDRESS.fullmatch(address):
        raise DomainError(
            f"“{clean_line(address)}” is not a mail address; write one address such as name@region.example."
        )
    return address


def _message_id(text: str) -> str:
    if not _MESSAGE_ID.fullmatch(text):
        raise DomainError(f"“{clean_line(text)}” is not a Message-ID; write one such as <form.17@suivi.example>.")
    return text


def _fold(value: str, *, room: int) -> list[str]:
    lines: list[str] = []
    for word in value.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= (room if len(lines) == 1 else 77):
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}" if lines else word)
    return lines
