"""The outbox: mail rendered once, queued in the caller's transaction, and what stands in it.

Knows tables, not servers; delivery is in `outbox_delivery`, doubts are settled in `outbox_reconcile`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict, cast

import sqlalchemy as sa
from sqlalchemy.orm import defer, lazyload
from sqlmodel import Session, col, select

from flows.services.dispatch.recipients import domain_of, may_write_to, not_allowed
from flows.services.inserting import insert_new, insert_once
from models.rules.errors import DomainError
from models.tables.correspondence import OutboundBytes, OutboundMessage
from models.vocabulary import MessageKind, OutboundState
from notifications.mail import ComposedMail

_INSERT_BYTES = sa.insert(OutboundBytes)


class OutboundLine(TypedDict):
    """One message of the outbox as `iltizam outbox --json` prints it."""

    message_id: str
    to: str
    kind: str
    period: str
    state: str
    attempts: int


@dataclass(frozen=True)
class Post:
    """One mail to be queued; the fields mean what they mean to `queue`."""

    mail: ComposedMail
    key: str
    kind: MessageKind
    plan_id: int | None = None
    period: str = ""
    official_id: int | None = None
    data_request_id: int | None = None
    not_before_at: datetime | None = None


def queue(
    session: Session,
    *,
    mail: ComposedMail,
    key: str,
    kind: MessageKind,
    now: datetime,
    plan_id: int | None = None,
    period: str = "",
    official_id: int | None = None,
    data_request_id: int | None = None,
    not_before_at: datetime | None = None,
) -> OutboundMessage | None:
    """Put one mail into the outbox, in the caller's transaction; None when `key` is there already.

    `key` is the idempotency key ("reminder:2026-Q4:…:2"): a repeated call adds nothing and breaks nothing. The mail is
    not sent before `not_before_at` (default: now). To a domain the office may not write to, it is held.
    Raises DomainError when the Message-ID is taken under another key.
    """
    post = Post(mail, key, kind, plan_id, period, official_id, data_request_id, not_before_at)
    row = OutboundMessage(**_values(session, post, now=now))
    if insert_once(session, row):
        session.connection().execute(_INSERT_BYTES, {"outbound_id": row.id, "raw": mail.raw})
        return row
    _check_queued(session, post)
    return None


def queue_all(session: Session, *, posts: Sequence[Post], now: datetime) -> dict[str, int]:
    """`queue` for many mails, in two statements; the numbers of those newly queued, by idempotency key."""
    session.flush()  # what the rows point to comes first
    rows = [_values(session, post, now=now) for post in posts]
    numbers = insert_new(session, OutboundMessage, rows, by="idempotency_key")
    first = {post.key: post.mail.raw for post in reversed(posts)}
    new = [{"outbound_id": number, "raw": first[str(key)]} for key, number in numbers.items()]
    if new:
        session.connection().execute(_INSERT_BYTES, new)
    for post in posts:
        if post.key not in numbers:
            _check_queued(session, post)
    return {str(key): number for key, number in numbers.items()}


def _values(session: Session, post: Post, *, now: datetime) -> dict[str, Any]:
    """The row of a mail. To a domain the office may not write to, it is held."""
    envelope, allowed = post.mail.envelope, session.info.get("allowed")
    recipient = envelope.to_address
    why = "" if allowed is None or may_write_to(domain_of(recipient), allowed) else not_allowed(recipient)
    not_before = max(post.not_before_at or now, now + session.info.get("hold", timedelta()))
    return {
        "plan_id": post.plan_id, "idempotency_key": post.key, "message_id": envelope.message_id, "kind": post.kind,
        "period": post.period, "official_id": post.official_id, "data_request_id": post.data_request_id,
        "envelope_from": envelope.envelope_from, "envelope_to": recipient, "subject": post.mail.subject,
        "state": OutboundState.HELD if why else OutboundState.PENDING, "last_error": why,
        "queued_at": now, "not_before_at": not_before, "next_try_at": not_before,
        "batch": session.info.get("batch", ""),
    }  # fmt: skip


def _check_queued(session: Session, post: Post) -> None:
    """A mail that could not be queued is there already, or its Message-ID belongs to another one."""
    if not _is_queued(session, key=post.key):
        raise DomainError(
            f"The Message-ID {post.mail.envelope.message_id} is already used by another mail; every mail needs one of "
            "its own."
        )


def _is_queued(session: Session, *, key: str) -> bool:
    found = session.exec(select(OutboundMessage.id).where(OutboundMessage.idempotency_key == key)).first()
    return found is not None


def cancel(session: Session, *, data_request_id: int, kinds: Iterable[MessageKind], now: datetime) -> int:
    """Cancel the mails of a data request that nobody has begun to send; the number of mails cancelled.

    Only PENDING rows: a claimed mail may already be at the server, and a held one waits for a person.
    """
    statement = (
        sa.update(OutboundMessage)
        .where(
            col(OutboundMessage.data_request_id) == data_request_id,
            col(OutboundMessage.kind).in_(list(kinds)),
            col(OutboundMessage.state) == OutboundState.PENDING,
        )
        .values(state=OutboundState.CANCELLED, last_error=f"Cancelled on {now:%Y-%m-%d}: no longer needed.")
    )
    return cast("sa.CursorResult[object]", session.execute(statement)).rowcount


def release(session: Session, *, message_id: str, now: datetime) -> OutboundMessage:
    """Put a held, failed or returned mail back into the queue, by a person's decision; the same bytes will be sent.

    Raises DomainError when the mail is in any other state.
    """
    row = find_outbound(session, message_id=message_id)
    if row.state not in (OutboundState.HELD, OutboundState.FAILED, OutboundState.BOUNCED):
        raise DomainError(
            f"The mail {row.message_id} is {row.state}; only held, failed or bounced mail can be released."
        )
    row.state, row.next_try_at, row.attempts, row.last_error = OutboundState.PENDING, now, 0, ""
    session.add(row)
    return row


def find_outbound(session: Session, *, message_id: str) -> OutboundMessage:
    """The mail with this Message-ID, angle brackets or not. Raises DomainError when there is none."""
    bare = message_id.strip().strip("<>")
    wanted = [bare, f"<{bare}>"]
    row = session.exec(select(OutboundMessage).where(col(OutboundMessage.message_id).in_(wanted))).first()
    if row is None:
        raise DomainError(f"No mail in the outbox has the Message-ID {message_id}; `iltizam outbox` lists them.")
    return row


def outbound_listing(
    session: Session,
    *,
    plan_id: int | None = None,
    period: str | None = None,
    kinds: Sequence[MessageKind] = (),
    states: Sequence[OutboundState] = (),
) -> list[OutboundLine]:
    """What stands in the outbox, oldest first; empty filters mean everything."""
    statement = (
        select(OutboundMessage)
        .options(lazyload(OutboundMessage.content), defer(OutboundMessage.smtp_reply))  # type: ignore[arg-type]
        .order_by(col(OutboundMessage.id))
    )
    if plan_id is not None:
        statement = statement.where(OutboundMessage.plan_id == plan_id)
    if period is not None:
        statement = statement.where(OutboundMessage.period == period)
    if kinds:
        statement = statement.where(col(OutboundMessage.kind).in_(list(kinds)))
    if states:
        statement = statement.where(col(OutboundMessage.state).in_(list(states)))
    return [_line(row) for row in session.exec(statement)]


def _line(row: OutboundMessage) -> OutboundLine:
    return {
        "message_id": row.message_id,
        "to": row.envelope_to,
        "kind": row.kind.value,
        "period": row.period,
        "state": row.state.value,
        "attempts": row.attempts,
    }
