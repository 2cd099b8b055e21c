"""What one line of a committee's or an owner's reply says, before anybody decides whether to record it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.vocabulary import LineOutcome, ResponseKind


class LineKind(StrEnum):
    """What a labelled line is."""

    RECOMMENDATION = "recommendation"
    ANSWER = "answer"
    QUESTION = "question"
    NONE = ""


@dataclass(frozen=True)
class CommitteeCodes:
    """Codes a reply may name, each by its folded form (`models.rules.codes.normalise_code`).

    `subjects` are commitments and milestones a recommendation can be about; `questions` open questions, by code and by
    the short name printed for them ("G12").
    """

    subjects: Mapping[str, str] = field(default_factory=dict)
    recommendations: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CommitteeLine:
    """One line and its outcome. `code` is what it is about; `until` a day promised, `on` the day it was carried out."""

    outcome: LineOutcome
    raw: str
    where: str
    kind: LineKind = LineKind.NONE
    code: str = ""
    label: str = ""
    text: str = ""
    response: ResponseKind | None = None
    on: date | None = None
    until: date | None = None
    reason: str = ""
