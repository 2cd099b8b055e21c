"""Who else answers, who takes it back, who is away: decided by people, carried out once, nothing erased."""

from datetime import date
from decimal import Decimal
from email import message_from_bytes

import pytest
from sqlmodel import col, select

from flows.services.collection.campaigns import open_quarter
from flows.services.reception.absences import absent_until
from flows.services.reception.held import resolve_held_reply
from flows.services.reception.replies import receive
from models.rules.errors import DomainError
from models.tables import (
    Deputy,
    EvidenceFile,
    EvidenceLink,
    InboundMessage,
    IndicatorActual,
    LedgerEntry,
    Milestone,
    OutboundMessage,
    RequestedItem,
)
from models.vocabulary import InboundClass, LedgerAction, MessageKind, MilestoneStatus, ValueStatus

OPENED = date(2026, 10, 1)
ANSWERED = date(2026, 10, 8)
COLLEAGUE = "colleague@region-laa.example"


@pytest.fixture
def french(session, small_plan, desk_on, correspondent):
    open_quarter(desk_on(OPENED), plan="small")
    session.rollback()
    return correspondent(session, small_plan.french)


def vouched(raw: bytes, domain: str = "region-laa.example") -> bytes:
    """As our own mail server hands it over after checking the sender."""
    head = f"Authentication-Results: mx.iltizam.example; dmarc=pass header.from={domain}\r\n"
    received = f"Received: from mail.{domain} by mx.iltizam.example; Thu, 8 Oct 2026 10:00:00 +0000\r\n"
    return (head + received).encode() + raw


def mails(session, kind: MessageKind) -> list[OutboundMessage]:
    session.rollback()
    return list(session.exec(select(OutboundMessage).where(OutboundMessage.kind == kind)).all())


def values(session) -> list[tuple[Decimal | None, bool, str]]:
    session.rollback()
    rows = session.exec(select(IndicatorActual).order_by(col(IndicatorActual.id))).all()
    return [(row.value, row.is_current, row.retracted_because) for row in rows]


def inbound(session, result) -> InboundMessage:
    session.rollback()
    return session.exec(select(InboundMessage).where(InboundMessage.sha256 == result.sha256)).one()


def answer_to(french, mail: OutboundMessage, text: str) -> bytes:
    message = message_from_bytes(mail.raw)
    headers = {"In-Reply-To": mail.message_id, "To": message["Reply-To"]}
    return french.reply(text, quote=False, **headers)


def test_a_colleague_s_values_are_held_and_the_official_is_asked(session, french, later) -> None:
    raw = vouched(french.reply(f"{french.codes[0]} = 14", From=COLLEAGUE))
    assert receive(later(ANSWERED), raw=raw, source="test").fate is InboundClass.HELD
    assert values(session) == []
    (question,) = mails(session, MessageKind.CONFIRMATION)
    assert question.envelope_to == french.official.email


@pytest.mark.parametrize(("word", "deputies"), [("Oui", 0), ("oui, comme adjoint", 1), ("نعم، نائبا", 1)])
def test_yes_records_the_values_and_the_deputy_when_said_so(session, french, later, word, deputies) -> None:
    held = receive(later(ANSWERED), raw=vouched(french.reply(f"{french.codes[0]} = 14", From=COLLEAGUE)), source="test")
    (question,) = mails(session, MessageKind.CONFIRMATION)
    decision = receive(later(ANSWERED), raw=vouched(answer_to(french, question, word)), source="test")
    assert decision.fate is InboundClass.DECISION
    assert inbound(session, held).fate is InboundClass.RECORDED
    assert values(session) == [(Decimal(14), True, "")]
    assert len(session.exec(select(Deputy)).all()) == deputies
    assert len(mails(session, MessageKind.RECEIPT)) == 1


def test_an_accepted_deputy_answers_alone_next_time(session, french, later) -> None:
    receive(later(ANSWERED), raw=vouched(french.reply(f"{french.codes[0]} = 14", From=COLLEAGUE)), source="test")
    (question,) = mails(session, MessageKind.CONFIRMATION)
    receive(later(ANSWERED), raw=vouched(answer_to(french, question, "oui, comme adjoint")), source="test")
    again = receive(
        later(ANSWERED), raw=vouched(french.reply(f"{french.codes[1]} = 20", From=COLLEAGUE)), source="test"
    )
    assert again.fate is InboundClass.RECORDED
    assert len(values(session)) == 2


