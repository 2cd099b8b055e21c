"""The parts of a message: texts, HTML, attachments, delivery reports, winmail.dat. Bounded, and never raises."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from tnefparse import TNEF

from notifications.mime_headers import MAIL_ERRORS, decode_bytes, decode_header

MAX_PARTS = 500
MAX_TNEF = 25_000_000
# Exchange turns text that stands after an attached file into a file of this name.
_EXCHANGE_BODY = re.compile(r"ATT\d{3,6}\.(?:txt|html?)", re.IGNORECASE)
_TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})

logging.getLogger("tnef-decode").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Part:
    """One leaf of a message. `content` is decoded from its transfer encoding; `text` is filled for text to be read.

    `is_flowed` marks text whose soft line breaks are to be undone (RFC 3676).
    """

    content_type: str
    content: bytes
    text: str = ""
    filename: str = ""
    is_attachment: bool = False
    is_flowed: bool = False


def read_parts(message: Message) -> tuple[tuple[Part, ...], bool]:
    """All leaves in order and whether some were left out because there were too many. Enclosed messages stay closed."""
    parts: list[Part] = []
    for count, leaf in enumerate(_leaves(message)):
        if count >= MAX_PARTS:
            return tuple(parts), True
        part = _read_leaf(leaf)
        parts.extend(_open_tnef(part) if _is_tnef(part) else [part])
    return tuple(parts), False


def _leaves(message: Message) -> Iterator[Message]:
    """Leaves of the tree, depth first; `message/*` is a leaf, so that forwarded text is never read as an answer."""
    stack = [message]
    while stack:
        current = stack.pop()
        payload = _enclosed(current)
        if payload and _content_type(current).startswith("multipart/"):
            stack.extend(reversed(payload[: MAX_PARTS + 1]))
        else:
            yield current


def _read_leaf(leaf: Message) -> Part:
    content_type = _content_type(leaf)
    content = _content(leaf)
    filename = _filename(leaf)
    is_file = str(leaf.get("Content-Disposition", "")).strip().lower().startswith("attachment") or bool(filename)
    is_attachment = is_file and not _EXCHANGE_BODY.fullmatch(filename)
    is_text = content_type in ("text/plain", "text/html") and not is_attachment
    text = decode_bytes(content, charset=_parameter(leaf, "charset")) if is_text else ""
    is_flowed = is_text and _parameter(leaf, "format").lower() == "flowed"
    return Part(content_type, content, text.replace("\x00", ""), filename, not is_text, is_flowed)


def _content_type(part: Message) -> str:
    try:
        return part.get_content_type()
    except MAIL_ERRORS:
        return "text/plain"


def _content(part: Message) -> bytes:
    """Decoded bytes; for enclosed messages and delivery reports the bytes they consist of."""
    enclosed = _enclosed(part)
    if enclosed:
        return b"\n".join(_as_bytes(message) for message in enclosed[:MAX_PARTS])
    try:
        decoded = part.get_payload(decode=True)
    except MAIL_ERRORS:
        return b""
    return decoded if isinstance(decoded, bytes) else b""


def _enclosed(part: Message) -> list[Message]:
    """The messages a container holds; empty for a leaf."""
    payload = part.get_payload() if part.is_multipart() else []
    return [message for message in payload if isinstance(message, Message)] if isinstance(payload, list) else []


def _as_bytes(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except MAIL_ERRORS:
        return b""


def _filename(part: Message) -> str:
    try:
        return decode_header(part.get_filename() or "")[:255]
    except MAIL_ERRORS:
        return ""


def _parameter(part: Message, name: str) -> str:
    try:
        value = part.get_param(name)
    except MAIL_ERRORS:
        return ""
    return value[2] if isinstance(value, tuple) else str(value or "")


def _is_tnef(part: Part) -> bool:
    return part.content_type in _TNEF_TYPES or part.filename.lower() == "winmail.dat"


def _open_tnef(part: Part) -> list[Part]:
    """What Outlook packed into winmail.dat; the unopened part itself if it cannot be read."""
    if len(part.content) > MAX_TNEF:
        return [part]
    try:
        tnef = TNEF(part.content)
        opened = [
            Part("application/octet-stream", a.data, filename=str(a.name), is_attachment=True) for a in tnef.attachments
        ]
        opened += _tnef_texts(tnef)
    except Exception:  # noqa: BLE001  whatever a foreign format makes its parser raise, the mail must still be read
        return [part]
    return opened or [part]


def _tnef_texts(tnef: TNEF) -> list[Part]:
    texts: list[Part] = []
    for content_type, body in (("text/plain", tnef.body), ("text/html", tnef.htmlbody)):
        text = decode_bytes(body) if isinstance(body, bytes) else body
        if isinstance(text, str) and text.strip():
            texts.append(Part(content_type, text.encode("utf-8", "replace"), text.replace("\x00", "")))
    return texts
