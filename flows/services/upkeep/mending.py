"""What a person decides about parked post: an address mended, a mail given up. The ledger says who and why."""

from sqlmodel import Session, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.dispatch.outbox import find_outbound
from models.rules.errors import DomainError
from models.tables import Official, OutboundMessage
from models.vocabulary import LedgerAction, OutboundState
from notifications.compose_headers import checked_address

GIVEN_UP = (OutboundState.PENDING, OutboundState.HELD, OutboundState.FAILED, OutboundState.BOUNCED)


def mend_address(
    session: Session, desk: Desk, *, official: str, email: str, operator: str, reason: str, plan_id: int
) -> Official:
    """Write to an official again, at a new address or at the old one (empty), in the caller's transaction.

    The forms that waited go out with the next reminder round. Raises DomainError.
    """
    _signed(operator, reason)
    row = session.exec(select(Official).where(Official.plan_id == plan_id, Official.code == official.strip())).first()
    if row is None:
        raise DomainError(f"There is no official “{official}” in this plan; codes look like OF-LAA-01.")
    address = checked_address(email.strip() or row.email).lower()
    _refuse_taken(session, address=address, row=row)
    before = f"{row.email} ({row.suppressed_because})" if row.suppressed_because else row.email
    row.email, row.suppressed_because = address, ""
    session.add(row)
    ledger.record(
        session, desk, action=LedgerAction.ADDRESS_MENDED, subject=row.code, plan_id=plan_id, field="email",
        before=before, after=address, reason=reason, actor=operator,
    )  # fmt: skip
    return row


def give_up(session: Session, desk: Desk, *, message_id: str, operator: str, reason: str) -> OutboundMessage:
    """Never send a mail that waits, is held, failed or came back, in the caller's transaction. Raises DomainError."""
    _signed(operator, reason)
    row = find_outbound(session, message_id=message_id)
    if row.state not in GIVEN_UP:
        raise DomainError(f"The mail {row.message_id} is {row.state}; only mail that waits or failed can be given up.")
    before = row.state
    row.state, row.last_error = OutboundState.CANCELLED, f"Given up by {operator}: {reason}"
    session.add(row)
    ledger.record(
        session, desk, action=LedgerAction.MAIL_GIVEN_UP, subject=f"outbound:{row.message_id}", plan_id=row.plan_id,
        field="state", before=before.value, after=row.state.value, reason=reason, source=f"message:{row.message_id}",
        actor=operator,
    )  # fmt: skip
    return row


def _signed(operator: str, reason: str) -> None:
    if not operator.strip() or not reason.strip():
        raise DomainError("A decision needs who decides and why; give --by and --reason.")


def _refuse_taken(session: Session, *, address: str, row: Official) -> None:
    taken = session.exec(
        select(Official).where(Official.plan_id == row.plan_id, Official.email == address, Official.id != row.id)
    ).first()
    if taken:
        raise DomainError(f"The address {address} is already the one of {taken.code}; every official needs an own one.")
