"""A delivery failure is a lifecycle event: the address is marked, the focal point is told, silence is never blamed."""

import re

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.notices import tell_of_broken_address
from models.tables import InboundMessage, Official, OutboundMessage
from models.vocabulary import LedgerAction, OutboundState
from notifications.delivery_reports import DeliveryReport
from notifications.mime import ParsedMail

# RFC 3463: the mailbox does not exist, was moved, or may not be written to. Other 5.x.x say nothing of the address.
ADDRESS_IS_DEAD = re.compile(r"5\.(1\.\d+|2\.1|7\.1)$")


def settle_bounce(
    session: Session, desk: Desk, *, inbound: InboundMessage, mail: ParsedMail, report: DeliveryReport
) -> OutboundMessage | None:
    """Mark the mail that came back and, when its address is dead, the address; in the caller's transaction.

    The mail is found by its envelope sender or by its Message-ID: two keys a broken report seldom loses together.
    """
    returned = _find_returned(session, mail=mail, report=report)
    if returned is None:
        return None
    inbound.outbound_id, inbound.plan_id = returned.id, returned.plan_id
    inbound.data_request_id, inbound.official_id = returned.data_request_id, returned.official_id
    failed = next((r for r in report.recipients if r.is_permanent), None)
    if failed is None:
        return returned
    returned.state = OutboundState.BOUNCED
    returned.last_error = f"{failed.status} {failed.diagnostic}".strip()[:500]
    official = session.get(Official, returned.official_id) if returned.official_id else None
    if official and ADDRESS_IS_DEAD.match(failed.status) and not official.suppressed_because:
        _suppress(session, desk, inbound=inbound, official=official, because=returned.last_error)
    return returned


def _find_returned(session: Session, *, mail: ParsedMail, report: DeliveryReport) -> OutboundMessage | None:
    keys = [address.lower() for address in mail.recipients]
    by_sender = select(OutboundMessage).where(
        col(OutboundMessage.envelope_from).in_(keys), OutboundMessage.envelope_from != ""
    )
    found = session.exec(by_sender).first()
    if found is None and report.original_message_id:
        by_id = select(OutboundMessage).where(OutboundMessage.message_id == report.original_message_id)
        found = session.exec(by_id).first()
    return found


def _suppress(session: Session, desk: Desk, *, inbound: InboundMessage, official: Official, because: str) -> None:
    official.suppressed_because = because or "the mail server says the address does not exist"
    ledger.record(
        session, desk, action=LedgerAction.ADDRESS_SUPPRESSED, subject=official.code, plan_id=official.plan_id,
        field="email", after="suppressed", reason=official.suppressed_because, source=f"sha256:{inbound.sha256}",
    )  # fmt: skip
    tell_of_broken_address(session, desk, inbound=inbound, official=official)
