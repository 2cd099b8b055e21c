"""The pulse of the installation: when each flow last ended, from our own rows, and what monitoring should hear of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from flows.services.backups.holding import unsettled_restore
from flows.services.desk import Desk
from models.tables import Heartbeat, InboundMessage, OutboundMessage
from models.vocabulary import InboundClass, OutboundState

Level = Literal["ok", "warning", "fault"]
EXPECTED_EVERY = {
    "outbox": timedelta(minutes=5),
    "inbound-replies": timedelta(minutes=5),
    "quarterly-collection": timedelta(days=1),
    "follow-up": timedelta(days=1),
    "mail-check": timedelta(days=1),
}
"""How often a flow ends well when all is well (the schedules of the registry; a test compares them)."""
LATE, DEAD = 3, 12
"""A pulse is late after three missed beats and gone after twelve; a daily one after two and three."""
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class Sign:
    """One sign of life: `level` is ok, warning or fault; `says` is a sentence for a person, without personal data."""

    name: str
    level: Level
    says: str


def beat(desk: Desk, *, flow: str, moment: datetime, problems: int, said: str) -> None:
    """Note that a flow has ended at `moment`, well when it left no problems. Previews and rehearsals do not count."""
    values = {"ended_at": moment, "problems": problems, "said": said[:200]} | ({} if problems else {"good_at": moment})
    insert = postgresql.insert if desk.engine.dialect.name == "postgresql" else sqlite.insert
    with desk.session() as session:
        # Two workers may end the same flow at the same moment; the database keeps one row.
        added = insert(Heartbeat).values(flow=flow, **values)
        session.execute(added.on_conflict_do_update(index_elements=["flow"], set_=values))
        session.commit()


def signs_of_life(session: Session, *, now: datetime) -> list[Sign]:
    """Every pulse, and what has waited too long: mails due, mails in doubt, replies unread, an unsettled restore."""
    known = {row.flow: row for row in session.exec(select(Heartbeat)).all()}
    signs = [_pulse(known.get(flow), flow=flow, every=every, now=now) for flow, every in EXPECTED_EVERY.items()]
    return [*signs, _due(session, now=now), _doubt(session), _unread(session, now=now), _restore(session)]


def _pulse(row: Heartbeat | None, *, flow: str, every: timedelta, now: datetime) -> Sign:
    if row is None:
        return Sign(flow, "warning", "has never run here.")
    since = now - (row.good_at or row.ended_at)
    late, dead = (every * 2, every * 3) if every >= timedelta(days=1) else (every * LATE, every * DEAD)
    said = f"last ended well {_moment(row.good_at)}, last run {_moment(row.ended_at)} with {row.problems} problems."
    if since > dead:
        return Sign(flow, "fault", said)
    return Sign(flow, "warning" if since > late or row.problems else "ok", said)


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"


def _due(session: Session, *, now: datetime) -> Sign:
    query = select(sa.func.count(), sa.func.min(OutboundMessage.next_try_at)).where(
        OutboundMessage.state == OutboundState.PENDING, OutboundMessage.next_try_at <= now - LONGEST_WAIT
    )
    count, _ = session.exec(query).one()
    return Sign("mails due", "fault" if count else "ok", f"{count} mails have been due for more than an hour.")


def _doubt(session: Session) -> Sign:
    count = session.scalar(select(sa.func.count()).where(OutboundMessage.state == OutboundState.IN_DOUBT)) or 0
    return Sign("mails in doubt", "warning" if count else "ok", f"{count} mails are in doubt.")


def _unread(session: Session, *, now: datetime) -> Sign:
    query = select(sa.func.count()).where(
        InboundMessage.fate == InboundClass.RECEIVED, col(InboundMessage.received_at) <= now - LONGEST_WAIT
    )
    count = session.scalar(query) or 0
    return Sign("replies unread", "fault" if count else "ok", f"{count} replies have waited an hour to be read.")


def _restore(session: Session) -> Sign:
    gap = unsettled_restore(session)
    if gap is None:
        return Sign("restore", "ok", "no restore waits for a decision.")
    return Sign("restore", "fault", f"a restore waits for a decision; nothing is sent ({gap.count} mails are held).")
