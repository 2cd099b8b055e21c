"""Addressing and identifying every mail we write: who, from where, with which token, under which lasting Message-ID."""

import hmac
from datetime import datetime

from flows.services.desk import Office
from models.tables import DataRequest, Official
from notifications.mail import Envelope
from notifications.reply_address import make_token, reply_address


def message_id(key: str, *, office: Office) -> str:
    """Message-ID as a function of the idempotency key: the same business fact always has the same identifier."""
    digest = hmac.digest(office.key, b"message-id|" + key.encode(), "sha256").hex()[:32]
    return f"<{digest}@{domain(office.reply_address)}>"


def request_nonce(request_key: str, *, office: Office) -> str:
    """Eight hex digits bound to one data request; changing them revokes its reply address."""
    return hmac.digest(office.key, b"nonce|" + request_key.encode(), "sha256").hex()[:8]


def reply_to(request: DataRequest, *, office: Office) -> str:
    """Reply address with the signed lower-case token of this data request."""
    token = make_token(request.id, nonce=bytes.fromhex(request.nonce), key=office.key)
    return reply_address(office.reply_address, token)


def envelope(
    *,
    office: Office,
    to: Official,
    key: str,
    now: datetime,
    request: DataRequest | None = None,
    is_receipt: bool = False,
    in_reply_to: str = "",
    references: tuple[str, ...] = (),
) -> Envelope:
    """Envelope of one mail to one official. Receipts carry the null sender, so that nothing can answer them."""
    local, _, host = office.reply_address.partition("@")
    identity = message_id(key, office=office)
    return Envelope(
        from_name=office.name,
        from_address=office.from_address,
        to_name=to.name,
        to_address=to.email,
        envelope_from="" if is_receipt else f"{local}+bounce-{identity[1:21]}@{host}",
        message_id=identity,
        date=now,
        reply_to=reply_to(request, office=office) if request else office.reply_address,
        in_reply_to=in_reply_to,
        references=references,
    )


def domain(address: str) -> str:
    """Domain of an address, lower case."""
    return address.rpartition("@")[2].lower()
