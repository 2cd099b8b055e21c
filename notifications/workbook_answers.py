"""What the open cells of one row say about its line: the same understanding of answers as in the text of a mail.

Only what a cell adds is decided here: typed numbers and days, formulas, and the remark beside the answer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from models.vocabulary import AnswerKind, ItemKind, LineOutcome, MilestoneStatus
from notifications.form import FormItem
from notifications.reading import phrases
from notifications.reading.answers import read_answer
from notifications.reading.checks import is_percent
from notifications.reading.finding import Finding, doubtful, ignored, links_in, not_understood, recorded
from notifications.reading.form_days import FormDays
from notifications.reading.text import clean, fold
from notifications.reading.uncoded import looks_like_answer
from notifications.reading.written_dates import read_date
from notifications.reasons import Reason
from notifications.workbook_cells import Cell, CellType

_SPACES = re.compile(r"\s+")
_EXACT_DIGITS = 15  # more is the residue of a computation: spreadsheets show fifteen
_FRACTION_BELOW = 2
_ANY_YEAR = 2026
_SPOKEN_OF = frozenset({AnswerKind.OBSTACLE, AnswerKind.EVIDENCE})


@dataclass(frozen=True)
class CellAnswer:
    """One finding, the cell it came from, and the remark beside it where that was read with it."""

    cell: Cell
    finding: Finding
    remark: str = ""

    @property
    def raw(self) -> str:
        """What was written."""
        return " | ".join(part for part in (cell_text(self.cell), self.remark) if part)


def cell_text(cell: Cell | None) -> str:
    """What a cell says, on one line and without marks nobody sees."""
    return _SPACES.sub(" ", clean(cell.text)).strip() if cell else ""


def read_cells_of_row(answer: Cell | None, remark: Cell | None, *, item: FormItem, days: FormDays) -> list[CellAnswer]:
    """Everything the answer cell and the remark of one row say; empty cells are passed as None and say nothing."""
    findings = _read_answer_cell(answer, item=item, days=days) if answer else ()
    said = [CellAnswer(answer, f) for f in findings if answer and f.outcome is not LineOutcome.IGNORED]
    return _with_remark(said, remark, item=item, days=days) if remark and cell_text(remark) else said


def _read_answer_cell(cell: Cell, *, item: FormItem, days: FormDays) -> tuple[Finding, ...]:
    if cell.type is CellType.FORMULA:
        return (doubtful(Reason.FORMULA_WITHOUT_VALUE),)
    if cell.type is CellType.NUMBER:
        return _read_number(cell, item=item, days=days)
    if cell.type in (CellType.DAY, CellType.TIME) and item.kind is ItemKind.INDICATOR:
        return (
            doubtful(Reason.DATE_OR_RATIO, kind=AnswerKind.VALUE),
        )  # “3/4” typed into a cell that turned it into a day
    if cell.type is CellType.TRUTH:
        reason = Reason.NOT_A_NUMBER if item.kind is ItemKind.INDICATOR else Reason.NOT_A_STATUS
        return (not_understood(reason),)
    return read_answer(cell_text(cell), item=item, days=days)


def _read_number(cell: Cell, *, item: FormItem, days: FormDays) -> tuple[Finding, ...]:
    """A stored number is exact: it is handed on with the Arabic decimal sign, which can mean nothing else."""
    try:
        exact = Decimal(cell.text)
    except ArithmeticError:
        return (not_understood(Reason.NOT_A_NUMBER),)
    if not exact.is_finite() or abs(exact.adjusted()) > _EXACT_DIGITS:
        return (not_understood(Reason.NOT_A_NUMBER),)
    plain = exact.to_integral_value() if exact == exact.to_integral_value() else exact.normalize()
    found = read_answer(f"{plain:f}".replace(".", "٫"), item=item, days=days)
    if item.kind is not ItemKind.INDICATOR:
        return found
    if len(plain.as_tuple().digits) > _EXACT_DIGITS:
        return (found[0].doubted(Reason.COMPUTED_NUMBER),)
    # “62 %” typed into a number cell is stored as 0.62, and nothing in the cell says so.
    is_maybe_fraction = is_percent(item) and 0 < abs(plain) < _FRACTION_BELOW
    return (found[0].doubted(Reason.MAYBE_FRACTION if is_maybe_fraction else ""),)


def _with_remark(said: list[CellAnswer], remark: Cell, *, item: FormItem, days: FormDays) -> list[CellAnswer]:
    text = cell_text(remark)
    if remark.type is CellType.FORMULA or not said:
        return [*said, *_remark_alone(remark, text, item=item, days=days)]
    labelled = _labelled(remark, text, item=item, days=days)
    if labelled:
        return [*said, *labelled]
    first, *others = said
    joined = _joined(first, text, item=item, days=days)
    return [joined, *others, *_links(remark, text)]


def _remark_alone(remark: Cell, text: str, *, item: FormItem, days: FormDays) -> Iterator[CellAnswer]:
    """A remark without an answer is kept as a comment, unless it looks like the answer in the wrong cell."""
    labelled = _labelled(remark, text, item=item, days=days)
    if labelled:
        yield from labelled
    elif remark.type is not CellType.TEXT or looks_like_answer(text):
        for finding in _read_answer_cell(remark, item=item, days=days):
            is_clear = finding.outcome is LineOutcome.RECORDED
            yield CellAnswer(remark, finding.doubted(Reason.ANSWER_CELL_UNCLEAR) if is_clear else finding)
    else:
        yield CellAnswer(remark, replace(ignored(Reason.COMMENT), note=text))
        yield from _links(remark, text)


def _labelled(remark: Cell, text: str, *, item: FormItem, days: FormDays) -> list[CellAnswer]:
    """“obstacle : …” and “preuve : …” at the start of a remark."""
    findings = read_answer(text, item=item, days=days) if remark.type is CellType.TEXT else ()
    return [CellAnswer(remark, f) for f in findings[:1] if f.kind in _SPOKEN_OF]


def _links(remark: Cell, text: str) -> list[CellAnswer]:
    return [CellAnswer(remark, recorded(AnswerKind.EVIDENCE, note=link)) for link in links_in(text)]


def _joined(main: CellAnswer, text: str, *, item: FormItem, days: FormDays) -> CellAnswer:
    """The answer with its remark. A remark that could be another answer, or that hedges, makes the answer doubtful."""
    finding = replace(main.finding, note="; ".join(part for part in (main.finding.note, text) if part))
    if finding.outcome is not LineOutcome.RECORDED:
        return CellAnswer(main.cell, finding, text)
    if looks_like_answer(text) and not phrases.NOTHING.match(fold(text)):
        return CellAnswer(main.cell, _completed(main, text, item=item, days=days), text)
    if item.kind is ItemKind.MILESTONE and _is_bare_day(text):
        dated = _read_again(main, text, item=item, days=days)
        finding = dated if dated.on is not None else finding
    is_under_way = finding.status is MilestoneStatus.IN_PROGRESS
    doubt = Reason.UNSURE if phrases.HEDGE.search(fold(text)) and not is_under_way else ""
    return CellAnswer(main.cell, finding.doubted(doubt), text)


def _completed(main: CellAnswer, text: str, *, item: FormItem, days: FormDays) -> Finding:
    """“en cours” with a percentage beside it is one answer; anything else that reads as an answer is a second value."""
    again = _read_again(main, text, item=item, days=days)
    adds = again.on is not None or again.percent is not None
    return again if item.kind is ItemKind.MILESTONE and adds else main.finding.doubted(Reason.TWO_VALUES)


def _read_again(main: CellAnswer, text: str, *, item: FormItem, days: FormDays) -> Finding:
    return read_answer(f"{cell_text(main.cell)} {text}", item=item, days=days)[0]


def _is_bare_day(text: str) -> bool:
    folded = fold(text)
    day = read_date(folded, default_year=_ANY_YEAR)
    return day is not None and day.day is not None and not folded[day.end :].strip(" .")
