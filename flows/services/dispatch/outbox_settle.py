"""What a mail server's answer makes of a claimed mail: sent, due again, refused or in doubt. Commits nothing.

Repeating a settlement changes nothing, so a transaction whose end nobody saw can simply be done again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.services.dispatch.outbox_claim import Claim, change
from flows.services.dispatch.outbox_schedule import retry_delay
from models.tables.correspondence import OutboundMessage
from models.vocabulary import OutboundState
from notifications.smtp_result import SendResult, Verdict

_BLOCKED_PAUSE = timedelta(minutes=5)
_CLAIMED = (OutboundState.SENDING, OutboundState.IN_DOUBT)
_ACCEPT = (
    sa.update(OutboundMessage)
    .where(
        col(OutboundMessage.id) == sa.bindparam("row_id"),
        col(OutboundMessage.claimed_by) == sa.bindparam("worker"),
        sa.or_(*(col(OutboundMessage.state) == state for state in _CLAIMED)),  # IN would forbid many rows at once
    )
    .values(
        state=OutboundState.SENT,
        sent_at=sa.bindparam("moment"),
        smtp_reply=sa.bindparam("reply"),
        queue_id=sa.bindparam("queued_as"),
        last_error="",
    )
)


@dataclass(frozen=True)
class Answer:
    """What became of one claim; `result` is None when it was not begun. `at` is the moment of the answer."""

    claim: Claim
    result: SendResult | None
    at: datetime


def settle_all(session: Session, *, answers: Sequence[Answer]) -> dict[int, OutboundState]:
    """Write down what became of claimed mails; the state of each by its number, none when its claim was taken away."""
    accepted = [answer for answer in answers if answer.result and answer.result.verdict is Verdict.ACCEPTED]
    settled = _accept(session, accepted)
    for answer in sorted(answers, key=lambda answer: answer.claim.id):
        if answer.result is None or answer.result.verdict is Verdict.ACCEPTED:
            continue
        values = _settlement(answer.claim, result=answer.result, now=answer.at)
        state = OutboundState(str(values["state"]))
        if change(session, answer.claim.id, worker=answer.claim.worker, expected=_CLAIMED, values=values):
            settled[answer.claim.id] = state
        else:
            settled |= _already(session, [answer.claim], state)
    return settled


def _accept(session: Session, answers: Sequence[Answer]) -> dict[int, OutboundState]:
    if not answers:
        return {}
    # In the order of their numbers: two transactions that touch the same rows never wait for each other crosswise.
    rows = [_acceptance(answer) for answer in sorted(answers, key=lambda answer: answer.claim.id)]
    result = cast("sa.CursorResult[object]", session.connection().execute(_ACCEPT, rows))
    if result.rowcount == len(rows):
        return dict.fromkeys((answer.claim.id for answer in answers), OutboundState.SENT)
    return _already(session, [answer.claim for answer in answers], OutboundState.SENT)


def _acceptance(answer: Answer) -> dict[str, object]:
    assert answer.result is not None
    reply = f"{answer.result.code} {answer.result.reply}"
    named = {"row_id": answer.claim.id, "worker": answer.claim.worker, "moment": answer.at}
    return {**named, "reply": reply, "queued_as": answer.result.queue_id}


def _already(session: Session, claims: Sequence[Claim], state: OutboundState) -> dict[int, OutboundState]:
    """Those of the claims that are in `state` and still bear their worker's name."""
    columns = (col(OutboundMessage.id), col(OutboundMessage.claimed_by))
    workers = {claim.id: claim.worker for claim in claims}
    statement = sa.select(*columns).where(col(OutboundMessage.id).in_(workers), col(OutboundMessage.state) == state)
    return {row[0]: state for row in session.execute(statement) if workers[row[0]] == row[1]}


def _settlement(claim: Claim, *, result: SendResult, now: datetime) -> dict[str, object]:
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
