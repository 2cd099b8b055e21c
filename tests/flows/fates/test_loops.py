"""Six kinds of automatic responder answer whatever we send them, a hundred times over: nothing is recorded, no loop."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes

import pytest
from sqlmodel import select

from flows.services.reception.replies import receive
from models.tables import InboundLine, InboundMessage, IndicatorActual, MilestoneUpdate, OutboundMessage
from models.vocabulary import InboundClass, LineOutcome, MessageKind, OutboundState, RequestState

ROUNDS = 100
Responder = Callable[[OutboundMessage, int], bytes]


@pytest.fixture
def responders(answer) -> dict[str, Responder]:
    """What each kind answers to the n-th mail it gets. None of them minds the null sender; the worst there is."""

    def plain(mail: OutboundMessage, number: int) -> bytes:
        return answer(mail, f"Bonjour,\n\nJe suis en congé. Message numéro {number}.\n\nCordialement")

    def rfc3834(mail: OutboundMessage, number: int) -> bytes:
        return answer(mail, "I am away.", Auto_Submitted="auto-replied (vacation)", Subject="Auto: your mail")

    def exchange(mail: OutboundMessage, number: int) -> bytes:
        return answer(
            mail, "Je suis absent.", Subject="Réponse automatique : formulaire", Auto_Submitted="auto-generated",
            X_Auto_Response_Suppress="All", X_MS_Exchange_Inbox_Rules_Loop=mail.envelope_to,
        )  # fmt: skip

    def ticket(mail: OutboundMessage, number: int) -> bytes:
        parts = message_from_bytes(mail.raw).walk()
        text = next(p for p in parts if p.get_content_type() == "text/plain").get_payload(decode=True).decode()
        quoted = "\n".join(f"> {line}" for line in text.splitlines())
        subject = f"[Ticket#{4711 + number}] Votre demande a été enregistrée"
        return answer(mail, f"Votre demande a le numéro = {4711 + number}.\nDélai : 48 h\n\n{quoted}", Subject=subject)

    def echo(mail: OutboundMessage, number: int) -> bytes:
        head = f"Return-Path: <list-bounces@region.example>\r\nList-Id: <list.region.example>\r\nX-Echo: {number}\r\n"
        return head.encode() + mail.raw

    def ourselves(mail: OutboundMessage, number: int) -> bytes:
        return answer(
            mail, "Votre réponse a été reçue.", Return_Path="<>", Auto_Submitted="auto-replied", Precedence="bulk",
            X_Auto_Response_Suppress="All", Message_ID=f"<receipt-{number}@other-iltizam.example>",
        )  # fmt: skip

    return {
        "plain": plain, "rfc3834": rfc3834, "exchange": exchange, "ticket": ticket, "echo": echo,
        "ourselves": ourselves,
    }  # fmt: skip


def converse(session, post, responder: Responder, *, apart: timedelta) -> int:
    """Let the responder answer each mail to the official, round after round; the rounds until silence, or the cap."""
    waiting, number = [post.request(session)], 0
    for rounds in range(ROUNDS):
        if not waiting:
            return rounds
        day = post.desk().today + apart * rounds
        for mail in waiting:
            number += 1
            receive(post.desk(day, hours=9 + rounds / 60), raw=responder(mail, number), source="loop")
        official = post.official(session)
        waiting = [
            mail for mail in post.sent(session)
            if mail.state is OutboundState.PENDING and mail.official_id == official.id
        ]  # fmt: skip
        with post.desk().session() as writing:
            for mail in waiting:
                row = writing.get_one(OutboundMessage, mail.id)
                row.state, row.sent_at = OutboundState.SENT, row.queued_at
            writing.commit()
    return ROUNDS


@pytest.mark.parametrize("apart", [timedelta(0), timedelta(days=1)], ids=["at once", "a day apart"])
@pytest.mark.parametrize(
    ("kind", "most"),
    [("plain", 1), ("rfc3834", 0), ("exchange", 0), ("ticket", 1), ("echo", 0), ("ourselves", 0)],
)
def test_no_responder_gets_more_than_one_receipt_and_none_is_taken_for_an_answer(
    session, post, responders, kind, most, apart
) -> None:
    rounds = converse(session, post, responders[kind], apart=apart)
    assert rounds <= 2 + most
    assert len(post.sent(session, MessageKind.RECEIPT)) == most
    assert session.exec(select(IndicatorActual)).all() == session.exec(select(MilestoneUpdate)).all() == []
    recorded = select(InboundLine).where(InboundLine.outcome == LineOutcome.RECORDED)
    assert session.exec(recorded).all() == []
    assert len(post.sent(session)) <= 1 + most + 5  # the request, the receipt, and the notices of one day
    fates = set(session.exec(select(InboundMessage.fate)).all())
    assert fates <= {InboundClass.NO_VALUES, InboundClass.AUTOMATIC}


@pytest.mark.parametrize("kind", ["plain", "rfc3834", "exchange", "ticket", "echo", "ourselves"])
def test_an_automatic_answer_stops_no_clock(session, post, responders, kind) -> None:
    from models.tables import DataRequest

    converse(session, post, responders[kind], apart=timedelta(0))
    session.rollback()
    assert session.exec(select(DataRequest.state)).all() == [RequestState.OPEN]


def receipts(session, post) -> int:
    return len(post.sent(session, MessageKind.RECEIPT))


def test_a_person_gets_a_receipt_for_every_outcome_that_is_new(session, post, answer, code) -> None:
    request = post.request(session)
    told = []
    for body in (f"{code} = 14", f"{code} = 15", f"{code} = 14", f"{code} = 1,350", f"{code} = 1,351"):
        receive(post.desk(), raw=answer(request, body), source="test")
        told.append(receipts(session, post))
    assert told == [1, 2, 3, 4, 5]
    receive(post.desk(), raw=answer(request, f"{code} = 16"), source="test")
    assert receipts(session, post) == 5  # five a day; the figure counts all the same
    receive(post.desk(post.desk().today + timedelta(days=2)), raw=answer(request, f"{code} = 17"), source="test")
    assert receipts(session, post) == 6


def test_thanks_written_twice_are_answered_once(session, post, answer) -> None:
    for body in ("Bien reçu, merci.", "Merci encore !"):
        receive(post.desk(), raw=answer(post.request(session), body), source="test")
    assert receipts(session, post) == 1
