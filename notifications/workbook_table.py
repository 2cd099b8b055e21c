"""Finding our table in the sheets of a workbook: by its headings and row identifiers, wherever they were moved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.vocabulary import Language
from notifications.reading.text import squeeze
from notifications.workbook_cells import Cell, Row, Sheet
from notifications.workbook_columns import Column, headings_of
from notifications.workbook_signing import META_MARK, Meta, RowId, read_meta, read_row_id

_HEADINGS = {squeeze(heading): column for language in Language for column, heading in headings_of(language).items()}
_NEEDED = frozenset({Column.CODE, Column.ANSWER})


@dataclass(frozen=True)
class TableRow:
    """One row below the headings. `cells` are by column; a column that occurs twice has two cells."""

    cells: Mapping[Column, tuple[Cell, ...]]
    row_ids: tuple[RowId, ...]
    others: tuple[Cell, ...]

    def first(self, column: Column) -> Cell | None:
        """The first cell of a column."""
        return next(iter(self.cells.get(column, ())), None)


@dataclass(frozen=True)
class Table:
    """The rows below one row of headings, and the columns that were found."""

    columns: frozenset[Column]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class Found:
    """All tables of a workbook, the hidden sheet if it is as we signed it, and the rows outside our tables."""

    tables: tuple[Table, ...]
    meta: Meta | None
    outside: tuple[Row, ...]


def find_tables(sheets: tuple[Sheet, ...], *, key: bytes) -> Found:
    """Everything in a workbook, sorted into our tables, our hidden sheet and the rest."""
    tables: list[Table] = []
    outside: list[Row] = []
    meta: Meta | None = None
    for sheet in sheets:
        if _is_meta(sheet):
            meta = meta or read_meta((_texts(row) for row in sheet.rows), key=key)
        else:
            _split(sheet, tables=tables, outside=outside, key=key)
    return Found(tuple(tables), meta, tuple(outside))


def row_ids_in(sheets: tuple[Sheet, ...], *, key: bytes) -> Iterator[RowId]:
    """Every row identifier in every sheet, ours or not."""
    for sheet in sheets:
        for row in sheet.rows:
            yield from _row_ids(row, key=key)


def _is_meta(sheet: Sheet) -> bool:
    return any(META_MARK in [cell.text for cell in row.values()][:1] for row in sheet.rows[:3])


def _texts(row: Row) -> list[str]:
    return [row[number].text if number in row else "" for number in range(max(row) + 1)]


def _split(sheet: Sheet, *, tables: list[Table], outside: list[Row], key: bytes) -> None:
    columns: dict[int, Column] = {}
    rows: list[TableRow] = []
    for row in sheet.rows:
        headings = _headings_in(row)
        if headings:
            if rows:
                tables.append(Table(frozenset(columns.values()), tuple(rows)))
            columns, rows = headings, []
        elif columns:
            rows.append(_table_row(row, columns=columns, key=key))
        else:
            outside.append(row)
    if columns:
        tables.append(Table(frozenset(columns.values()), tuple(rows)))


def _headings_in(row: Row) -> dict[int, Column]:
    found = {number: _HEADINGS[text] for number, cell in row.items() if (text := squeeze(cell.text)) in _HEADINGS}
    return found if set(found.values()) >= _NEEDED else {}


def _table_row(row: Row, *, columns: dict[int, Column], key: bytes) -> TableRow:
    cells: dict[Column, tuple[Cell, ...]] = {}
    others = []
    for number, cell in sorted(row.items()):
        column = columns.get(number)
        if column is not None:
            cells[column] = (*cells.get(column, ()), cell)
        elif read_row_id(cell.text, key=key) is None:
            others.append(cell)
    unlike = [cell for cell in cells.get(Column.ID, ()) if cell.text.strip() and not read_row_id(cell.text, key=key)]
    altered = tuple(RowId("", "", is_valid=False) for _ in unlike)
    return TableRow(cells, (*_row_ids(row, key=key), *altered), tuple(others))


def _row_ids(row: Row, *, key: bytes) -> Iterator[RowId]:
    for cell in row.values():
        found = read_row_id(cell.text, key=key)
        if found:
            yield found
