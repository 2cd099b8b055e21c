"""Writes a plan, or an empty template, as a workbook that `read_plan` reads back to the same plan.

Every cell is written as text: a spreadsheet then turns neither 2027-06 into a day nor 0.1 into a fraction.
"""

from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path

import xlsxwriter

from models.plan_file.document import PlanFile
from models.plan_file.explanations import EXPLANATIONS
from models.plan_file.fields import Input
from models.plan_file.sheets import COMMENT_MARK, NARRATIVE, SHEETS, Column, Sheet, column_named, header
from models.rules.errors import DomainError

_TEMPLATE_LANGUAGES = ("fr", "ar", "en")
_LAST_ROW = 2000
_LONGEST_CELL = 32_767


def write_workbook(plan: PlanFile, path: Path) -> None:
    """Write `plan` to an .xlsx; reading it back gives an equal plan. A text beyond Excel's limit is a DomainError."""
    languages = tuple(plan.plan.languages)
    rows = {sheet.name: _rows(plan, sheet) for sheet in SHEETS}
    _write(path, languages, rows, plan.plan.narrative)


def write_template(path: Path) -> None:
    """Write an empty workbook: headings, one row of explanations, comments and drop-down lists."""
    _write(path, _TEMPLATE_LANGUAGES, {}, {})


def _rows(plan: PlanFile, sheet: Sheet) -> list[dict[str, str]]:
    entries: list[tuple[tuple[str, ...], Input]] = [((), plan)]
    for step, name in enumerate(sheet.path):
        children: list[tuple[tuple[str, ...], Input]] = []
        for keys, parent in entries:
            own = (*keys, _cell(getattr(parent, sheet.parent_keys[step - 1]))) if step else keys
            found = getattr(parent, name)
            children += [(own, child) for child in (found if isinstance(found, tuple) else (found,))]
        entries = children
    return [dict(zip(sheet.parent_columns, keys, strict=True)) | _cells(sheet, entry) for keys, entry in entries]


def _cells(sheet: Sheet, entry: Input) -> dict[str, str]:
    cells: dict[str, str] = {}
    for column in sheet.columns:
        value = getattr(entry, column.name)
        if column.by_language:
            cells |= {f"{column.name}.{language}": text for language, text in value.items()}
        else:
            cells[column.name] = "\n".join(map(_cell, value)) if column.is_list else _cell(value)
    return cells


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def _write(
    path: Path, languages: tuple[str, ...], rows: dict[str, list[dict[str, str]]], narrative: dict[str, str]
) -> None:
    too_long = [h for h, text in narrative.items() if len(text) > _LONGEST_CELL]
    too_long += [n for n, lines in rows.items() if any(len(t) > _LONGEST_CELL for line in lines for t in line.values())]
    if too_long:
        raise DomainError(
            f"A text in {too_long[0]} is longer than a workbook cell may be; export to a YAML folder instead."
        )
    if path.suffix.lower() != ".xlsx" or not path.parent.is_dir():
        raise DomainError(f"A workbook cannot be written to {path}; give a name ending in .xlsx in an existing folder.")
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1}),
            "hint": book.add_format({"italic": True, "font_color": "#5A5A5A", "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        }
        for sheet in SHEETS:
            used = sorted({x for line in rows.get(sheet.name, []) for x in line} - {"", *sheet.parent_columns})
            extra = tuple(dict.fromkeys(name.partition(".")[2] for name in used if "." in name))
            heads = header(sheet, languages=tuple(dict.fromkeys((*languages, *extra))))
            _write_sheet(book, formats, sheet.name, heads, sheet, rows.get(sheet.name, []))
        lines = [{"heading": heading, "text": text} for heading, text in narrative.items()]
        _write_sheet(book, formats, NARRATIVE, ("heading", "text"), None, lines)


def _write_sheet(
    book: xlsxwriter.Workbook,
    formats: dict[str, object],
    name: str,
    heads: tuple[str, ...],
    sheet: Sheet | None,
    lines: list[dict[str, str]],
) -> None:
    page = book.add_worksheet(name)
    page.freeze_panes(2, 1)
    page.set_row(1, 62)
    for at, heading in enumerate(heads):
        column = column_named(sheet, heading) if sheet else None
        page.set_column(at, at, 60 if heading in ("text", "verbatim") else 24, formats["text"])
        page.write_string(0, at, heading, formats["head"])
        hint = _hint(heading, column)
        page.write_string(1, at, f"{COMMENT_MARK} {hint}" if at == 0 else hint, formats["hint"])
        if column and column.choices:
            page.write_comment(0, at, "One of: " + ", ".join(column.choices))
            page.data_validation(2, at, _LAST_ROW, at, {"validate": "list", "source": list(column.choices)})
    for row, line in enumerate(lines, start=2):
        for at, heading in enumerate(heads):
            if line.get(heading):
                page.write_string(row, at, line[heading], formats["text"])


def _hint(heading: str, column: Column | None) -> str:
    stem, _, language = heading.partition(".")
    parts = [EXPLANATIONS.get(stem, "")]
    if language:
        parts.append(f"In the language “{language}”.")
    if column and column.is_list:
        parts.append("One entry per line in the cell (Alt+Enter).")
    if column and column.is_required:
        parts.append("Required.")
    return " ".join(part for part in parts if part)
