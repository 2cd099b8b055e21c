"""The label at the start of a line: `R1:`, `R2 MALAA0001:`, `توصية 1:`, `R-LAA-003 =`, `G12 =`. Knows no sender."""

import re
from dataclasses import dataclass

from models.rules.codes import normalise_code
from notifications.reading.committee_lines import CommitteeCodes, LineKind
from notifications.reading.text import clean, fold
from notifications.reasons import Reason

_START = r"^[\s*•·‣▪>«\"'(\[-]{0,8}"
_SIGN = r"\s*(?P<sign>[:=：＝]|[.)\]](?=\s)|(?<=\s)[-–—](?=\s))"
_SUBJECT = r"(?P<subject>[a-z]{3,5}\s?-?\s?\d{1,4}(?:\s?[/-]\s?[a-z]{3})?(?:\s?-\s?[im]\s?\d{1,2}\s?[a-z])?)"
_LABEL = r"(?:r|rec|reco|recommandation|recommendation|توصيه|التوصيه|ت)\s?(?:n?°|no\.?|رقم|[-.])?\s?(?P<number>\d{1,2})(?!\d)"
_RECOMMENDATION = re.compile(rf"{_START}{_LABEL}(?:\s*[-,(\[]?\s*{_SUBJECT}\s*[)\]]?)?{_SIGN}")
_WITHOUT_SIGN = re.compile(rf"{_START}(?:r|ت)\s?(?P<number>\d{{1,2}})(?!\d)\s+(?:{_SUBJECT}\s+)?(?=\S)")
_ANSWER = re.compile(rf"{_START}(?P<code>r\s?[-‑–_. ]\s?[a-z]{{2,5}}\s?[-‑–_. ]\s?\d{{1,4}}|r[a-z]{{3}}\d{{3}})(?!\w)")
_QUESTION = re.compile(rf"{_START}(?P<code>[a-z]{{1,2}}\d{{1,2}}(?:-[a-z0-9-]{{3,80}})?)(?!\w){_SIGN}")
_EQUALS = re.compile(r"\s*[:=：＝]\s*")
_LONGEST = 400


@dataclass(frozen=True)
class Head:
    """A label: what it announces, the code it names, the text after it on its line; `reason` says what is wrong."""

    kind: LineKind
    text: str
    code: str = ""
    label: str = ""
    reason: str = ""
    is_doubt: bool = False


def find_head(text: str, *, codes: CommitteeCodes) -> Head | None:
    """The label a line starts with, or None. Letter case, dashes, Arabic digits and invisible marks do not matter."""
    visible = clean(text)
    folded = fold(visible)
    return (
        _find_answer(visible, folded, codes=codes)
        or _find_recommendation(visible, folded, codes=codes)
        or _find_question(visible, folded, codes=codes)
    )


def _find_answer(visible: str, folded: str, *, codes: CommitteeCodes) -> Head | None:
    found = _ANSWER.match(folded[:_LONGEST])
    if not found:
        return None
    code = codes.recommendations.get(normalise_code(found["code"]), "")
    label = visible[found.start("code") : found.end("code")].strip()
    sign = _EQUALS.match(folded, found.end())
    rest = visible[sign.end() if sign else found.end() :]
    if not code:
        return Head(LineKind.ANSWER, rest, label=label, reason=Reason.UNKNOWN_RECOMMENDATION) if sign else None
    reason = "" if sign else Reason.NO_EQUALS_SIGN
    return Head(LineKind.ANSWER, rest, code=code, label=label, reason=reason, is_doubt=bool(reason))


def _find_recommendation(visible: str, folded: str, *, codes: CommitteeCodes) -> Head | None:
    found = _RECOMMENDATION.match(folded[:_LONGEST])
    bare = None if found else _WITHOUT_SIGN.match(folded[:_LONGEST])
    head = found or bare
    if head is None:
        return None
    label, named = f"R{int(head['number'])}", head["subject"] or ""
    code = codes.subjects.get(normalise_code(named.replace("/", "-")), "") if named else ""
    rest = visible[head.end() :]
    if named and not code:
        return Head(LineKind.RECOMMENDATION, rest, label=label, reason=Reason.UNKNOWN_COMMITMENT, is_doubt=True)
    reason = Reason.NO_EQUALS_SIGN if bare else ""
    return Head(LineKind.RECOMMENDATION, rest, code=code, label=label, reason=reason, is_doubt=bool(reason))


def _find_question(visible: str, folded: str, *, codes: CommitteeCodes) -> Head | None:
    found = _QUESTION.match(folded[:_LONGEST])
    if not found:
        return None
    code = codes.questions.get(normalise_code(found["code"]), "")
    rest = visible[found.end() :]
    return Head(LineKind.QUESTION, rest, code=code, label=found["code"].upper()) if code else None
