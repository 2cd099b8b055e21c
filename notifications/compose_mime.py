"""Bytes of a mail: two alternatives, text and HTML, and attachments; written once, and equal input gives equal bytes.

Knows nothing of what a mail says. Written by hand, because the standard library's message takes six times as long.
"""

import base64
import hashlib
import quopri
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from models.vocabulary import Language
from notifications.compose_headers import address_fields, field_lines, subject_field, thread_fields
from notifications.mail import Attachment, CalendarPart, ComposedMail, Envelope

AUTO_GENERATED = "auto-generated"
AUTO_REPLIED = "auto-replied"

_CRLF = b"\r\n"


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
    lines = text.encode().splitlines()
    encoding, body = "quoted-printable", quopri.encodestring(b"\n".join(lines) + b"\n")
    in_base64 = base64.encodebytes(_CRLF.join(lines) + _CRLF)
    if len(in_base64) < len(body):
        encoding, body = "base64", in_base64
    fields = {"Content-Type": f'text/{kind}; charset="utf-8"', "Content-Transfer-Encoding": encoding}
    return _head(fields) + _CRLF + body.replace(b"\n", _CRLF)


def _event(calendar: CalendarPart) -> bytes:
    """The event last: programs that know calendars show the last alternative they understand, with buttons to answer."""
    fields = {
        "Content-Type": f'text/calendar; charset="utf-8"; method={calendar.method}',
        "Content-Transfer-Encoding": "base64",
    }
    return _head(fields) + _CRLF + base64.encodebytes(calendar.text.encode()).replace(b"\n", _CRLF)


def _attached(attachment: Attachment) -> bytes:
    fields = {
        "Content-Type": attachment.media_type,
        "Content-Transfer-Encoding": "base64",
        "Content-Disposition": f"attachment; {_file_name(attachment.name)}",
    }
    return _head(fields) + _CRLF + base64.encodebytes(attachment.content).replace(b"\n", _CRLF)


def _file_name(name: str) -> str:
    """A name as RFC 2231 asks; any character survives, and none can end the field."""
    is_plain = name.isascii() and name.isprintable() and '"' not in name and "\\" not in name
    return f'filename="{name}"' if is_plain else f"filename*=utf-8''{quote(name, safe='')}"
