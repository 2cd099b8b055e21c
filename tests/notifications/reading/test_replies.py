"""Replies as a whole: every line has one outcome, nothing hostile is recorded, contradictions are asked back."""

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.codes import item_code
from models.vocabulary import AnswerKind, ItemKind, LineOutcome
from notifications.answer import AnswerLine, Reading
from notifications.mime import parse
from notifications.reading import read_reply
from notifications.reading.text import squeeze
from notifications.reasons import REASONS, Reason
from tests.notifications.reading.builders import (
    CHARTER,
    PLACES,
    PLATFORM,
    PREFILLED,
    RATE,
    WORKSHOPS,
    make_form,
    make_items,
    make_reply,
    make_request,
)

FORM = make_form()
RECORDED, DOUBTFUL = LineOutcome.RECORDED, LineOutcome.DOUBTFUL
NOT_UNDERSTOOD, IGNORED = LineOutcome.NOT_UNDERSTOOD, LineOutcome.IGNORED


def read(text: str, *, html: str = "") -> Reading:
    """A reply with this text, read against the usual form."""
    return read_reply(parse(make_reply(text, html=html)), FORM)


def only(reading: Reading) -> AnswerLine:
    """The one line of a reading."""
    assert len(reading.lines) == 1, reading.lines
    return reading.lines[0]


BARE = WORKSHOPS.replace("-", "")
VARIANTS = [
    f"{WORKSHOPS} = 12",
    f"{WORKSHOPS}=12",
    f"{WORKSHOPS} : 12",
    f"{WORKSHOPS}: 12",
    f"{WORKSHOPS} ： 12",
    f"{WORKSHOPS} => 12",
    f"{WORKSHOPS} → 12",
    f"[{WORKSHOPS}] = 12",
    f"({WORKSHOPS}) = 12",
    f"*{WORKSHOPS}* = *12*",
    f"{WORKSHOPS.lower()} = 12",
    f"{BARE} = 12",
    f"{WORKSHOPS.replace('-', '–')} = 12",
    f"{WORKSHOPS.replace('-', '—')} = 12",
    f"{WORKSHOPS.replace('-', chr(0x2011))} = 12",
    f"{WORKSHOPS.replace('-', chr(0x2212))} = 12",
    f"{WORKSHOPS.replace('-', ' - ')} = 12",
    f"{WORKSHOPS.replace('-', ' ')} = 12",
    f"{WORKSHOPS.replace('-', '_')} = 12",
    f"{WORKSHOPS.replace('1', '١')} = ١٢",
    f"\u200f{WORKSHOPS}\u200f = \u200f12",
    f"\u2066{WORKSHOPS}\u2069 = 12",
    f"\u202b{WORKSHOPS} = 12\u202c",
    f"- {WORKSHOPS} = 12",
    f"1. {WORKSHOPS} = 12",
    f"• {WORKSHOPS} = 12",
    f"> {WORKSHOPS} = 12",
    f"> > {WORKSHOPS} = 12",
    f">>{WORKSHOPS} = 12",
    f"| {WORKSHOPS} = 12",
    f"Réponse : {WORKSHOPS} = 12",
    f"الرمز {WORKSHOPS} = 12",
    f"{WORKSHOPS} = 12 |",
    f"\t{WORKSHOPS}\t=\t12",
    f"\ufeff{WORKSHOPS} = 12",
]


@pytest.mark.parametrize("line", VARIANTS)
def test_a_code_is_found_however_it_is_typed(line: str) -> None:
    found = read(line).with_outcome(RECORDED)
    assert [(one.code, one.value) for one in found] == [(WORKSHOPS, Decimal(12))]


def test_the_place_of_an_answer_is_named() -> None:
    reading = read(f"Bonjour,\n\n\n{WORKSHOPS} = 12\n")
    assert reading.with_outcome(RECORDED)[0].where == "text line 4"


def test_a_wrong_check_letter_is_never_matched_to_a_neighbour() -> None:
    wrong = WORKSHOPS[:-1] + ("A" if WORKSHOPS[-1] != "A" else "B")
    line = only(read(f"{wrong} = 12"))
    assert (line.outcome, line.reason, line.code) == (NOT_UNDERSTOOD, Reason.UNKNOWN_CODE, "")


