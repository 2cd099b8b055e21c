"""From the bytes of a workbook to its cells: through the gate, then through a confined child process that may die.

Understands no cell; knows no form.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from notifications import spreadsheet_gate
from notifications.reasons import Reason
from notifications.spreadsheet_reader import READER, ReadingFailedError


class CellType(StrEnum):
    """Sorts of stored value; FORMULA is a formula without a usable result."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    TIME = "time"
    TRUTH = "truth"
    FORMULA = "formula"


@dataclass(frozen=True)
class Cell:
    """One filled cell: its place counted from 0, and its text (numbers with a dot, days as 2026-09-30)."""

    row: int
    column: int
    type: CellType
    text: str

    @property
    def name(self) -> str:
        """Name in the sheet: "H7"."""
        return spreadsheet_gate.cell_name(self.row, self.column)


Row = Mapping[int, Cell]


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows that hold something, each by column."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Cells:
    """All sheets of a workbook, or the reason why they were not read, with a detail for the log."""

    sheets: tuple[Sheet, ...] = ()
    refusal: str = ""
    detail: str = ""


def read_cells(content: bytes) -> Cells:
    """The cells of an .xlsx, .ods or .xls file. Never raises for what the file holds; takes at most 20 seconds."""
    gate = spreadsheet_gate.inspect_spreadsheet(content)
    if gate.refusal:
        return Cells(refusal=gate.refusal, detail=gate.detail)
    return read_confined(content, empty_formulas=gate.empty_formulas)


def read_confined(content: bytes, *, empty_formulas: frozenset[tuple[str, str]] = frozenset()) -> Cells:
    """The cells of a file that passed the gate, read in a child process whose death is an ordinary result."""
    try:
        answer = READER.read(content)
    except ReadingFailedError as failure:
        return Cells(refusal=Reason.WORKBOOK_UNREADABLE, detail=str(failure))
    return _cells_of(json.loads(answer), empty_formulas=empty_formulas)


def _cells_of(answer: dict[str, object], *, empty_formulas: frozenset[tuple[str, str]]) -> Cells:
    error = answer.get("error")
    if error:
        reason = Reason.WORKBOOK_ENCRYPTED if error == "encrypted" else Reason.WORKBOOK_UNREADABLE
        return Cells(refusal=reason, detail=str(error))
    sheets = answer["sheets"]
    assert isinstance(sheets, list)
    return Cells(tuple(_sheet_of(sheet, empty_formulas=empty_formulas) for sheet in sheets))


def _sheet_of(sheet: dict[str, object], *, empty_formulas: frozenset[tuple[str, str]]) -> Sheet:
    name, rows = str(sheet["name"]), sheet["rows"]
    assert isinstance(rows, list)
    by_row = {row: {c: _cell(row, c, sort, text) for c, sort, text in cells} for row, cells in rows}
    for row, column in (place_of(cell) for owner, cell in empty_formulas if owner == name):
        by_row.setdefault(row, {})[column] = Cell(row, column, CellType.FORMULA, "")
    return Sheet(name, tuple(by_row[row] for row in sorted(by_row)))


def _cell(row: int, column: int, sort: str, text: str) -> Cell:
    is_whole = sort == CellType.NUMBER and text.endswith(".0")  # programs store 1310 as 1310.0
    return Cell(row, column, CellType(sort), text[:-2] if is_whole else text)


def place_of(name: str) -> tuple[int, int]:
    """Row and column, counted from 0, of a cell by its name: "H7" is (6, 7)."""
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :]) - 1, spreadsheet_gate.column_number(letters) - 1
