"""What `iltizam inbox` shows: the mails that came in, read from the database. Decides nothing."""

from typing import TypedDict

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from models.rules.errors import DomainError
from models.tables import InboundLine, InboundMessage
from models.vocabulary import LineOutcome

_SHORTEST_SHA = 8


# The functional form, because `from` and `class` are words of the language.
InboundEntry = TypedDict(
    "InboundEntry",
    {
        "id": int,
        "sha256": str,
        "from": str,
        "subject": str,
        "class": str,
        "received_at": str,
        "message_id": str,
        "recorded": int,
    },
)


def inbound_listing(session: Session) -> list[InboundEntry]:
    """Every mail that came in, oldest first; `recorded` counts the lines that became figures or statuses."""
    counted = session.exec(
        select(InboundLine.inbound_id, sa.func.count())
        .where(InboundLine.outcome == LineOutcome.RECORDED)
        .group_by(col(InboundLine.inbound_id))
    )
    recorded = dict(counted.all())
    rows = session.exec(
        select(InboundMessage).options(defer(InboundMessage.raw)).order_by(col(InboundMessage.id))  # type: ignore[arg-type]
    )
    return [_entry(row, recorded=recorded.get(row.id, 0)) for row in rows]


def _entry(row: InboundMessage, *, recorded: int) -> InboundEntry:
    return {
        "id": row.id,
        "sha256": row.sha256,
        "from": row.from_address,
        "subject": row.subject,
        "class": row.fate.value,
        "received_at": row.received_at.isoformat(),
        "message_id": row.message_id,
        "recorded": recorded,
    }


def find_inbound(session: Session, *, name: str) -> InboundMessage:
    """The mail with this number or SHA-256 (its first 8 digits are enough). Raises DomainError."""
    wanted = name.strip().lower()
    if len(wanted) >= _SHORTEST_SHA and not wanted.strip("0123456789abcdef"):
        rows = session.exec(select(InboundMessage).where(col(InboundMessage.sha256).startswith(wanted))).all()
    elif wanted.isascii() and wanted.isdigit():
        rows = session.exec(select(InboundMessage).where(InboundMessage.id == int(wanted))).all()
    else:
        rows = []
    if len(rows) != 1:
        what = "Several mails begin with" if rows else "No mail that came in has the number or SHA-256"
        raise DomainError(f"{what} {name}; `iltizam inbox` lists them.")
    return rows[0]


def lines_of(session: Session, *, inbound_id: int) -> list[InboundLine]:
    """The lines of one mail and what became of them, in order."""
    statement = select(InboundLine).where(InboundLine.inbound_id == inbound_id).order_by(col(InboundLine.position))
    return list(session.exec(statement).all())
