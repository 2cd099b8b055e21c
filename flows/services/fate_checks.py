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


@dataclass(frozen=True)
class Sums:
    """How many messages are in each class or state, by its stored word; every word is there, most of them zero."""

    inbound: dict[str, int]
    outbound: dict[str, int]


def count(session: Session) -> Sums:
    """Both sums over everything there is, whichever plan it belongs to."""
    classes = session.exec(select(InboundMessage.fate, func.count()).group_by(col(InboundMessage.fate))).all()
    states = session.exec(select(OutboundMessage.state, func.count()).group_by(col(OutboundMessage.state))).all()
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
    inbound = session.exec(select(func.count()).select_from(InboundMessage)).one()
    outbound = session.exec(select(func.count()).select_from(OutboundMessage)).one()
    if (inbound, outbound) == (sum(sums.inbound.values()), sum(sums.outbound.values())):
        return ""
    return "The sums by class and state differ from the number of messages; a row holds a word this program lacks."


def _unread(session: Session, now: datetime) -> str:
    number = _number(
        session, InboundMessage, InboundMessage.fate == InboundClass.RECEIVED,
        col(InboundMessage.received_at) < now - LONGEST_UNREAD,
    )  # fmt: skip
    return _say("Messages stored more than an hour ago and not read: {}; run `iltizam run inbound-replies`.", number)


def _unexplained(session: Session) -> str:
    """Each class is given once, and the ledger says why; only a program error is written into the message itself."""
    explained = sa.exists().where(
        col(LedgerEntry.action) == LedgerAction.MESSAGE_CLASSED,
        col(LedgerEntry.source) == "sha256:" + col(InboundMessage.sha256),
    )
    number = _number(
        session, InboundMessage, InboundMessage.fate != InboundClass.RECEIVED, sa.not_(explained),
        sa.cast(col(InboundMessage.reasons), sa.Text).not_like("%program_error%"),
    )  # fmt: skip
    return _say("Messages whose class the ledger does not explain: {}; somebody changed the table by hand.", number)


def _abandoned(session: Session, now: datetime) -> str:
    number = _number(
        session, OutboundMessage, OutboundMessage.state == OutboundState.SENDING,
        col(OutboundMessage.claimed_at) < now - LONGEST_CLAIM,
    )  # fmt: skip
    return _say("Mails being sent for more than an hour: {}; run `iltizam run outbox`.", number)


def _waiting(session: Session, now: datetime) -> str:
    number = _number(
        session, OutboundMessage, OutboundMessage.state == OutboundState.PENDING,
        col(OutboundMessage.next_try_at) < now - LONGEST_WAIT,
    )  # fmt: skip
    return _say("Mails due for more than a day: {}; check that the flow outbox runs.", number)


def _sent_without_time(session: Session) -> str:
    number = _number(
        session, OutboundMessage, OutboundMessage.state == OutboundState.SENT, col(OutboundMessage.sent_at).is_(None)
    )
    return _say("Mails sent without a moment of acceptance: {}; somebody changed the table by hand.", number)


def _receipts_for_nothing(session: Session) -> str:
    answers = sa.exists().where(col(InboundMessage.receipt_id) == col(OutboundMessage.id))
    number = _number(session, OutboundMessage, OutboundMessage.kind == MessageKind.RECEIPT, sa.not_(answers))
    return _say("Receipts that answer no message that came: {}; please report this fault.", number)


def _number(session: Session, table: type[InboundMessage] | type[OutboundMessage], *where: object) -> int:
    query = select(func.count()).select_from(table).where(*where)  # type: ignore[arg-type]
    return int(session.exec(query).one())


def _say(sentence: str, number: int) -> str:
    return sentence.format(number) if number else ""
