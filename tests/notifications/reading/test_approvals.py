"""Approvals and refusals as people write them in three languages, and everything that only looks like one."""

import hashlib
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.approval_codes import ALPHABET, approval_code, read_approval_code
from notifications.mime import parse
from notifications.reading.approvals import ApprovalReply, ApprovalVerdict, read_approval
from notifications.reasons import Reason

SHA256 = hashlib.sha256(b"figures").hexdigest()
CODE = approval_code(SHA256)
SMALL = CODE.lower().replace("-", " ")
YES, NO = ApprovalVerdict.APPROVE, ApprovalVerdict.REFUSE


def read(text: str, *, html: bool = False) -> ApprovalReply:
    message = EmailMessage(policy=SMTP)
    message["From"] = "a@body.example"
    message.set_content(text, subtype="html" if html else "plain", cte="base64")
    return read_approval(parse(message.as_bytes()))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (f"APPROVE {CODE}", YES),
        (f"approve {SMALL}.", YES),
        (f"APPROVE {CODE.replace('-', '')}", YES),
        (f"APPROVE\n{CODE}", YES),
        (f"I approve the figures {CODE}", YES),
        (f"APPROVE {SHA256}", YES),
        (f"J'approuve {CODE}", YES),
        (f"J’approuve {CODE} !", YES),
        (f"Bonjour,\n\nNous approuvons ce rapport : {CODE}\n\nCordialement,\nLa secrétaire", YES),
        (f"أوافق {CODE}", YES),
        (f"نوافق على هذه الأرقام {CODE}", YES),
        (f"أوافق\u200f \u2068{CODE}\u2069", YES),
        (f"APPROVE {CODE}\n\nThank you for the clear dossier.", YES),
        (f"REFUSE {CODE}: the number of workshops is not supported", NO),
        (f"Je refuse {CODE} : le tableau 3 ne correspond pas aux procès-verbaux", NO),
        (f"Je refuse {CODE}\nLe tableau 3 est faux.", NO),
        (f"أرفض {CODE}: الأرقام غير مدعومة", NO),
    ],
)  # fmt: skip
def test_a_verdict_is_read_in_three_languages(text: str, verdict: ApprovalVerdict) -> None:
    reading = read(text)
    assert (reading.verdict, reading.doubt) == (verdict, None)
    assert reading.code in (CODE, SHA256)
    assert verdict is YES or reading.remarks


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (f"APPROVE {CODE} except table 3", Reason.APPROVAL_CONDITIONAL),
        (f"J'approuve {CODE}\nsous réserve de corriger le tableau 3", Reason.APPROVAL_CONDITIONAL),
        (f"أوافق {CODE}\nشريطة تصحيح الجدول", Reason.APPROVAL_CONDITIONAL),
        (f"Je n'approuve pas {CODE}", Reason.APPROVAL_UNCLEAR),
        (f"I do not approve {CODE}", Reason.APPROVAL_UNCLEAR),
        (f"لا أوافق {CODE}", Reason.APPROVAL_UNCLEAR),
        (f"APPROVE {CODE}\nREFUSE {CODE}: no", Reason.APPROVAL_UNCLEAR),
        (f"APPROVE {CODE}\nno, we cannot approve this", Reason.APPROVAL_UNCLEAR),
        ("APPROVE", Reason.APPROVAL_CODE_MISSING),
        ("J'approuve les chiffres.", Reason.APPROVAL_CODE_MISSING),
        ("أوافق", Reason.APPROVAL_CODE_MISSING),
        (f"APPROVE {CODE[:-1]}{'A' if CODE[-1] != 'A' else 'B'}", Reason.APPROVAL_CODE_MISSING),
        (f"REFUSE {CODE}", Reason.REFUSAL_WITHOUT_REASON),
    ],
)  # fmt: skip
def test_what_is_not_a_plain_verdict_is_asked_back(text: str, doubt: Reason) -> None:
    assert read(text).doubt is doubt


@pytest.mark.parametrize(
    "text",
    [
        "Thank you, we will look at it next week.",
        f"Your code {CODE} has arrived.",
        f"> APPROVE {CODE}",
        f"Merci.\n\nLe lun. 26 oct. 2026 à 09:00, Suivi <suivi@iltizam.example> a écrit :\nAPPROVE {CODE}",
        f"-----Original Message-----\nFrom: a@body.example\nSent: Monday 26 October 2026 09:00\nSubject: x\n\nAPPROVE {CODE}",
    ],
)
def test_quoted_words_and_other_words_decide_nothing(text: str) -> None:
    assert read(text).verdict is None


def test_a_reply_in_html_alone_is_read() -> None:
    reading = read(
        f"<html><body dir=rtl><p>أوافق <b>{CODE}</b></p><blockquote>REFUSE {CODE}: x</blockquote>", html=True
    )
    assert (reading.verdict, reading.code, reading.doubt) == (YES, CODE, None)


@given(st.binary(min_size=32, max_size=32), st.integers(0, 11), st.sampled_from(ALPHABET))
def test_every_wrong_letter_of_a_code_is_noticed(digest: bytes, place: int, letter: str) -> None:
    code = approval_code(digest.hex())
    plain = code.replace("-", "")
    assert read_approval_code(plain.lower()) == code
    wrong = plain[:place] + letter + plain[place + 1 :]
    assert read_approval_code(wrong) == (code if wrong == plain else None)


@given(st.binary(min_size=32, max_size=32), st.integers(0, 10))
def test_two_swapped_neighbours_are_noticed(digest: bytes, place: int) -> None:
    plain = approval_code(digest.hex()).replace("-", "")
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assert swapped == plain or read_approval_code(swapped) is None


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader_or_approves_without_a_code(text: str) -> None:
    reading = read(text)
    assert reading.verdict is None or reading.doubt is not None or reading.code
