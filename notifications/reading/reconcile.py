"""The same answer read twice counts once; two different answers for one code are recorded as none and asked back."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import replace

from models.vocabulary import AnswerKind, LineOutcome, MilestoneStatus
from notifications.answer import AnswerLine
from notifications.reading.text import squeeze
from notifications.reasons import Reason

# Kinds that may be said several times of one code: each is kept.
_ADDED = frozenset({AnswerKind.PROGRESS, AnswerKind.OBSTACLE, AnswerKind.EVIDENCE})
_WHOLE = frozenset({AnswerKind.VALUE, AnswerKind.NO_CHANGE, AnswerKind.NOTHING_TO_REPORT, AnswerKind.NOT_AVAILABLE})
_NOTE_COMPARED = 40


def reconcile(lines: Iterable[AnswerLine]) -> tuple[AnswerLine, ...]:
    """Mark repetitions and contradictions. One in the HTML copy of a text is dropped, one beside it is named."""
    return tuple(_mark_contradictions(_mark_repetitions(lines)))


def _mark_repetitions(lines: Iterable[AnswerLine]) -> list[AnswerLine]:
    seen: dict[Hashable, AnswerLine] = {}
    kept: list[AnswerLine] = []
    for line in lines:
        key = _key(line)
        first = seen.setdefault(key, line) if key else line
        if first is line:
            kept.append(line)
        elif first.where.split(" ")[0] == line.where.split(" ")[0]:
            kept.append(replace(line, outcome=LineOutcome.IGNORED, reason=Reason.REPEATED))
    return kept


def _key(line: AnswerLine) -> Hashable:
    """What makes two answers the same; None for lines that are no answers. Remarks differ by line breaks only."""
    if not line.code or line.outcome is LineOutcome.IGNORED:
        return None
    said = squeeze(line.note)[:_NOTE_COMPARED] if line.kind in _ADDED or line.kind is None else ""
    raw = squeeze(line.raw)[-_NOTE_COMPARED:] if line.outcome is LineOutcome.NOT_UNDERSTOOD else ""
    return (line.outcome, line.code, line.kind, line.value, line.status, line.percent, line.on, line.reason, said, raw)


def _mark_contradictions(lines: list[AnswerLine]) -> list[AnswerLine]:
    by_code: dict[str, list[AnswerLine]] = defaultdict(list)
    for line in lines:
        if line.code and line.outcome in (LineOutcome.RECORDED, LineOutcome.DOUBTFUL):
            by_code[line.code].append(line)
    contradicted = {code for code, said in by_code.items() if _contradict(said)}
    return [_doubted(line) if line.code in contradicted else line for line in lines]


def _doubted(line: AnswerLine) -> AnswerLine:
    if line.outcome is not LineOutcome.RECORDED or line.kind in (AnswerKind.OBSTACLE, AnswerKind.EVIDENCE):
        return line
    return replace(line, outcome=LineOutcome.DOUBTFUL, reason=Reason.TWO_VALUES)


def _contradict(said: list[AnswerLine]) -> bool:
    """Whether these answers for one code cannot all hold. A doubtful answer beside a clear one contradicts it too."""
    main = [line for line in said if line.kind not in _ADDED or line.percent is not None]
    if len(main) < 2:
        return False
    if any(line.outcome is LineOutcome.DOUBTFUL for line in main) or any(line.kind in _WHOLE for line in main):
        return True
    statuses = {line.status for line in main if line.status is not None}
    new_dates = {line.on for line in main if line.kind is AnswerKind.NEW_DATE}
    done_dates = {line.on for line in main if line.kind is AnswerKind.DONE_ON}
    percents = {line.percent for line in main if line.percent is not None}
    ended = statuses & {MilestoneStatus.DONE, MilestoneStatus.CLOSED, MilestoneStatus.WITHDRAWN}
    unfinished = bool(new_dates) or any(percent < 100 for percent in percents)
    not_begun = MilestoneStatus.NOT_STARTED in statuses and any(percent > 0 for percent in percents)
    return (
        max(len(statuses), len(new_dates), len(done_dates), len(percents)) > 1
        or (bool(ended) and unfinished)
        or not_begun
    )
