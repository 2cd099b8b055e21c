"""The raw side of the inbox: bytes and hash stored and committed before anything is read, and the listing of fates."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from flows.services.desk import Desk
from flows.services.inserting import insert_new
from models.rules.errors import DomainError
from models.tables import InboundLine, InboundMessage
from models.vocabulary import Authentication, InboundClass, LineOutcome

LARGEST = 25 * 1024 * 1024
HEADER_KEPT = 256 * 1024


@dataclass(frozen=True)
class Stored:
    """A stored message: its row's id, the bytes that are kept, and whether it has been read before.

    `is_header_only` says that the rest was too large.
    """

    id: int
    sha256: str
    kept: bytes
    is_header_only: bool
    envelope_to: str
    is_settled: bool


@dataclass(frozen=True)
class Arrived:
    """A mail on its way in: `size` is its true size when the header alone was fetched.

    `source` says where it lay (for IMAP its UIDVALIDITY and UID: a hint for people, never a key).
    """

    raw: bytes
    source: str
    envelope_to: str = ""
    size: int | None = None


def store_raw(desk: Desk, *, raw: bytes, envelope_to: str, source: str, size: int | None = None) -> Stored:
    """Keep the bytes of one mail as they came, in a transaction of their own; the same bytes are kept once.

    Of a message over LARGEST bytes only the header is kept.
    """
    return store_all(desk, arrived=[Arrived(raw, source, envelope_to, size)])[0]


def store_all(desk: Desk, *, arrived: Sequence[Arrived]) -> list[Stored]:
    """`store_raw` for a few mails, all in one transaction."""
    kept = [_kept(mail) for mail in arrived]
    rows = [
        {
            "sha256": part.sha256, "raw": part.raw, "size": part.size, "received_at": desk.now, "source": mail.source,
            "envelope_to": mail.envelope_to, "fate": InboundClass.RECEIVED, "authentication": Authentication.UNKNOWN,
        }
        for mail, part in zip(arrived, kept, strict=True)
    ]  # fmt: skip
    with desk.session() as session:
        new = insert_new(session, InboundMessage, rows, by="sha256")
        stored = [
            Stored(new[part.sha256], part.sha256, part.raw, part.is_header_only, mail.envelope_to, is_settled=False)
            if part.sha256 in new
            else _known(session, part)
            for mail, part in zip(arrived, kept, strict=True)
        ]
        session.commit()
    return stored


@dataclass(frozen=True)
class _Kept:
    """What is kept of a mail: its bytes, or its header when it is too large; and the name of that."""

    raw: bytes
    size: int
    sha256: str

    @property
    def is_header_only(self) -> bool:
        return self.size > len(self.raw)


def _kept(mail: Arrived) -> _Kept:
    size = mail.size if mail.size and mail.size > LARGEST else len(mail.raw)  # servers count small mails inexactly
    raw = mail.raw if size <= LARGEST else header_of(mail.raw)
    return _Kept(raw, size, fingerprint(raw, size=size))


def _known(session: Session, part: _Kept) -> Stored:
    row = session.exec(select(InboundMessage).where(InboundMessage.sha256 == part.sha256)).first()
    if row is None:
        raise RuntimeError(f"message {part.sha256} could not be stored")
    return _stored(row)


def _stored(row: InboundMessage) -> Stored:
    is_settled = row.fate is not InboundClass.RECEIVED
    return Stored(row.id, row.sha256, row.raw, row.size > len(row.raw), row.envelope_to, is_settled)


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


def stored_message(session: Session, *, inbound_id: int) -> Stored:
    """A message that was stored earlier."""
    return _stored(session.get_one(InboundMessage, inbound_id))


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