def test_no_refuses_them_and_a_second_word_changes_nothing(session, french, later) -> None:
    held = receive(later(ANSWERED), raw=vouched(french.reply(f"{french.codes[0]} = 14", From=COLLEAGUE)), source="test")
    (question,) = mails(session, MessageKind.CONFIRMATION)
    receive(later(ANSWERED), raw=vouched(answer_to(french, question, "Non")), source="test")
    assert inbound(session, held).fate is InboundClass.REFUSED
    receive(later(ANSWERED), raw=vouched(answer_to(french, question, "Oui")), source="test")
    assert inbound(session, held).fate is InboundClass.REFUSED
    assert values(session) == []


def test_only_the_assigned_official_decides(session, french, later) -> None:
    held = receive(later(ANSWERED), raw=vouched(french.reply(f"{french.codes[0]} = 14", From=COLLEAGUE)), source="test")
    (question,) = mails(session, MessageKind.CONFIRMATION)
    raw = vouched(answer_to(french, question, "Oui").replace(french.official.email.encode(), COLLEAGUE.encode()))
    assert receive(later(ANSWERED), raw=raw, source="test").fate is not InboundClass.DECISION
    assert inbound(session, held).fate is InboundClass.HELD


def test_it_was_not_me_takes_a_provisional_answer_back_and_erases_nothing(session, french, desk_on) -> None:
    milestone = next(code for code in french.codes if "-M" in code)
    body = f"{french.codes[0]} = 14\n{milestone} = fait le 01/10/2026"
    first = receive(desk_on(ANSWERED), raw=french.reply(body), source="test")
    (receipt,) = mails(session, MessageKind.RECEIPT)
    objection = receive(desk_on(ANSWERED), raw=answer_to(french, receipt, "Ce n’est pas moi"), source="test")
    assert objection.fate is InboundClass.DECISION
    assert inbound(session, first).fate is InboundClass.REFUSED
    ((value, is_current, because),) = values(session)
    assert (value, is_current) == (Decimal(14), False)
    assert because == f"refused by {french.official.code}"
    assert (
        session.exec(select(Milestone).where(Milestone.code == milestone)).one().status is MilestoneStatus.IN_PROGRESS
    )
    items = session.exec(
        select(RequestedItem).where(RequestedItem.data_request_id == french.sent.data_request_id)
    ).all()
    assert not any(item.is_answered for item in items)
    assert session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.VALUE_RETRACTED)).one()


def test_what_nobody_vouches_for_never_displaces_what_was_vouched_for(session, french, later, desk_on) -> None:
    code = french.codes[0]
    receive(later(ANSWERED), raw=vouched(french.reply(f"{code} = 14")), source="test")
    doubtful = receive(later(ANSWERED), raw=french.reply(f"{code} = 99"), source="test")
    assert doubtful.fate is InboundClass.PROVISIONAL
    assert values(session) == [(Decimal(14), True, ""), (Decimal(99), False, "")]
    done = resolve_held_reply(
        desk_on(ANSWERED),
        message=doubtful.sha256,
        decision="accept",
        operator="A. Admin",
        reason="he confirmed by phone",
    )
    assert done.counts["answers"] == 1
    assert values(session) == [(Decimal(14), False, ""), (Decimal(99), True, "")]


STRAY = {"From": "private@mail.example", "To": "reponse@iltizam.example", "In-Reply-To": ""}


