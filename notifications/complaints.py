"""Complaints that mail providers pass on (ARF, RFC 5965): somebody marked a mail of ours as unwanted."""

import re
from dataclasses import dataclass

from notifications.delivery_reports import DeliveryReport, from_xtext
from notifications.mime import ParsedMail
from notifications.mime_headers import addresses_in, decode_bytes, message_ids_in

_LONGEST = 200_000
_FIELD = re.compile(r"^([A-Za-z-]{1,40}):[ \t]*([^\r\n]*)", re.MULTILINE)
_NO_COMPLAINT = ("not-spam", "auth-failure")


@dataclass(frozen=True)
class Complaint:
    """`kind` is the Feedback-Type ("abuse"); `report` and `senders` hold the keys of the mail it is about."""

    kind: str
    report: DeliveryReport
    senders: tuple[str, ...] = ()


def read_complaint(mail: ParsedMail) -> Complaint | None:
    """The complaint in a mail; None when it holds none, or one that says our mail is welcome."""
    fields = _fields(mail, "message/feedback-report")
    kind = fields.get("feedback-type", "").lower()
    if not kind or kind in _NO_COMPLAINT:
        return None
    original = _fields(mail, "message/rfc822", "text/rfc822-headers")
    message_id = next(iter(message_ids_in(original.get("message-id", ""))), "")
    report = DeliveryReport((), from_xtext(fields.get("original-envelope-id", "")), message_id)
    return Complaint(
        kind, report, addresses_in([fields.get("original-mail-from", ""), original.get("return-path", "")])
    )


def _fields(mail: ParsedMail, *content_types: str) -> dict[str, str]:
    part = next((part for part in mail.parts if part.content_type in content_types), None)
    if part is None:
        return {}
    text = re.split(r"\r?\n\r?\n", decode_bytes(part.content[:_LONGEST]).lstrip(), maxsplit=1)[0]
    return {found[1].lower(): found[2].strip() for found in _FIELD.finditer(text)}
