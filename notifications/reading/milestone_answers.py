"""What was answered for a milestone: a status, a day, a percentage, or a sentence about progress."""

import re
from decimal import Decimal

from models.vocabulary import AnswerKind, LineOutcome, MilestoneStatus
from notifications.reading import phrases
from notifications.reading.finding import Finding, Rest, doubtful, not_understood, recorded, rest_of, without_because
from notifications.reading.form_days import FormDays
from notifications.reading.text import fold, words_of
from notifications.reading.written_dates import WrittenDate
from notifications.reading.written_numbers import read_number
from notifications.reasons import Reason

_PROGRESS_LABEL = re.compile(
    r"(?:(?:taux d')?avancement|progress|progression|realise a|a|"
    r"نسبه (?:الانجاز|التقدم)|الانجاز|بنسبه)\s*[:=]?\s*(?=\d)"
)
_INTRODUCTION = re.compile(r"[\s:=,]*(?:(?:est|is|le|au|pour|for|to|هو|الي|في)(?![^\W_])[\s:]*){0,3}")
_SHORT_SENTENCE = 3


def read_milestone(text: str, *, days: FormDays) -> Finding:
    """The answer for a milestone, recorded only if nothing about it is doubtful."""
    folded = fold(text)
    new_date = phrases.NEW_DATE.match(folded)
    if new_date:
        return _read_new_date(text, start=new_date.end(), days=days)
    for status, pattern in phrases.STATUS:
        found = pattern.match(folded)
        if found:
            return _read_status(status, text, start=found.end(), days=days)
    return _read_percent(text) or _read_day_alone(folded, days=days) or _read_sentence(text, folded)


def _read_new_date(text: str, *, start: int, days: FormDays) -> Finding:
    introduction = _INTRODUCTION.match(fold(text), start)
    start = introduction.end() if introduction else start
    day = days.read_new(fold(text[start:]))
    if day is None:
        return not_understood(Reason.NO_DATE)
    return _dated(AnswerKind.NEW_DATE, day, rest_of(text, start=start + day.end))


def _dated(kind: AnswerKind, day: WrittenDate, rest: Rest) -> Finding:
    """An answer with a day: impossible days are not understood, loose text after the day is doubted."""
    if day.doubt == Reason.IMPOSSIBLE_DATE:
        return not_understood(day.doubt)
    status = MilestoneStatus.DONE if kind is AnswerKind.DONE_ON else None
    finding = Finding(LineOutcome.RECORDED, kind, status=status, on=day.day, note=without_because(rest.text))
    is_unfinished = kind is AnswerKind.DONE_ON and _sounds_unfinished(fold(rest.text))
    doubt = Reason.STATUS_UNCLEAR if is_unfinished else _doubt_about_rest(rest, reason=Reason.TEXT_AFTER_DATE)
    return finding.doubted(day.doubt or doubt)


def _sounds_unfinished(folded_rest: str) -> bool:
    """“fait, reste la formation” or “fait (80 %)” is not done."""
    percent = _percent_in(folded_rest)
    return (percent is not None and percent != Decimal(100)) or bool(phrases.UNFINISHED.search(folded_rest))


def _doubt_about_rest(rest: Rest, *, reason: str) -> str:
    if rest.is_empty:
        return ""
    if phrases.HEDGE.search(fold(rest.text)):
        return Reason.UNSURE
    return "" if rest.is_separated else reason


def _read_status(status: MilestoneStatus, text: str, *, start: int, days: FormDays) -> Finding:
    rest = rest_of(text, start=start)
    folded_rest = fold(rest.text)
    if status is MilestoneStatus.DONE:
        return _read_done(rest, folded_rest, days=days)
    percent = _percent_in(folded_rest) if status is MilestoneStatus.IN_PROGRESS else None
    finding = Finding(
        LineOutcome.RECORDED, AnswerKind.STATUS, status=status, percent=percent, note=without_because(rest.text)
    )
    if status is MilestoneStatus.IN_PROGRESS:
        return finding
    return finding.doubted(_doubt_about_rest(rest, reason=Reason.STATUS_UNCLEAR))


def _read_done(rest: Rest, folded_rest: str, *, days: FormDays) -> Finding:
    """“fait”, “fait le 30/09”, “fait : rapport publié”; “fait à 80 %” or “fait l'objet d'un retard” is asked back."""
    day = days.read_done(folded_rest)
    if day is not None:
        return _dated(AnswerKind.DONE_ON, day, rest_of(rest.text, start=day.end))
    finding = Finding(LineOutcome.RECORDED, AnswerKind.STATUS, status=MilestoneStatus.DONE, note=rest.text)
    if _sounds_unfinished(folded_rest):
        return finding.doubted(Reason.STATUS_UNCLEAR)
    return finding.doubted(_doubt_about_rest(rest, reason=Reason.STATUS_UNCLEAR))


def _percent_in(folded: str) -> Decimal | None:
    """The one percentage of a remark, if there is exactly one and it is clear."""
    if folded.count("%") != 1:
        return None
    found = re.search(r"(?<![\d.,])(\d{1,3})\s?%", folded)
    return Decimal(found[1]) if found and int(found[1]) <= 100 else None


def _read_percent(text: str) -> Finding | None:
    """A percentage of completion. Exactly 100 % with nothing after it says that the milestone is done."""
    label = _PROGRESS_LABEL.match(fold(text))
    text = text[label.end() :] if label else text
    folded = fold(text)
    number = read_number(folded)
    sign = phrases.PERCENT.match(folded[number.end :].lstrip()) if number else None
    if number is None or sign is None:
        return None
    after = folded.index(folded[number.end :].lstrip(), number.end) + sign.end()
    rest = rest_of(text, start=after)
    is_done = number.value == Decimal(100) and rest.is_empty
    finding = Finding(
        LineOutcome.RECORDED,
        AnswerKind.STATUS if is_done else AnswerKind.PROGRESS,
        status=MilestoneStatus.DONE if is_done else None,
        percent=number.value,
        is_approximate=number.is_approximate,
        note=rest.text,
    )
    is_possible = number.value is not None and 0 <= number.value <= 100
    doubt = number.doubt or ("" if is_possible else Reason.OUT_OF_RANGE)
    return finding.doubted(doubt or (Reason.UNSURE if phrases.HEDGE.search(fold(rest.text)) else ""))


def _read_day_alone(folded: str, *, days: FormDays) -> Finding | None:
    """A day without a word may be the day it was done or a new term; a bare number may be a percentage."""
    day = days.read_done(folded)
    if day is not None and not folded[day.end :].strip(" .)"):
        if day.doubt == Reason.IMPOSSIBLE_DATE:
            return not_understood(day.doubt)
        return Finding(LineOutcome.DOUBTFUL, AnswerKind.DONE_ON, on=day.day, reason=Reason.STATUS_UNCLEAR)
    number = read_number(folded)
    if number is not None and not folded[number.end :].strip(" ."):
        return doubtful(Reason.PERCENT_SIGN_MISSING, kind=AnswerKind.PROGRESS)
    return None


def _read_sentence(text: str, folded: str) -> Finding:
    words = words_of(text)
    if phrases.NEGATION.match(folded) and len(words) <= _SHORT_SENTENCE + 1:
        return doubtful(Reason.STATUS_UNCLEAR, kind=AnswerKind.STATUS, note=text)
    if len(words) < _SHORT_SENTENCE:
        return not_understood(Reason.NOT_A_STATUS)
    return recorded(AnswerKind.PROGRESS, note=text)
