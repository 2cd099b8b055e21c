"""What was answered for an indicator: a number, its unit, remarks. Anything that could be read twice is doubted."""

import re
from dataclasses import dataclass
from decimal import Decimal

from models.vocabulary import AnswerKind, LineOutcome
from notifications.form import FormItem
from notifications.reading import phrases
from notifications.reading.checks import doubt_about, is_money, is_percent, stem, unit_stems
from notifications.reading.finding import Finding, doubtful, not_understood, rest_of
from notifications.reading.remarks import doubt_about_remark
from notifications.reading.text import fold
from notifications.reading.written_dates import read_date
from notifications.reading.written_numbers import WrittenNumber, read_number
from notifications.reasons import Reason

_BETWEEN = re.compile(r"(?:entre|between|from|de|ما بين|بين|من)\s+\d")
_RANGE = re.compile(r"\s*(?:-|a|to|ou|or|او|الي|et|/)\s*\d")
_MINUS_BEHIND = re.compile(r"-(?![^\W_])")  # “4-”: in right-to-left writing a minus sign can end up there
_WORD = re.compile(r"\s*([^\W\d_]+(?:\([a-z]{1,3}\))?)")
_SURPRISING = (Reason.LARGE_JUMP, Reason.WENT_DOWN, Reason.MAYBE_FRACTION, Reason.DATE_OR_RATIO)
_LAST_MONTH = 12
_LAST_DAY = 31


@dataclass(frozen=True)
class _Tail:
    """What stands after the number: where it ends, which unit was named, and the first doubt it raises."""

    end: int
    unit: str = ""
    note: str = ""
    doubt: str = ""
    is_approximate: bool = False


def read_indicator(text: str, *, item: FormItem) -> Finding:
    """The number answered for an indicator, recorded only if nothing about it is doubtful."""
    folded = fold(text)
    number = read_number(folded)
    if number is None:
        return _without_number(folded)
    finding = Finding(LineOutcome.RECORDED, AnswerKind.VALUE, number.value, is_approximate=number.is_approximate)
    if number.doubt == Reason.NUMBER_IN_WORDS:
        return _read_words(text, folded, number, item=item)
    if number.value is None:
        return finding.doubted(number.doubt)
    tail = _skip_harmless(text, _read_tail(folded, number, item=item))
    rest = rest_of(text, start=tail.end)
    finding = Finding(
        LineOutcome.RECORDED,
        AnswerKind.VALUE,
        number.value,
        unit=tail.unit,
        is_approximate=number.is_approximate or tail.is_approximate,
        note="; ".join(part for part in (tail.note, rest.text) if part),
    )
    doubt = (
        number.doubt
        or tail.doubt
        or _doubt_about_rest(
            rest.text, is_separated=rest.is_separated or bool(phrases.CONFIRMED.match(fold(rest.text)))
        )
    )
    if doubt in (Reason.RANGE, Reason.DATE_OR_RATIO):
        return doubtful(doubt, kind=AnswerKind.VALUE)  # no single figure to suggest
    return finding.doubted(doubt or _unless_confirmed(doubt_about(number.value, item=item), note=rest.text))


def _unless_confirmed(doubt: str, *, note: str) -> str:
    """A possible but surprising number is asked back once: “95 (confirmé)” settles it. An impossible one never is."""
    return "" if doubt in _SURPRISING and phrases.CONFIRMED.search(fold(note)) else doubt


def _without_number(folded: str) -> Finding:
    if _BETWEEN.match(folded):
        return doubtful(Reason.RANGE, kind=AnswerKind.VALUE)
    if phrases.NONE_WORD.match(folded):
        return doubtful(Reason.ZERO_OR_NOTHING, kind=AnswerKind.VALUE)
    return not_understood(Reason.NOT_A_NUMBER)


def _read_words(text: str, folded: str, number: WrittenNumber, *, item: FormItem) -> Finding:
    """“douze (12)” is clear; “douze (13)” contradicts itself; words alone are asked back."""
    in_brackets = re.match(r"\s*\((\d[\d ]{0,9})\)", folded[number.end :])
    if not in_brackets:
        return Finding(LineOutcome.DOUBTFUL, AnswerKind.VALUE, number.value, reason=Reason.NUMBER_IN_WORDS)
    if in_brackets[1].strip() != str(number.value):
        return doubtful(Reason.TWO_VALUES, kind=AnswerKind.VALUE)
    digits = in_brackets[1].strip() + text[number.end + in_brackets.end() :]
    return read_indicator(digits, item=item)


