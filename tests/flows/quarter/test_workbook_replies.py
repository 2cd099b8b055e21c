"""Answers in the attached workbook: recorded like any other, held against the text, returned marked."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from sqlmodel import col, select

from flows.services.collection.campaigns import open_quarter
from flows.services.reception.replies import receive
from models.tables import EvidenceLink, InboundMessage, IndicatorActual, OutboundMessage
from models.vocabulary import InboundClass, MessageKind
from notifications.workbook_reading import identify_workbook

OPENED, ANSWERED = date(2026, 10, 1), date(2026, 10, 8)
KEY = b"k" * 32


@pytest.fixture
def french(session, small_plan, desk_on, correspondent):
    open_quarter(desk_on(OPENED), plan="small")
    session.rollback()
    return correspondent(session, small_plan.french)


def workbook_of(mail: OutboundMessage) -> bytes:
    parts = [p for p in message_from_bytes(mail.raw).walk() if str(p.get_filename() or "").endswith(".xlsx")]
    assert len(parts) == 1
    return parts[0].get_payload(decode=True)


def filled(content: bytes, answers: dict[str, str]) -> bytes:
    """The workbook with texts typed into the answer cells, as a spreadsheet program writes them."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        strings = re.findall(r"<si>(.*?)</si>", old.read("xl/sharedStrings.xml").decode(), re.DOTALL)
        texts = [re.sub(r"<[^>]+>", "", item) for item in strings]
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = _typed(data.decode(), texts, answers).encode()
            new.writestr(name, data)
    return made.getvalue()


def _typed(sheet: str, texts: list[str], answers: dict[str, str]) -> str:
    heading = next(c for c in _cells(sheet, texts) if c[1].startswith("Votre réponse"))
    column = re.match(r"[A-Z]+", heading[0])[0]
    for place, text in _cells(sheet, texts):
        if text in answers:
            row = re.search(r"\d+", place)[0]
            cell = f'<c r="{column}{row}" t="inlineStr"><is><t>{answers[text]}</t></is></c>'
            sheet = re.sub(rf'<c r="{column}{row}"[^>]*?(?:/>|>.*?</c>)', cell, sheet, count=1, flags=re.DOTALL)
    return sheet


def _cells(sheet: str, texts: list[str]) -> list[tuple[str, str]]:
    found = re.findall(r'<c r="([A-Z]+\d+)"[^>]*t="s"[^>]*><v>(\d+)</v></c>', sheet)
    return [(place, texts[int(index)]) for place, index in found]


def with_workbook(french, body: str, content: bytes, *, tied: bool = True, name: str = "suivi.xlsx") -> bytes:
    message = message_from_bytes(french.reply(body, quote=False))
    made = EmailMessage(policy=SMTP)
    for field in ("From", "Subject", "Date", "Message-ID"):
        made[field] = " ".join(str(message[field]).split())
    made["To"] = str(message["To"]) if tied else "reponse@iltizam.example"
    if tied:
        made["In-Reply-To"] = str(message["In-Reply-To"])
    made.set_content(body)
    made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def values(session) -> list[Decimal | None]:
    session.rollback()
    return [row.value for row in session.exec(select(IndicatorActual).order_by(col(IndicatorActual.id))).all()]


def test_the_request_carries_the_form_as_a_signed_workbook(french) -> None:
    assert identify_workbook(workbook_of(french.sent), key=KEY) == "2026-Q3/OF-LAA-FR"


def test_answers_in_the_workbook_are_recorded_with_their_cell_and_it_comes_back_marked(
    session, french, desk_on
) -> None:
    content = filled(workbook_of(french.sent), {french.codes[0]: "14", french.codes[1]: "62,5 %"})
    result = receive(desk_on(ANSWERED), raw=with_workbook(french, "Ci-joint.", content), source="test")
    recorded = {line["code"]: line for line in result.as_json()["recorded"]}
    assert recorded[french.codes[0]]["value"] == 14
    assert recorded[french.codes[1]]["value"] == 62.5
    assert re.search(r"#workbook cell [A-Z]+\d+$", recorded[french.codes[0]]["source"])
    assert session.exec(select(EvidenceLink)).all() == []  # the form itself is no evidence
    session.rollback()
    receipt = session.exec(select(OutboundMessage).where(OutboundMessage.kind == MessageKind.RECEIPT)).one()
    assert identify_workbook(workbook_of(receipt), key=KEY) == "2026-Q3/OF-LAA-FR"


def test_the_same_value_in_text_and_workbook_counts_once_and_different_ones_are_asked_back(
    session, french, desk_on
) -> None:
    one, two = french.codes[:2]
    content = filled(workbook_of(french.sent), {one: "14", two: "20"})
    result = receive(desk_on(ANSWERED), raw=with_workbook(french, f"{one} = 14\n{two} = 21", content), source="test")
    answer = result.as_json()
    assert [line["code"] for line in answer["recorded"]] == [one]
    assert {line["code"] for line in answer["doubtful"]} == {two}
    assert values(session) == [Decimal(14)]


def test_a_signed_workbook_alone_ties_a_new_mail_to_its_form(session, french, desk_on) -> None:
    content = filled(workbook_of(french.sent), {french.codes[0]: "14"})
    result = receive(desk_on(ANSWERED), raw=with_workbook(french, "Bonjour", content, tied=False), source="test")
    assert result.fate is InboundClass.PROVISIONAL
    assert values(session) == [Decimal(14)]


def test_a_stranger_with_our_workbook_is_held(session, french, desk_on) -> None:
    content = filled(workbook_of(french.sent), {french.codes[0]: "14"})
    raw = with_workbook(french, "Bonjour", content, tied=False).replace(
        french.official.email.encode(), b"someone@elsewhere.example"
    )
    assert receive(desk_on(ANSWERED), raw=raw, source="test").fate is InboundClass.HELD
    assert values(session) == []


def test_an_unfilled_workbook_answers_nothing(session, french, desk_on) -> None:
    result = receive(desk_on(ANSWERED), raw=with_workbook(french, "Voici.", workbook_of(french.sent)), source="test")
    assert result.fate is InboundClass.NO_VALUES
    assert values(session) == []


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"not a workbook"])
def test_a_broken_workbook_blocks_nothing_in_the_same_mail(session, french, desk_on, content) -> None:
    body = f"{french.codes[0]} = 14"
    name = "suivi-2026-Q3-OF-LAA-FR.xlsx"
    result = receive(desk_on(ANSWERED), raw=with_workbook(french, body, content, name=name), source="test")
    assert values(session) == [Decimal(14)]
    assert any(line["source"].endswith("#attachment") for line in result.as_json()["not_understood"])


def test_another_s_spreadsheet_is_evidence_and_no_answer(session, french, desk_on) -> None:
    code = next(code for code in french.codes if "-M" in code)
    raw = with_workbook(french, f"{code} = en cours", b"PK\x03\x04 somebody's own sheet", name="budget.xlsx")
    receive(desk_on(ANSWERED), raw=raw, source="test")
    session.rollback()
    link = session.exec(select(EvidenceLink)).one()
    assert (link.original_name, link.item_code) == ("budget.xlsx", code)
    assert session.exec(select(InboundMessage)).one().fate is InboundClass.PROVISIONAL
