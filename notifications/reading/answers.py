"""From the text after a code to its meaning for that line of the form: phrases first, then numbers or statuses."""

import re

from models.vocabulary import AnswerKind, ItemKind, LineOutcome
from notifications.form import FormItem
from notifications.reading import phrases
from notifications.reading.finding import (
    Finding,
    doubtful,
    ignored,
    links_in,
    not_understood,
    recorded,
    rest_of,
    without_because,
)
from notifications.reading.form_days import FormDays
from notifications.reading.indicator_answers import read_indicator
from notifications.reading.milestone_answers import read_milestone
from notifications.reading.text import fold
from notifications.reasons import Reason

_PLACEHOLDER = re.compile(r"[\s._…]*")
_PERCENT_FIRST = re.compile(r"%\s?[\d.,٫ ]{1,12}")
_STROKE = re.compile(r"[-/\\x]{1,5}")
_LABEL_SIGN = re.compile(r"\s*[:=-]\s*")
_OBSTACLE_INSIDE = re.compile(rf"(?<![^\W_]){phrases.OBSTACLE.pattern}\s*:\s*")
MAX_ANSWER = 2000


def tidy(answer: str) -> str:
    """An answer without the marks of bold text, table strokes and quotation marks around it."""
    text = answer.strip(' \t\r\n*_|="«»“”`').rstrip(" [({,;")
    return f"{text[1:].strip()} %" if _PERCENT_FIRST.fullmatch(fold(text)) else text


def read_answer(answer: str, *, item: FormItem, days: FormDays) -> tuple[Finding, ...]:
    """What one answer says about one line of the form: the answer itself first, then links and obstacles in its note.

    An empty answer gives IGNORED with LEFT_EMPTY. The result is never empty.
    """
    text = tidy(answer)
    if _PLACEHOLDER.fullmatch(text):
        return (ignored(Reason.LEFT_EMPTY),)
    if len(text) > MAX_ANSWER:
        return (not_understood(Reason.TOO_LONG),)
    main = _read_labelled(text) or _read_phrase(text, item=item) or _read_by_kind(text, item=item, days=days)
    if main.outcome is not LineOutcome.RECORDED or main.kind in (AnswerKind.EVIDENCE, AnswerKind.OBSTACLE):
        return (main,)
    return (main, *_extras(main.note))


def _read_by_kind(text: str, *, item: FormItem, days: FormDays) -> Finding:
    return read_indicator(text, item=item) if item.kind is ItemKind.INDICATOR else read_milestone(text, days=days)


def _read_labelled(text: str) -> Finding | None:
    """A link, or text after a label: “preuve : …”, “obstacle : …”."""
    folded = fold(text)
    if re.match(r"https?://", folded):
        return recorded(AnswerKind.EVIDENCE, note=text)
    for pattern, kind in ((phrases.EVIDENCE, AnswerKind.EVIDENCE), (phrases.OBSTACLE, AnswerKind.OBSTACLE)):
        label = pattern.match(folded)
        sign = _LABEL_SIGN.match(folded, label.end()) if label else None
        if sign:
            note = text[sign.end() :].strip()
            return recorded(kind, note=note) if note else doubtful(Reason.EMPTY_LABEL, kind=kind)
    return None


def _read_phrase(text: str, *, item: FormItem) -> Finding | None:
    """Unchanged, nothing to report, not available: each only if no loose text follows that could turn its meaning."""
    folded = fold(text)
    if _STROKE.fullmatch(folded):
        return doubtful(Reason.ZERO_OR_NOTHING, kind=AnswerKind.NOTHING_TO_REPORT)
    if (found := phrases.NOT_APPLICABLE.match(folded)) and rest_of(text, start=found.end()).is_empty:
        return doubtful(Reason.UNAVAILABLE_OR_INAPPLICABLE, kind=AnswerKind.NOT_AVAILABLE)
    for pattern, kind in (
        (phrases.NOT_AVAILABLE, AnswerKind.NOT_AVAILABLE),
        (phrases.NO_CHANGE, AnswerKind.NO_CHANGE),
        (phrases.NOTHING, AnswerKind.NOTHING_TO_REPORT),
    ):
        if found := pattern.match(folded):
            return _with_rest(kind, text, start=found.end(), item=item)
    return None


def _with_rest(kind: AnswerKind, text: str, *, start: int, item: FormItem) -> Finding | None:
    rest = rest_of(text, start=start)
    finding = recorded(kind, note=without_because(rest.text))
    if kind is AnswerKind.NO_CHANGE and item.kind is ItemKind.INDICATOR and item.last_value is None:
        finding = finding.doubted(Reason.NO_LAST_VALUE)
    if rest.is_empty:
        return finding
    if not rest.is_separated:
        return None if item.kind is ItemKind.MILESTONE else finding.doubted(Reason.UNSURE)
    has_number = any(c.isdecimal() for c in rest.text) and kind is not AnswerKind.NOT_AVAILABLE
    return finding.doubted(Reason.UNSURE if has_number or phrases.HEDGE.search(fold(rest.text)) else "")


def _extras(note: str) -> list[Finding]:
    """Links and obstacles mentioned beside an answer are kept as answers of their own."""
    extras = [recorded(AnswerKind.EVIDENCE, note=link) for link in links_in(note)]
    obstacle = _OBSTACLE_INSIDE.search(fold(note))
    if obstacle and note[obstacle.end() :].strip():
        extras.append(recorded(AnswerKind.OBSTACLE, note=note[obstacle.end() :].strip()))
    return extras
