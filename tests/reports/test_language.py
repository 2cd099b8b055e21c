"""Numbers, dates and periods as Moroccan, French and English readers write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from models.rules.scoring import ScheduleState
from models.vocabulary import Language, MilestoneStatus, ValueStatus
from reports.labels import LABELS
from reports.language import words_of


@pytest.mark.parametrize(
    ("language", "number", "text"),
    [
        (Language.FRENCH, "1234567.89", "1\u202f234\u202f567,89"),
        (Language.ARABIC, "1234567.89", "1.234.567,89"),
        (Language.ENGLISH, "1234567.89", "1,234,567.89"),
        (Language.ENGLISH, "0.123456789", "0.123456789"),
        (Language.ENGLISH, "0", "0"),
        (Language.FRENCH, "-12.5", "-12,5"),
    ],
)
def test_a_number_keeps_every_decimal_it_was_given(language: Language, number: str, text: str) -> None:
    assert words_of(language).number(Decimal(number)) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [(Language.FRENCH, "42,5\u00a0%"), (Language.ARABIC, "42,5%"), (Language.ENGLISH, "42.5%")],
)
def test_a_percentage_is_not_rounded_away(language: Language, text: str) -> None:
    assert words_of(language).percent(Decimal("42.5")) == text


@pytest.mark.parametrize(
    ("language", "day", "text"),
    [
        (Language.FRENCH, date(2026, 10, 1), "1er octobre 2026"),
        (Language.FRENCH, date(2026, 10, 11), "11 octobre 2026"),
        (Language.FRENCH, date(2026, 10, 21), "21 octobre 2026"),
        (Language.ARABIC, date(2026, 8, 1), "1 غشت 2026"),
        (Language.ARABIC, date(2026, 11, 23), "23 نونبر 2026"),
        (Language.ENGLISH, date(2026, 10, 1), "1 October 2026"),
    ],
)
def test_dates_are_long_and_use_the_month_names_of_morocco(language: Language, day: date, text: str) -> None:
    assert words_of(language).day(day) == text


def test_periods_and_moments_speak_the_language() -> None:
    assert words_of(Language.FRENCH).period("2026-Q3") == "T3 2026"
    assert words_of(Language.ARABIC).period("2026-Q3") == "الفصل 3 من 2026"
    assert words_of(Language.ENGLISH).period("2026-M02") == "February 2026"
    assert words_of(Language.FRENCH).period("2026-H2") == "juillet 2026 – décembre 2026"
    moment = datetime(2026, 1, 15, 9, 5, tzinfo=UTC)
    assert words_of(Language.FRENCH).moment(moment, time_zone="Europe/Paris") == "15 janvier 2026 à 10:05"


def test_a_missing_translation_falls_back_and_says_in_which_language_it_is() -> None:
    phrase = words_of(Language.ARABIC).choose({"en": "Digital transition"})
    assert (phrase.text, phrase.language, phrase.direction) == ("Digital transition", "en", "ltr")


def test_words_spelt_alike_in_two_vocabularies_keep_their_own_labels() -> None:
    assert len(LABELS) == len({(kind, value) for kind, value in LABELS})
    french = words_of(Language.FRENCH)
    assert french.label(ScheduleState.COMPLETED) == "Achevé"
    assert french.label(MilestoneStatus.DONE) == "Fait"
    assert french.label(ValueStatus.PROVISIONAL) == "Provisoire"


@pytest.mark.parametrize("vocabulary", [ScheduleState, MilestoneStatus, ValueStatus])
def test_every_word_has_a_label(vocabulary: type[ScheduleState]) -> None:
    for word in vocabulary:
        assert words_of(Language.ARABIC).label(word)
