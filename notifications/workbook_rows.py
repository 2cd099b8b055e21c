"""One row of the table against the form: which line it is for, whether what we printed was changed, what it answers.

A row counts only where its signed identifier and its code agree; without an identifier its code alone is followed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.rules.codes import normalise_code
from models.vocabulary import AnswerKind, LineOutcome
from notifications.answer import AnswerLine
from notifications.form import Form, FormItem
from notifications.language import phrases
from notifications.reading.codes_in_text import CodeIndex
from notifications.reading.finding import Finding, doubtful
from notifications.reading.form_days import FormDays
from notifications.reading.text import fold, squeeze
from notifications.reasons import Reason
from notifications.workbook_answers import cell_text, read_cells_of_row
from notifications.workbook_cells import Cell, CellType
from notifications.workbook_columns import COMPARED, Column
from notifications.workbook_layout import sheet_rows
from notifications.workbook_signing import Meta
from notifications.workbook_table import TableRow

# Without our signed copy, only what does not change while a form is open can be compared.
_STEADY = (Column.COMMITMENT, Column.TITLE, Column.UNIT)
_KEPT_ANYWAY = (AnswerKind.OBSTACLE, AnswerKind.EVIDENCE)


@dataclass(frozen=True)
class Printed:
    """What we had printed: texts by code and column, and the columns in which a change can be told."""

    texts: Mapping[str, Mapping[Column, str]]
    compared: tuple[Column, ...]

    @classmethod
    def of(cls, form: Form, *, meta: Meta | None) -> "Printed":
        """From the signed copy in the workbook if it is of this form, else from the form as it is now."""
        if meta is not None and meta.reference == form.reference:
            return cls({row.code: row.texts for row in meta.rows}, COMPARED)
        # The key plays no part in the texts.
        rows = sheet_rows(form, answers={}, key=b"", book=phrases(form.language))
        return cls({row.code: row.texts for row in rows}, _STEADY)

    def is_changed(self, code: str, column: Column, text: str) -> bool:
        """Whether a text differs from what we printed, other than by spaces and invisible marks."""
        printed = self.texts.get(code, {}).get(column, "")
        return _bare(text) != _bare(printed)


@dataclass(frozen=True)
class RowOwner:
    """The line a row is for, or the reason why that cannot be said. `is_by_code` marks a row without identifier."""

    item: FormItem | None
    reason: str = ""
    is_by_code: bool = False


class RowReader:
    """Reads the rows of a workbook that answers one form."""

    def __init__(self, form: Form, *, days: FormDays, printed: Printed, is_marked_unsigned: bool) -> None:
        self._form, self._days, self._printed = form, days, printed
        self._index = CodeIndex(form)
        self._is_marked_unsigned = is_marked_unsigned

    def owner(self, row: TableRow) -> RowOwner:
        """Which line of the form a row is for."""
        written = cell_text(row.first(Column.CODE))
        if not row.row_ids:
            item = self._index.item(written)
            return RowOwner(item, "" if item else self._stranger(written), is_by_code=True)
        if any(row_id.is_valid and row_id.reference != self._form.reference for row_id in row.row_ids):
            return RowOwner(None, Reason.ROW_OF_OTHER_FORM)
        codes = {normalise_code(row_id.code) for row_id in row.row_ids} | {normalise_code(written)}
        if len(codes) > 1 or not all(row_id.is_valid for row_id in row.row_ids):
            return RowOwner(None, Reason.ROW_DISAGREES)
        item = self._index.item(written)
        return RowOwner(item, "" if item else Reason.NOT_YOUR_CODE)

    def read(self, row: TableRow, *, columns: frozenset[Column]) -> Iterator[AnswerLine]:
        """The lines of a row; none when nothing was filled in."""
        owner = self.owner(row)
        if owner.item is None:
            yield from self._read_stranger(row, reason=owner.reason)
            return
        changed = self._changed_cells(row, code=owner.item.code, columns=columns)
        lines = list(self._read_item(row, owner=owner, item=owner.item, is_changed=changed is not None))
        yield from lines or self._report_change(changed, code=owner.item.code)
        yield from comments(list(row.others), code=owner.item.code)

    def _stranger(self, written: str) -> str:
        mention = next(iter(self._index.find(fold(written))), None)
        if mention is not None and mention.reason:
            return mention.reason
        return Reason.UNKNOWN_CODE if written else Reason.NO_CODE

    def _read_stranger(self, row: TableRow, *, reason: str) -> Iterator[AnswerLine]:
        """Whatever was filled into a row of ours that cannot be placed is reported, never recorded."""
        code = cell_text(row.first(Column.CODE))
        filled = [cell for c in (Column.ANSWER, Column.REMARK) for cell in row.cells.get(c, ()) if not _is_empty(cell)]
        for cell in filled:
            raw = f"{code} = {cell_text(cell)}" if code else cell_text(cell)
            yield AnswerLine(LineOutcome.NOT_UNDERSTOOD, raw, _where(cell), reason=reason)
        if not filled and not row.row_ids:
            cells = [*(cell for found in row.cells.values() for cell in found), *row.others]
            yield from comments(cells)

    def _read_item(self, row: TableRow, *, owner: RowOwner, item: FormItem, is_changed: bool) -> Iterator[AnswerLine]:
        answers: list[Cell | None] = [
            cell
            for cell in row.cells.get(Column.ANSWER, ())
            if not _is_empty(cell) and self._is_new(cell, code=item.code)
        ]
        remark = next((cell for cell in row.cells.get(Column.REMARK, ()) if not _is_empty(cell)), None)
        for number, answer in enumerate(answers or [None]):
            for said in read_cells_of_row(answer, None if number else remark, item=item, days=self._days):
                finding = self._doubted(said.finding, is_changed=is_changed)
                where = _where(said.cell, is_by_code=owner.is_by_code)
                yield finding.placed(raw=f"{item.code} = {said.raw}", where=where, code=item.code)

    def _is_new(self, cell: Cell, *, code: str) -> bool:
        return cell.type is CellType.FORMULA or self._printed.is_changed(code, Column.ANSWER, cell.text)

    def _doubted(self, finding: Finding, *, is_changed: bool) -> Finding:
        is_doubted = (is_changed or self._is_marked_unsigned) and finding.outcome is LineOutcome.RECORDED
        if not is_doubted or finding.kind in _KEPT_ANYWAY:
            return finding
        return finding.doubted(Reason.LOCKED_CELL_CHANGED)

    def _changed_cells(self, row: TableRow, *, code: str, columns: frozenset[Column]) -> tuple[Cell, ...] | None:
        """Filled cells that no longer hold what we printed; None when nothing differs, empty when cells are cleared."""
        changed: list[Cell] = []
        is_any = False
        for column in self._printed.compared:
            cells = row.cells.get(column, ())
            differing = [cell for cell in cells if self._printed.is_changed(code, column, cell.text)]
            is_cleared = not cells and column in columns and self._printed.is_changed(code, column, "")
            is_any |= bool(differing) or is_cleared
            changed += differing
        return tuple(changed) if is_any else None

    def _report_change(self, changed: tuple[Cell, ...] | None, *, code: str) -> Iterator[AnswerLine]:
        """A figure typed over a locked cell may be meant as an answer: it is asked back rather than lost."""
        for cell in changed or ():
            finding = doubtful(Reason.LOCKED_CELL_CHANGED)
            yield finding.placed(raw=f"{code} = {cell_text(cell)}", where=_where(cell), code=code)


def comments(cells: list[Cell], *, code: str = "") -> Iterator[AnswerLine]:
    """Free text outside our columns, or in a row of no line: kept for people."""
    filled = [cell for cell in cells if cell_text(cell)]
    if filled:
        raw = " | ".join(cell_text(cell) for cell in filled)
        yield AnswerLine(LineOutcome.IGNORED, raw, _where(filled[0]), code, note=raw, reason=Reason.COMMENT)


def _is_empty(cell: Cell) -> bool:
    return not cell_text(cell) and cell.type is not CellType.FORMULA


def _where(cell: Cell, *, is_by_code: bool = False) -> str:
    return f"workbook cell {cell.name}, row found by code" if is_by_code else f"workbook cell {cell.name}"


def _bare(text: str) -> str:
    return squeeze(text).replace(" ", "")
