"""What an owner answers to a recommendation: accepted, partly, refused, with the reason and the days named.

Takes the text after the code. An answer that can be read in two ways is asked back.
"""

import re
from dataclasses import dataclass
from datetime import date

from models.vocabulary import ResponseKind
from notifications.reading.text import clean, fold
from notifications.reading.written_dates import has_year, read_date
from notifications.reasons import Reason

_END = r"(?![^\W_])"
_NEGATED = re.compile(r"(?:non|pas|not|غير|لم|لا|ne sera pas|n'est pas)\s+(?:\w+\s+)?(?:accept|retenu|مقبول|قبل|اعتما)")
_KINDS = (
    (
        ResponseKind.PARTLY,
        re.compile(
            r"(?:accept\w*\s+(?:en partie|partiellement|partly|in part)|partiellement(?:\s+(?:accept|reten)\w*)?|"
            r"en partie(?:\s+(?:accept|reten)\w*)?|partly(?:\s+accept\w*)?|partially(?:\s+accept\w*)?|in part|"
            r"(?:مقبوله?|قبلت)\s+جزييا|جزييا|مقبوله? جزءيا|جزءيا)" + _END
        ),
    ),
    (
        ResponseKind.REFUSED,
        re.compile(
            r"(?:refusee?s?|refus|rejetee?s?|rejet|nous refusons|je refuse|refused?|rejected|declined|"
            r"مرفوضه?|رفضت?|نرفض|ارفض)" + _END
        ),
    ),
    (
        ResponseKind.ACCEPTED,
        re.compile(
            r"(?:acceptees?|acceptes?|accepted|accept|accord|d'accord|ok|retenue?s?|nous acceptons|j'accepte|agreed|"
            r"we accept|i accept|oui|yes|مقبوله?|قبلت|نقبل|اقبل|موافقون|موافق|نوافق|نعم)" + _END
        ),
    ),
)
_DONE = re.compile(
    r"(?:fait|realisee?s?|executee?s?|achevee?s?|mise? en œuvre|mise? en oeuvre|done|implemented|carried out|completed|"
    r"منجزه?|انجزت?|نفذت?|تم (?:التنفيذ|الانجاز|تنفيذها|انجازها))" + _END + r"\s*"
)
_UNTIL = re.compile(r"(?:avant|d'ici|pour|au plus tard|by|before|until|no later than|قبل|في اجل اقصاه|الي غايه)\s+")
_BECAUSE = re.compile(
    r"^[\s,;:.–—-]*(?:(?:parce qu[e']|parceque|car|puisque|au motif que?|because|since|لان|بسبب|نظرا ل)\s*)?"
)
_AND = re.compile(r"^[\s,;:.–—-]*(?:et|and|و)?\s*")


@dataclass(frozen=True)
class Response:
    """An answer as read. `reason` is a word for what is unclear; `because` the writer's own words after the answer."""

    kind: ResponseKind | None
    because: str = ""
    implemented_on: date | None = None
    until: date | None = None
    reason: str = ""


def read_response(text: str, *, today: date) -> Response:
    """The answer in a text such as “acceptée ; fait le 12/11/2026” or “refusée parce que …”."""
    visible = clean(text).strip()
    folded = fold(visible)
    if _NEGATED.search(folded[:80]):
        return Response(None, visible, reason=Reason.RESPONSE_UNCLEAR)
    for kind, pattern in _KINDS:
        found = pattern.match(folded)
        if found:
            return _with_days(kind, visible[found.end() :], today=today)
    if _DONE.match(folded):
        return _with_days(ResponseKind.ACCEPTED, visible, today=today)
    return Response(None, visible, reason=Reason.RESPONSE_UNCLEAR)


def _with_days(kind: ResponseKind, rest: str, *, today: date) -> Response:
    folded = fold(rest)
    done = _DONE.search(folded)
    on, doubt = _day_after(folded, done, today=today) if done else (None, "")
    until_at = None if on else _UNTIL.search(folded)
    until, later = _day_after(folded, until_at, today=today) if until_at else (None, "")
    if on and on > today:
        doubt = Reason.DONE_IN_FUTURE
    if until and until < today:
        later = Reason.NEW_DATE_IN_PAST
    because = rest[_BECAUSE.match(folded).end() :] if _BECAUSE.match(folded) else rest  # type: ignore[union-attr]
    if done and not fold(because)[: done.start()].strip(" ,;:.-–—"):
        because = rest
    return Response(kind, because.strip(" ,;:"), on, until, reason=doubt or (later if until else ""))


def _day_after(folded: str, found: re.Match[str] | None, *, today: date) -> tuple[date | None, str]:
    """The day named right after a word, with its doubt; a word without a day names none."""
    if found is None:
        return None, ""
    written = read_date(folded[found.end() :].lstrip(), default_year=today.year)
    if written is None:
        return None, ""
    if not written.doubt and not has_year(folded[found.end() :].lstrip()):
        return written.day, Reason.YEAR_MISSING
    return written.day, written.doubt
