"""Everything in the post that waits for a person: messages in and out, addresses; each with the way to resolve it.

Read from the rows, never remembered: an item is listed until its row says that it is resolved.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import defer, lazyload
from sqlmodel import Session, col, func, or_, select

from models.rules.lateness import AWAITED
from models.tables import DataRequest, InboundMessage, LedgerEntry, Official, OutboundMessage
from models.vocabulary import InboundClass, LedgerAction, MessageKind, OutboundState

PARKED_INBOUND = (
    InboundClass.HELD,
    InboundClass.QUARANTINE,
    InboundClass.TRIAGE,
    InboundClass.OVERSIZE,
    InboundClass.LATE,
)
PARKED_OUTBOUND = (OutboundState.HELD, OutboundState.FAILED, OutboundState.IN_DOUBT)
ASKING = (MessageKind.REQUEST, MessageKind.REMINDER)
_LONGEST = 200


@dataclass(frozen=True)
class Parked:
    """One thing that waits. `state` is the class or state it is in, or "suppressed" for an address.

    `what` names it for a person; `why` and `commands` say why it waits and, word for word, what resolves it.
    """

    state: str
    reference: str
    what: str
    since: date | None
    why: str
    commands: tuple[str, ...]


def list_parked(session: Session, *, plan_id: int) -> list[Parked]:
    """What waits in one plan, and what belongs to no plan; addresses first, because everything else hangs on them."""
    return [
        *_addresses(session, plan_id=plan_id),
        *_outbound(session, plan_id=plan_id),
        *_inbound(session, plan_id=plan_id),
    ]


def _addresses(session: Session, *, plan_id: int) -> list[Parked]:
    query = (
        select(Official)
        .where(Official.plan_id == plan_id, or_(col(Official.suppressed_because) != "", col(Official.email) == ""))
        .order_by(col(Official.code))
    )
    return [_address(session, official) for official in session.exec(query).all()]


def _address(session: Session, official: Official) -> Parked:
    waiting = session.exec(
        select(func.count())
        .select_from(DataRequest)
        .where(DataRequest.official_id == official.id, col(DataRequest.state).in_(list(AWAITED)))
    ).one()
    since = session.exec(
        select(func.max(LedgerEntry.at)).where(
            LedgerEntry.plan_id == official.plan_id,
            LedgerEntry.subject == official.code,
            LedgerEntry.action == LedgerAction.ADDRESS_SUPPRESSED,
        )
    ).one()
    why = (official.suppressed_because or "no address")[:_LONGEST]
    return Parked(
        "suppressed",
        official.code,
        f"{official.name} <{official.email}>" + (f" (open forms: {waiting})" if waiting else ""),
        _day(since),
        why,
        (f"iltizam mail mend {official.code} --email NEW_ADDRESS --by YOU --reason WHY",),
    )


def _outbound(session: Session, *, plan_id: int) -> list[Parked]:
    query = (
        select(OutboundMessage)
        .options(lazyload(OutboundMessage.content))  # type: ignore[arg-type]
        .where(or_(col(OutboundMessage.plan_id) == plan_id, col(OutboundMessage.plan_id).is_(None)))
        .where(col(OutboundMessage.state).in_([*PARKED_OUTBOUND, OutboundState.BOUNCED]))
        .order_by(col(OutboundMessage.id))
    )
    rows = session.exec(query).all()
    return [_mail(row) for row in rows if row.state in PARKED_OUTBOUND or _is_missed(session, row)]


def _is_missed(session: Session, row: OutboundMessage) -> bool:
    """A form that came back from a living address, with nothing sent since: its official knows of nothing."""
    if row.kind not in ASKING or row.data_request_id is None:
        return False
    official = session.get(Official, row.official_id) if row.official_id else None
    if session.get_one(DataRequest, row.data_request_id).state not in AWAITED:
        return False
    if official is None or official.suppressed_because:
        return False  # listed with the address
    later = select(OutboundMessage.id).where(
        OutboundMessage.data_request_id == row.data_request_id,
        col(OutboundMessage.id) > row.id,
        OutboundMessage.state == OutboundState.SENT,
        col(OutboundMessage.kind).in_(ASKING),
    )
    return session.exec(later).first() is None


def _mail(row: OutboundMessage) -> Parked:
    bare = row.message_id.strip("<>")
    commands: tuple[str, ...] = (
        f"iltizam outbox show {bare}",
        f"iltizam outbox release {bare}",
        f"iltizam outbox cancel {bare} --by YOU --reason WHY",
    )
    if row.state is OutboundState.IN_DOUBT:
        commands = (commands[0], "iltizam run outbox")  # the next run looks it up at the mail server
    return Parked(
        row.state.value, bare, f"{row.kind.value} → {row.envelope_to}", _day(row.queued_at),
        row.last_error[:_LONGEST], commands,
    )  # fmt: skip


def _inbound(session: Session, *, plan_id: int) -> list[Parked]:
    query = (
        select(InboundMessage)
        .options(defer(InboundMessage.raw))  # type: ignore[arg-type]
        .where(or_(col(InboundMessage.plan_id) == plan_id, col(InboundMessage.plan_id).is_(None)))
        .where(col(InboundMessage.fate).in_(PARKED_INBOUND))
        .order_by(col(InboundMessage.id))
    )
    return [_message(row) for row in session.exec(query).all()]


def _message(row: InboundMessage) -> Parked:
    short = row.sha256[:12]
    decide = f"iltizam run resolve-held-reply --param message={short} --param operator=YOU --param reason=WHY"
    choices = ("refuse",) if row.fate is InboundClass.OVERSIZE else ("accept", "refuse")
    return Parked(
        row.fate.value,
        short,
        f"{row.from_address or '?'}: {' '.join(row.subject.split())[:100] or '?'}",
        _day(row.received_at),
        ", ".join(row.reasons)[:_LONGEST],
        (f"iltizam inbox show {short}", *(f"{decide} --param decision={choice}" for choice in choices)),
    )


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