def test_a_code_without_its_check_letter_is_not_understood() -> None:
    assert only(read(f"{WORKSHOPS[:-1]} = 12")).reason == Reason.UNKNOWN_CODE


def test_a_code_of_another_form_is_not_recorded() -> None:
    other = item_code("DRT4", ItemKind.INDICATOR, 1)
    line = only(read(f"{other} = 12"))
    assert (line.outcome, line.reason) == (NOT_UNDERSTOOD, Reason.NOT_YOUR_CODE)


def test_several_codes_in_one_line_are_read_each() -> None:
    reading = read(f"{WORKSHOPS} = 12 ; {RATE} = 62 % ; {PLATFORM} = fait")
    assert [(line.code, line.outcome) for line in reading.lines] == [
        (WORKSHOPS, RECORDED),
        (RATE, RECORDED),
        (PLATFORM, RECORDED),
    ]


def test_an_unchanged_quotation_answers_nothing_and_a_changed_one_does() -> None:
    assert not read(f"> {PREFILLED} = 9\n> {WORKSHOPS} = \n").lines
    changed = read(f"> {PREFILLED} = 11\n> {WORKSHOPS} = \n")
    assert [(line.code, line.value) for line in changed.with_outcome(RECORDED)] == [(PREFILLED, Decimal(11))]


def test_a_line_left_as_it_was_is_named_unless_it_is_quoted() -> None:
    reading = read(f"{PREFILLED} = 9\n{WORKSHOPS} =\n{RATE} = ____\n")
    assert [(line.outcome, line.reason) for line in reading.lines] == [
        (IGNORED, Reason.UNCHANGED),
        (IGNORED, Reason.LEFT_EMPTY),
        (IGNORED, Reason.LEFT_EMPTY),
    ]


def test_the_same_answer_in_text_and_html_counts_once() -> None:
    html = f"<p>Bonjour</p><p>{WORKSHOPS} = 12</p>"
    reading = read(f"Bonjour\n\n{WORKSHOPS} = 12", html=html)
    assert [line.outcome for line in reading.lines] == [IGNORED, RECORDED]


def test_the_same_answer_written_twice_is_recorded_once_and_named() -> None:
    reading = read(f"{WORKSHOPS} = 12\n\n{WORKSHOPS} = 12 ateliers")
    assert [(line.outcome, line.reason) for line in reading.lines] in (
        [(RECORDED, ""), (IGNORED, Reason.REPEATED)],
        [(RECORDED, ""), (IGNORED, Reason.REPEATED)],
    )


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        (WORKSHOPS, "12", "13"),
        (WORKSHOPS, "12", "sans changement"),
        (WORKSHOPS, "12", "non disponible"),
        (WORKSHOPS, "12", "environ 12"),
        (WORKSHOPS, "12", "1,350"),
        (PLATFORM, "fait", "en cours"),
        (PLATFORM, "fait le 30/09/2026", "fait le 29/09/2026"),
        (PLATFORM, "fait le 30/09/2026", "nouvelle date 14/12/2026"),
        (PLATFORM, "fait", "60 %"),
        (PLATFORM, "non commencé", "60 %"),
        (PLATFORM, "60 %", "70 %"),
        (PLATFORM, "sans changement", "fait"),
        (PLATFORM, "abandonné", "nouvelle date 14/12/2026"),
    ],
)
def test_two_different_answers_for_one_code_are_recorded_as_none(code: str, one: str, other: str) -> None:
    for first, second in ((one, other), (other, one)):
        reading = read(f"{code} = {first}\n\nOu plutôt :\n{code} = {second}\n")
        assert not reading.with_outcome(RECORDED)
        assert Reason.TWO_VALUES in [line.reason for line in reading.with_outcome(DOUBTFUL)]


def test_two_values_in_text_and_in_the_table_are_recorded_as_none() -> None:
    html = f"<table><tr><th>Code</th><th>x</th><th>Réponse</th></tr><tr><td>{WORKSHOPS}</td><td>-</td><td>13</td></tr></table>"
    reading = read(f"{WORKSHOPS} = 12", html=html)
    assert not reading.with_outcome(RECORDED)
    assert {line.where for line in reading.with_outcome(DOUBTFUL)} == {"text line 1", "html table row 2"}


