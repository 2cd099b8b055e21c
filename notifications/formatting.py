"""Dates, numbers, periods and mixed direction as Moroccans write them; pure, and knows no catalogue and no template."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date as format_cldr_date
from babel.numbers import format_decimal

from models.rules.errors import DomainError
from models.rules.partial_dates import PartialDate
from models.rules.periods import Period
from models.vocabulary import Language

# `ar_MA`, never `ar`: month names and separators differ, and the generic ones read as foreign in Morocco.
LOCALES = {Language.FRENCH: "fr_MA", Language.ARABIC: "ar_MA", Language.ENGLISH: "en_GB"}
RIGHT_TO_LEFT = frozenset({Language.ARABIC})

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
_BIDI_CONTROLS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")  # categories Cc, Zl, Zp and Cs
_SPACES = re.compile(" {2,}")
_ISOLATED = re.compile(f"{FIRST_STRONG_ISOLATE}([^{FIRST_STRONG_ISOLATE}{POP_ISOLATE}]*){POP_ISOLATE}")
_ANSWER_SIGN = re.compile(r"([IMim][-\s]?\d{1,3}[-\s]?[A-Za-z]\]?)\s*[=:：＝﹦]\s*")
_CODE = re.compile(r"[A-Za-z0-9]+(?:[-+./:@_]+[A-Za-z0-9]+)+", re.ASCII)
_ARABIC_ORDINALS = ("الأول", "الثاني", "الثالث", "الرابع")
_ENGLISH_ORDINALS = ("first", "second", "third", "fourth")
_MONTH_PATTERNS = {"day": "EEEE d MMMM y", "month": "MMMM y"}


@lru_cache(maxsize=4096)
def format_date(day: date, language: Language) -> str:
    """A day in long form with its weekday: "jeudi 1er octobre 2026". CLDR gives "1 octobre"; French usage is "1er"."""
    return _long_date(day, language, "day")


def format_partial(text: str, language: Language) -> str:
    """A printed date of any precision ("2027-06-30", "2027-06", "2027") or a period name; other text as it stands."""
    try:
        partial = PartialDate.parse(text)
    except DomainError:
        return format_period(text, language)
    if partial.month is None:
        return str(partial.year)
    return _long_date(partial.first_day(), language, "day" if partial.is_exact else "month")


def format_period(name: str, language: Language) -> str:
    """A period by its machine name: "2026-Q3" is "3e trimestre 2026"; a name that is none comes back cleaned.

    Arabic follows the usage of the national statistics office: "الفصل الثالث من سنة 2026".
    """
    try:
        period = Period.parse(name)
    except DomainError:
        return clean_line(name)
    if period.months != 3:
        return _months_of(period, language)
    if language is Language.ARABIC:
        return f"الفصل {_ARABIC_ORDINALS[period.number - 1]} من سنة {period.year}"
    if language is Language.FRENCH:
        return f"{period.number}{'er' if period.number == 1 else 'e'} trimestre {period.year}"
    return f"{_ENGLISH_ORDINALS[period.number - 1]} quarter of {period.year}"


def _months_of(period: Period, language: Language) -> str:
    """A month, or the first and the last month of a longer period; a whole year is its number."""
    first, last = (_long_date(day, language, "month") for day in (period.start, period.end))
    if period.months == 12:
        return str(period.year)
    return first if first == last else f"{first} – {last}"


def format_number(value: Decimal, language: Language) -> str:
    """An exact number with the separators of the reader's country; a negative one is isolated in Arabic."""
    shown = _separated(str(value), language)
    return isolate(shown) if value.is_signed() and language in RIGHT_TO_LEFT else shown


@lru_cache(maxsize=4096)
def _separated(number: str, language: Language) -> str:
    # By its text, because 1 and 1.0 are one key and two ways of writing.
    return str(format_decimal(Decimal(number), locale=LOCALES[language], decimal_quantization=False))


def isolate(text: str) -> str:
    """Text that keeps its own direction wherever it stands (U+2068 … U+2069); for codes, references, addresses."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if text else ""


def embed(text: str, language: Language) -> str:
    """Foreign text made safe to stand in a sentence: one line, and isolated where it runs against the sentence."""
    line = defuse(text)
    against = has_left_to_right(line) if language in RIGHT_TO_LEFT else has_right_to_left(line)
    return isolate(line) if against else line


def clean_paragraph(text: str, language: Language = Language.FRENCH) -> str:
    """A paragraph of our own words on one line; isolates that it holds survive, loose direction marks do not.

    In a right-to-left language, references and addresses that nobody isolated are isolated here.
    """
    pieces = [
        (isolated, clean_line(piece) if isolated else _one_line(piece)) for isolated, piece in split_isolates(text)
    ]
    return "".join(
        isolate(piece) if isolated else _isolate_codes(piece, language) for isolated, piece in pieces
    ).strip()


def settle_direction(text: str, language: Language) -> str:
    """Plain text with the isolates that matter: in left-to-right languages only those around right-to-left text."""
    if language in RIGHT_TO_LEFT:
        return text
    return _ISOLATED.sub(lambda found: found[0] if has_right_to_left(found[1]) else found[1], text)


def split_isolates(text: str) -> list[tuple[bool, str]]:
    """The text in pieces, each with whether it is isolated."""
    pieces = _ISOLATED.split(text)
    return [(bool(i % 2), piece) for i, piece in enumerate(pieces) if piece]


def clean_line(text: str) -> str:
    """One line of free text: no line break, no control and no direction mark that could leak into what follows."""
    return _one_line(text).strip()


def defuse(text: str) -> str:
    """Free text that is no answer when our mail is quoted back: "LAA1-I2K = 9" becomes "LAA1-I2K — 9"."""
    return _ANSWER_SIGN.sub(r"\1 — ", clean_line(text)).strip()


def has_right_to_left(text: str) -> bool:
    """Whether any character is strongly right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def has_left_to_right(text: str) -> bool:
    """Whether any character is strongly left to right."""
    return any(unicodedata.bidirectional(c) == "L" for c in text)


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", _BIDI_CONTROLS.sub("", _UNPRINTABLE.sub(" ", text)))


def _isolate_codes(text: str, language: Language) -> str:
    return _CODE.sub(lambda found: isolate(found[0]), text) if language in RIGHT_TO_LEFT else text


def _long_date(day: date, language: Language, precision: str) -> str:
    pattern = _MONTH_PATTERNS[precision]
    if language is Language.FRENCH and day.day == 1 and precision == "day":
        pattern = "EEEE d'er' MMMM y"
    return str(format_cldr_date(day, pattern, locale=LOCALES[language]))
