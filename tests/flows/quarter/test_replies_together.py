"""Replies settled in one transaction end as they would one by one; a bad one harms no other; none is lost or doubled."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import col, select

from flows.services.collection.campaigns import open_quarter
from flows.services.reception.inbox import Arrived, store_all
from flows.services.reception.replies import MOST_TOGETHER, read_mailbox, receive, receive_all
from models.tables import InboundMessage, IndicatorActual, OutboundMessage
from models.vocabulary import InboundClass, MessageKind
from notifications.mailbox import Incoming

OPENED = date(2026, 10, 1)
ANSWERED = date(2026, 10, 8)


@pytest.fixture
def opened(session, small_plan, desk_on):
    open_quarter(desk_on(OPENED), plan="small")
    session.rollback()
    return small_plan


@pytest.fixture
def french(session, opened, correspondent):
    return correspondent(session, opened.french)


@pytest.fixture
def arabic(session, opened, correspondent):
    return correspondent(session, opened.arabic)


def together(desk, *raws: bytes):
    return receive_all(desk, arrived=[Arrived(raw, f"test {number}") for number, raw in enumerate(raws)])


def figures(session) -> list[tuple[Decimal | None, bool]]:
    session.rollback()
    rows = session.exec(select(IndicatorActual).order_by(col(IndicatorActual.id))).all()
    return [(row.value, row.is_current) for row in rows]


def receipts(session) -> int:
    session.rollback()
    return len(session.exec(select(OutboundMessage).where(OutboundMessage.kind == MessageKind.RECEIPT)).all())


def test_replies_of_two_officials_in_one_transaction_are_both_recorded(session, french, arabic, desk_on) -> None:
    one, other = french.reply(f"{french.codes[0]} = 14"), arabic.reply(f"{arabic.codes[0]} = 15")
    results = together(desk_on(ANSWERED), one, other)
    assert [result.fate for result in results] == [InboundClass.PROVISIONAL] * 2
    assert figures(session) == [(Decimal(14), True), (Decimal(15), True)]
    assert receipts(session) == 2


def test_a_correction_in_the_same_batch_stands_beside_the_first_answer(session, french, desk_on) -> None:
    first, second = french.reply(f"{french.codes[0]} = 14"), french.reply(f"{french.codes[0]} = 15")
    together(desk_on(ANSWERED), first, second)
    assert figures(session) == [(Decimal(14), False), (Decimal(15), True)]
    assert receipts(session) == 2


def test_the_same_bytes_twice_in_one_batch_are_recorded_once(session, french, desk_on) -> None:
    raw = french.reply(f"{french.codes[0]} = 14")
    results = together(desk_on(ANSWERED), raw, raw)
    assert [result.fate for result in results] == [InboundClass.PROVISIONAL, InboundClass.DUPLICATE]
    assert figures(session) == [(Decimal(14), True)]
    assert together(desk_on(ANSWERED), raw)[0].fate is InboundClass.DUPLICATE
    assert receipts(session) == 1


def test_the_same_mail_by_two_ways_in_one_batch_is_recorded_once(session, french, desk_on) -> None:
    raw = french.reply(f"{french.codes[0]} = 14")
    results = together(desk_on(ANSWERED), raw, b"Received: from a by b\r\n" + raw)
    assert results[1].fate is InboundClass.DUPLICATE
    assert figures(session) == [(Decimal(14), True)]


def test_one_that_cannot_be_recorded_harms_no_other_in_its_batch(session, french, arabic, desk_on) -> None:
    good = french.reply(f"{french.codes[0]} = 14")
    impossible = arabic.reply(f"{arabic.codes[0]} = " + "9" * 39)
    results = together(desk_on(ANSWERED), b"\xff no mail", impossible, good, b"")
    assert results[2].fate is InboundClass.PROVISIONAL
    assert (Decimal(14), True) in figures(session)
    fates = session.exec(select(InboundMessage.fate)).all()
    assert len(fates) == 4
    assert InboundClass.RECEIVED not in fates


def test_a_stale_answer_that_a_later_mail_quotes_does_not_come_back(session, french, desk_on) -> None:
    code, other = french.codes[:2]
    receive(desk_on(ANSWERED), raw=french.reply(f"{code} = 14"), source="test")
    receive(desk_on(ANSWERED), raw=french.reply(f"{code} = 15"), source="test")
    own = f"Le jeu. 8 oct. 2026 à 10:01, {french.official.name} <{french.official.email}> a écrit :\n> {code} = 14"
    third = receive(desk_on(ANSWERED), raw=french.reply(f"{other} = 40 %\n\n{own}", quote=False), source="test")
    assert [line.code for line in third.lines if line.code] == [other]
    assert figures(session) == [(Decimal(14), False), (Decimal(15), True), (Decimal(40), True)]


def test_what_was_stored_but_not_read_is_read_with_the_next_batch(session, french, desk_on) -> None:
    raws = [french.reply(f"{french.codes[0]} = {14 + number}") for number in range(3)]
    store_all(desk_on(ANSWERED), arrived=[Arrived(raw, "test") for raw in raws])  # killed here
    results = together(desk_on(ANSWERED), *raws)
    assert [result.fate for result in results] == [InboundClass.PROVISIONAL] * 3
    assert [value for value, _ in figures(session)] == [Decimal(14), Decimal(15), Decimal(16)]


def test_a_mailbox_is_told_of_each_batch_after_its_commit(session, french, desk_on) -> None:
    raws = [french.reply(f"{french.codes[0]} = {number}") for number in range(14, 14 + MOST_TOGETHER + 2)]
    told: list[int] = []

    class Box:
        def fetch(self):
            for number, raw in enumerate(raws):
                yield Incoming(raw, "", str(number), len(raw))

        def done(self, key: str) -> None:
            told.append(len(figures(session)))

    outcome = read_mailbox(desk_on(ANSWERED), plan="small", mailbox=Box())
    assert outcome.summary.startswith(f"{len(raws)} messages read, {len(raws)} answers recorded")
    assert told == [MOST_TOGETHER] * MOST_TOGETHER + [len(raws)] * 2