def _read_tail(folded: str, number: WrittenNumber, *, item: FormItem) -> _Tail:
    """Ratio, range, multiplier, percent sign, money, or the words of the unit, directly after the number."""
    position = number.end + len(folded[number.end :]) - len(folded[number.end :].lstrip(" "))
    ratio = phrases.OF.match(folded, position)
    if ratio:
        return _read_ratio(folded, number, start=ratio.end(), has_slash=ratio[0].startswith("/"), item=item)
    if _RANGE.match(folded, position):
        return _Tail(position, doubt=Reason.RANGE)
    if _MINUS_BEHIND.match(folded, number.end):
        return _Tail(position, doubt=Reason.UNSURE)
    found = phrases.MULTIPLIERS.match(folded, position)
    if found:
        return _Tail(found.end(), unit=found[0], doubt=Reason.MULTIPLIED)
    return _read_unit(folded, start=position, item=item)


def _read_ratio(folded: str, number: WrittenNumber, *, start: int, has_slash: bool, item: FormItem) -> _Tail:
    """“12 sur 40”: the value is 12, the rest a remark; a slash that could be a date is asked back."""
    whole = read_number(folded[start:])
    if whole is None or whole.value is None or number.value is None:
        return _Tail(start, doubt=Reason.DATE_OR_RATIO)
    end = start + whole.end
    could_be_date = has_slash and whole.value != item.target and _is_day_and_month(number.value, whole.value)
    if is_percent(item):
        return _Tail(end, doubt=Reason.RATIO_FOR_PERCENT)
    if could_be_date or number.value > whole.value or folded[end : end + 1] == "/":
        return _Tail(end, doubt=Reason.DATE_OR_RATIO)
    tail = _read_unit(folded, start=end, item=item)
    return _Tail(tail.end, tail.unit, f"/ {whole.value}", tail.doubt)


def _is_day_and_month(one: Decimal, other: Decimal) -> bool:
    """In either order: “10/15” is a day in English."""
    low, high = sorted((one, other))
    return low <= _LAST_MONTH and high <= _LAST_DAY


def _read_unit(folded: str, *, start: int, item: FormItem) -> _Tail:
    position = start + len(folded[start:]) - len(folded[start:].lstrip(" "))
    percent = phrases.PERCENT.match(folded, position)
    if percent:
        is_negative = folded[percent.end() :].strip() == "-" and folded.endswith("%-")
        doubt = Reason.UNSURE if is_negative else "" if is_percent(item) else Reason.UNIT_DIFFERS
        return _Tail(percent.end(), "%", doubt=doubt)
    money = phrases.MONEY.match(folded, position)
    if money:
        return _Tail(money.end(), money[0], doubt="" if is_money(item) else Reason.UNIT_DIFFERS)
    end, stems = position, unit_stems(item)
    while (word := _WORD.match(folded, end)) and stem(word[1].split("(")[0]) in stems:
        end = word.end()
    return _Tail(end, folded[position:end].strip())


def _skip_harmless(text: str, tail: _Tail) -> _Tail:
    """Words such as “à ce jour” change nothing; “environ” after the number makes it approximate."""
    folded = fold(text)
    position = tail.end + len(folded[tail.end :]) - len(folded[tail.end :].lstrip(" ,"))
    approximate = phrases.APPROXIMATE_AFTER.match(folded, position)
    if approximate:
        return _Tail(approximate.end(), tail.unit, doubt=tail.doubt or Reason.APPROXIMATE, is_approximate=True)
    harmless = phrases.HARMLESS_AFTER_NUMBER.match(folded, position)
    if not harmless:
        return tail
    note = "; ".join(part for part in (tail.note, text[harmless.start() : harmless.end()]) if part)
    return _Tail(harmless.end(), tail.unit, note, tail.doubt)


def _doubt_about_rest(note: str, *, is_separated: bool) -> str:
    folded = fold(note)
    if not folded:
        return ""
    if phrases.HEDGE.search(folded):
        return Reason.UNSURE
    if not is_separated:
        return Reason.UNIT_DIFFERS if len(folded.split()) == 1 else Reason.TEXT_AFTER_NUMBER
    if folded[0].isdigit() or folded[0] in "+=*/<>":
        day = read_date(folded, default_year=2000)
        is_only_a_date = day is not None and not day.doubt and day.end == len(folded)
        return "" if is_only_a_date else Reason.TEXT_AFTER_NUMBER
    if phrases.BECAUSE.match(folded):
        return ""
    obstacle = phrases.OBSTACLE.search(folded)
    return doubt_about_remark(folded[: obstacle.start()] if obstacle else folded)
