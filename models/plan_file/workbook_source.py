"""Reads one workbook as plain texts with sheet and row of each. Knows nothing of what the fields mean.

No validation inside a workbook is trusted: everything is checked again by the same models as YAML files.
"""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from models.plan_file.problems import Problem, one_problem
from models.plan_file.raw import RawPlan, Tree, TreePath, refuse_huge
from models.plan_file.sheets import COMMENT_MARK, NARRATIVE, SHEETS, Column, Sheet, column_named

_LARGEST_UNPACKED = 200 * 1024 * 1024
_MOST_ROWS = 20_000
CellValue: TypeAlias = "int | float | str | bool | time | date | datetime | timedelta"
Row: TypeAlias = "tuple[int, dict[str, CellValue]]"


def read_workbook(path: Path) -> RawPlan:
    """Every sheet of a plan workbook as one tree of texts."""
    _refuse_broken(path)
    try:
        book = CalamineWorkbook.from_path(path)
        rows = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except PasswordError:
        raise one_problem(path.name, "the workbook is locked with a password; save it without one.") from None
    except (CalamineError, OSError) as error:
        raise one_problem(path.name, f"the workbook cannot be read ({error}); save it again as .xlsx.") from None
    raw = RawPlan(whole=path.name)
    for sheet in SHEETS:
        _read_sheet(raw, sheet, rows.get(sheet.name))
    _read_narrative(raw, rows.get(NARRATIVE))
    return raw


def _refuse_broken(path: Path) -> None:
    refuse_huge(path, path.stat().st_size)
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        raise one_problem(
            path.name, "this is not an .xlsx workbook, or it is damaged; save it again as .xlsx."
        ) from None
    if unpacked > _LARGEST_UNPACKED:
        raise one_problem(path.name, "the workbook unpacks to more than 200 MB; take out what is not text.")


def _read_sheet(raw: RawPlan, sheet: Sheet, rows: list[list[CellValue]] | None) -> None:
    if rows is None and sheet.is_optional:
        return
    if rows is None:
        advice = "this sheet is missing; keep every sheet of the template, empty ones too."
        raw.problems.append(Problem(f"sheet {sheet.name}", "", "", advice))
        return
    for number, cells in _filled_rows(raw, sheet.name, rows):
        _read_row(raw, sheet, number, cells)


def _filled_rows(raw: RawPlan, sheet_name: str, rows: list[list[CellValue]]) -> Iterator[Row]:
    headings = [str(cell).strip() for cell in rows[0]] if rows else []
    if len(rows) > _MOST_ROWS:
        raw.problems.append(
            Problem(f"sheet {sheet_name}", "", "", f"more than {_MOST_ROWS} rows; take empty rows out.")
        )
        return
    for name in {h for h in headings if h and headings.count(h) > 1}:
        raw.problems.append(Problem(f"sheet {sheet_name}, row 1", name, "", "this column stands twice; keep one."))
    for number, row in enumerate(rows[1:], start=2):
        if any(cell != "" for cell in row) and not str(row[0]).startswith(COMMENT_MARK):
            yield number, dict(zip(headings, row, strict=False))


def _read_row(raw: RawPlan, sheet: Sheet, number: int, cells: dict[str, CellValue]) -> None:
    place = f"sheet {sheet.name}, row {number}"
    path, target = _place_for_row(raw, sheet, place, cells)
    if target is None:
        return
    raw.places[path] = place
    for heading, value in cells.items():
        column = column_named(sheet, heading)
        if heading in sheet.parent_columns or (not heading and value == ""):
            continue
        if column is None:
            if value != "":
                raw.problems.append(Problem(place, heading, str(value), "no column has this name; see the template."))
            continue
        _put(raw, place, target, column, heading, value)


def _place_for_row(
    raw: RawPlan, sheet: Sheet, place: str, cells: dict[str, CellValue]
) -> tuple[TreePath, dict[str, Tree] | None]:
    """The new, empty entry a row fills: in a list of the plan, or in a list of the parent the row names."""
    entry: dict[str, Tree] = {}
    if sheet.path in (("plan",), ("policy",)):
        (name,) = sheet.path
        if name in raw.tree:
            advice = f"there is a second {name}; a workbook holds one {name}, in one row."
            raw.problems.append(Problem(place, "", "", advice))
            return (), None
        raw.tree[name] = entry
        return (name,), entry
    parent = raw.tree
    at: TreePath = ()
    for list_name, heading, key in zip(sheet.path, sheet.parent_columns, sheet.parent_keys, strict=False):
        wanted = _text(cells.get(heading, ""))
        found = _entry_with(parent, list_name, key, wanted)
        if found is None:
            advice = f"no {heading} before this sheet is called so; write one that the sheet of {list_name} has."
            raw.problems.append(Problem(place, heading, wanted, advice))
            return (), None
        at, parent = (*at, list_name, found[0]), found[1]
    entries = parent.setdefault(sheet.path[-1], [])
    assert isinstance(entries, list)
    entries.append(entry)
    return (*at, sheet.path[-1], len(entries) - 1), entry


def _entry_with(tree: dict[str, Tree], list_name: str, key: str, wanted: str) -> tuple[int, dict[str, Tree]] | None:
    entries = tree.get(list_name, [])
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict) and entry.get(key) == wanted and wanted:
            return index, entry
    return None


def _put(raw: RawPlan, place: str, target: dict[str, Tree], column: Column, heading: str, value: CellValue) -> None:
    if column.is_partial and isinstance(value, date):
        advice = (
            "the spreadsheet made a full date of this; format the cell as text and write 2027, 2027-06 or 2027-06-30."
        )
        raw.problems.append(Problem(place, heading, _text(value), advice))
        return
    text = _text(value)
    if text == "":
        return
    if column.by_language:
        texts = target.setdefault(column.name, {})
        assert isinstance(texts, dict)
        texts[heading.partition(".")[2]] = text
    else:
        target[column.name] = list(filter(None, text.split("\n"))) if column.is_list else text


def _read_narrative(raw: RawPlan, rows: list[list[CellValue]] | None) -> None:
    plan = raw.tree.get("plan")
    if rows is None:
        raw.problems.append(
            Problem(f"sheet {NARRATIVE}", "", "", "this sheet is missing; keep every sheet of the template.")
        )
    texts: dict[str, Tree] = {}
    for number, cells in _filled_rows(raw, NARRATIVE, rows or []):
        key = _text(cells.get("heading", ""))
        place = f"sheet {NARRATIVE}, row {number}"
        if not key or key in texts:
            advice = "each row needs a heading of its own, in the column “heading”."
            raw.problems.append(Problem(place, "heading", key, advice))
        texts[key] = _text(cells.get("text", ""))
        raw.places["plan", "narrative", key] = place
    if isinstance(plan, dict) and texts:
        plan["narrative"] = texts


def _text(value: CellValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).replace("\r\n", "\n")
