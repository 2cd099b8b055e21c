"""The texts of a mail we wrote ourselves, read back by the layout `compose_mime` gives it; knows nothing of forms.

A general reader of mail has to walk every line of the workbook attached; here its bytes are stepped over.
"""

import binascii
import quopri
import re

from notifications.mime import ParsedMail, parse
from notifications.mime_headers import MAIL_ERRORS, decode_bytes, decode_header
from notifications.mime_parts import Part

_ALTERNATIVES = re.compile(rb'\r\nContent-Type: multipart/alternative;\s+boundary="(=__[0-9a-f]{40})"\r\n')
_TEXT = re.compile(
    rb'Content-Type: (text/(?:plain|html)); charset="utf-8"\r\nContent-Transfer-Encoding: (quoted-printable|base64)'
)
_SENDER = re.compile(rb"^(From|Reply-To): ([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)", re.MULTILINE)
_END_OF_HEADERS = b"\r\n\r\n"


def texts_of_own(raw: bytes) -> ParsedMail:
    """A mail with the text, the HTML and the From and Reply-To that `notifications.mime.parse` finds in this one.

    Bytes that are not laid out as ours are read by `parse`, whole. Never raises.
    """
    parts = _parts(raw)
    if not parts:
        return parse(raw)
    head = raw[: raw.index(_END_OF_HEADERS)]
    headers = tuple(
        (name.decode().lower(), decode_header(value.decode("latin-1"))) for name, value in _SENDER.findall(head)
    )
    return ParsedMail(headers, parts, from_address="", from_is_strict=False)


def _parts(raw: bytes) -> tuple[Part, ...]:
    """Both texts; none when the layout is not exactly ours."""
    found = _ALTERNATIVES.search(raw)
    if not found or raw.count(b"multipart/alternative") != 1:
        return ()
    pieces = raw.split(b"\r\n--" + found[1])
    if len(pieces) < 4 or not pieces[-1].startswith(b"--\r\n") or len(pieces[0]) > found.end():
        return ()
    read = [_text(piece.removeprefix(b"\r\n")) for piece in pieces[1:3]]
    parts = tuple(part for part in read if part)
    return parts if [part.content_type for part in parts] == ["text/plain", "text/html"] else ()


def _text(piece: bytes) -> Part | None:
    head, _, body = piece.partition(_END_OF_HEADERS)
    found = _TEXT.fullmatch(head)
    if not found:
        return None
    try:
        content = quopri.decodestring(body) if found[2] == b"quoted-printable" else binascii.a2b_base64(body)
    except MAIL_ERRORS:
        return None
    return Part(found[1].decode(), content, decode_bytes(content, charset="utf-8").replace("\x00", ""))
