"""Codes by which a person approves frozen figures: the beginning of their hash, with two check letters.

`7K2M-9QXD-4HTB` is 50 bits of a SHA-256 in Crockford's base 32 and a remainder modulo a prime above 32 × 31, so that every
wrong letter and every swap of two neighbours is noticed. Read aloud and typed by hand, hence without I, L, O and U.
"""

import re
import unicodedata

from models.rules.errors import DomainError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 10
PRIME = 1021
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = re.compile(r"[\s\-_.‐-―−]+")
_HASH = re.compile(r"[0-9a-f]{64}")


def approval_code(sha256: str) -> str:
    """The code of a hash, in three groups of four."""
    if not _HASH.fullmatch(sha256):
        raise DomainError(f"“{sha256}” is no SHA-256; it has 64 digits from 0 to 9 and a to f.")
    value = int(sha256, 16) >> (256 - 5 * LETTERS)
    text = _letters(value, LETTERS) + _letters(value % PRIME, 2)
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def read_approval_code(text: str) -> str | None:
    """The code as printed, from however it was typed; None when it is no code or its check letters do not fit."""
    folded = "".join(_ascii_digit(c) for c in unicodedata.normalize("NFKC", text))
    plain = _SEPARATORS.sub("", folded).upper().translate(_LOOKS_LIKE)
    if len(plain) != LETTERS + 2 or any(letter not in ALPHABET for letter in plain):
        return None
    if _value(plain[:LETTERS]) % PRIME != _value(plain[LETTERS:]):
        return None
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def _letters(value: int, count: int) -> str:
    return "".join(ALPHABET[value >> (5 * place) & 31] for place in reversed(range(count)))


def _value(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 32 + ALPHABET.index(letter)
    return value


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character
