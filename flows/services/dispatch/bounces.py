"""A delivery failure is a lifecycle event: the mail is marked, the address counted or suppressed, a person told."""

import re
from datetime import timedelta

from sqlmodel import Session, col, func, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.dispatch.returned_mail import find_returned
from flows.services.upkeep.notices import tell_of_broken_address, tell_of_failing_address
from models.tables import DeliveryFailure, InboundMessage, LedgerEntry, Official, OutboundMessage
from models.vocabulary import LedgerAction, OutboundState
from notifications.complaints import read_complaint
from notifications.delivery_reports import DeliveryReport, FailedRecipient
from notifications.mime import ParsedMail

# RFC 3463: the mailbox does not exist, was moved, or may not be written to. Other 5.x.x say nothing of the address;
# 5.1.7 and 5.1.8 speak of ours.
ADDRESS_IS_DEAD = re.compile(r"5\.(1\.(?![78]$)\d+|2\.1|7\.1)$")
SOFT_LIMIT = 5
SOFT_WINDOW = timedelta(weeks=5)


def settle_bounce(
    session: Session, desk: Desk, *, inbound: InboundMessage, mail: ParsedMail, report: DeliveryReport
) -> OutboundMessage | None:
    """Mark the mail that is late or came back, count it, and raise what it says of the address; the caller commits.

    A report also proves that the server had taken the mail, which settles a doubt about it.
    """
    returned = find_returned(session, addresses=mail.recipients, report=report)
    if returned is None:
        return None
    _link(inbound, returned)
    recipient = next((r for r in report.recipients if r.action == "failed"), next(iter(report.recipients), None))
    if recipient is None:
        return returned
    _mark(desk, returned, recipient)
    official = session.get(Official, returned.official_id) if returned.official_id else None
    _count(session, desk, inbound=inbound, returned=returned, recipient=recipient)
    if official is None or official.suppressed_because:
        return returned
    if _is_dead(recipient, address=returned.envelope_to):
        _suppress(session, desk, inbound=inbound, official=official, because=_words(recipient))
    elif _fails_often(session, desk, official=official):
        _raise(session, desk, inbound=inbound, official=official)
    return returned


def settle_complaint(
    session: Session, desk: Desk, *, inbound: InboundMessage, mail: ParsedMail
) -> OutboundMessage | None:
    """Stop writing to somebody whose mail provider passes on a complaint, and raise it; the caller commits.

    The same three keys find the mail; a complaint about none of ours changes nothing.
    """
    complaint = read_complaint(mail)
    if complaint is None:
        return None
    returned = find_returned(session, addresses=(*mail.recipients, *complaint.senders), report=complaint.report)
    if returned is None:
        return None
    _link(inbound, returned)
    official = session.get(Official, returned.official_id) if returned.official_id else None
    if official and not official.suppressed_because:
        because = f"the mail provider passed on a complaint ({complaint.kind[:40]}) about our mail"
        _suppress(session, desk, inbound=inbound, official=official, because=because)
    return returned


def _link(inbound: InboundMessage, returned: OutboundMessage) -> None:
    inbound.outbound_id, inbound.plan_id = returned.id, returned.plan_id
    inbound.data_request_id, inbound.official_id = returned.data_request_id, returned.official_id


def _mark(desk: Desk, returned: OutboundMessage, recipient: FailedRecipient) -> None:
    if recipient.action == "failed":
        returned.state, returned.last_error = OutboundState.BOUNCED, _words(recipient)
    elif returned.state is OutboundState.IN_DOUBT:
        returned.state, returned.sent_at = OutboundState.SENT, returned.claimed_at or desk.now
        returned.smtp_reply = f"A delivery report ({recipient.action}) shows that the mail server has it."


def _count(
    session: Session, desk: Desk, *, inbound: InboundMessage, returned: OutboundMessage, recipient: FailedRecipient
) -> None:
    if recipient.action not in ("failed", "delayed"):
        return
    failure = DeliveryFailure(
        inbound_id=inbound.id, outbound_id=returned.id, official_id=returned.official_id, reported_at=desk.now,
        action=recipient.action, status=recipient.status, is_permanent=recipient.is_permanent,
        diagnostic=recipient.diagnostic[:500],
    )  # fmt: skip
    session.add(failure)
    session.flush()


def _is_dead(recipient: FailedRecipient, *, address: str) -> bool:
    """Whether the report condemns the address we wrote to, and not one to which its owner forwards mail."""
    is_ours = recipient.address in ("", address.lower())
    return is_ours and recipient.is_permanent and bool(ADDRESS_IS_DEAD.match(recipient.status))


def _fails_often(session: Session, desk: Desk, *, official: Official) -> bool:
    """Five mails late or returned within five weeks, and nobody told of it in that time. One mail counts once."""
    since = desk.now - SOFT_WINDOW
    mails = session.exec(
        select(func.count(func.distinct(DeliveryFailure.outbound_id))).where(
            DeliveryFailure.official_id == official.id, DeliveryFailure.reported_at > since
        )
    ).one()
    told = session.exec(
        select(LedgerEntry.id).where(
            LedgerEntry.action == LedgerAction.ADDRESS_FAILING, LedgerEntry.subject == official.code,
            LedgerEntry.plan_id == official.plan_id, col(LedgerEntry.at) > since,
        )
    ).first()  # fmt: skip
    return mails >= SOFT_LIMIT and told is None


def _suppress(session: Session, desk: Desk, *, inbound: InboundMessage, official: Official, because: str) -> None:
    official.suppressed_because = because or "the mail server says the address does not exist"
    ledger.record(
        session, desk, action=LedgerAction.ADDRESS_SUPPRESSED, subject=official.code, plan_id=official.plan_id,
        field="email", after="suppressed", reason=official.suppressed_because, source=f"sha256:{inbound.sha256}",
    )  # fmt: skip
    tell_of_broken_address(session, desk, inbound=inbound, official=official)


def _raise(session: Session, desk: Desk, *, inbound: InboundMessage, official: Official) -> None:
    ledger.record(
        session, desk, action=LedgerAction.ADDRESS_FAILING, subject=official.code, plan_id=official.plan_id,
        field="email", after="failing", reason=f"{SOFT_LIMIT} mails late or returned within five weeks",
        source=f"sha256:{inbound.sha256}",
    )  # fmt: skip
    tell_of_failing_address(session, desk, inbound=inbound, official=official, failures=SOFT_LIMIT)


def _words(recipient: FailedRecipient) -> str:
    return f"{recipient.status} {recipient.diagnostic}".strip()[:500]
