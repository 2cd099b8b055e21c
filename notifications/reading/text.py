"""Folding of written text so that what looks alike compares alike; knows no form and no mail."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Marks nobody sees: directions of writing, zero-width characters, soft hyphens, Arabic vowel signs and the tatweel.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u0640\u064b-\u065f\u0670\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_RUNS_OF_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+")
_LIKE = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    **dict.fromkeys(
        "\u00a0\u2007\u2008\u2009\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u200a\t", " "
    ),
    **dict.fromkeys("’‘ʼ′`´", "'"),
    **dict.fromkeys("«»“”„", '"'),
    **dict.fromkeys("أإآٱ", "ا"),
    "ى": "ي",
    "ی": "ي",
    "ک": "ك",
    "ة": "ه",
    "٪": "%",
    "،": ",",
    "؛": ";",
    "؟": "?",
}


def clean(text: str) -> str:
    """The text without marks nobody sees; letters composed (NFC)."""
    if text.isascii():
        return _CONTROL.sub("", text)
    return _clean_line(text) if len(text) <= _LINE else _clean(text)


def _clean(text: str) -> str:
    return _CONTROL.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))


def fold(text: str) -> str:
    """A clean text in lower case, without accents, with ASCII digits and dashes; every character keeps its place."""
    if text.isascii():
        return text.lower().replace("\t", " ").replace("`", "'")
    return _fold_line(text) if len(text) <= _LINE else _fold(text)


def _fold(text: str) -> str:
    return "".join(map(_fold_character, text))


# Most lines of a reply are ours, quoted: the same in the text, in the HTML, and in the replies of others.
_LINE = 400
_clean_line = lru_cache(maxsize=8192)(_clean)
_fold_line = lru_cache(maxsize=8192)(_fold)


def squeeze(text: str) -> str:
    """Folded text with single spaces, for comparison."""
    return _RUNS_OF_SPACE.sub(" ", fold(clean(text))).strip()


def words_of(text: str) -> Sequence[str]:
    """Folded words."""
    return _words_of_line(text) if len(text) <= _LINE else _words_of(text)


def _words_of(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(clean(text))))


_words_of_line = lru_cache(maxsize=8192)(_words_of)


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character in _LIKE:
        return _LIKE[character]
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character.isdigit() or character.isnumeric():
        return character  # ² and ① are no digits of a number: 12² is not 122
    compatible = unicodedata.normalize("NFKC", character)
    base = unicodedata.normalize("NFD", compatible)[:1] if len(compatible) == 1 else character
    lowered = base.lower()
    return lowered if len(lowered) == 1 else character
