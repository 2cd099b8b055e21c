"""Bytes of a mail: two alternatives, text and HTML, flattened once; equal input gives equal bytes.

Knows nothing of what a mail says.
"""

import base64
import hashlib
import quopri
from email.message import EmailMessage
from functools import cache

from models.vocabulary import Language
from notifications.compose_headers import address_fields, mail_policy, subject_field, thread_fields
from notifications.mail import Attachment, ComposedMail, Envelope

AUTO_GENERATED = "auto-generated"
AUTO_REPLIED = "auto-replied"

_policy = cache(mail_policy)


def build_mail(
    envelope: Envelope,
    *,
    subject: str,
    text: str,
    html: str,
    language: Language,
    auto_submitted: str = AUTO_GENERATED,
    attachments: tuple[Attachment, ...] = (),
) -> ComposedMail:
    """A `multipart/alternative` mail, pure 7-bit, every line ending in CRLF; with attachments, `multipart/mixed`.

    `auto_submitted` is the word of RFC 3834; a receipt ("auto-replied") also carries `Precedence: bulk`, so that no
    responder answers it.
    """
    message = EmailMessage(policy=_policy())
    for name, value in _fields(envelope, subject=subject, auto_submitted=auto_submitted).items():
        message[name] = value
    message.set_content(text, subtype="plain", charset="utf-8", cte=_encoding(text))
    message.add_alternative(html, subtype="html", charset="utf-8", cte=_encoding(html))
    for attachment in attachments:
        main, _, sub = attachment.media_type.partition("/")
        message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)
    # Only now: making a multipart moves content fields into the first part.
    message["Content-Language"] = language.value
    for depth, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"={'_' * (depth + 1)}{hashlib.sha256(envelope.message_id.encode()).hexdigest()[:40]}")
    return ComposedMail(envelope=envelope, subject=subject, raw=message.as_bytes())


def _fields(envelope: Envelope, *, subject: str, auto_submitted: str) -> dict[str, str]:
    fields = {**address_fields(envelope), "Subject": subject_field(subject), **thread_fields(envelope)}
    fields |= {
        "Auto-Submitted": auto_submitted,
        "X-Auto-Response-Suppress": "All",
    }
    return fields | ({"Precedence": "bulk"} if auto_submitted == AUTO_REPLIED else {})


def _encoding(text: str) -> str:
    """The shorter of the two encodings: quoted-printable for Latin scripts, base64 for Arabic."""
    raw = text.encode()
    in_base64 = len(base64.encodebytes(raw))
    return "quoted-printable" if len(quopri.encodestring(raw)) <= in_base64 else "base64"
