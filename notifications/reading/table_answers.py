"""Answers typed into the table of the request: rows by their code, the answer cell by the name of its column."""

from collections.abc import Mapping
from dataclasses import dataclass

from notifications.compose_columns import ANSWER_HEADINGS
from notifications.form import FormItem
from notifications.reading.codes_in_text import CodeIndex, CodeMention
from notifications.reading.html_lines import Cell, Row
from notifications.reading.text import fold, squeeze

_ANSWER_WORDS = ("reponse", "answer", "جواب", "اجاب")
_HEADINGS = frozenset(squeeze(heading) for heading in ANSWER_HEADINGS)


@dataclass(frozen=True)
class RowAnswer:
    """Text found in a row for an item. `is_clear` is False when it did not stand in the answer column."""

    row: Row
    text: str
    item: FormItem | None = None
    is_clear: bool = True
    stranger: CodeMention | None = None


class TableReader:
    """Reads the rows of one HTML part. `sent_cells` are the squeezed cells we sent, by code."""

    def __init__(self, index: CodeIndex, *, sent_cells: Mapping[str, frozenset[str]]) -> None:
        self._index = index
        self._sent_cells = sent_cells
        self._answer_columns: dict[int, int] = {}

    def read(self, row: Row) -> list[RowAnswer]:
        """The answers of a row: usually none or one; two when something stands in the answer column and elsewhere."""
        coded = [(cell, item) for cell in row.cells if (item := self._index.item(cell.text))]
        if len(coded) == 1:
            return self._read_item(row, *coded[0])
        if not coded:
            self._take_headings(row)
            return self._read_strangers(row)
        return []

    def _take_headings(self, row: Row) -> None:
        for cell in row.cells:
            heading = squeeze(cell.text)
            if heading in _HEADINGS or (len(heading) < 40 and any(word in heading for word in _ANSWER_WORDS)):
                self._answer_columns[row.table] = cell.column

    def _read_item(self, row: Row, code_cell: Cell, item: FormItem) -> list[RowAnswer]:
        column = self._answer_columns.get(row.table)
        others = [cell for cell in row.cells if cell is not code_cell]
        answer_cells = [c for c in others if column is not None and c.column <= column < c.column + c.span]
        answers = [RowAnswer(row, cell.text, item) for cell in answer_cells if cell.text]
        known = self._sent_cells.get(item.code)
        if known is not None:
            elsewhere = [c for c in others if c not in answer_cells and c.text and squeeze(c.text) not in known]
            # A changed cell is clear only at the end of a row whose headings are lost.
            answers += [RowAnswer(row, c.text, item, is_clear=column is None and c is others[-1]) for c in elsewhere]
        elif column is None and others and others[-1].text and squeeze(others[-1].text) != squeeze(item.prefilled):
            answers.append(RowAnswer(row, others[-1].text, item, is_clear=False))
        return answers

    def _read_strangers(self, row: Row) -> list[RowAnswer]:
        """A row whose first cell is a code that is not of this form, with something in its answer column."""
        if row.depth or not row.cells:
            return []
        mentions = self._index.find(fold(row.cells[0].text))
        column = self._answer_columns.get(row.table)
        answer = next((c.text for c in row.cells if column is not None and c.column <= column < c.column + c.span), "")
        is_whole = (
            len(mentions) == 1 and mentions[0].item is None and len(mentions[0].written) == len(row.cells[0].text)
        )
        return [RowAnswer(row, answer, stranger=mentions[0])] if is_whole and answer else []
