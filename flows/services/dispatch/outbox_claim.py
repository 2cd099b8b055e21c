"""Which mails of the outbox a worker may send: claim → commit → send, and what a lost claim becomes.

Every change names the state it expects, so two workers never both win. Knows no mail server and commits nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.services.dispatch.outbox_pace import Pace
from flows.services.dispatch.outbox_worker import is_dead
from flows.services.dispatch.recipients import domain_of
from models.tables.correspondence import OutboundBytes, OutboundMessage
from models.vocabulary import OutboundState

GRACE = timedelta(minutes=10)
"""No conversation lasts longer: an older claim is abandoned, and a server that took the message has stored it."""

_COLUMNS = (
    col(OutboundMessage.id),
    col(OutboundMessage.message_id),
    col(OutboundMessage.envelope_from),
    col(OutboundMessage.envelope_to),
    col(OutboundBytes.raw),
    col(OutboundMessage.attempts),
)
_IS_DUE = (col(OutboundMessage.state) == OutboundState.PENDING, col(OutboundMessage.next_try_at) <= sa.bindparam("now"))
_DUE = (
    sa.select(*_COLUMNS)
    .join(OutboundBytes)
    .where(*_IS_DUE)
    .order_by(col(OutboundMessage.next_try_at), col(OutboundMessage.id))
    .limit(sa.bindparam("wanted"))
    .with_for_update(skip_locked=True, of=OutboundMessage)
)
_TAKE = (
    sa.update(OutboundMessage)
    .where(col(OutboundMessage.id).in_(sa.bindparam("ids", expanding=True)))
    .values(
        state=OutboundState.SENDING,
        claimed_at=sa.bindparam("moment"),
        claimed_by=sa.bindparam("worker"),
        attempts=OutboundMessage.attempts + 1,
    )
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True)
class Claim:
    """One message that this worker, and nobody else, may send. `attempts` counts this one."""

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


def is_due(now: datetime) -> list[sa.ColumnElement[bool]]:
    """The conditions under which a mail is due at `now`."""
    return [col(OutboundMessage.state) == OutboundState.PENDING, col(OutboundMessage.next_try_at) <= now]


def count_due(session: Session, *, now: datetime) -> int:
    """How many mails wait to be sent now."""
    return session.scalar(sa.select(sa.func.count()).select_from(OutboundMessage).where(*is_due(now))) or 0


def claim_due(
    session: Session, *, worker: str, now: datetime, moment: datetime, wanted: int, pace: Pace
) -> list[Claim]:
    """Claim up to `wanted` mails due at `now`, longest waiting first, no more for a domain than its pace allows.

    `moment` is the real moment, whatever day the run decides for: by it a claim grows old. On PostgreSQL rows another
    worker is claiming are skipped; on SQLite the write lock makes the other worker wait.
    """
    due = _DUE
    for domain in pace.closed_domains():
        due = due.where(~sa.func.lower(col(OutboundMessage.envelope_to)).endswith(f"@{domain}", autoescape=True))
    rows = session.execute(due, {"now": now, "wanted": wanted}).all()
    claims = [Claim(row[0], worker, row[1], row[2], row[3], row[4], row[5] + 1) for row in rows]
    claims, counts = _within(claims, pace)
    if claims:
        session.execute(_TAKE, {"ids": [claim.id for claim in claims], "moment": moment, "worker": worker})
        pace.take(counts)
    return claims


def _within(claims: Sequence[Claim], pace: Pace) -> tuple[list[Claim], Counter[str]]:
    """The claims that the pace of their domain allows, and how many there are of each."""
    counts: Counter[str] = Counter()
    allowed = []
    for claim in claims:
        limit = pace.may_take(claim.domain)
        if limit is None or counts[claim.domain] < limit:
            counts[claim.domain] += 1
            allowed.append(claim)
    return allowed, counts


def hold(session: Session, *, claim: Claim, why: str) -> bool:
    """Keep a claimed mail for a person to decide; nothing of it was sent."""
    values = {"state": OutboundState.HELD, "attempts": claim.attempts - 1, "last_error": why}
    return change(session, claim.id, worker=claim.worker, expected=[OutboundState.SENDING], values=values)


def give_back(session: Session, *, claim: Claim) -> bool:
    """Put a claimed mail that nobody began to send back into the queue, as if it had never been claimed."""
    values = {"state": OutboundState.PENDING, "attempts": claim.attempts - 1}
    return change(session, claim.id, worker=claim.worker, expected=[OutboundState.SENDING], values=values)


def doubt_lost_claims(session: Session, *, moment: datetime) -> int:
    """Turn claims of dead workers, and claims older than `GRACE`, into IN_DOUBT; the number of them."""
    columns = (col(OutboundMessage.id), col(OutboundMessage.claimed_by), col(OutboundMessage.claimed_at))
    statement = sa.select(*columns).where(col(OutboundMessage.state) == OutboundState.SENDING)
    rows = session.execute(statement.order_by(col(OutboundMessage.id))).all()
    lost = [row for row in rows if is_dead(row[1]) or row[2] is None or row[2] + GRACE <= moment]
    values = {"state": OutboundState.IN_DOUBT, "last_error": "The worker that was sending this mail did not finish."}
    expected = [OutboundState.SENDING]
    return sum(change(session, row[0], worker=row[1], expected=expected, values=values) for row in lost)


def settle_doubt(session: Session, *, row: OutboundMessage, values: Mapping[str, object]) -> bool:
    """Change a mail in doubt, unless somebody else has meanwhile."""
    return change(session, row.id, worker=row.claimed_by, expected=[OutboundState.IN_DOUBT], values=values)


def change(
    session: Session, row_id: int, *, worker: str, expected: Sequence[OutboundState], values: Mapping[str, object]
) -> bool:
    """Change one mail if it still is in an expected state and claimed by `worker`; whether it was."""
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
