"""Doubts that only the form can raise about a number: its unit, its limits, and what was said last time."""

import re
from decimal import Decimal

from notifications.form import FormItem
from notifications.reading.phrases import MONEY, PERCENT
from notifications.reading.text import fold, words_of
from notifications.reasons import Reason

JUMP_FACTOR = 10
_YEARS = range(2015, 2036)
_ENDINGS = re.compile(r"(?:\(?[sxe]{1,2}\)?|ات|ين|ون|ه)$")


def is_percent(item: FormItem) -> bool:
    """Whether the form asks for a percentage."""
    return bool(PERCENT.search(fold(item.unit)))


def unit_stems(item: FormItem) -> frozenset[str]:
    """Words of the unit and its plural, shortened so that singular and plural agree."""
    return frozenset(stem(word) for word in words_of(item.unit))


def stem(word: str) -> str:
    """A word without article and plural ending: enough to see that “ateliers” is the unit “atelier”."""
    bare = word[2:] if word.startswith("ال") and len(word) > 4 else word
    return _ENDINGS.sub("", bare) if len(bare) > 3 else bare


def is_money(item: FormItem) -> bool:
    """Whether the form asks for an amount of money in dirhams."""
    return bool(MONEY.search(fold(item.unit)))


def doubt_about(value: Decimal, *, item: FormItem) -> str:
    """Reason why a clear number should be asked back, or empty. The first that applies wins."""
    if _is_out_of_range(value, item=item):
        return Reason.OUT_OF_RANGE
    if item.is_whole and value != value.to_integral_value():
        return Reason.NOT_WHOLE
    return _doubt_from_last(value, item=item)


def _is_out_of_range(value: Decimal, *, item: FormItem) -> bool:
    """A limit that the form leaves open is 0 below, and 100 above for a percentage."""
    minimum = Decimal(0) if item.minimum is None else item.minimum
    maximum = Decimal(100) if item.maximum is None and is_percent(item) else item.maximum
    return value < minimum or (maximum is not None and value > maximum)


def _could_be_a_year(value: Decimal, *, item: FormItem) -> bool:
    """“2026” where nothing says that figures of this size are to be expected."""
    return value in _YEARS and (item.target is None or item.target < _YEARS[0] // 10) and not is_money(item)


def _doubt_from_last(value: Decimal, *, item: FormItem) -> str:
    last = item.last_value
    if last is None:
        return Reason.DATE_OR_RATIO if _could_be_a_year(value, item=item) else ""
    if is_percent(item) and 0 < value <= 1 < last:
        return Reason.MAYBE_FRACTION
    if last > 0 and value >= JUMP_FACTOR * last:
        return Reason.LARGE_JUMP
    if item.is_cumulative and value < last:
        return Reason.WENT_DOWN
    return ""
