"""From raw bytes to a mail one can ask questions of. Never raises, whatever comes; knows nothing of forms or people."""

import email
import email.policy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from email.message import Message
from email.utils import parsedate_to_datetime

from notifications.mime_folding import fold_runs, unfold_runs
from notifications.mime_headers import MAIL_ERRORS, addresses_in, decode_header, message_ids_in, strict_sender
from notifications.mime_parts import Part, read_parts

MAX_CONTAINERS = 25
MAX_HEADERS = 2_000
_CONTAINER = re.compile(rb"^content-type:\s{0,9}(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_RECIPIENT_HEADERS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to")


@dataclass(frozen=True)
class ParsedMail:
    """One mail. `headers` are (lower-case name, decoded value) from top to bottom, as position decides what is trusted.

    `from_address` is the strict sender or, when `from_is_strict` is False, a lenient guess for display only.
    """

    headers: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    from_address: str
    from_is_strict: bool
    envelope_to: str = ""
    is_truncated: bool = False

    def header(self, name: str) -> str:
        """The first header of this name, or empty."""
        return next((value for key, value in self.headers if key == name.lower()), "")

    def all_headers(self, name: str) -> tuple[str, ...]:
        """All headers of this name, from top to bottom."""
        return tuple(value for key, value in self.headers if key == name.lower())

    @property
    def from_addresses(self) -> tuple[str, ...]:
        """All addresses in all From headers."""
        return addresses_in(self.all_headers("from"))

    @property
    def subject(self) -> str:
        """The subject as people read it."""
        return self.header("subject")

    @property
    def message_id(self) -> str:
        """The Message-ID with its angle brackets, or empty."""
        return next(iter(message_ids_in(self.header("message-id"))), self.header("message-id"))

    @property
    def in_reply_to(self) -> tuple[str, ...]:
        """Message-IDs this mail answers."""
        return message_ids_in(self.header("in-reply-to"))

    @property
    def references(self) -> tuple[str, ...]:
        """Message-IDs of the thread."""
        return message_ids_in(self.header("references"))

    @property
    def recipients(self) -> tuple[str, ...]:
        """Every address this mail was sent or delivered to, in lower case, the envelope's first."""
        values = [value for key, value in self.headers if key in _RECIPIENT_HEADERS]
        return addresses_in([self.envelope_to, *values])

    @property
    def date_text(self) -> str:
        """The Date header as written."""
        return self.header("date")

    @property
    def sent_on(self) -> date | None:
        """The day of the Date header; the sender chooses it, so it proves nothing."""
        try:
            return parsedate_to_datetime(self.date_text[:200]).date()
        except MAIL_ERRORS:
            return None

    @property
    def texts(self) -> tuple[Part, ...]:
        """Plain text parts that are not attachments."""
        return tuple(p for p in self.parts if p.content_type == "text/plain" and not p.is_attachment)

    @property
    def html_texts(self) -> tuple[Part, ...]:
        """HTML parts that are not attachments."""
        return tuple(p for p in self.parts if p.content_type == "text/html" and not p.is_attachment)

    @property
    def attachments(self) -> tuple[Part, ...]:
        """Everything else: files, enclosed messages, reports."""
        return tuple(p for p in self.parts if p.is_attachment)


def parse(raw: bytes, *, envelope_to: str = "") -> ParsedMail:
    """Read a mail. Never raises; a mail with too many or too deep parts is read in part and marked `is_truncated`."""
    folded, runs = fold_runs(raw)
    is_hostile = sum(1 for _ in _CONTAINER.finditer(folded)) > MAX_CONTAINERS
    message = _message(_headers_only(raw)) if is_hostile else _message(folded, runs)
    headers = tuple((name.lower(), decode_header(value)) for name, value in _raw_headers(message))
    parts, is_cut = read_parts(message)
    sender = strict_sender([value for name, value in _raw_headers(message) if name.lower() == "from"])
    lenient = addresses_in(value for name, value in headers if name == "from")
    return ParsedMail(
        headers,
        parts,
        from_address=sender or next(iter(lenient), ""),
        from_is_strict=bool(sender),
        envelope_to=envelope_to,
        is_truncated=is_hostile or is_cut,
    )


def _message(raw: bytes, runs: Sequence[str] = ()) -> Message:
    try:
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        unfold_runs(message, runs)
    except MAIL_ERRORS:
        return _empty_message()
    return message


def _empty_message() -> Message:
    return Message(policy=email.policy.compat32)


def _headers_only(raw: bytes) -> bytes:
    found = _END_OF_HEADERS.search(raw)
    kept = raw[: found.end()] if found else raw
    return re.sub(rb"^content-type:", b"X-Content-Type:", kept, flags=re.IGNORECASE | re.MULTILINE)


def _raw_headers(message: Message) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in message.raw_items()][:MAX_HEADERS]
