"""The receipt: every line of a reply accounted for, what is missing named, each line to copy printed once."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.vocabulary import InboundClass, Language, LineOutcome
from notifications.compose import compose_receipt
from notifications.compose_words import ANSWER_WORDS
from notifications.formatting import format_date
from notifications.mail import ComposedMail, Envelope, Receipt, ReceiptLine
from notifications.reasons import REASONS

Open = Callable[[ComposedMail], Any]
OWN_OPENING = (
    InboundClass.RECORDED,
    InboundClass.PROVISIONAL,
    InboundClass.NO_VALUES,
    InboundClass.LATE,
    InboundClass.HELD,
    InboundClass.OVERSIZE,
)


def lines_to_copy(text: str) -> list[str]:
    """Lines of the text part that look like `CODE = …`."""
    return [line for line in text.splitlines() if re.match(r"[A-Z]{2,}[A-Z0-9-]* =", line)]


def test_a_receipt_answers_automatically_and_in_bulk(receipt: Receipt, envelope: Envelope, open_mail: Open) -> None:
    message = open_mail(compose_receipt(receipt, envelope=envelope)).message
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["Precedence"] == "bulk"


def test_every_outcome_has_its_place(receipt: Receipt, envelope: Envelope, open_mail: Open) -> None:
    mail = open_mail(compose_receipt(receipt, envelope=envelope))
    recorded, doubtful, unclear, *_ = receipt.lines
    for part in (mail.text, mail.html):
        for shown in (recorded.title, recorded.before, recorded.after, doubtful.title, unclear.title, "???", "1,350"):
            assert shown.partition("(")[0].strip() in part


def test_each_line_to_copy_stands_once(receipt: Receipt, envelope: Envelope, open_mail: Open) -> None:
    text = open_mail(compose_receipt(receipt, envelope=envelope)).text
    asked = [line.send_back for line in receipt.lines if line.send_back]
    missing = [f"{item.code} = " for item in receipt.missing]
    assert sorted(lines_to_copy(text)) == sorted({*asked, *missing})


def test_what_was_written_is_never_quoted_as_an_answer(receipt: Receipt, envelope: Envelope, open_mail: Open) -> None:
    mail = open_mail(compose_receipt(receipt, envelope=envelope))
    assert "= 1,350" not in mail.text + mail.html
    assert all(line.endswith("= ") for line in lines_to_copy(mail.text))


def test_lines_left_aside_are_counted_not_repeated(receipt: Receipt, envelope: Envelope, open_mail: Open) -> None:
    extra = ReceiptLine(LineOutcome.IGNORED, raw="BONJOUR-777", reason="greeting")
    mail = open_mail(compose_receipt(replace(receipt, lines=(*receipt.lines, extra)), envelope=envelope))
    assert "BONJOUR-777" not in mail.text + mail.html
    assert re.search(r"^3 ", mail.text, re.MULTILINE)


def test_missing_lines_are_wanted_by_the_last_day(receipt: Receipt, envelope: Envelope, open_mail: Open) -> None:
    assert receipt.form is not None
    text = open_mail(compose_receipt(receipt, envelope=envelope)).text
    assert format_date(receipt.form.respond_by, receipt.language) in text


def test_after_the_last_day_the_receipt_does_not_ask_for_the_impossible(
    receipt: Receipt, envelope: Envelope, open_mail: Open
) -> None:
    late = replace(receipt, received_on=date(2026, 10, 20))
    assert open_mail(compose_receipt(late, envelope=envelope)).text.count(
        {
            Language.FRENCH: "demandé pour le",
            Language.ARABIC: "وكان مطلوبا",
            Language.ENGLISH: "asked for by",
        }[receipt.language]
    )


def test_each_fate_has_an_opening_of_its_own(
    receipt_of: Callable[[InboundClass], Receipt], envelope: Envelope, open_mail: Open
) -> None:
    openings = [
        open_mail(compose_receipt(receipt_of(fate), envelope=envelope)).text.split("\n\n")[3] for fate in OWN_OPENING
    ]
    assert len(set(openings)) == len(OWN_OPENING)


@pytest.mark.parametrize("fate", [fate for fate in InboundClass if fate not in OWN_OPENING])
def test_any_other_fate_still_has_a_true_opening(
    fate: InboundClass, receipt_of: Callable[[InboundClass], Receipt], envelope: Envelope, open_mail: Open
) -> None:
    mail = open_mail(compose_receipt(receipt_of(fate), envelope=envelope))
    assert mail.text.split("\n\n")[3].strip()


def test_provisional_answers_say_how_to_object(
    receipt_of: Callable[[InboundClass], Receipt], envelope: Envelope, open_mail: Open
) -> None:
    provisional = receipt_of(InboundClass.PROVISIONAL)
    words = ANSWER_WORDS[provisional.language].objection
    assert words in open_mail(compose_receipt(provisional, envelope=envelope)).text
    assert words not in open_mail(compose_receipt(receipt_of(InboundClass.RECORDED), envelope=envelope)).text


@pytest.mark.parametrize("fate", [InboundClass.HELD, InboundClass.LATE, InboundClass.TRIAGE])
def test_nothing_is_called_recorded_when_nothing_was(
    fate: InboundClass, receipt_of: Callable[[InboundClass], Receipt], envelope: Envelope, open_mail: Open
) -> None:
    text = open_mail(compose_receipt(receipt_of(fate), envelope=envelope)).text
    now = {Language.FRENCH: "Désormais", Language.ARABIC: "حاليا", Language.ENGLISH: "Now:"}
    language = receipt_of(fate).language
    assert now[language] not in text
    assert now[language] in open_mail(compose_receipt(receipt_of(InboundClass.RECORDED), envelope=envelope)).text


def test_a_reply_that_leaves_nothing_open_is_thanked(receipt: Receipt, envelope: Envelope, open_mail: Open) -> None:
    complete = replace(receipt, lines=receipt.lines[:1], missing=())
    thanks = {Language.FRENCH: "merci", Language.ARABIC: "شكرا", Language.ENGLISH: "thank you"}[receipt.language]
    assert thanks in open_mail(compose_receipt(complete, envelope=envelope)).text
    assert thanks not in open_mail(compose_receipt(receipt, envelope=envelope)).text


def test_a_mail_tied_to_no_form_still_gets_a_receipt(receipt: Receipt, envelope: Envelope, open_mail: Open) -> None:
    untied = replace(receipt, form=None, fate=InboundClass.TRIAGE, lines=(), missing=())
    mail = compose_receipt(untied, envelope=envelope)
    assert format_date(receipt.received_on, receipt.language) in mail.subject
    assert lines_to_copy(open_mail(mail).text) == []


@pytest.mark.parametrize("reason", [*map(str, REASONS), "a-word-nobody-knows", ""])
def test_every_reason_is_said_in_the_readers_language(
    reason: str, receipt: Receipt, envelope: Envelope, open_mail: Open
) -> None:
    line = ReceiptLine(LineOutcome.NOT_UNDERSTOOD, raw="?", reason=reason)
    mail = open_mail(compose_receipt(replace(receipt, lines=(line,), missing=()), envelope=envelope))
    if receipt.language is not Language.ENGLISH:
        assert REASONS.get(reason, "This answer") not in mail.text
    else:
        assert REASONS.get(reason, "This answer could not be taken over") in mail.text
