"""Header fields of an outgoing mail: checked against injection, encoded by RFC 2047, folded the same way every time."""

import base64
import re
from collections.abc import Iterator
from email.utils import format_datetime, quote

from models.rules.errors import DomainError
from notifications.formatting import clean_line, clean_paragraph
from notifications.mail import Envelope

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")
_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]+@[\x21-\x3b\x3d\x3f-\x7e]+>")


def field_lines(name: str, value: str) -> str:
    """One field, folded at spaces only; continuation lines begin with one space (RFC 5322 2.2.3).

    The standard policy re-folds message ids longer than a line into encoded words, which breaks threading (RFC 5322
    3.6.4 allows none there), and has lost quotes around display names; what is prepared here goes out as it stands.
    """
    return f"{name}: " + "\r\n".join(_fold(value, room=76 - len(name))) + "\r\n"


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
    return " ".join(f"=?utf-8?b?{base64.b64encode(piece).decode()}?=" for piece in _pieces(text, most=room))


def _pieces(text: str, *, most: int) -> Iterator[bytes]:
    """UTF-8 cut between characters, so that each piece makes an encoded word of at most `most` characters."""
    fits = (most - len("=?utf-8?b??=")) // 4 * 3
    piece = b""
    for encoded in (character.encode() for character in text):
        if len(piece) + len(encoded) > fits:
            yield piece
            piece = b""
        piece += encoded
    yield piece


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
