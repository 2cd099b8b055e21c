"""Dates, numbers, periods and direction as people in Morocco read them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Language
from notifications.formatting import (
    clean_line,
    defuse,
    embed,
    format_date,
    format_number,
    format_partial,
    format_period,
    isolate,
    settle_direction,
)

FR, AR, EN = Language.FRENCH, Language.ARABIC, Language.ENGLISH


@pytest.mark.parametrize(
    ("day", "language", "words"),
    [
        (date(2026, 10, 1), FR, "jeudi 1er octobre 2026"),
        (date(2026, 10, 11), FR, "dimanche 11 octobre 2026"),
        (date(2026, 10, 21), FR, "mercredi 21 octobre 2026"),
        (date(2026, 8, 3), AR, "الاثنين 3 غشت 2026"),
        (date(2026, 7, 1), AR, "الأربعاء 1 يوليوز 2026"),
        (date(2026, 12, 31), AR, "الخميس 31 دجنبر 2026"),
        (date(2026, 10, 1), EN, "Thursday 1 October 2026"),
    ],
)
def test_a_day_is_written_in_full(day: date, language: Language, words: str) -> None:
    assert format_date(day, language) == words


@pytest.mark.parametrize(
    ("name", "language", "words"),
    [
        ("2026-Q1", FR, "1er trimestre 2026"),
        ("2026-Q3", FR, "3e trimestre 2026"),
        ("2026-Q3", AR, "الفصل الثالث من سنة 2026"),
        ("2026-Q3", EN, "third quarter of 2026"),
        ("2026-M07", FR, "juillet 2026"),
        ("2026-M07", AR, "يوليوز 2026"),
        ("mi-parcours", FR, "mi-parcours"),
    ],
)
def test_a_period_is_named_as_people_name_it(name: str, language: Language, words: str) -> None:
    assert format_period(name, language) == words


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("2027", FR, "2027"),
        ("2027-06", FR, "juin 2027"),
        ("2027-06", AR, "يونيو 2027"),
        ("2027-06-01", FR, "mardi 1er juin 2027"),
        ("2027-Q2", EN, "second quarter of 2027"),
        ("fin du plan", FR, "fin du plan"),
    ],
)
def test_a_partial_date_stays_partial(text: str, language: Language, words: str) -> None:
    assert format_partial(text, language) == words


@pytest.mark.parametrize(
    ("value", "language", "words"),
    [
        ("1234567.89", FR, "1\u202f234\u202f567,89"),
        ("1234567.89", AR, "1.234.567,89"),
        ("1234567.89", EN, "1,234,567.89"),
        ("-12.5", FR, "-12,5"),
        ("-12.5", AR, "\u2068-12,5\u2069"),
        ("0.1000000000000000055", EN, "0.1000000000000000055"),
        ("0", AR, "0"),
    ],
)
def test_a_number_is_exact_and_local(value: str, language: Language, words: str) -> None:
    assert format_number(Decimal(value), language) == words


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("البوابة", AR, "البوابة"),
        ("بوابة CSV", AR, "\u2068بوابة CSV\u2069"),
        ("Portail", AR, "\u2068Portail\u2069"),
        ("Portail", FR, "Portail"),
        ("بوابة", FR, "\u2068بوابة\u2069"),
        ("a\nb\u202ec", FR, "a bc"),
    ],
)
def test_text_that_runs_against_the_sentence_is_isolated(text: str, language: Language, shown: str) -> None:
    assert embed(text, language) == shown


def test_latin_sentences_keep_only_the_isolates_they_need() -> None:
    assert settle_direction(f"{isolate('A-1')} {isolate('بوابة')}", FR) == f"A-1 {isolate('بوابة')}"
    assert settle_direction(isolate("A-1"), AR) == isolate("A-1")


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("LAA1-I2K = 9", "LAA1-I2K — 9"),
        ("[laa1 i2k] : 9", "[laa1 i2k] — 9"),
        ("LAA1I2K：٩", "LAA1I2K — ٩"),
        ("Axe 3 : transition", "Axe 3 : transition"),
        ("à 10:30", "à 10:30"),
        ("x = y", "x = y"),
    ],
)
def test_free_text_is_never_an_answer(text: str, harmless: str) -> None:
    assert defuse(text) == harmless


@given(st.text())
def test_a_cleaned_line_is_one_line_without_direction_marks(text: str) -> None:
    line = clean_line(text)
    assert len(line.splitlines()) <= 1
    assert not set(line) & set("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\r\n\x00")
