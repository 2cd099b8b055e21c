"""Reading what committees and owners write back: `R1: …`, `R-LAA-003 = accepted, …`, `G12 = …`, in three languages.

Pure: a mail and the known codes in, lines with outcomes out. Whether the sender may say so is decided elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.rules.codes import normalise_code
from models.vocabulary import LineOutcome, ResponseKind
from notifications.mime import ParsedMail
from notifications.reading.committee_heads import Head, find_head
from notifications.reading.committee_lines import CommitteeCodes, CommitteeLine, LineKind
from notifications.reading.html_lines import read_html
from notifications.reading.lines import SourceLine, text_lines
from notifications.reading.quoting import Fingerprint, Role, roles_of
from notifications.reading.responses import Response, read_response
from notifications.reading.text import squeeze, words_of
from notifications.reasons import Reason

__all__ = ["CommitteeCodes", "CommitteeLine", "LineKind", "read_committee_reply"]

MOST_TEXT = 4_000
_AWAY = {Role.GREETING: Reason.GREETING, Role.SIGNATURE: Reason.SIGNATURE}
_LINE_NUMBER = re.compile(r"^(.*) line (\d+)$")


def read_committee_reply(
    mail: ParsedMail, *, codes: CommitteeCodes, sent: Sequence[ParsedMail] = (), today: date
) -> tuple[CommitteeLine, ...]:
    """Every line of a reply with its outcome, in the order written; what we ourselves had printed is left aside.

    `sent` are our mails it may quote. A labelled text in a quoted part that is not ours is asked back, never guessed.
    """
    lines, ours = _lines(mail), {squeeze(line.text) for one in sent for line in _lines(one)}
    printed = Fingerprint(line.text for one in sent for line in _lines(one)) if sent else None
    heads = [find_head(line.text, codes=codes) for line in lines]
    roles = roles_of(lines, coded=[head is not None for head in heads], sent=printed)
    blocks = _blocks(list(zip(lines, heads, roles, strict=True)), ours=ours)
    return tuple(_read(block, today=today) for block in blocks)


@dataclass(frozen=True)
class _Block:
    """A line and those that carry it on, up to the next empty line or the next label."""

    first: SourceLine
    head: Head | None
    role: Role
    raw: str
    text: str
    is_ours: bool


def _lines(mail: ParsedMail) -> list[SourceLine]:
    plain = [line for part in mail.texts for line in text_lines(part.text, is_flowed=part.is_flowed)[0]]
    return plain or [line for part in mail.html_texts for line in read_html(part.text).lines]


def _blocks(found: list[tuple[SourceLine, Head | None, Role]], *, ours: set[str]) -> list[_Block]:
    blocks: list[_Block] = []
    last: SourceLine | None = None
    for line, head, role in found:
        carries_on = (
            blocks and last is not None and head is None and blocks[-1].head is not None
            and role is blocks[-1].role and line.depth == last.depth and _is_next(last, line)
            and not blocks[-1].is_ours
        )  # fmt: skip
        if carries_on:
            before = blocks[-1]
            blocks[-1] = replace(before, raw=f"{before.raw}\n{line.raw}", text=f"{before.text} {line.text.strip()}")
        else:
            text = head.text if head else line.text.strip()
            blocks.append(_Block(line, head, role, line.raw, text.strip(), squeeze(line.text) in ours))
        last = line
    return blocks


def _is_next(last: SourceLine, line: SourceLine) -> bool:
    """Whether a line follows without an empty one between; in HTML every line is a paragraph of its own."""
    if line.is_html:
        return False
    before, after = _LINE_NUMBER.match(last.where), _LINE_NUMBER.match(line.where)
    if not before or not after or before[1] != after[1]:
        return False
    return int(after[2]) == int(before[2]) + last.raw.count("\n") + 1


def _read(block: _Block, *, today: date) -> CommitteeLine:
    line = CommitteeLine(LineOutcome.IGNORED, block.raw.strip()[:MOST_TEXT], block.first.where)
    if block.head is None:
        return replace(line, reason=_AWAY.get(block.role) or _reason_without_head(block))
    is_quoted = block.role in (Role.QUOTED, Role.QUOTED_UNMARKED)
    if block.is_ours or (is_quoted and not words_of(block.text)):
        return replace(line, reason=Reason.QUOTATION)
    line = replace(
        line, kind=block.head.kind, code=block.head.code, label=block.head.label, text=block.text[:MOST_TEXT]
    )
    if not words_of(block.text):
        return replace(line, reason=Reason.LEFT_EMPTY)
    if block.head.reason:
        outcome = LineOutcome.DOUBTFUL if block.head.code or block.head.is_doubt else LineOutcome.NOT_UNDERSTOOD
        return replace(line, outcome=outcome, reason=block.head.reason)
    if is_quoted and block.head.kind is LineKind.RECOMMENDATION:
        return replace(line, outcome=LineOutcome.DOUBTFUL, reason=Reason.QUOTED_TEXT)
    if block.head.kind is LineKind.ANSWER:
        return _answer(line, read_response(block.text, today=today))
    return replace(line, outcome=LineOutcome.RECORDED)


def _answer(line: CommitteeLine, response: Response) -> CommitteeLine:
    line = replace(
        line, response=response.kind, on=response.implemented_on, until=response.until, text=response.because
    )
    if response.reason:
        return replace(line, outcome=LineOutcome.DOUBTFUL, reason=response.reason)
    if response.kind in (ResponseKind.REFUSED, ResponseKind.PARTLY) and not words_of(response.because):
        return replace(line, outcome=LineOutcome.DOUBTFUL, reason=Reason.BECAUSE_MISSING)
    return replace(line, outcome=LineOutcome.RECORDED)


def _reason_without_head(block: _Block) -> str:
    if block.is_ours or block.role in (Role.QUOTED, Role.QUOTED_UNMARKED):
        return Reason.QUOTATION
    return Reason.COMMENT


def same_text(one: str, other: str) -> bool:
    """Whether two texts say the same but for case, accents and spaces."""
    return squeeze(one) == squeeze(other)


def same_code(one: str, other: str) -> bool:
    """Whether two codes are the same but for dashes, case and kind of digits."""
    return normalise_code(one) == normalise_code(other)
