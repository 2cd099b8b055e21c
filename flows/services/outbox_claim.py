"""The outbox rows while they are being sent: claim → commit → send → settle, and what a lost claim becomes.

Every change names the state it expects, so two workers never both win. Knows no mail server.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.services.outbox_schedule import retry_delay
from flows.services.outbox_worker import is_dead
from models.tables.correspondence import OutboundMessage
from models.vocabulary import OutboundState
from notifications.smtp_result import SendResult, Verdict

GRACE = timedelta(minutes=10)
"""No conversation lasts longer: an older claim is abandoned, and a server that took the message has stored it."""

_BLOCKED_PAUSE = timedelta(minutes=5)


@dataclass(frozen=True)
class Claim:
    """One message that this worker, and nobody else, may send."""

    id: int
    worker: str
    message_id: str
    sender: str
    recipient: str
    raw: bytes
    attempts: int

    @property
    def domain(self) -> str:
        """The recipient's domain, in lower case."""
        return domain_of(self.recipient)


def domain_of(address: str) -> str:
    """What follows the last @, in lower case."""
    return address.rpartition("@")[2].lower()


def is_due(now: datetime) -> list[sa.ColumnElement[bool]]:
    """The conditions under which a mail is due at `now`."""
    return [col(OutboundMessage.state) == OutboundState.PENDING, col(OutboundMessage.next_try_at) <= now]


def count_due(session: Session, *, now: datetime) -> int:
    """How many mails wait to be sent now."""
    return session.scalar(sa.select(sa.func.count()).select_from(OutboundMessage).where(*is_due(now))) or 0


def claim_next(session: Session, *, worker: str, now: datetime, closed_domains: Collection[str]) -> Claim | None:
    """Claim the mail that has waited longest, in a transaction of its own; None when nothing can be claimed now.

    On PostgreSQL rows another worker is claiming are skipped; on SQLite the write lock makes the other worker wait.
    """
    address = sa.func.lower(col(OutboundMessage.envelope_to))
    due = (
        select(OutboundMessage.id)
        .where(*is_due(now), *(~address.endswith(f"@{domain}", autoescape=True) for domain in sorted(closed_domains)))
        .order_by(col(OutboundMessage.next_try_at), col(OutboundMessage.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    statement = (
        sa.update(OutboundMessage)
        .where(col(OutboundMessage.id) == due.scalar_subquery(), col(OutboundMessage.state) == OutboundState.PENDING)
        .values(
            state=OutboundState.SENDING,
            claimed_at=now,
            claimed_by=worker,
            attempts=OutboundMessage.attempts + 1,
        )
        .returning(OutboundMessage)
        .execution_options(synchronize_session=False)
    )
    row = session.scalars(statement).one_or_none()
    session.commit()
    if row is None:
        return None
    return Claim(row.id, worker, row.message_id, row.envelope_from, row.envelope_to, row.raw, row.attempts)


def settle(session: Session, *, claim: Claim, result: SendResult, now: datetime) -> OutboundState | None:
    """Write down what became of a claimed mail; the new state, or None when the claim had been taken away meanwhile."""
    values = _settlement(claim, result=result, now=now)
    held = [OutboundState.SENDING, OutboundState.IN_DOUBT]
    is_settled = _change(session, claim.id, worker=claim.worker, expected=held, values=values)
    session.commit()
    return OutboundState(str(values["state"])) if is_settled else None


def _settlement(claim: Claim, *, result: SendResult, now: datetime) -> dict[str, object]:
    if result.verdict is Verdict.ACCEPTED:
        reply = f"{result.code} {result.reply}"
        sent = {"state": OutboundState.SENT, "sent_at": now, "smtp_reply": reply, "queue_id": result.queue_id}
        return {**sent, "last_error": ""}
    if result.verdict is Verdict.TRY_LATER:
        return _postponed(claim, result=result, now=now)
    if result.verdict is Verdict.BLOCKED:
        again = {"state": OutboundState.PENDING, "attempts": claim.attempts - 1, "next_try_at": now + _BLOCKED_PAUSE}
        return {**again, "last_error": str(result)}
    state = OutboundState.IN_DOUBT if result.verdict is Verdict.IN_DOUBT else OutboundState.FAILED
    return {"state": state, "last_error": str(result)}


def _postponed(claim: Claim, *, result: SendResult, now: datetime) -> dict[str, object]:
    delay = retry_delay(claim.attempts, seed=claim.message_id)
    if delay is None:
        return {"state": OutboundState.FAILED, "last_error": f"Given up after 48 hours of trying. {result}"}
    return {"state": OutboundState.PENDING, "next_try_at": now + delay, "last_error": str(result)}


def hold(session: Session, *, claim: Claim, why: str) -> None:
    """Keep a claimed mail for a person to decide; nothing of it was sent."""
    values = {"state": OutboundState.HELD, "attempts": claim.attempts - 1, "last_error": why}
    _change(session, claim.id, worker=claim.worker, expected=[OutboundState.SENDING], values=values)
    session.commit()


def doubt_lost_claims(session: Session, *, now: datetime, grace: timedelta = GRACE) -> int:
    """Turn claims of dead workers, and claims older than `grace`, into IN_DOUBT; the number of them."""
    rows = session.exec(select(OutboundMessage).where(OutboundMessage.state == OutboundState.SENDING)).all()
    lost = [row for row in rows if is_dead(row.claimed_by) or row.claimed_at is None or row.claimed_at + grace <= now]
    values = {"state": OutboundState.IN_DOUBT, "last_error": "The worker that was sending this mail did not finish."}
    changed = [
        _change(session, row.id, worker=row.claimed_by, expected=[OutboundState.SENDING], values=values) for row in lost
    ]
    session.commit()
    return sum(changed)


def settle_doubt(session: Session, *, row: OutboundMessage, values: Mapping[str, object]) -> bool:
    """Change a mail in doubt, unless somebody else has meanwhile; commits nothing."""
    return _change(session, row.id, worker=row.claimed_by, expected=[OutboundState.IN_DOUBT], values=values)


def _change(
    session: Session,
    row_id: int,
    *,
    worker: str,
    expected: list[OutboundState],
    values: Mapping[str, object],
) -> bool:
    statement = (
        sa.update(OutboundMessage)
        .where(
            col(OutboundMessage.id) == row_id,
            col(OutboundMessage.claimed_by) == worker,
            col(OutboundMessage.state).in_(expected),
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return cast("sa.CursorResult[object]", session.execute(statement)).rowcount == 1
