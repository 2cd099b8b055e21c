"""The raw side of the inbox: bytes and hash stored and committed before anything is read, and the listing of fates."""

import hashlib
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from flows.services.desk import Desk
from flows.services.inserting import insert_once
from models.rules.errors import DomainError
from models.tables import InboundLine, InboundMessage
from models.vocabulary import Authentication, InboundClass, LineOutcome

LARGEST = 25 * 1024 * 1024
HEADER_KEPT = 256 * 1024


@dataclass(frozen=True)
class Stored:
    """A stored message: its row's id, and whether these very bytes had come and been read before."""

    id: int
    sha256: str
    is_settled: bool


def store_raw(desk: Desk, *, raw: bytes, envelope_to: str, source: str, size: int | None = None) -> Stored:
    """Keep the bytes as they came, in a transaction of their own; the same bytes are kept once.

    Of a message over LARGEST bytes only the header is kept. `size` is the true size of a message whose header alone
    was fetched; `source` says where it lay (for IMAP its UIDVALIDITY and UID: a hint for people, never a key).
    """
    size = size if size and size > LARGEST else len(raw)  # servers count small mails inexactly
    kept = raw if size <= LARGEST else header_of(raw)
    sha256 = fingerprint(kept, size=size)
    with desk.session() as session:
        row = InboundMessage(
            sha256=sha256, raw=kept, size=size, received_at=desk.now, source=source, envelope_to=envelope_to,
            fate=InboundClass.RECEIVED, authentication=Authentication.UNKNOWN,
        )  # fmt: skip
        if insert_once(session, row):
            session.commit()
            return Stored(row.id, sha256, is_settled=False)
        known = _find(session, sha256=sha256)
    if known is None:
        raise RuntimeError(f"message {sha256} could not be stored")
    return Stored(known.id, sha256, is_settled=known.fate is not InboundClass.RECEIVED)


def fingerprint(kept: bytes, *, size: int) -> str:
    """SHA-256 that names a message: of its bytes, or of its header and true size where only the header is kept.

    Nobody downloads a huge mail only to hash it, and it has the same name whichever way it comes.
    """
    if size <= len(kept):
        return hashlib.sha256(kept).hexdigest()
    return hashlib.sha256(kept + f"[{size} bytes]".encode()).hexdigest()


def header_of(raw: bytes) -> bytes:
    """The header of a message, up to its blank line, bounded."""
    start = raw[:HEADER_KEPT]
    ends = [start.find(blank) for blank in (b"\r\n\r\n", b"\n\n")]
    end = min((e for e in ends if e >= 0), default=len(start))
    return start[:end] + b"\r\n\r\n"


def unsettled(session: Session) -> list[int]:
    """Messages stored but not yet read, because a run was cut off: the next run takes them first."""
    query = select(InboundMessage.id).where(InboundMessage.fate == InboundClass.RECEIVED)
    return list(session.exec(query.order_by(col(InboundMessage.id))).all())


def inbox_listing(session: Session) -> list[dict[str, object]]:
    """Every inbound message with its class and how many of its lines were recorded, newest last."""
    recorded = dict(
        session.exec(
            select(InboundLine.inbound_id, func.count())
            .where(InboundLine.outcome == LineOutcome.RECORDED)
            .group_by(col(InboundLine.inbound_id))
        ).all()
    )
    rows = session.exec(select(InboundMessage).order_by(col(InboundMessage.id))).all()
    return [
        {
            "sha256": row.sha256,
            "from": row.from_address,
            "subject": row.subject,
            "class": row.fate.value,
            "received_at": row.received_at.isoformat(),
            "reasons": row.reasons,
            "recorded": recorded.get(row.id, 0),
        }
        for row in rows
    ]


def find_message(session: Session, *, reference: str) -> InboundMessage:
    """An inbound message by the beginning of its hash or by its Message-ID."""
    wanted = reference.strip()
    query = select(InboundMessage).where(
        (col(InboundMessage.message_id) == wanted)
        | (col(InboundMessage.sha256).startswith(wanted.lower(), autoescape=True))
    )
    found = session.exec(query).all()
    if len(found) != 1 or len(wanted) < 4:
        advice = "`iltizam inbox` lists them; give at least the first eight characters of the hash"
        raise DomainError(f"“{reference}” names {len(found)} inbound messages; {advice}.")
    return found[0]


def _find(session: Session, *, sha256: str) -> InboundMessage | None:
    return session.exec(select(InboundMessage).where(InboundMessage.sha256 == sha256)).first()
