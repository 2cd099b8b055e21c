"""After a restore nothing leaves by itself: whatever the backup did not know as sent may have gone out since.

Message-IDs follow from the business facts, so a mail that was sent after the backup can be recognised at the mail server
even when it is composed again. Found there is proof that it was sent; not found proves nothing, and a person decides.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.outcome import Outcome, ReportTable
from models.database import open_session
from models.rules.errors import DomainError
from models.tables import Heartbeat, LedgerEntry, OutboundMessage
from models.vocabulary import LedgerAction, OutboundState
from notifications.mailbox_lookup import Lookup

FLOW = "outbox"
HOLDER = "restore"
SUBJECT = "database"
CATCH_UP = ("inbound-replies", "quarterly-collection", "follow-up")
"""These must have ended once since the restore, so that all they would send again is seen before the door opens."""
Decision = Literal["keep", "send", "sent"]
_UNSETTLED = (OutboundState.PENDING, OutboundState.SENDING, OutboundState.IN_DOUBT)


@dataclass(frozen=True)
class Held:
    """How many mails a restore holds for a person, and since when they may have been sent."""

    count: int
    backup_of: datetime
    restored_at: datetime


def hold_unsettled(engine: sa.Engine, *, backup_of: datetime, moment: datetime, actor: str) -> Held:
    """Hold every mail that was not settled at the moment of the backup, and note the restore in the ledger."""
    with open_session(engine) as session:
        count = _hold(session, backup_of=backup_of)
        entry = LedgerEntry(
            at=moment, actor=actor, action=LedgerAction.DATABASE_RESTORED, subject=SUBJECT, field="as_of",
            before=moment.isoformat(), after=backup_of.isoformat(),
            reason=f"Restored from a backup; {count} mails are held.", source="backup",
        )  # fmt: skip
        session.add(entry)
        session.commit()
    return Held(count, backup_of, moment)


def _hold(session: Session, *, backup_of: datetime) -> int:
    """Hold what waits; a mail queued since the restore bears the moment of the backup too, the earliest it can be of."""
    why = f"The database was restored from a backup of {backup_of:%Y-%m-%d %H:%M} UTC; this mail may have been sent since."
    statement = (
        sa.update(OutboundMessage)
        .where(col(OutboundMessage.state).in_(_UNSETTLED))
        .values(state=OutboundState.HELD, claimed_by=HOLDER, claimed_at=backup_of, last_error=why)
    )
    return int(session.connection().execute(statement).rowcount)


def unsettled_restore(session: Session) -> Held | None:
    """The last restore when no person has settled it yet. `count`: the mails held for it."""
    query = select(LedgerEntry).where(
        col(LedgerEntry.action).in_([LedgerAction.DATABASE_RESTORED, LedgerAction.RESTORE_SETTLED])
    )
    last = session.exec(query.order_by(col(LedgerEntry.id).desc())).first()
    if last is None or last.action is LedgerAction.RESTORE_SETTLED:
        return None
    return Held(len(_held_rows(session)), datetime.fromisoformat(last.after), last.at)


def _held_rows(session: Session) -> list[OutboundMessage]:
    query = select(OutboundMessage).where(
        OutboundMessage.state == OutboundState.HELD, OutboundMessage.claimed_by == HOLDER
    )
    return list(session.exec(query.order_by(col(OutboundMessage.id))).all())


def require_settled(session: Session) -> None:
    """Raise DomainError while a restore waits for a person: no mail may leave."""
    if found := unsettled_restore(session):
        raise DomainError(_sentence(found))


def _sentence(held: Held) -> str:
    return (
        f"Nothing is sent: the database was restored from a backup of {held.backup_of:%Y-%m-%d %H:%M} UTC and mails of "
        f"the time since may have gone out already ({held.count} are held). Run {', '.join(CATCH_UP)}, look at "
        "`iltizam outbox`, then decide with `iltizam settle`."
    )


def keep_shut(desk: Desk, *, lookup: Lookup) -> Outcome | None:
    """While a restore is unsettled: hold what has been queued, look up what is held, send nothing. None when settled."""
    with desk.reading() as session:
        gap = unsettled_restore(session)
    if gap is None:
        return None
    with desk.session() as session:
        _hold(session, backup_of=gap.backup_of)
        session.commit()
        rows = _held_rows(session)
    found, troubles = _look_up(rows, lookup=lookup, since=gap.backup_of)
    with desk.session() as session:
        for row_id in found:
            _mark_sent(session.get_one(OutboundMessage, row_id), why="Found at the mail server by its Message-ID.")
        session.commit()
        left = _held_rows(session)
    return _outcome(desk, replace(gap, count=len(left)), found=len(found), rows=left, troubles=troubles)


def _look_up(rows: list[OutboundMessage], *, lookup: Lookup, since: datetime) -> tuple[list[int], list[str]]:
    found, troubles = [], []
    for row in rows:
        try:
            if lookup.find(row.message_id, since=since):
                found.append(row.id)
        except DomainError as error:
            troubles.append(error.sentence)
    return found, sorted(set(troubles))


def _mark_sent(row: OutboundMessage, *, why: str) -> None:
    row.sent_at, row.smtp_reply, row.last_error = row.claimed_at, why, ""
    row.state = OutboundState.SENT


def _outcome(desk: Desk, gap: Held, *, found: int, rows: list[OutboundMessage], troubles: list[str]) -> Outcome:
    lines = tuple((row.message_id, row.envelope_to, row.kind.value, row.period) for row in rows)
    table = ReportTable("held-after-restore", "Held after the restore", ("message", "to", "kind", "period"), lines)
    counts = {"found_sent": found, "held": len(rows)}
    return Outcome(
        FLOW, "", desk.today, False, "Nothing is sent: a restore waits for a person.", counts, (table,),
        (_sentence(gap), *troubles),
    )  # fmt: skip


def settle_restore(desk: Desk, *, decision: Decision, operator: str, reason: str) -> int:
    """Open the door again, by a person's decision; the number of held mails it was about.

    "keep": each held mail goes on waiting for its own decision; "send": none of them was sent, all go out; "sent": all
    of them were sent. Raises DomainError when nothing is to be settled, nobody signs, or a flow has not caught up yet.
    """
    if not operator.strip() or not reason.strip():
        raise DomainError("A decision needs who decides and why; give --by and --reason.")
    with desk.session() as session:
        gap = unsettled_restore(session)
        if gap is None:
            raise DomainError("No restore waits to be settled.")
        _require_caught_up(session, gap)
        rows = _held_rows(session)
        for row in rows:
            _decide(row, decision=decision, operator=operator, now=desk.now)
        ledger.record(
            session, desk, action=LedgerAction.RESTORE_SETTLED, subject=SUBJECT, plan_id=None, field=decision,
            before=gap.backup_of.isoformat(), after=desk.now.isoformat(), reason=reason, actor=operator,
            source=f"{len(rows)} held mails",
        )  # fmt: skip
        session.commit()
    return len(rows)


def _require_caught_up(session: Session, gap: Held) -> None:
    query = select(Heartbeat.flow).where(Heartbeat.ended_at >= gap.restored_at)
    missing = [flow for flow in CATCH_UP if flow not in set(session.exec(query).all())]
    if missing:
        raise DomainError(
            f"First run {', '.join(missing)} (`iltizam run NAME`): what they would write again must be seen before "
            "anything is sent."
        )


def _decide(row: OutboundMessage, *, decision: Decision, operator: str, now: datetime) -> None:
    if decision == "send":
        row.state, row.claimed_by, row.claimed_at = OutboundState.PENDING, "", None
        row.next_try_at, row.attempts, row.last_error = max(now, row.not_before_at), 0, ""
    elif decision == "sent":
        _mark_sent(row, why=f"Sent before the restore, says {operator}.")
