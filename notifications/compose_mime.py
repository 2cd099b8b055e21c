"""Bytes of a mail: two alternatives, text and HTML, and attachments; written once, and equal input gives equal bytes.

Knows nothing of what a mail says. Written by hand, because the standard library's message takes six times as long.
"""

import binascii
import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote

from models.vocabulary import Language
from notifications.compose_headers import address_fields, field_lines, subject_field, thread_fields
from notifications.mail import Attachment, CalendarPart, ComposedMail, Envelope

AUTO_GENERATED = "auto-generated"
AUTO_REPLIED = "auto-replied"

_CRLF = b"\r\n"
_BEYOND_ASCII = bytes(range(128, 256))
_LINE = 76  # characters of base64, RFC 2045 6.8


def build_mail(
    envelope: Envelope,
    *,
    subject: str,
    text: str,
    html: str,
    language: Language,
    auto_submitted: str = AUTO_GENERATED,
    attachments: tuple[Attachment, ...] = (),
    calendar: CalendarPart | None = None,
) -> ComposedMail:
    """A `multipart/alternative` mail, pure 7-bit, every line ending in CRLF; with attachments, `multipart/mixed`.

    `auto_submitted` is the word of RFC 3834; a receipt ("auto-replied") also carries `Precedence: bulk`, so that no
    responder answers it.
    """
    fields = _fields(envelope, subject=subject, auto_submitted=auto_submitted)
    fields |= {"Content-Language": language.value, "MIME-Version": "1.0"}
    mark = hashlib.sha256(envelope.message_id.encode()).hexdigest()[:40]
    alternatives = [_text(text, "plain"), _text(html, "html"), *([_event(calendar)] if calendar else [])]
    entity = _multipart("alternative", alternatives, boundary=f"=__{mark}")
    if attachments:
        entity = _multipart("mixed", [entity, *map(_attached, attachments)], boundary=f"=_{mark}")
    return ComposedMail(envelope=envelope, subject=subject, raw=_head(fields) + entity)


def _fields(envelope: Envelope, *, subject: str, auto_submitted: str) -> dict[str, str]:
    fields = {**address_fields(envelope), "Subject": subject_field(subject), **thread_fields(envelope)}
    fields |= {
        "Auto-Submitted": auto_submitted,
        "X-Auto-Response-Suppress": "All",
    }
    return fields | ({"Precedence": "bulk"} if auto_submitted == AUTO_REPLIED else {})


def _head(fields: Mapping[str, str]) -> bytes:
    return "".join(field_lines(name, value) for name, value in fields.items()).encode("ascii")


def _multipart(kind: str, parts: Sequence[bytes], *, boundary: str) -> bytes:
    """An entity of several; no encoded line can begin like a boundary, because "=_" stands in neither encoding."""
    head = _head({"Content-Type": f'multipart/{kind}; boundary="{boundary}"'})
    delimiter = b"--" + boundary.encode()
    body = b"".join(delimiter + _CRLF + part + _CRLF for part in parts)
    return head + _CRLF + body + delimiter + b"--" + _CRLF


def _text(text: str, kind: str) -> bytes:
    """One alternative in the shorter of two encodings: quoted-printable for Latin scripts, base64 for Arabic."""
    lines = text.encode().splitlines() or [b""]
    plain = b"".join(line + _CRLF for line in lines)
    encoding, body = "base64", b""
    in_base64 = -(-len(plain) // 3) * 4
    in_base64 += -(-in_base64 // _LINE)
    beyond = len(plain) - len(plain.translate(None, _BEYOND_ASCII))
    if len(plain) - len(lines) + 2 * beyond <= in_base64:  # else it is longer for these characters alone
        body = b"".join(map(_quoted_printable, lines))
    if body and len(body) - body.count(_CRLF) <= in_base64:
        encoding = "quoted-printable"
    else:
        body = _base64(plain)
    fields = {"Content-Type": f'text/{kind}; charset="utf-8"', "Content-Transfer-Encoding": encoding}
    return _head(fields) + _CRLF + body


@lru_cache(maxsize=4096)
def _quoted_printable(line: bytes) -> bytes:
    """One line with its end. Most lines of a mail are those of all others, the style sheet first."""
    return binascii.b2a_qp(line + b"\n").replace(b"\n", _CRLF)


def _base64(content: bytes) -> bytes:
    """Lines of base64, each with its end."""
    encoded = binascii.b2a_base64(content, newline=False)
    return b"".join(encoded[start : start + _LINE] + _CRLF for start in range(0, len(encoded), _LINE))


def _event(calendar: CalendarPart) -> bytes:
    """The event last: programs that know calendars show the last alternative they understand, with buttons to answer."""
    fields = {
        "Content-Type": f'text/calendar; charset="utf-8"; method={calendar.method}',
        "Content-Transfer-Encoding": "base64",
    }
    return _head(fields) + _CRLF + _base64(calendar.text.encode())


def _attached(attachment: Attachment) -> bytes:
    fields = {
        "Content-Type": attachment.media_type,
        "Content-Transfer-Encoding": "base64",
        "Content-Disposition": f"attachment; {_file_name(attachment.name)}",
    }
    return _head(fields) + _CRLF + _base64(attachment.content)


def _file_name(name: str) -> str:
    """A name as RFC 2231 asks; any character survives, and none can end the field."""
    is_plain = name.isascii() and name.isprintable() and '"' not in name and "\\" not in name
    return f'filename="{name}"' if is_plain else f"filename*=utf-8''{quote(name, safe='')}"
