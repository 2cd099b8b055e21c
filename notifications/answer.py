"""What was read in a reply, line by line, before anybody decides whether to record it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.vocabulary import AnswerKind, LineOutcome, MilestoneStatus

PARSER_VERSION = "1"


@dataclass(frozen=True)
class AnswerLine:
    """One line of a reply and its outcome.

    `where` says where it stood ("text line 4", "html table row 2", "workbook cell F7"). `reason` is a stable word from
    `notifications.reasons` that says why a line is doubtful, not understood or ignored; receipts translate it.
    RECORDED lines carry a code of the form and an answer; DOUBTFUL ones carry the code and are asked back.
    """

    outcome: LineOutcome
    raw: str
    where: str
    code: str = ""
    kind: AnswerKind | None = None
    value: Decimal | None = None
    unit: str = ""
    is_approximate: bool = False
    status: MilestoneStatus | None = None
    percent: Decimal | None = None
    on: date | None = None
    note: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Reading:
    """All lines of one reply and the comment shown to people (trimmed of quotation and signature)."""

    lines: tuple[AnswerLine, ...]
    comment: str = ""
    parser_version: str = PARSER_VERSION

    def with_outcome(self, outcome: LineOutcome) -> tuple[AnswerLine, ...]:
        """The lines that ended in this outcome, in the order they stood in the mail."""
        return tuple(line for line in self.lines if line.outcome is outcome)
