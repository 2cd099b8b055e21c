"""What a committee or an owner writes back is read line by line: labels in three languages, nothing of ours, nothing guessed."""

from datetime import date
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import LineOutcome, ResponseKind
from notifications.mime import parse
from notifications.reading.committee_heads import find_head
from notifications.reading.committee_lines import CommitteeCodes, LineKind
from notifications.reading.recommendations import read_committee_reply
from notifications.reading.responses import read_response

TODAY = date(2026, 11, 23)
CODES = CommitteeCodes(
    subjects={"MALAA0001": "MALAA0001", "LAA1M1D": "LAA1-M1D", "MALAA0001ORI": "MALAA0001/ORI"},
    recommendations={"RLAA003": "R-LAA-003"},
    questions={"G12": "G12-categories"},
)


def mail(text: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "a@x.example", "b@y.example"
    message.set_content(text)
    return message.as_bytes()


def read(text: str, sent: str = "") -> list[tuple[str, str, str, str]]:
    ours = [parse(mail(sent))] if sent else []
    lines = read_committee_reply(parse(mail(text)), codes=CODES, sent=ours, today=TODAY)
    return [(line.outcome.value, line.kind.value, line.code or line.label, line.text) for line in lines if line.kind]


@pytest.mark.parametrize(
    ("written", "code", "text"),
    [
        ("R1: Publier", "R1", "Publier"),
        ("r 2 - Publier", "R2", "Publier"),
        ("R°3 : Publier", "R3", "Publier"),
        ("Recommandation n° 4 : Publier", "R4", "Publier"),
        ("Recommendation 5: Publish", "R5", "Publish"),
        ("توصية 6: نشر", "R6", "نشر"),
        ("التوصية رقم ٧ : نشر", "R7", "نشر"),
        ("ت٨: نشر", "R8", "نشر"),
        ("• R9 MALAA0001 : Publier", "MALAA0001", "Publier"),
        ("R10 (MALAA0001/ORI) : Publier", "MALAA0001/ORI", "Publier"),
        ("R11 LAA1-M1D: Publier", "LAA1-M1D", "Publier"),
        ("R12 sur le budget : publier", "R12", "sur le budget : publier"),
        ("\u2068R13\u2069: Publier", "R13", "Publier"),
    ],
)
def test_a_label_is_read_however_it_is_written(written, code, text) -> None:
    (line,) = read(written)
    if code != "R12":
        assert line == ("recorded", "recommendation", code, text)
    else:
        assert line[0] in ("recorded", "doubtful")  # never lost: recorded, or asked back
        assert "budget" in line[3]


@pytest.mark.parametrize(
    "written", ["Rabat", "R", "R 2026", "Rendez-vous 3 : mardi", "RE: votre mail", "G13 = x", "2 : oui"]
)
def test_prose_is_no_label(written) -> None:
    assert find_head(written, codes=CODES) is None


@pytest.mark.parametrize(
    "written", ["R-LAA-003 = acceptée", "r laa 003: acceptée", "RLAA003 = acceptée", "R‑LAA‑003 = acceptée"]
)
def test_a_recommendation_is_answered_by_its_code_however_it_is_written(written) -> None:
    (line,) = read(written)
    assert line[:3] == ("recorded", "answer", "R-LAA-003")


def test_an_unknown_code_is_not_understood_and_an_unknown_subject_is_asked_back() -> None:
    assert read("R-LAA-044 = acceptée") == [("not_understood", "answer", "R-LAA-044", "acceptée")]
    assert read("R1 MALAA0099: Publier")[0][0] == "doubtful"


def test_what_we_printed_ourselves_is_never_read_as_theirs() -> None:
    ours = "R1: votre recommandation\nR-LAA-003 ="
    quoted = "\n".join("> " + line for line in ours.splitlines())
    found = read(f"R1: La mienne\n\nLe 26/10/2026 à 09:00, Suivi a écrit :\n{quoted}\n{ours}", sent=ours)
    assert [line for line in found if line[0] == "recorded"] == [("recorded", "recommendation", "R1", "La mienne")]


def test_a_text_goes_on_to_the_next_empty_line_or_label() -> None:
    found = read("R1: Publier\nen arabe\net en français\n\nUne remarque\nR2: Former")
    assert [line[3] for line in found] == ["Publier en arabe et en français", "Former"]


def test_a_question_is_answered_only_with_a_sign() -> None:
    assert read("G12 = ce sont des associations") == [
        ("recorded", "question", "G12-categories", "ce sont des associations")
    ]
    assert read("G12 est une bonne question") == []


@pytest.mark.parametrize(
    ("written", "kind", "on", "until", "reason"),
    [
        ("acceptée", ResponseKind.ACCEPTED, None, None, ""),
        ("d’accord, fait le 12/11/2026", ResponseKind.ACCEPTED, date(2026, 11, 12), None, ""),
        ("fait le 12 novembre 2026", ResponseKind.ACCEPTED, date(2026, 11, 12), None, ""),
        ("مقبولة، أنجزت في 12/11/2026", ResponseKind.ACCEPTED, date(2026, 11, 12), None, ""),
        ("accepted, by 30/06/2027", ResponseKind.ACCEPTED, None, date(2027, 6, 30), ""),
        ("acceptée, fait le 12/12/2026", ResponseKind.ACCEPTED, date(2026, 12, 12), None, "done_in_future"),
        ("acceptée en partie", ResponseKind.PARTLY, None, None, ""),
        ("مقبولة جزئيا", ResponseKind.PARTLY, None, None, ""),
        ("refus", ResponseKind.REFUSED, None, None, ""),
        ("مرفوضة", ResponseKind.REFUSED, None, None, ""),
        ("n'est pas acceptée", None, None, None, "response_unclear"),
        ("غير مقبولة", None, None, None, "response_unclear"),
        ("peut-être", None, None, None, "response_unclear"),
    ],
)
def test_an_answer_is_read_with_its_days(written, kind, on, until, reason) -> None:
    found = read_response(written, today=TODAY)
    assert (found.kind, found.implemented_on, found.until, found.reason) == (kind, on, until, reason)


@given(st.text(max_size=400))
def test_whatever_is_written_every_line_has_one_outcome_and_nothing_raises(text: str) -> None:
    lines = read_committee_reply(parse(mail(text.replace("\x00", ""))), codes=CODES, today=TODAY)
    assert all(line.outcome in set(LineOutcome) for line in lines)
    recorded = [line for line in lines if line.outcome is LineOutcome.RECORDED]
    assert all(line.kind is not LineKind.NONE and (line.text or line.response) for line in recorded)


@given(st.lists(st.from_regex(r"[A-Za-zéàç][A-Za-zéàç ]{5,60}", fullmatch=True), min_size=1, max_size=9))
def test_as_many_recommendations_are_read_as_were_written(texts: list[str]) -> None:
    written = "\n\n".join(f"R{number}: {text}" for number, text in enumerate(texts, start=1))
    assert len(read(written)) == len(texts)
