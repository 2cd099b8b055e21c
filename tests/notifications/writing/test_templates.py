"""Templates: strict about names, escaped, compiled once; and the words they print are understood when they come back."""

import pytest
from jinja2 import UndefinedError

from models.vocabulary import ItemKind, Language, LineOutcome
from notifications.compose_guidance import accepted_answers
from notifications.compose_page import Page
from notifications.form import Form
from notifications.formatting import clean_line
from notifications.language import phrases
from notifications.reading.answers import read_answer
from notifications.reading.form_days import FormDays
from notifications.render import render
from notifications.render_layout import TEMPLATE_FOLDER, compile_layout

MESSAGES = sorted(folder.name for folder in TEMPLATE_FOLDER.iterdir() if folder.is_dir() and folder.name != "parts")


@pytest.mark.parametrize("message", MESSAGES)
def test_a_name_that_nobody_gave_is_an_error(message: str, language: Language) -> None:
    page = Page(language.value, "ltr", "left", "t", "k", "h", "c", "p", "g", ("c",), "f")
    with pytest.raises(UndefinedError):
        render(message, language=language, page=page)


@pytest.mark.parametrize("message", MESSAGES)
def test_every_message_has_both_alternatives(message: str) -> None:
    assert {path.name for path in (TEMPLATE_FOLDER / message).iterdir()} == {"mail.html", "mail.txt"}


def test_the_layout_is_compiled_once_and_needs_nothing_from_outside() -> None:
    assert compile_layout("layout.mjml") is compile_layout("layout.mjml")
    assert "<mj-" not in compile_layout("layout.mjml")
    assert "fonts.googleapis" not in compile_layout("layout.mjml")


def test_every_answer_we_offer_is_understood(form: Form) -> None:
    days = FormDays.of(form, sent_on=form.respond_by)
    figure = next(item for item in form.items if item.kind is ItemKind.INDICATOR)
    milestone = next(item for item in form.items if item.kind is ItemKind.MILESTONE)
    figures, milestones, additions = accepted_answers(form, book=phrases(form.language))
    cases = [(answer, figure) for answer in figures.answers[1:] + additions.answers]
    for answer, item in [*cases, *((answer, milestone) for answer in milestones.answers)]:
        words = clean_line(answer.words).replace("…", "plan.example/2026/a.pdf")
        assert all(found.outcome is LineOutcome.RECORDED for found in read_answer(words, item=item, days=days)), words


def test_the_example_figures_are_understood(form: Form) -> None:
    days = FormDays.of(form, sent_on=form.respond_by)
    share = form.items[1]
    decimal = {Language.FRENCH: "12,5", Language.ARABIC: "12,5", Language.ENGLISH: "12.5"}[form.language]
    example = accepted_answers(form, book=phrases(form.language))[0].answers[0].words
    assert decimal in example
    assert read_answer(decimal, item=share, days=days)[0].outcome is LineOutcome.RECORDED
    assert read_answer("1250", item=form.items[0], days=days)[0].outcome is LineOutcome.RECORDED
