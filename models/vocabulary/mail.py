"""Kinds and fates of messages, outbound and inbound."""

from enum import StrEnum


class MessageKind(StrEnum):
    """Why we wrote; part of the idempotency key of an outbound message."""

    REQUEST = "request"
    REMINDER = "reminder"
    RECEIPT = "receipt"
    ESCALATION = "escalation"
    CONFIRMATION = "confirmation"
    NOTICE = "notice"
    PROBE = "probe"
    INVITATION = "invitation"
    COMMITTEE_PACK = "committee_pack"
    RECOMMENDATION = "recommendation"
    SIGN_OFF = "sign_off"


class OutboundState(StrEnum):
    """An outbound message is in exactly one of these; only the server's acceptance makes it SENT."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    IN_DOUBT = "in_doubt"
    BOUNCED = "bounced"
    FAILED = "failed"
    HELD = "held"
    CANCELLED = "cancelled"


class InboundClass(StrEnum):
    """Every inbound message ends in exactly one of these; RECEIVED is the moment before it is read."""

    RECEIVED = "received"
    RECORDED = "recorded"
    PROVISIONAL = "provisional"
    NO_VALUES = "no_values"
    HELD = "held"
    QUARANTINE = "quarantine"
    TRIAGE = "triage"
    LATE = "late"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    DUPLICATE = "duplicate"
    OVERSIZE = "oversize"
    DECISION = "decision"
    REFUSED = "refused"


class Authentication(StrEnum):
    """What our own mail server says of the sender; UNKNOWN is never read as PASS."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    UNKNOWN = "unknown"