def test_an_administrator_ties_a_stray_message_to_its_form_and_accepts_it(session, french, desk_on) -> None:
    raw = french.reply(f"{french.codes[0]} = 14", **STRAY)
    stray = receive(desk_on(ANSWERED), raw=raw, source="test")
    assert stray.fate is InboundClass.TRIAGE
    chosen = {"message": stray.sha256[:12], "decision": "accept", "operator": "A. Admin", "reason": "known sender"}
    with pytest.raises(DomainError, match="2026-Q3/OF-LAA-02"):
        resolve_held_reply(desk_on(ANSWERED), **chosen)
    preview = resolve_held_reply(desk_on(ANSWERED), **chosen, form="2026-Q3/OF-LAA-FR", preview=True)
    assert preview.counts == {"answers": 1}
    assert values(session) == []
    resolve_held_reply(desk_on(ANSWERED), **chosen, form="2026-Q3/OF-LAA-FR")
    assert values(session) == [(Decimal(14), True, "")]
    assert session.exec(select(IndicatorActual)).one().value_status is ValueStatus.CONFIRMED


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"decision": "maybe"}, "choose one of: accept, accept-deputy, refuse"),
        ({"operator": ""}, "who decides and why"),
        ({"form": "2026-Q9/X"}, "forms are named like"),
        ({"message": "zz"}, "iltizam inbox"),
    ],
)
def test_an_unclear_decision_gets_one_sentence(french, desk_on, changes, sentence) -> None:
    stray = receive(desk_on(ANSWERED), raw=b"From: a@b.example\r\n\r\nhello", source="test")
    chosen = {"message": stray.sha256, "decision": "refuse", "operator": "A", "reason": "B"} | changes
    with pytest.raises(DomainError, match=sentence):
        resolve_held_reply(desk_on(ANSWERED), **chosen)


def test_an_absence_with_its_days_is_noted_once(session, french, desk_on) -> None:
    for _ in range(2):
        raw = french.reply(
            "Je suis absent du 5 octobre 2026 au 20 octobre 2026. En cas d'urgence : adjoint@region-laa.example",
            quote=False, **{"Auto-Submitted": "auto-replied"},
        )  # fmt: skip
        receive(desk_on(ANSWERED), raw=raw, source="test")
    session.rollback()
    official = french.official.id
    assert absent_until(session, official_id=official, today=ANSWERED) == date(2026, 10, 20)
    assert absent_until(session, official_id=official, today=date(2026, 10, 21)) is None
    assert len(session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.ABSENCE_NOTED)).all()) == 1


def with_file(french, body: str, *files: tuple[str, bytes]) -> bytes:
    message = message_from_bytes(french.reply(body, quote=False))
    from email.message import EmailMessage
    from email.policy import SMTP

    made = EmailMessage(policy=SMTP)
    for name in ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To"):
        made[name] = " ".join(str(message[name]).split())
    made.set_content(body)
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def test_a_file_is_kept_by_content_under_its_name_and_linked_to_its_milestone(session, french, desk_on) -> None:
    code = next(code for code in french.codes if "-M" in code)
    raw = with_file(french, f"{code} = fait le 30/09/2026", ("محضر الاجتماع.pdf", b"%PDF-1.7 minutes"))
    result = receive(desk_on(ANSWERED), raw=raw, source="test")
    session.rollback()
    link = session.exec(select(EvidenceLink)).one()
    file = session.get_one(EvidenceFile, link.file_id)
    assert (link.original_name, link.item_code, link.is_public) == ("محضر الاجتماع.pdf", code, False)
    assert (file.content_type, file.content) == ("application/pdf", b"%PDF-1.7 minutes")
    assert any(line["text"] == "محضر الاجتماع.pdf" for line in result.as_json()["recorded"])


def test_the_same_file_twice_is_kept_once_and_a_program_never(session, french, desk_on) -> None:
    code = next(code for code in french.codes if "-M" in code)
    pdf = b"%PDF-1.7 minutes"
    receive(
        desk_on(ANSWERED), raw=with_file(french, f"{code} = en cours", ("a.pdf", pdf), ("b.pdf", pdf)), source="test"
    )
    receive(
        desk_on(ANSWERED), raw=with_file(french, f"{code} = fait", ("a.pdf", pdf), ("x.pdf", b"MZ\x90")), source="test"
    )
    session.rollback()
    assert len(session.exec(select(EvidenceFile)).all()) == 1
    assert len(session.exec(select(EvidenceLink)).all()) == 3