def test_answers_that_go_together_are_all_recorded() -> None:
    reading = read(
        f"{PLATFORM} = en cours\n{PLATFORM} = 60 %\n{PLATFORM} = nouvelle date 14/12/2026, car retard\n"
        f"{PLATFORM} = obstacle : budget\n{PLATFORM} = https://region.example/pv\n"
        f"{CHARTER} = fait\n{CHARTER} = fait le 30/09/2026\n"
    )
    assert not reading.with_outcome(DOUBTFUL)
    assert len(reading.with_outcome(RECORDED)) == 7


HEADINGS = {"fr": "Votre réponse", "ar": "جوابكم", "en": "Your answer"}


@pytest.mark.parametrize("heading", HEADINGS.values())
@pytest.mark.parametrize(
    "cell",
    [
        "12",
        "<p class=MsoNormal><span>1</span><span>2</span><o:p></o:p></p>",
        "<div>12<br></div>",
        "<font size=2><b>12</b></font>",
        "&nbsp;12&nbsp;",
        "\u200f١٢",
        "<p>12</p><p></p>",
        "<s>11</s> 12",
        "<del>1</del>12",
        '<span style="text-decoration:line-through">1</span>12',
    ],
)
def test_an_answer_cell_is_found_by_its_heading(heading: str, cell: str) -> None:
    html = (
        f"<table><tr><th>{heading}</th><th colspan=2>Code et titre</th><th>Cible</th></tr>"
        f"<tr><td>{cell}</td><td>\u2068{WORKSHOPS}\u2069</td><td>Ateliers 2026</td><td>40</td></tr></table>"
    )
    found = read("", html=html).with_outcome(RECORDED)
    assert [(line.code, line.value, line.where) for line in found] == [(WORKSHOPS, Decimal(12), "html table row 2")]


@pytest.mark.parametrize(
    "cell", ["12<sup>2</sup>", "<div>9</div>12", "12<br>13", "<p>1</p><p>2</p>", "1<span> </span>2"]
)
def test_pieces_of_a_cell_never_run_together_into_another_number(cell: str) -> None:
    html = f"<table><tr><th>Code</th><th>x</th><th>Réponse</th></tr><tr><td>{PLACES}</td><td>-</td><td>{cell}</td></tr></table>"
    assert only(read("", html=html)).outcome is DOUBTFUL
    assert only(read("", html=f"<p>{PLACES} = 12<sup>2</sup></p>")).outcome is DOUBTFUL


def test_a_line_turned_round_is_not_understood() -> None:
    assert only(read(f"12 = {WORKSHOPS}")).reason == Reason.NO_EQUALS_SIGN


def test_without_a_heading_the_last_cell_is_asked_back() -> None:
    html = f"<table><tr><td>{WORKSHOPS}</td><td>Ateliers</td><td>12</td></tr></table>"
    line = only(read("", html=html))
    assert (line.outcome, line.reason, line.value) == (DOUBTFUL, Reason.ANSWER_CELL_UNCLEAR, Decimal(12))


def test_a_value_typed_over_another_column_is_asked_back_when_we_know_what_we_sent() -> None:
    request = make_request(FORM)
    html = parse(request).html_texts[0].text.replace("<td>9</td><td>40</td>", "<td>12</td><td>40</td>")
    reading = read_reply(parse(make_reply("", html=html)), FORM, sent=(parse(request),))
    assert [(line.code, line.outcome, line.reason) for line in reading.lines if line.outcome is not IGNORED] == [
        (WORKSHOPS, DOUBTFUL, Reason.ANSWER_CELL_UNCLEAR)
    ]


def test_a_table_row_of_another_form_is_named() -> None:
    other = item_code("DRT4", ItemKind.INDICATOR, 1)
    html = (
        f"<table><tr><th>Code</th><th>x</th><th>Réponse</th></tr><tr><td>{other}</td><td>-</td><td>13</td></tr></table>"
    )
    assert only(read("", html=html)).reason == Reason.NOT_YOUR_CODE


