"""The unfilled workbook of one language, drawn once per process by XlsxWriter: looks, widths, protection, print set-up.

Filling it in is text work and many times faster than drawing it again for each official. Knows no form and no key.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import product
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from models.vocabulary import Language, LineOutcome
from notifications import workbook_style as style
from notifications.formatting import RIGHT_TO_LEFT
from notifications.workbook_archive import Archive, take_apart
from notifications.workbook_columns import ASKED, META_SHEET, SHEET_NAMES, Column, headings_of

HEADING_ROW = 6
PROPERTIES = ("schema", "form", "period", "language", "rows", "checksum", "signature")
FILLED = ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/sharedStrings.xml",
          "docProps/core.xml", "docProps/custom.xml")  # fmt: skip
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  (a mark to be replaced, and XlsxWriter takes no zone)
_A4, _ONE_PAGE, _ANY_LENGTH = 9, 1, 0
_STYLED = re.compile(r'<c r="[A-Z]+(\d+)" s="(\d+)"/>')
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


class Look(NamedTuple):
    """What decides how a row of the table looks; the outcome colours its answer and its last cell."""

    is_first: bool
    is_late: bool
    outcome: LineOutcome | None = None


@dataclass(frozen=True)
class Pattern:
    """The parts that never change, as a zip, and those to be filled in, as XML with marks ("{title}").

    `styles` are the style numbers of a row, from the code on; `columns` begin with the hidden identifier.
    """

    columns: tuple[Column, ...]
    archive: Archive
    parts: Mapping[str, str]
    styles: Mapping[Look, tuple[str, ...]]


@cache
def pattern_of(language: Language, *, is_marked: bool) -> Pattern:
    """The pattern of the form (20 ms the first time); `is_marked` adds the column that says what became of an answer."""
    return _Drawing(language, is_marked=is_marked).pattern()


def mark(name: str) -> str:
    """A place to be filled in."""
    return f"{{{name}}}"


class _Drawing:
    """One pattern on its way."""

    def __init__(self, language: Language, *, is_marked: bool) -> None:
        self._language, self._is_rtl = language, language in RIGHT_TO_LEFT
        shown = [*ASKED, Column.ANSWER, Column.REMARK, *([Column.OUTCOME] if is_marked else [])]
        self._columns = (Column.ID, *shown)
        outcomes = [None, *LineOutcome] if is_marked else [None]
        self._looks = [Look(*traits) for traits in product((True, False), (True, False), outcomes)]
        self._bytes = io.BytesIO()
        self._file = xlsxwriter.Workbook(self._bytes, _OPTIONS)
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def pattern(self) -> Pattern:
        sheet = self._file.add_worksheet(SHEET_NAMES[self._language])
        self._file.set_properties({"title": mark("title"), "subject": mark("subject"), "created": _CREATED})
        for name in PROPERTIES:
            self._file.set_custom_property(f"iltizam_{name}", mark(name), "text")
        self._set_up(sheet)
        self._write_head(sheet)
        for number, look in enumerate(self._looks, start=HEADING_ROW + 1):
            for place, column in enumerate(self._columns[1:], start=1):
                sheet.write_blank(number, place, None, self._format(self._cell_style(column, look)))
        self._set_up_print(sheet)
        meta = self._file.add_worksheet(META_SHEET)
        meta.very_hidden()
        meta.protect("")
        self._file.close()
        return self._taken_apart()

    def _taken_apart(self) -> Pattern:
        kept = io.BytesIO()
        with zipfile.ZipFile(self._bytes) as drawn, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as fixed:
            parts = {name: drawn.read(name).decode() for name in FILLED}
            for name in drawn.namelist():
                if name not in FILLED:
                    fixed.writestr(zipfile.ZipInfo(name), drawn.read(name), zipfile.ZIP_DEFLATED)
        numbers: dict[int, list[str]] = {}
        for row, number in _STYLED.findall(parts[FILLED[0]]):
            numbers.setdefault(int(row) - HEADING_ROW - 2, []).append(number)
        styles = {look: tuple(numbers[place]) for place, look in enumerate(self._looks)}
        return Pattern(self._columns, take_apart(kept.getvalue()), dict(self._marked(parts)), styles)

    def _marked(self, parts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """The parts with a mark wherever they depend on how many rows there are, or on the moment."""
        last = HEADING_ROW + 1 + len(self._looks)
        last_column = _letter(len(self._columns) - 1)
        for name, xml in parts.items():
            filled = re.sub(r'<row r="8".*(?=</sheetData>)', mark("table"), xml, flags=re.DOTALL)
            filled = filled.replace("<pageMargins", f"{mark('validations')}<pageMargins", 1)
            filled = filled.replace("<sheetData/>", f"<sheetData>{mark('table')}</sheetData>")
            filled = filled.replace('<dimension ref="A1"/>', "")
            filled = filled.replace(f"A1:{last_column}{last}", f"A1:{last_column}{mark('last')}")
            filled = filled.replace(f"${last_column}${last}", f"${last_column}${mark('last')}")
            filled = re.sub(r"(<sst [^>]*?) count=.*</sst>", rf"\1>{mark('strings')}</sst>", filled, flags=re.DOTALL)
            yield name, filled.replace(f"{_CREATED:%Y-%m-%dT%H:%M:%SZ}", mark("created"))

    def _format(self, wanted: style.Style) -> Format:
        known = tuple(sorted(wanted.items()))
        if known not in self._formats:
            self._formats[known] = self._file.add_format(wanted)
        return self._formats[known]

    def _set_up(self, sheet: Worksheet) -> None:
        if self._is_rtl:
            sheet.right_to_left()
        for number, column in enumerate(self._columns):
            sheet.set_column(number, number, style.WIDTHS[column], None, {"hidden": column is Column.ID})
        sheet.hide_gridlines(2)
        sheet.freeze_panes(HEADING_ROW + 1, self._columns.index(Column.CODE) + 1)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        last = HEADING_ROW + len(self._looks)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{_letter(len(self._columns) - 1)}{last + 1}"})
        answer = self._columns.index(Column.ANSWER)
        sheet.set_selection(HEADING_ROW + 1, answer, HEADING_ROW + 1, answer)

    def _write_head(self, sheet: Worksheet) -> None:
        """Title lines, whose words are filled in, and headings: the first strings of the shared table, in this order."""
        for number, wanted in enumerate(style.title_styles(is_rtl=self._is_rtl)):
            sheet.set_row(number, style.TITLE_HEIGHTS[number])
            sheet.write_string(number, 1, f"title {number}", self._format(wanted))
        sheet.set_row(HEADING_ROW - 1, 6)
        sheet.set_row(HEADING_ROW, style.HEADING_HEIGHT)
        headings = headings_of(self._language)
        heading = self._format(style.heading_style(is_rtl=self._is_rtl))
        for number, column in enumerate(self._columns):
            sheet.write_string(HEADING_ROW, number, headings[column], heading)

    def _cell_style(self, column: Column, look: Look) -> style.Style:
        wanted = style.cell_style(column, is_rtl=self._is_rtl, is_first=look.is_first, is_late=look.is_late)
        if look.outcome and column in (Column.ANSWER, Column.OUTCOME):
            fill, ink = style.OUTCOME_COLOURS[look.outcome]
            return {**wanted, "bg_color": fill, "font_color": ink}
        return wanted

    def _set_up_print(self, sheet: Worksheet) -> None:
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(_ONE_PAGE, _ANY_LENGTH)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.repeat_rows(HEADING_ROW)
        sheet.print_area(0, 1, HEADING_ROW + len(self._looks), len(self._columns) - 1)
        sheet.set_footer(f"&L&8 {mark('footer')}&R&8&P / &N")


def _letter(column: int) -> str:
    return chr(ord("A") + column)
