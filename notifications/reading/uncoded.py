"""Whether a line without a code looks like an answer all the same: then its writer is told, not ignored."""

import re

from notifications.reading import phrases
from notifications.reading.finding import rest_of
from notifications.reading.text import fold
from notifications.reading.written_dates import read_date
from notifications.reading.written_numbers import read_number
from notifications.reasons import Reason

_MARKER = re.compile(r"(?:[-*•–]|\d{1,2}[.)])\s+")
_LABELLED = re.compile(r"(?P<label>[^:=]{1,80})[:=]\s*(?P<answer>\S.{0,80})")
_CONTACT = re.compile(
    r"(?:tel|telephone|phone|gsm|mobile|portable|fax|mail|e-mail|email|courriel|objet|p\.?j|ref|reference|adresse|bp|"
    r"الهاتف|هاتف|الفاكس|الموضوع|المرجع)(?![^\W_])"
)
_PHONE = re.compile(r"[+(]?\d[\d .()/-]{7,}")
_MAX_LENGTH = 120
_MAX_WORDS = 2


def looks_like_answer(text: str) -> bool:
    """Whether a line is, as a whole or after a label, nothing but a value, a status, a day or a set phrase."""
    bare = text.strip()
    if not bare or len(bare) > _MAX_LENGTH or "://" in bare or "@" in bare:
        return False
    marker = _MARKER.match(bare)
    bare = bare[marker.end() :] if marker else bare
    folded = fold(bare)
    if _CONTACT.match(folded) or _PHONE.fullmatch(folded):
        return False
    labelled = _LABELLED.fullmatch(folded)
    return _is_answer(folded) or (labelled is not None and ("=" in folded or _is_answer(labelled["answer"])))


def _is_answer(folded: str) -> bool:
    return _is_number(folded) or _is_phrase(folded) or _is_dated(folded)


def _is_number(folded: str) -> bool:
    number = read_number(folded.lstrip("% "))
    if number is None:
        return False
    rest = folded.lstrip("% ")[number.end :].split()
    if number.doubt == Reason.NUMBER_IN_WORDS:
        return not rest
    return len(rest) <= _MAX_WORDS and not any(word[0].isdigit() for word in rest)


def _is_phrase(folded: str) -> bool:
    patterns = (phrases.NO_CHANGE, phrases.NOTHING, phrases.NOT_AVAILABLE, *(pattern for _, pattern in phrases.STATUS))
    return any(
        (found := pattern.match(folded)) is not None and rest_of(folded, start=found.end()).is_empty
        for pattern in patterns
    )


def _is_dated(folded: str) -> bool:
    for pattern in (phrases.NEW_DATE, phrases.DONE):
        found = pattern.match(folded)
        rest = folded[found.end() :].lstrip(" :,(") if found else ""
        if rest and read_date(rest, default_year=2026) is not None:
            return True
    return False