UNCODED = {
    "12": NOT_UNDERSTOOD,
    "12 ateliers": NOT_UNDERSTOOD,
    "62 %": NOT_UNDERSTOOD,
    "1. 12": NOT_UNDERSTOOD,
    "- 12 ateliers": NOT_UNDERSTOOD,
    "Ateliers : 12": NOT_UNDERSTOOD,
    "Ateliers = 12": NOT_UNDERSTOOD,
    "LAA1 = 12": NOT_UNDERSTOOD,
    "néant": NOT_UNDERSTOOD,
    "rien à signaler": NOT_UNDERSTOOD,
    "sans changement": NOT_UNDERSTOOD,
    "fait": NOT_UNDERSTOOD,
    "fait le 30/09/2026": NOT_UNDERSTOOD,
    "nouvelle date 14/12/2026": NOT_UNDERSTOOD,
    "لا شيء": NOT_UNDERSTOOD,
    "١٢": NOT_UNDERSTOOD,
    "Je vous transmets nos chiffres.": IGNORED,
    "Nous avons tenu trois ateliers.": IGNORED,
    "Tél. : 0528 00 00 00": IGNORED,
    "+212 528 00 00 00": IGNORED,
    "https://region.example/2026": IGNORED,
    "f.zahra@region.example": IGNORED,
    "Fait à Laâyoune": IGNORED,
    "Bonjour,": IGNORED,
    "السلام عليكم ورحمة الله": IGNORED,
    "Cordialement": IGNORED,
    "مع التحية": IGNORED,
    "Envoyé de mon iPhone": IGNORED,
}


@pytest.mark.parametrize("written", UNCODED)
def test_a_line_that_looks_like_an_answer_but_has_no_code_is_named(written: str) -> None:
    assert only(read(written)).outcome is UNCODED[written]


def test_signature_numbers_are_no_answers() -> None:
    reading = read(f"{WORKSHOPS} = 12\n\nCordialement,\nF. Zahra\n12, avenue Hassan II\n70000 Laâyoune\n")
    assert not reading.with_outcome(NOT_UNDERSTOOD)
    assert reading.comment == ""


def test_an_answer_below_a_signature_is_still_read() -> None:
    reading = read(f"Cordialement\n--\nF. Zahra\n{WORKSHOPS} = 12\n")
    assert [line.value for line in reading.with_outcome(RECORDED)] == [Decimal(12)]


def test_an_answer_on_the_line_below_its_code_is_asked_back() -> None:
    reading = read(f"{WORKSHOPS} =\n12\n{RATE} =\n62 %\n")
    assert [(line.code, line.outcome, line.reason, line.value) for line in reading.lines] == [
        (WORKSHOPS, DOUBTFUL, Reason.VALUE_ON_NEXT_LINE, Decimal(12)),
        (RATE, DOUBTFUL, Reason.VALUE_ON_NEXT_LINE, Decimal(62)),
    ]


def test_a_code_without_an_equals_sign_is_asked_back_and_in_a_sentence_it_is_a_mention() -> None:
    assert only(read(f"{WORKSHOPS} 12")).reason == Reason.NO_EQUALS_SIGN
    assert only(read(f"Pour {WORKSHOPS}, voir le rapport joint.")).reason == Reason.COMMENT
    assert only(read(f"Pour {WORKSHOPS} nous avons 12 ateliers")).outcome is NOT_UNDERSTOOD


def test_a_wrapped_reason_is_joined_and_a_value_never_is() -> None:
    text = (
        f"{CHARTER} = nouvelle date 14/12/2026, car le prestataire a demandé un\n"
        "délai de deux mois pour livrer la plateforme.\n"
        f"{WORKSHOPS} = 12\n"
        "13\n"
    )
    reading = read(text)
    recorded = {line.code: line for line in reading.with_outcome(RECORDED)}
    assert recorded[CHARTER].note.endswith("un délai de deux mois pour livrer la plateforme.")
    assert recorded[WORKSHOPS].value == 12
    assert [line.raw for line in reading.with_outcome(NOT_UNDERSTOOD)] == ["13"]


def test_a_flowed_text_is_unfolded_but_never_after_a_bare_code() -> None:
    raw = make_reply(f"{WORKSHOPS} = \nCordialement\n{CHARTER} = nouvelle date 14/12/2026, car \nretard\n")
    raw = raw.replace(b'charset="utf-8"', b'charset="utf-8"; format=flowed')
    reading = read_reply(parse(raw), FORM)
    assert [(line.code, line.note) for line in reading.with_outcome(RECORDED)] == [(CHARTER, "retard")]
    assert not reading.with_outcome(NOT_UNDERSTOOD)


