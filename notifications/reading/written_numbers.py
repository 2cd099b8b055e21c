"""Numbers as Moroccans write them: `1 234,5`, `٣٫٥`, `1.234.567`; an ambiguous one is named, never guessed.

Takes folded text (ASCII digits); knows no form and no unit.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from notifications.reading.number_words import word_number
from notifications.reasons import Reason

_NUMBER = re.compile(r"\d(?:[\d.,٫٬]|[ '](?=\d))*")
_APPROXIMATE = re.compile(
    r"(?:[~≈±]|env\.|(?:environ|env|a peu pres|approximativement|pres de|presque|plus de|moins de|au moins|"
    r"about|around|approximately|approx\.?|almost|nearly|over|more than|less than|at least|"
    r"حوالي|تقريبا|ما يقارب|نحو|اكثر من|اقل من|ما يناهز|قرابه|على الاقل|علي الاقل)(?![^\W_]))\s*"
)
_GROUPED = re.compile(r"\d{1,3}(?:G\d{3})+")
MAX_LENGTH = 40


@dataclass(frozen=True)
class WrittenNumber:
    """A number found at the start of a text. `doubt` is a reason word or empty; `end` is where the rest begins.

    `value` may be given with a doubt: it is then a suggestion to be asked back, not a figure.
    """

    value: Decimal | None
    end: int
    doubt: str = ""
    is_approximate: bool = False


def read_number(folded: str) -> WrittenNumber | None:
    """The number a folded text starts with, or None. Sources of doubt: separators, approximation, words, sign `+`."""
    start, is_approximate = _skip_approximation(folded)
    sign, start = _skip_sign(folded, start=start)
    found = _NUMBER.match(folded, start)
    if not found:
        return _read_word(folded, start=start, is_approximate=is_approximate) if not sign else None
    token = found[0].rstrip(".,٫٬ '")
    end = start + len(token)
    value = _interpret(token) if len(token) <= MAX_LENGTH else None
    if value is None:
        return WrittenNumber(None, end, Reason.AMBIGUOUS_NUMBER, is_approximate)
    value = -value if sign == "-" else value
    doubt = Reason.APPROXIMATE if is_approximate else Reason.INCREMENT if sign == "+" else ""
    return WrittenNumber(value, end, doubt, is_approximate)


def _skip_approximation(folded: str) -> tuple[int, bool]:
    found = _APPROXIMATE.match(folded)
    return (found.end(), True) if found else (0, False)


def _skip_sign(folded: str, *, start: int) -> tuple[str, int]:
    if folded[start : start + 1] in ("-", "+") and folded[start + 1 : start + 3].strip()[:1].isdigit():
        rest = folded[start + 1 :]
        return folded[start], start + 1 + len(rest) - len(rest.lstrip())
    return "", start


def _read_word(folded: str, *, start: int, is_approximate: bool) -> WrittenNumber | None:
    found = word_number(folded[start:])
    if not found:
        return None
    value, length = found
    return WrittenNumber(Decimal(value), start + length, Reason.NUMBER_IN_WORDS, is_approximate)


def _interpret(token: str) -> Decimal | None:
    """Value of digits with separators; None when two readings are possible."""
    plain = _join_spaced_groups(token)
    if plain is None:
        return None
    if "٫" in plain or "٬" in plain:
        return _interpret_arabic(plain)
    commas, dots = plain.count(","), plain.count(".")
    if not commas and not dots:
        return Decimal(plain)
    if commas and dots:
        return _interpret_both(plain)
    was_grouped = plain != token
    return _interpret_one_sort(plain, separator="," if commas else ".", was_grouped=was_grouped)


def _join_spaced_groups(token: str) -> str | None:
    """`1 234,5` becomes `1234,5`; spaces or apostrophes anywhere but between groups of three are ambiguous."""
    groups = re.split("[ ']", token)
    if len(groups) == 1:
        return token
    head, *middle, last = groups
    whole = re.match(r"\d*", last)
    regular = head.isdigit() and len(head) <= 3 and head[0] != "0" and all(len(g) == 3 and g.isdigit() for g in middle)
    return "".join(groups) if regular and whole and len(whole[0]) == 3 else None


def _interpret_arabic(plain: str) -> Decimal | None:
    """`٫` is always the decimal sign and `٬` always the thousands sign."""
    whole, decimal_sign, decimals = plain.partition("٫")
    if "٬" in whole:
        whole = whole.replace("٬", "") if _is_grouped(whole, separator="٬") else ""
    if not whole.isdigit() or (decimal_sign and not decimals.isdigit()):
        return None
    return Decimal(f"{whole}.{decimals}" if decimals else whole)


def _interpret_both(plain: str) -> Decimal | None:
    """With comma and dot together, the last one is the decimal sign and the other must separate groups of three."""
    decimal_sign = "," if plain.rfind(",") > plain.rfind(".") else "."
    group_sign = "." if decimal_sign == "," else ","
    whole, _, decimals = plain.rpartition(decimal_sign)
    if decimal_sign in whole or not _is_grouped(whole, separator=group_sign):
        return None
    return Decimal(f"{whole.replace(group_sign, '')}.{decimals}")


def _interpret_one_sort(plain: str, *, separator: str, was_grouped: bool) -> Decimal | None:
    parts = plain.split(separator)
    if not all(part.isdigit() for part in parts):
        return None
    if len(parts) > 2:
        return Decimal("".join(parts)) if _is_grouped(plain, separator=separator) and not was_grouped else None
    whole, decimals = parts
    could_be_thousands = len(decimals) == 3 and 1 <= len(whole) <= 3 and whole.strip("0") != "" and not was_grouped
    return None if could_be_thousands else Decimal(f"{whole}.{decimals}")


def _is_grouped(text: str, *, separator: str) -> bool:
    return bool(re.fullmatch(_GROUPED.pattern.replace("G", re.escape(separator)), text)) and not text.startswith("0")
