"""What the plan leaves open stays visible until a person answers it, by reply or by flow; an answer stands."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from flows.services.lifecycle.plans import load, status
from flows.services.reception.replies import receive
from flows.services.upkeep.question_orders import answer_question
from models.rules.errors import DomainError
from models.tables import InboundLine, LedgerEntry, OpenQuestion, OutboundMessage
from models.vocabulary import InboundClass, LedgerAction, MessageKind

CONSORTIUM = Path(__file__).parents[3] / "deployments" / "plans" / "consortium-2025-2027"
TODAY = date(2026, 10, 5)
ADMINISTRATOR = "administrator@region.example"


def question(session: Session, stem: str) -> OpenQuestion:
    session.rollback()
    session.expire_all()
    return session.exec(select(OpenQuestion).where(OpenQuestion.trap == stem)).one()


def ask(desk, *, preview: bool = False):
    return answer_question(desk, plan="", question="", answer="", operator="", reason="", preview=preview)


def test_all_traps_of_the_consortium_s_plan_are_open_questions_until_answered(desk_on, session) -> None:
    load(desk_on(TODAY), path=CONSORTIUM)
    opened = {q["id"].split("-")[0] for q in status(desk_on(TODAY), plan="")["open_questions"]}
    raised = {row.trap for row in session.exec(select(OpenQuestion)).all() if row.trap}
    # G26 asks who the officials are: the demonstration's own addresses, all illustrative, do not answer it.
    assert raised == {f"G{number}" for number in range(1, 28)}
    assert raised <= opened
    answer_question(
        desk_on(TODAY), plan="", question="G12", answer="Both are associations", operator="A", reason="r", preview=False
    )
    session.rollback()
    left = {q["id"].split("-")[0] for q in status(desk_on(TODAY), plan="")["open_questions"]}
    assert "G12" not in left
    load(desk_on(TODAY), path=CONSORTIUM)
    assert "G12" not in {q["id"].split("-")[0] for q in status(desk_on(TODAY), plan="")["open_questions"]}


def test_the_administrators_get_the_list_once_a_day_and_answer_by_reply(session, plan, desk_on, writer) -> None:
    assert ask(desk_on(TODAY), preview=True).counts["told"] == 1
    assert session.exec(select(OutboundMessage)).all() == []
    for _ in range(2):
        ask(desk_on(TODAY))
    mail = writer(ADMINISTRATOR, MessageKind.NOTICE)
    assert "G12 =" in mail.text
    result = receive(desk_on(TODAY), raw=mail.reply("G12 = Province de Taroudannt : région Souss-Massa"), source="test")
    assert result.fate is InboundClass.PROVISIONAL
    row = question(session, "G12")
    assert (row.answer, row.answered_by) == ("Province de Taroudannt : région Souss-Massa", "OF-ADMIN")
    entry = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.QUESTION_ANSWERED)).one()
    assert entry.source == f"sha256:{result.sha256}"
    assert question(session, "G3").answer == ""
    assert "G12" in writer(ADMINISTRATOR, MessageKind.RECEIPT).text


def test_a_fresh_mail_counts_only_when_the_sender_is_vouched_for(session, plan, desk_on, writer, as_vouched) -> None:
    ask(desk_on(TODAY))
    mail = writer(ADMINISTRATOR, MessageKind.NOTICE)
    fresh = {"In-Reply-To": "", "To": "reponse@iltizam.example"}
    assert (
        receive(desk_on(TODAY), raw=mail.reply("G12 = a", quote=False, **fresh), source="t").fate is InboundClass.TRIAGE
    )
    assert question(session, "G12").answer == ""
    raw = as_vouched(mail.reply("G12 = b", quote=False, **fresh), "region.example")
    desk = desk_on(TODAY, trusted_server="mx.iltizam.example")
    assert receive(desk, raw=raw, source="t").fate is InboundClass.RECORDED
    assert question(session, "G12").answer == "b"


def test_only_an_administrator_or_a_focal_point_can_answer(session, plan, desk_on, writer) -> None:
    ask(desk_on(TODAY))
    mail = writer(ADMINISTRATOR, MessageKind.NOTICE)
    raw = mail.reply("G12 = mine", From="of-laa-01@region.example")
    assert receive(desk_on(TODAY), raw=raw, source="test").fate is not InboundClass.RECORDED
    assert question(session, "G12").answer == ""


def test_an_answer_stands_and_a_second_one_is_told_so(session, plan, desk_on, writer) -> None:
    ask(desk_on(TODAY))
    mail = writer(ADMINISTRATOR, MessageKind.NOTICE)
    for text in ("G12 = first", "G12 = second"):
        receive(desk_on(TODAY), raw=mail.reply(text), source="test")
    assert question(session, "G12").answer == "first"
    reasons = [line.reason for line in session.exec(select(InboundLine)).all()]
    assert "already_answered" in reasons
    with pytest.raises(DomainError, match="The answer stands"):
        answer_question(
            desk_on(TODAY), plan="", question="g12", answer="third", operator="A", reason="r", preview=False
        )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"question": "G99"}, "is no question of small; open ones: G3-"),
        ({"answer": " "}, "needs an answer in words"),
        ({"operator": ""}, "fill in operator"),
    ],
)
def test_a_wrong_answer_is_refused_in_words(session, plan, desk_on, given, says) -> None:
    order = {"question": "G12", "answer": "x", "operator": "A", "reason": "r"} | given
    with pytest.raises(DomainError, match=says):
        answer_question(desk_on(TODAY), plan="", preview=False, **order)
    assert question(session, "G12").answer == ""
