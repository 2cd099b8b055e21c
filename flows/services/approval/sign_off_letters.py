"""Addressing mail about an approval: the token of the request, and which request a mail that came back is about."""

from sqlmodel import Session, select

from flows.services.desk import Desk
from flows.services.dispatch import letters
from models.rules.approval_codes import approval_code
from models.tables import FrozenReport, OutboundMessage, SignOffRequest
from models.vocabulary import MessageKind
from notifications.mail import Envelope
from notifications.mime import ParsedMail, parse
from notifications.reply_address import find_tokens, make_token, reply_address


def sign_off_envelope(
    desk: Desk, *, name: str, address: str, key: str, request: SignOffRequest, in_reply_to: str = "",
    is_receipt: bool = False,
) -> Envelope:  # fmt: skip
    """Envelope of one mail to a person of the body; its reply address carries the token of the request."""
    office = desk.office
    local, _, host = office.reply_address.partition("@")
    identity = letters.message_id(key, office=office)
    token = make_token(request.id, nonce=bytes.fromhex(request.nonce), key=office.key)
    return Envelope(
        from_name=office.name,
        from_address=office.from_address,
        to_name=name,
        to_address=address,
        envelope_from="" if is_receipt else f"{local}+bounce-{identity[1:21]}@{host}",
        message_id=identity,
        date=desk.now,
        reply_to=reply_address(office.reply_address, token),
        in_reply_to=in_reply_to,
    )


def request_by_token(session: Session, desk: Desk, *, mail: ParsedMail) -> SignOffRequest | None:
    """The request whose token a mail was sent to; number and nonce must agree, so no form is mistaken for one."""
    for token in find_tokens(mail.recipients, key=desk.office.key):
        request = session.get(SignOffRequest, token.data_request_id)
        if request and request.nonce == token.nonce.hex():
            return request
    return None


def request_by_thread(session: Session, desk: Desk, *, mail: ParsedMail) -> SignOffRequest | None:
    """The request that our mail was about which this one answers."""
    wanted = [message_id for message_id in (*mail.in_reply_to, *mail.references) if message_id][:100]
    for identity in wanted:
        row = session.exec(
            select(OutboundMessage).where(
                OutboundMessage.message_id == identity, OutboundMessage.kind == MessageKind.SIGN_OFF
            )
        ).first()
        found = _of_our_mail(session, desk, row) if row else None
        if found:
            return found
    return None


def request_by_code(session: Session, *, code: str, organisation_id: int | None = None) -> SignOffRequest | None:
    """The request about the figures that a typed code or a whole hash names; of one body, when it is given."""
    query = select(SignOffRequest, FrozenReport.sha256).where(SignOffRequest.report_id == FrozenReport.id)
    for request, sha256 in session.exec(query).all():
        if organisation_id in (None, request.organisation_id) and code in (sha256, approval_code(sha256)):
            return request
    return None


def _of_our_mail(session: Session, desk: Desk, row: OutboundMessage) -> SignOffRequest | None:
    """Each mail was sent with the address of its request; its own Reply-To says which."""
    own = parse(row.raw)
    tokens = find_tokens([own.header("reply-to")], key=desk.office.key)
    found = session.get(SignOffRequest, tokens[0].data_request_id) if tokens else None
    return found if found and found.nonce == tokens[0].nonce.hex() else None
