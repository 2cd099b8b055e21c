"""Mails in doubt: looked up at the server, resent only when proven absent, else held for a person. Never guessed."""

from collections import Counter
from datetime import timedelta

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.outbox_claim import GRACE, doubt_lost_claims, settle_doubt
from flows.services.outcome import Outcome, ReportTable
from models.tables.correspondence import OutboundMessage
from models.vocabulary import OutboundState
from notifications.mailbox_lookup import Lookup

FLOW = "reconcile-mail"


def reconcile(desk: Desk, *, lookup: Lookup, grace: timedelta = GRACE, preview: bool = False) -> Outcome:
    """Settle every mail in doubt: found → sent; absent after `grace` → due again, same bytes; unknowable → held.

    `grace` is how long a server may still be storing a mail whose sender has died. Claims of dead workers join the
    mails in doubt first. With `preview` nothing is changed.
    """
    with desk.session() as session:
        if not preview:
            doubt_lost_claims(session, now=desk.now, grace=grace)
        statement = select(OutboundMessage).where(OutboundMessage.state == OutboundState.IN_DOUBT)
        rows = session.exec(statement.order_by(col(OutboundMessage.id))).all()
        session.commit()
    settled = [(row, *_decide(desk, row, lookup=lookup, grace=grace)) for row in rows]
    if not preview:
        with desk.session() as session:
            settled = [item for item in settled if _settle(session, desk, *item)]
            session.commit()
    return _outcome(desk, settled, preview=preview)


def _decide(desk: Desk, row: OutboundMessage, *, lookup: Lookup, grace: timedelta) -> tuple[OutboundState, str]:
    found = lookup.find(row.message_id)
    if found:
        return OutboundState.SENT, "Found at the mail server by its Message-ID."
    if row.claimed_at is not None and row.claimed_at + grace > desk.now:
        return OutboundState.IN_DOUBT, "Not found so far; the mail server may still be storing it."
    if found is None:
        return OutboundState.HELD, (
            "Nobody can tell whether the mail server took this mail; look there, then release it or leave it held."
        )
    return OutboundState.PENDING, "Not at the mail server; the same bytes will be sent again."


def _settle(session: Session, desk: Desk, row: OutboundMessage, state: OutboundState, why: str) -> bool:
    if state is OutboundState.IN_DOUBT:
        return True
    values: dict[str, object] = {"state": state, "last_error": why}
    if state is OutboundState.SENT:
        values |= {"sent_at": row.claimed_at or desk.now, "smtp_reply": why, "last_error": ""}
    elif state is OutboundState.PENDING:
        values |= {"next_try_at": desk.now}
    return settle_doubt(session, row=row, values=values)


def _outcome(desk: Desk, settled: list[tuple[OutboundMessage, OutboundState, str]], *, preview: bool) -> Outcome:
    counts = Counter(state.value for _, state, _ in settled)
    rows = tuple((row.message_id, row.envelope_to, state.value, why) for row, state, why in settled)
    table = ReportTable("mails-in-doubt", "Mails in doubt", ("message", "to", "state", "why"), rows)
    problems = tuple(
        f"held: the mail {row.message_id} to {row.envelope_to}: {why}"
        for row, state, why in settled
        if state is OutboundState.HELD
    )
    summary = f"{len(settled)} mails in doubt looked up." if settled else "No mail is in doubt."
    return Outcome(FLOW, "", desk.today, preview, summary, dict(counts), (table,), problems)
