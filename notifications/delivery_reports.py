"""Delivery reports (RFC 3464): which message failed, for whom, and whether for good. Structured fields only."""

import re
from dataclasses import dataclass
from email.parser import HeaderParser

from notifications.mime import ParsedMail
from notifications.mime_headers import MAIL_ERRORS, decode_bytes, message_ids_in

_MAX_BLOCKS = 50
_MAX_REPORT = 200_000
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True)
class FailedRecipient:
    """One recipient of a report. `action` is "failed", "delayed", …; `status` an RFC 3463 code such as "5.1.1"."""

    address: str
    action: str
    status: str
    diagnostic: str = ""

    @property
    def is_permanent(self) -> bool:
        """Whether trying again is useless."""
        return self.action == "failed" and not self.status.startswith("4")


@dataclass(frozen=True)
class DeliveryReport:
    """What a report says. `original_message_id` and `envelope_id` (our ENVID) name the message that did not arrive."""

    recipients: tuple[FailedRecipient, ...] = ()
    envelope_id: str = ""
    original_message_id: str = ""

    @property
    def is_permanent(self) -> bool:
        """Whether any recipient failed for good."""
        return any(recipient.is_permanent for recipient in self.recipients)


def read_delivery_report(mail: ParsedMail) -> DeliveryReport:
    """The report in a mail; empty where the mail holds none in structured form."""
    blocks = _blocks(mail)
    recipients = tuple(
        _recipient(block) for block in blocks if "final-recipient" in block or "original-recipient" in block
    )
    envelope_id = next((block["original-envelope-id"] for block in blocks if "original-envelope-id" in block), "")
    return DeliveryReport(recipients or _named_in_header(mail), from_xtext(envelope_id), _original_message_id(mail))


def from_xtext(text: str) -> str:
    """Text out of the form of RFC 3461 section 4, in which "+2B" stands for "+"."""
    return re.sub(r"\+([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), text.strip())


def _blocks(mail: ParsedMail) -> list[dict[str, str]]:
    text = "\n\n".join(
        decode_bytes(part.content[:_MAX_REPORT])
        for part in mail.parts
        if part.content_type == "message/delivery-status"
    )
    blocks = re.split(r"(?:\r?\n){2,}", text)[:_MAX_BLOCKS]
    return [_fields(block) for block in blocks if block.strip()]


def _fields(block: str) -> dict[str, str]:
    try:
        parsed = HeaderParser().parsestr(block.strip() + "\n\n", headersonly=True)
        return {name.lower(): " ".join(str(value).split()) for name, value in parsed.items()}
    except MAIL_ERRORS:
        return {}


def _recipient(block: dict[str, str]) -> FailedRecipient:
    written = block.get("original-recipient") or block.get("final-recipient", "")
    address = written.partition(";")[2].strip() or written.strip()
    status = _STATUS.search(block.get("status", "") + " " + block.get("diagnostic-code", ""))
    return FailedRecipient(
        address.strip("<>").lower(),
        block.get("action", "").split(" ")[0].lower(),
        status[1] if status else "",
        block.get("diagnostic-code", "")[:500],
    )


def _named_in_header(mail: ParsedMail) -> tuple[FailedRecipient, ...]:
    named = mail.header("x-failed-recipients").split(",")
    return tuple(
        FailedRecipient(address.strip().lower(), "failed", "") for address in named[:_MAX_BLOCKS] if address.strip()
    )


def _original_message_id(mail: ParsedMail) -> str:
    """Message-ID in the returned message or its headers, else the one the report answers."""
    for part in mail.parts:
        if part.content_type in ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"):
            headers = _fields(re.split(r"\r?\n\r?\n", decode_bytes(part.content[:_MAX_REPORT]).lstrip(), maxsplit=1)[0])
            found = message_ids_in(headers.get("message-id", ""))
            if found:
                return found[0]
    return next(iter(mail.in_reply_to), "")