def test_our_own_example_lines_are_no_answers_when_we_know_what_we_sent() -> None:
    request = make_reply(f"Exemple : {WORKSHOPS} = 12\n{WORKSHOPS} =\n")
    quoted = f"> Exemple : {WORKSHOPS} = 12\n> {WORKSHOPS} = 14\n"
    reading = read_reply(parse(make_reply(quoted)), FORM, sent=(parse(request),))
    assert [line.value for line in reading.with_outcome(RECORDED)] == [Decimal(14)]


def test_a_correction_above_a_quoted_receipt_counts_when_the_receipt_is_known() -> None:
    receipt = make_reply(f"Enregistré :\n{WORKSHOPS} = 12\n")
    reply = make_reply(f"{WORKSHOPS} = 13\n\n> Enregistré :\n> {WORKSHOPS} = 12\n")
    assert [line.value for line in read_reply(parse(reply), FORM, sent=(parse(receipt),)).lines] == [Decimal(13)]
    assert not read_reply(parse(reply), FORM).with_outcome(RECORDED)


@pytest.mark.parametrize(
    "line",
    [f"{WORKSHOPS} = 12", f"{PLATFORM} = 60 %", f"{CHARTER} = nouvelle date 14/12/2026, car le prestataire tarde"],
)
def test_a_line_copied_from_our_receipt_is_an_answer_and_left_in_the_quotation_it_is_none(line: str) -> None:
    receipt = make_reply(
        f"Votre réponse contient un doute, renvoyez cette ligne si elle est juste :\n\n{line}\n\nMerci.\n"
    )
    copied = make_reply(f"Bonjour,\n\n{line}\n\nCordialement\n")
    assert len(read_reply(parse(copied), FORM, sent=(parse(receipt),)).with_outcome(RECORDED)) == 1
    for quoted in (
        f"> {line}",
        f"De : a@b.example\nEnvoyé : 1/10/2026\nObjet : x\n{line}",
        f"Votre réponse contient un doute, renvoyez cette ligne si elle est juste :\n{line}\nMerci.",
    ):
        assert not read_reply(parse(make_reply(quoted)), FORM, sent=(parse(receipt),)).with_outcome(RECORDED)


def test_the_day_of_the_mail_bounds_what_can_be_done() -> None:
    text = f"{CHARTER} = fait le 20/10/2026"
    late = make_reply(text, date_text="Fri, 23 Oct 2026 10:00:00 +0000")
    assert read_reply(parse(late), FORM).lines[0].on == date(2026, 10, 20)
    assert read_reply(parse(make_reply(text)), FORM).lines[0].reason == Reason.DONE_IN_FUTURE


def test_text_of_enclosed_messages_and_attachments_is_never_an_answer() -> None:
    raw = (
        b"From: a@region.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nvoir joint\n"
        b"--x\nContent-Type: message/rfc822\n\nSubject: a\n\n" + f"{WORKSHOPS} = 12".encode() + b"\n--x--\n"
    )
    assert not read_reply(parse(raw), FORM).with_outcome(RECORDED)


@pytest.mark.parametrize("raw", [b"", b"\x00\x00", b"From: a@region.example\n\n", b"\n\n" + b"\x00" * 100])
def test_an_empty_mail_has_no_lines(raw: bytes) -> None:
    assert read_reply(parse(raw), FORM).lines == ()


def test_zero_bytes_do_not_hide_an_answer() -> None:
    raw = b"From: a@region.example\n\nLA\x00A1" + WORKSHOPS[4:].encode() + b" = 1\x002\n"
    assert [line.value for line in read_reply(parse(raw), FORM).with_outcome(RECORDED)] == [Decimal(12)]


