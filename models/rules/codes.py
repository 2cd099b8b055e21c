"""Codes of form lines, with a check letter so that a typing slip does not hit a neighbour.

An item code is `<instance>-<I|M><number><check letter>`: `LAA1-I2K`, `LAA1-ORI-M1D`. People write codes with other
dashes, without dashes, in lower case or with Arabic digits; `normalise_code` folds all of that away.
"""

import re
import unicodedata
from functools import lru_cache

from models.vocabulary import ItemKind

# 23 letters: I, O and S are left out because they are read as 1, 0 and 5.
CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_DASHES = re.compile(r"[\s\-_.\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u0640]+")
_LETTERS = {ItemKind.INDICATOR: "I", ItemKind.MILESTONE: "M"}


def check_letter(base: str) -> str:
    """Check letter of a code without its letter: weighted sum modulo 23 over letters and digits.

    Any single wrong digit and any swap of two neighbouring digits changes the letter, because differences of digits
    are never 0 modulo 23 and neighbouring weights differ.
    """
    characters = normalise_code(base)
    total = sum(int(c, 36) * pow(2, i, 23) for i, c in enumerate(reversed(characters), start=1))
    return CHECK_LETTERS[total % 23]


def item_code(instance_short_code: str, kind: ItemKind, number: int) -> str:
    """Code printed in the form, for instance `LAA1-I2K`."""
    base = f"{instance_short_code}-{_LETTERS[kind]}{number}"
    return base + check_letter(base)


def normalise_code(text: str) -> str:
    """Fold a code as written to the form used for comparison: ASCII digits, upper case, no dashes or spaces."""
    return _normalise_short(text) if len(text) <= _LONGEST_CODE else _normalise(text)


def _normalise(text: str) -> str:
    folded = "".join(_fold(c) for c in unicodedata.normalize("NFKC", text))
    return _DASHES.sub("", folded).upper()


_LONGEST_CODE = 60
_normalise_short = lru_cache(maxsize=8192)(_normalise)


def is_valid_item_code(text: str) -> bool:
    """Whether the check letter of a code agrees with the rest of it."""
    code = normalise_code(text)
    return len(code) > 2 and code.isalnum() and code.isascii() and check_letter(code[:-1]) == code[-1]


def _fold(character: str) -> str:
    if character.isdigit() and not character.isascii():
        return str(unicodedata.digit(character))
    return "" if unicodedata.category(character) == "Cf" else character
