"""What must always hold of the post: one class for each message in, one state for each mail out, sums that agree."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from models.tables import InboundMessage, LedgerEntry, OutboundMessage
from models.vocabulary import InboundClass, LedgerAction, MessageKind, OutboundState

LONGEST_UNREAD = timedelta(hours=1)
LONGEST_CLAIM = timedelta(hours=1)
LONGEST_WAIT = timedelta(days=1)

_CLASSES = select(InboundMessage.fate, func.count()).group_by(col(InboundMessage.fate))
_STATES = select(OutboundMessage.state, func.count()).group_by(col(OutboundMessage.state))
_ALL_IN, _ALL_OUT = (select(func.count()).select_from(table) for table in (InboundMessage, OutboundMessage))
_BEFORE: sa.BindParameter[datetime] = sa.bindparam("before")
_UNREAD = _ALL_IN.where(InboundMessage.fate == InboundClass.RECEIVED, col(InboundMessage.received_at) < _BEFORE)
_EXPLAINED = sa.exists().where(
    col(LedgerEntry.action) == LedgerAction.MESSAGE_CLASSED,
    col(LedgerEntry.source) == "sha256:" + col(InboundMessage.sha256),
)
_UNEXPLAINED = _ALL_IN.where(
    InboundMessage.fate != InboundClass.RECEIVED,
    sa.not_(_EXPLAINED),
    sa.cast(col(InboundMessage.reasons), sa.Text).not_like("%program_error%"),
)
_ABANDONED = _ALL_OUT.where(OutboundMessage.state == OutboundState.SENDING, col(OutboundMessage.claimed_at) < _BEFORE)
_OVERDUE = _ALL_OUT.where(OutboundMessage.state == OutboundState.PENDING, col(OutboundMessage.next_try_at) < _BEFORE)
_TIMELESS = _ALL_OUT.where(OutboundMessage.state == OutboundState.SENT, col(OutboundMessage.sent_at).is_(None))
_ANSWERS = sa.exists().where(col(InboundMessage.receipt_id) == col(OutboundMessage.id))
_SHA256 = sa.func.substr(col(OutboundMessage.idempotency_key), len("receipt:") + 1, 64)
_ANSWERED_FIRST = sa.exists().where(col(InboundMessage.sha256) == _SHA256)  # and once more when it was decided
_FOR_NOTHING = _ALL_OUT.where(OutboundMessage.kind == MessageKind.RECEIPT, sa.not_(_ANSWERS), sa.not_(_ANSWERED_FIRST))


@dataclass(frozen=True)
class Sums:
    """How many messages are in each class or state, by its stored word; every word is there, most of them zero."""

    inbound: dict[str, int]
    outbound: dict[str, int]


def count(session: Session) -> Sums:
    """Both sums over everything there is, whichever plan it belongs to."""
    classes, states = session.exec(_CLASSES).all(), session.exec(_STATES).all()
    return Sums(
        {word.value: dict(classes).get(word, 0) for word in InboundClass},
        {word.value: dict(states).get(word, 0) for word in OutboundState},
    )


def find_breaches(session: Session, *, sums: Sums, now: datetime) -> list[str]:
    """What does not hold, as sentences that say what to do; an empty list means that every message has its fate."""
    checks = (
        _wrong_total(session, sums),
        _unread(session, now),
        _unexplained(session),
        _abandoned(session, now),
        _waiting(session, now),
        _sent_without_time(session),
        _receipts_for_nothing(session),
    )
    return [sentence for sentence in checks if sentence]


def _wrong_total(session: Session, sums: Sums) -> str:
    inbound, outbound = session.exec(_ALL_IN).one(), session.exec(_ALL_OUT).one()
    if (inbound, outbound) == (sum(sums.inbound.values()), sum(sums.outbound.values())):
        return ""
    return "The sums by class and state differ from the number of messages; a row holds a word this program lacks."


def _unread(session: Session, now: datetime) -> str:
    number = session.exec(_UNREAD, params={"before": now - LONGEST_UNREAD}).one()
    return _say("Messages stored more than an hour ago and not read: {}; run `iltizam run inbound-replies`.", number)


def _unexplained(session: Session) -> str:
    """Each class is given once, and the ledger says why; only a program error is written into the message itself."""
    number = session.exec(_UNEXPLAINED).one()
    return _say("Messages whose class the ledger does not explain: {}; somebody changed the table by hand.", number)


def _abandoned(session: Session, now: datetime) -> str:
    number = session.exec(_ABANDONED, params={"before": now - LONGEST_CLAIM}).one()
    return _say("Mails being sent for more than an hour: {}; run `iltizam run outbox`.", number)


def _waiting(session: Session, now: datetime) -> str:
    number = session.exec(_OVERDUE, params={"before": now - LONGEST_WAIT}).one()
    return _say("Mails due for more than a day: {}; check that the flow outbox runs.", number)


def _sent_without_time(session: Session) -> str:
    number = session.exec(_TIMELESS).one()
    return _say("Mails sent without a moment of acceptance: {}; somebody changed the table by hand.", number)


def _receipts_for_nothing(session: Session) -> str:
    number = session.exec(_FOR_NOTHING).one()
    return _say("Receipts that answer no message that came: {}; please report this fault.", number)


def _say(sentence: str, number: int) -> str:
    return sentence.format(number) if number else ""
