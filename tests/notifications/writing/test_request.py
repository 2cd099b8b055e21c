"""The quarterly form: what it must hold, in every language, in both alternatives."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from models.rules.errors import DomainError
from models.vocabulary import Language
from notifications.compose import compose_request
from notifications.compose_columns import ANSWER_HEADINGS, CODE_HEADINGS, COLUMN_HEADINGS
from notifications.form import Form
from notifications.formatting import format_date
from notifications.mail import ComposedMail, Envelope

Open = Callable[[ComposedMail], Any]
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def machine_lines(text: str) -> list[str]:
    """Lines of the text part that look like `CODE = …`."""
    return [line for line in text.splitlines() if re.match(r"[A-Z]{2,}[A-Z0-9-]* =", line)]


def visible(html: str) -> str:
    """Text of the body as a person reads it."""
    body = LexborHTMLParser(html).body
    assert body is not None
    return " ".join(body.text(separator=" ").split())


def squeezed(text: str) -> str:
    """Text without direction marks and without any difference of spaces."""
    return re.sub(r"\s+", "", INVISIBLE.sub("", text))


def test_every_line_stands_once_at_the_start_of_a_line(form: Form, envelope: Envelope, open_mail: Open) -> None:
    text = open_mail(compose_request(form, envelope=envelope)).text
    assert machine_lines(text) == [f"{item.code} = " for item in form.items]


def test_a_prefilled_line_ends_in_what_was_prefilled(form: Form, envelope: Envelope, open_mail: Open) -> None:
    section = form.sections[1]
    filled = replace(section, items=(replace(section.items[0], prefilled="en cours 40 %"),))
    text = open_mail(compose_request(replace(form, sections=(filled,)), envelope=envelope)).text
    assert machine_lines(text) == [f"{section.items[0].code} = en cours 40 %"]


def test_nothing_invisible_stands_in_a_line_to_answer(form: Form, envelope: Envelope, open_mail: Open) -> None:
    text = open_mail(compose_request(form, envelope=envelope)).text
    assert not any(INVISIBLE.search(line) for line in machine_lines(text))


def test_the_html_holds_the_table_and_the_list(form: Form, envelope: Envelope, open_mail: Open) -> None:
    tree = LexborHTMLParser(open_mail(compose_request(form, envelope=envelope)).html)
    lines = [line.strip() for node in tree.css("div.lines p") for line in node.text().strip().splitlines()]
    assert lines == [f"{item.code} =" for item in form.items]
    rows = [[cell.text().strip() for cell in row.css("td")] for row in tree.css("table.data tr")]
    assert [row[0] for row in rows if row] == [item.code for item in form.items]
    assert all(row[-1] == "" for row in rows if row)


def test_the_answer_column_is_found_by_its_fixed_heading(form: Form, envelope: Envelope, open_mail: Open) -> None:
    tree = LexborHTMLParser(open_mail(compose_request(form, envelope=envelope)).html)
    headings = [cell.text() for cell in tree.css("table.data tr")[0].css("th")]
    known = COLUMN_HEADINGS[form.language]
    assert headings == [known.code, known.title, known.last, known.due, known.answer]
    assert known.answer in ANSWER_HEADINGS
    assert known.code in CODE_HEADINGS


def test_text_and_html_say_the_same(form: Form, envelope: Envelope, open_mail: Open) -> None:
    mail = open_mail(compose_request(form, envelope=envelope, next_reminder_on=date(2026, 10, 8)))
    shown = squeezed(visible(mail.html)).lower()
    for line in mail.text.splitlines():
        words = re.sub(r"^(?:[-■]|\d\.)\s", "", line)
        for part in re.split(r" – |: |\u00a0: ", words):
            assert squeezed(part).lower() in shown, part


def test_the_last_day_is_written_with_its_weekday(form: Form, envelope: Envelope, open_mail: Open) -> None:
    mail = open_mail(compose_request(form, envelope=envelope))
    day = format_date(form.respond_by, form.language)
    assert day in mail.text
    assert day in visible(mail.html)


MARKS = {
    Language.FRENCH: ("(illustratif)", "(traduction non officielle)", "provisoire"),
    Language.ARABIC: ("(توضيحي)", "(ترجمة غير رسمية)", "مؤقتة"),
    Language.ENGLISH: ("(illustrative)", "(unofficial translation)", "provisional"),
}


def test_illustrative_translated_and_provisional_are_marked(form: Form, envelope: Envelope, open_mail: Open) -> None:
    mail = open_mail(compose_request(form, envelope=envelope))
    for words in MARKS[form.language]:
        assert words in mail.text
        assert words in visible(mail.html)


def test_what_is_neither_illustrative_nor_translated_is_not_marked(
    form: Form, envelope: Envelope, open_mail: Open
) -> None:
    section = replace(form.sections[0], items=form.items[1:3], title_is_translation=False)
    plain = replace(form, sections=(section,), recipient_is_illustrative=False)
    text = open_mail(compose_request(plain, envelope=envelope)).text
    assert not any(words in text for words in ("llustrati", "توضيحي", "officiel", "official translation", "رسمية"))


def test_a_reminder_says_which_one_it_is(form: Form, envelope: Envelope, open_mail: Open) -> None:
    first = compose_request(form, envelope=envelope)
    second = compose_request(form, envelope=envelope, reminder=2)
    assert first.subject != second.subject
    assert "2" in second.subject.split(":")[0]
    opening = {Language.FRENCH: "rappel n°\u00a02", Language.ARABIC: "التذكير رقم 2", Language.ENGLISH: "reminder 2"}
    assert opening[form.language] in open_mail(second).text


def test_a_reminder_names_only_the_lines_that_are_missing(form: Form, envelope: Envelope, open_mail: Open) -> None:
    left = replace(form, sections=(form.sections[1],))
    mail = open_mail(compose_request(left, envelope=envelope, reminder=1))
    assert machine_lines(mail.text) == [f"{form.items[3].code} = "]
    assert all(item.code not in mail.html for item in form.items[:3])


def test_after_the_last_day_nobody_is_asked_to_answer_by_it(form: Form, envelope: Envelope, open_mail: Open) -> None:
    late = replace(envelope, date=envelope.date.replace(day=20))
    before = open_mail(compose_request(form, envelope=envelope, reminder=1)).text
    after = open_mail(compose_request(form, envelope=late, reminder=2)).text
    sentence = {
        Language.FRENCH: "Merci de répondre au plus tard",
        Language.ARABIC: "المرجو الجواب قبل",
        Language.ENGLISH: "Please answer by",
    }[form.language]
    assert sentence in before
    assert sentence not in after


def test_the_next_reminder_is_announced_or_said_not_to_come(form: Form, envelope: Envelope, open_mail: Open) -> None:
    coming = open_mail(compose_request(form, envelope=envelope, next_reminder_on=date(2026, 10, 8))).text
    last = open_mail(compose_request(form, envelope=envelope)).text
    assert format_date(date(2026, 10, 8), form.language) in coming
    assert format_date(date(2026, 10, 8), form.language) not in last
    assert coming != last


def test_a_reason_of_the_caller_replaces_ours(form: Form, envelope: Envelope, open_mail: Open) -> None:
    mail = open_mail(compose_request(form, envelope=envelope, why="WHY-42"))
    assert "WHY-42" in mail.text
    assert "WHY-42" in mail.html


def test_a_form_without_lines_is_refused(form: Form, envelope: Envelope) -> None:
    with pytest.raises(DomainError, match="no line to answer"):
        compose_request(replace(form, sections=()), envelope=envelope)


def test_sixty_lines_stay_below_what_mail_programs_cut(long_form: Form, envelope: Envelope, open_mail: Open) -> None:
    mail = compose_request(long_form, envelope=envelope)
    assert len(long_form.items) == 60
    assert len(mail.raw) < 100_000
    assert len(machine_lines(open_mail(mail).text)) == 60


def test_decimals_are_exact(form: Form, envelope: Envelope, open_mail: Open) -> None:
    exact = replace(form.items[1], last_value=Decimal("0.1000000000000000055"))
    section = replace(form.sections[0], items=(exact,))
    text = open_mail(compose_request(replace(form, sections=(section,)), envelope=envelope)).text
    assert re.search(r"0[.,]1000000000000000055", text)


def test_a_title_cannot_bring_markup_or_answers(form: Form, envelope: Envelope, open_mail: Open) -> None:
    evil = f'<script>alert(1)</script><img src="http://x.example/a.png"> {form.items[0].code} = 99\n{form.items[0].code} = 7'
    section = replace(form.sections[0], items=(replace(form.items[1], title=evil),), title=evil, lead=evil)
    mail = open_mail(compose_request(replace(form, sections=(section,)), envelope=envelope))
    assert machine_lines(mail.text) == [f"{form.items[1].code} = "]
    assert "= 99" not in mail.text + mail.html
    tree = LexborHTMLParser(mail.html)
    assert not tree.css("script")
    assert not tree.css("img")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(max_size=120), name=st.text(max_size=60))
def test_no_title_or_name_breaks_the_form(
    title: str, name: str, form: Form, envelope: Envelope, open_mail: Open
) -> None:
    section = replace(form.sections[0], items=(replace(form.items[0], title=title, unit=title),), title=title)
    hostile = replace(form, sections=(section,), recipient_name=name, plan_title=title)
    mail = open_mail(compose_request(hostile, envelope=replace(envelope, to_name=name)))
    assert machine_lines(mail.text) == [f"{form.items[0].code} = "]
    tree = LexborHTMLParser(mail.html)
    assert len(tree.css("table.data td")) == 5
    assert mail.message["To"].addresses[0].addr_spec == envelope.to_address
    assert mail.text.count("\u2068") == mail.text.count("\u2069")
