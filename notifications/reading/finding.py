"""What one piece of answer text means for one line of the form, before it is placed in the mail it came from."""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from models.vocabulary import AnswerKind, LineOutcome, MilestoneStatus
from notifications.answer import AnswerLine
from notifications.reading.phrases import BECAUSE
from notifications.reading.text import fold

_SEPARATORS = " ,;:.-–—|([{،؛\t\n*"
_LINK = re.compile(r"https?://[^\s<>\"'()\[\]{}|]{3,2000}", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """One answer. DOUBTFUL ones may carry the suggestion that is asked back; see `AnswerLine` for the fields."""

    outcome: LineOutcome
    kind: AnswerKind | None = None
    value: Decimal | None = None
    unit: str = ""
    is_approximate: bool = False
    status: MilestoneStatus | None = None
    percent: Decimal | None = None
    on: date | None = None
    note: str = ""
    reason: str = ""

    def doubted(self, reason: str) -> "Finding":
        """The same answer, to be asked back for this reason; unchanged when there is no reason."""
        return replace(self, outcome=LineOutcome.DOUBTFUL, reason=reason) if reason else self

    def placed(self, *, raw: str, where: str, code: str = "") -> AnswerLine:
        """The answer as a line of the reply."""
        return AnswerLine(
            self.outcome,
            raw,
            where,
            code,
            self.kind,
            self.value,
            self.unit,
            self.is_approximate,
            self.status,
            self.percent,
            self.on,
            self.note,
            self.reason,
        )


@dataclass(frozen=True)
class Rest:
    """Text after an answer. `is_separated` tells whether punctuation or a “because” stands between the two."""

    text: str
    is_separated: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing meaningful is left."""
        return not self.text


def recorded(kind: AnswerKind, *, note: str = "", status: MilestoneStatus | None = None) -> Finding:
    """A clear answer."""
    return Finding(LineOutcome.RECORDED, kind, note=note, status=status)


def doubtful(reason: str, *, kind: AnswerKind | None = None, note: str = "") -> Finding:
    """An answer to be asked back."""
    return Finding(LineOutcome.DOUBTFUL, kind, note=note, reason=reason)


def not_understood(reason: str) -> Finding:
    """Text after a code that is no answer."""
    return Finding(LineOutcome.NOT_UNDERSTOOD, reason=reason)


def ignored(reason: str) -> Finding:
    """Text that neither answers nor asks anything."""
    return Finding(LineOutcome.IGNORED, reason=reason)


def rest_of(text: str, *, start: int) -> Rest:
    """What follows position `start`, freed of separators and of one pair of brackets."""
    raw = text[start:].strip()
    bare = raw.lstrip(_SEPARATORS).rstrip(" ,;-–—|*\t\n")
    if raw[:1] in ("(", "[") and bare[-1:] in (")", "]") and bare.count("(") < bare.count(")") + bare.count("]"):
        bare = bare[:-1].rstrip()
    if bare in (".", "!", ")", "]"):
        bare = ""
    folded = fold(bare)
    return Rest(bare, raw[:1] in _SEPARATORS or folded.startswith("http") or bool(BECAUSE.match(folded)))


def without_because(note: str) -> str:
    """A reason without the word that introduced it."""
    found = BECAUSE.match(fold(note))
    return note[found.end() :].lstrip(" :,") if found else note


def links_in(text: str) -> list[str]:
    """All http(s) addresses in a text."""
    return [link.rstrip(".,;:!?") for link in _LINK.findall(text)]