WORDS = st.sampled_from(
    [WORKSHOPS, RATE, PLATFORM, PREFILLED, "=", ":", "12", "13,5", "%", ">", "fait", "le", "30/09", "environ", "Bonjour",
     "\n", "\n", "\n\n", " ", "-", "(", ")", "néant", "منجز", "Cordialement", "--", "ateliers", "1,350", "a@b.example", "<td>"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_every_line_that_is_not_quoted_ends_in_exactly_one_outcome(text: str) -> None:
    lines = read_reply(parse(make_reply(text)), FORM).lines
    accounted = squeeze(" ".join(line.raw for line in lines))
    for written in text.split("\n"):
        if written.strip() and not written.lstrip().startswith(">"):
            assert all(word in accounted for word in squeeze(written).split()), written
    places = [line.where for line in lines if line.outcome is not RECORDED]
    assert len(places) <= len(text.split("\n")) * 12
    for line in lines:
        assert (line.outcome is RECORDED) == (not line.reason)
        assert not line.reason or line.reason in REASONS
        if line.outcome is RECORDED:
            assert line.code
            assert line.kind is not None
        if line.outcome is DOUBTFUL:
            assert line.code
        if line.kind is AnswerKind.VALUE and line.outcome is RECORDED:
            assert line.value is not None


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=600))
def test_no_bytes_make_the_reader_raise(raw: bytes) -> None:
    for body in (raw, b"From: a@b.example\n\n" + raw, b"From: a@b.example\nContent-Type: text/html\n\n" + raw):
        read_reply(parse(body), FORM)


HOSTILE = {
    "equals": "=" * 1_000_000,
    "quotation marks": ">" * 1_000_000,
    "quoted lines": "> \n" * 600_000,
    "codes": f"{WORKSHOPS} = 12 " * 100_000,
    "code lines": f"{WORKSHOPS} = 12\n" * 100_000,
    "almost codes": "LAA1-I1 " * 250_000,
    "letters": "a" * 2_000_000,
    "spaced letters": "a " * 1_000_000,
    "i 1": "i 1 " * 500_000,
    "digits": "1" * 2_000_000,
    "spaced digits": f"{WORKSHOPS} = " + "1 " * 1_000_000,
    "an endless answer": f"{WORKSHOPS} = " + "12 (" * 500_000,
    "attributions": "Le 1 oct. 2026 a@b.example a écrit :\n" * 50_000,
    "headers": "De : a@b.example\n" * 100_000,
    "dashes": "-" * 2_000_000,
    "dash lines": "----------------------------------------\n" * 40_000,
    "invisible": "\u200f" * 600_000,
    "short lines": "a\n" * 1_000_000,
    "colons": ":\n" * 1_000_000,
    "one long line of words": "fait le 30/09 " * 100_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("sort", ["plain", "html"])
def test_reading_takes_time_in_proportion_to_size(name: str, sort: str) -> None:
    raw = f"From: a@b.example\nContent-Type: text/{sort}; charset=utf-8\n\n{HOSTILE[name]}".encode()
    mail = parse(raw)
    started = time.process_time()
    reading = read_reply(mail, FORM)
    assert time.process_time() - started < 6
    assert len(reading.with_outcome(RECORDED)) <= 1


TREES = {
    "div": "<div>" * 200_000,
    "unclosed formatting": "".join(f"<font size={n}>" for n in range(300)) + "<p>x" * 100_000,
    "bold": "<b>" * 200_000,
    "tables": "<table><tr><td>" * 60_000,
    "quotations": "<blockquote>" * 100_000,
    "cells": "<table><tr>" + "<td>x" * 200_000,
    "rows": "<table>" + "<tr><td>a<td>b<td>c</tr>" * 50_000,
    "misnested": "<div></x>" * 200_000,
    "tables in divisions": "<div><table></div></table>" * 50_000,
    "open brackets": "<" * 2_000_000,
    "entities": "&" * 2_000_000,
    "colspan": "<table><tr>" + f"<td colspan=99999999999999999999>{WORKSHOPS}" * 1_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TREES)
def test_no_tree_of_tags_takes_long(name: str) -> None:
    mail = parse(b"From: a@b.example\nContent-Type: text/html\n\n" + TREES[name].encode())
    started = time.process_time()
    read_reply(mail, FORM)
    assert time.process_time() - started < 6


def test_what_was_cut_is_named_for_a_person_to_look_at() -> None:
    reading = read("a\n" * 30_000)
    assert reading.lines[-1].reason == Reason.TOO_LONG
    assert reading.lines[-1].outcome is NOT_UNDERSTOOD


def test_an_item_that_goes_up_and_down_may_go_down() -> None:
    items = (replace(make_items()[0], is_cumulative=False),)
    reading = read_reply(parse(make_reply(f"{WORKSHOPS} = 8\n{PLACES} = 3")), make_form(items=items))
    assert [line.value for line in reading.with_outcome(RECORDED)] == [Decimal(8)]
    assert reading.with_outcome(NOT_UNDERSTOOD)[0].reason == Reason.NOT_YOUR_CODE
