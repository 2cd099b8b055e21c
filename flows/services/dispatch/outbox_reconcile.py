"""Mails in doubt: looked up at the server, resent only when proven absent, else held for a person. Never guessed."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.dispatch.outbox_claim import GRACE, doubt_lost_claims, settle_doubt
from flows.services.outcome import Outcome, ReportTable
from models.rules.errors import DomainError
from models.tables.correspondence import InboundMessage, OutboundMessage
from models.vocabulary import OutboundState
from notifications.mailbox_lookup import Lookup

FLOW = "reconcile-mail"


@dataclass(frozen=True)
class _Decision:
    """What one mail in doubt becomes, and why; `trouble` when nobody could look."""

    row: OutboundMessage
    state: OutboundState
    why: str
    trouble: str = ""


def reconcile(
    desk: Desk, *, lookup: Lookup, moment: datetime | None = None, grace: timedelta = GRACE, preview: bool = False
) -> Outcome:
    """Settle every mail in doubt: found → sent; absent after `grace` → due again, same bytes; unknowable → held.

    A delivery report or a reply that names the mail proves it as well. `grace` is how long a server may still be
    storing a mail whose sender has died; `moment` is the real moment (default: `desk.now`). Claims of dead workers
    join the mails in doubt first. With `preview` nothing is changed.
    """
    moment = moment or desk.now
    with desk.session() as session:
        if not preview:
            doubt_lost_claims(session, moment=moment)
        statement = select(OutboundMessage).where(OutboundMessage.state == OutboundState.IN_DOUBT)
        rows = session.exec(statement.order_by(col(OutboundMessage.id))).all()
        answered = _answered(session)
        session.commit()
    settled = [_decide(row, lookup=lookup, answered=answered, is_over=_is_over(row, moment - grace)) for row in rows]
    if not preview:
        with desk.session() as session:
            settled = [decision for decision in settled if _settle(session, decision, moment=moment)]
            session.commit()
    return _outcome(desk, settled, preview=preview)


def _answered(session: Session) -> set[int]:
    """The mails in doubt that a delivery report or a reply has come back for."""
    doubtful = sa.select(col(OutboundMessage.id)).where(col(OutboundMessage.state) == OutboundState.IN_DOUBT)
    named = col(InboundMessage.outbound_id)
    return set(session.scalars(sa.select(named).where(named.in_(doubtful))))


def _is_over(row: OutboundMessage, moment: datetime) -> bool:
    """Whether the attempt lies so far back that the server has certainly finished storing."""
    return row.claimed_at is None or row.claimed_at <= moment


def _decide(row: OutboundMessage, *, lookup: Lookup, answered: Collection[int], is_over: bool) -> _Decision:
    if row.id in answered:
        return _Decision(row, OutboundState.SENT, "A delivery report or a reply came back for it.")
    try:
        found = lookup.find(row.message_id, since=row.claimed_at)
    except DomainError as error:
        return _Decision(row, OutboundState.IN_DOUBT, "Nobody could look for it this time.", error.sentence)
    if found:
        return _Decision(row, OutboundState.SENT, "Found at the mail server by its Message-ID.")
    if not is_over:
        return _Decision(row, OutboundState.IN_DOUBT, "Not found so far; the mail server may still be storing it.")
    if found is None:
        return _Decision(
            row,
            OutboundState.HELD,
            ("Nobody can tell whether the mail server took this mail; look there, then release it or leave it held."),
        )
    return _Decision(row, OutboundState.PENDING, "Not at the mail server; the same bytes will be sent again.")


def _settle(session: Session, decision: _Decision, *, moment: datetime) -> bool:
    if decision.state is OutboundState.IN_DOUBT:
        return True
    row = decision.row
    values: dict[str, object] = {"state": decision.state, "last_error": decision.why}
    if decision.state is OutboundState.SENT:
        sent_at = max(row.claimed_at or moment, row.not_before_at)
        values |= {"sent_at": sent_at, "smtp_reply": decision.why, "last_error": ""}
    return settle_doubt(session, row=row, values=values)


def _outcome(desk: Desk, settled: list[_Decision], *, preview: bool) -> Outcome:
    counts = Counter(decision.state.value for decision in settled)
    rows = tuple((d.row.message_id, d.row.envelope_to, d.state.value, d.why) for d in settled)
    table = ReportTable("mails-in-doubt", "Mails in doubt", ("message", "to", "state", "why"), rows)
    held = [
        f"held: the mail {d.row.message_id} to {d.row.envelope_to}: {d.why}"
        for d in settled
        if d.state is OutboundState.HELD
    ]
    troubles = sorted({d.trouble for d in settled if d.trouble})
    summary = f"{len(settled)} mails in doubt looked up." if settled else "No mail is in doubt."
    return Outcome(FLOW, "", desk.today, preview, summary, dict(counts), (table,), (*held, *troubles))
