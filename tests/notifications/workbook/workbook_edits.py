"""What officials do to a workbook, as edits of its cells; the result is written anew, as another program would."""

import io
from collections.abc import Callable

import xlsxwriter
from workbook_builders import COUNTED, FIRST_ROW, REGISTER, SHARE, TRAINING

from notifications.workbook_cells import read_cells

Grid = list[list[str]]
Sheets = dict[str, Grid]
FIRST = FIRST_ROW - 1
HEADINGS = FIRST - 1
CODE, TITLE, ANSWER = 1, 3, 7


def grids_of(content: bytes) -> Sheets:
    """All sheets as lists of texts."""
    sheets: Sheets = {}
    for sheet in read_cells(content).sheets:
        places = [(cell.row, column, cell.text) for row in sheet.rows for column, cell in row.items()]
        width, height = max(c for _, c, _ in places) + 1, max(r for r, _, _ in places) + 1
        grid = [[""] * width for _ in range(height)]
        for row, column, text in places:
            grid[row][column] = text
        sheets[sheet.name] = grid
    return sheets


def written(sheets: Sheets) -> bytes:
    """The sheets as an .xlsx without any of our formats and locks."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    for name, grid in sheets.items():
        sheet = book.add_worksheet(name)
        for row, texts in enumerate(grid):
            for column, text in enumerate(texts):
                if text:
                    sheet.write_string(row, column, text)
    book.close()
    return buffer.getvalue()


def edit(content: bytes, change: Callable[[Sheets], Sheets]) -> bytes:
    """The workbook after one edit."""
    return written(change(grids_of(content)))


def _first(sheets: Sheets, change: Callable[[Grid], Grid]) -> Sheets:
    name = next(iter(sheets))
    return {**sheets, name: change([list(row) for row in sheets[name]])}


def _rename(sheets: Sheets) -> Sheets:
    (_, form), (_, meta) = sheets.items()
    return {"cachée": meta, "Mes réponses": form}


def _sort(grid: Grid) -> Grid:
    return [*grid[:FIRST], *sorted(grid[FIRST:], key=lambda row: row[TITLE], reverse=True)]


def _sort_without_ids(grid: Grid) -> Grid:
    ids = [row[0] for row in grid]
    return [[row_id, *row[1:]] for row_id, row in zip(ids, [*grid[:FIRST], *reversed(grid[FIRST:])], strict=True)]


def _insert_column_and_titles(grid: Grid) -> Grid:
    wider = [[*row[:2], "note", *row[2:]] for row in grid]
    return [["", "Royaume du Maroc"], ["", "Service concerné"], *wider]


def _insert_rows(grid: Grid) -> Grid:
    extra = ["", "", "", "ligne ajoutée", "", "", "", "77"]
    return [*grid[: FIRST + 1], [""] * len(grid[0]), extra, *grid[FIRST + 1 :]]


def _delete_row(grid: Grid) -> Grid:
    return [*grid[: FIRST + 1], *grid[FIRST + 2 :]]


def _delete_ids(grid: Grid) -> Grid:
    return [row[1:] for row in grid]


def _change_code(grid: Grid) -> Grid:
    grid[FIRST][CODE] = SHARE
    return grid


def _swap_codes(grid: Grid) -> Grid:
    grid[FIRST][CODE], grid[FIRST + 1][CODE] = grid[FIRST + 1][CODE], grid[FIRST][CODE]
    return grid


def _copy_row(grid: Grid) -> Grid:
    copy = list(grid[FIRST])
    copy[ANSWER] = "1400"
    return [*grid, copy]


def _lose_meta(sheets: Sheets) -> Sheets:
    return dict(list(sheets.items())[:1])


ALL = frozenset({COUNTED, SHARE, REGISTER, TRAINING})
# Each edit, and the codes whose right values may still be recorded; no other value may ever be.
EDITS: dict[str, tuple[Callable[[Sheets], Sheets], frozenset[str]]] = {
    "nothing": (lambda sheets: sheets, ALL),
    "rename the sheets and move the hidden one first": (_rename, ALL),
    "delete the hidden sheet": (_lose_meta, ALL),
    "sort the whole table": (lambda s: _first(s, _sort), ALL),
    "insert a column and two title rows": (lambda s: _first(s, _insert_column_and_titles), ALL),
    "insert two rows, one with a value": (lambda s: _first(s, _insert_rows), ALL),
    "delete a row": (lambda s: _first(s, _delete_row), ALL - {SHARE}),
    "delete the hidden column": (lambda s: _first(s, _delete_ids), ALL),
    "sort without the hidden column": (lambda s: _first(s, _sort_without_ids), frozenset()),
    "change a code": (lambda s: _first(s, _change_code), ALL - {COUNTED}),
    "swap two codes": (lambda s: _first(s, _swap_codes), ALL - {COUNTED, SHARE}),
    "copy a row and change the copy": (lambda s: _first(s, _copy_row), ALL - {COUNTED}),
}
