"""The quarterly form as a workbook to be filled in and sent back, and the same workbook marked with what became of it.

Writes bytes from a form; sends nothing and reads nothing back. Equal input gives equal bytes.
"""

import io
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from models.vocabulary import ItemKind, LineOutcome
from notifications import workbook_style as style
from notifications.form import Form
from notifications.formatting import RIGHT_TO_LEFT
from notifications.language import Phrasebook, phrases
from notifications.workbook_columns import ASKED, META_SHEET, MILESTONE_CHOICES, SHEET_NAMES, Column, headings_of
from notifications.workbook_layout import SheetRow, meta_of, plain_text, remark_message, sheet_rows, title_lines
from notifications.workbook_signing import Meta, meta_rows, meta_signature

__all__ = ["build_workbook", "mark_workbook", "workbook_name"]

Outcomes = Mapping[str, tuple[LineOutcome, str]]
HEADING_ROW = 6
_A4, _ONE_PAGE, _ANY_LENGTH = 9, 1, 0
_MAX_PROMPT_TITLE = 32
_PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def build_workbook(form: Form, *, key: bytes, created: datetime) -> bytes:
    """The form as .xlsx in the official's language; `created` is stated in the file and nowhere else."""
    return _Writer(form, key=key, created=created, outcomes=None, answers={}).write()


def mark_workbook(
    form: Form, *, outcomes: Outcomes, key: bytes, created: datetime, answers: Mapping[str, str] | None = None
) -> bytes:
    """The workbook that goes back with a receipt: by code, what became of the answer and a sentence that says why.

    `answers` are shown in the coloured answer cells. They are printed by us: sent back unchanged, they are no answers.
    """
    return _Writer(form, key=key, created=created, outcomes=outcomes, answers=answers or {}).write()


def workbook_name(form: Form) -> str:
    """File name in ASCII: "suivi-2026-Q3-OF-LAA-01.xlsx"."""
    plain = unicodedata.normalize("NFKD", form.reference).encode("ascii", "ignore").decode("ascii")
    slug = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")
    return f"suivi-{slug or form.period}.xlsx"


class _Writer:
    """One workbook on its way to bytes."""

    def __init__(
        self, form: Form, *, key: bytes, created: datetime, outcomes: Outcomes | None, answers: Mapping[str, str]
    ) -> None:
        self._form, self._key, self._outcomes = form, key, outcomes
        self._book: Phrasebook = phrases(form.language)
        self._is_rtl = form.language in RIGHT_TO_LEFT
        self._rows = sheet_rows(form, answers=answers, key=key, book=self._book)
        self._titles = title_lines(form, book=self._book, is_marked=outcomes is not None)
        self._columns = [*ASKED, Column.ANSWER, Column.REMARK, *([] if outcomes is None else [Column.OUTCOME])]
        self._all = [Column.ID, *self._columns]
        self._bytes = io.BytesIO()
        self._file = xlsxwriter.Workbook(self._bytes, _PLAIN_TEXT)
        self._created = created.astimezone(UTC).replace(tzinfo=None)
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def write(self) -> bytes:
        meta = meta_of(self._form, lines=self._titles, rows=self._rows)
        signature = meta_signature(meta, key=self._key)
        sheet = self._file.add_worksheet(SHEET_NAMES[self._form.language])
        self._write_properties(meta, signature=signature)
        self._set_up(sheet)
        self._write_titles(sheet)
        for number, row in enumerate(self._rows, start=HEADING_ROW + 1):
            self._write_row(sheet, number, row)
        self._set_up_print(sheet)
        self._write_meta(meta, signature=signature)
        self._file.close()
        return self._bytes.getvalue()

    def _format(self, wanted: style.Style) -> Format:
        known = tuple(sorted(wanted.items()))
        if known not in self._formats:
            self._formats[known] = self._file.add_format(wanted)
        return self._formats[known]

    def _write_properties(self, meta: Meta, *, signature: str) -> None:
        self._file.set_properties({"title": self._titles[0], "subject": self._form.reference, "created": self._created})
        for name, value in meta.facts.items():
            self._file.set_custom_property(f"iltizam_{name}", value, "text")
        self._file.set_custom_property("iltizam_signature", signature, "text")

    def _set_up(self, sheet: Worksheet) -> None:
        if self._is_rtl:
            sheet.right_to_left()
        for number, column in enumerate(self._all):
            sheet.set_column(number, number, style.WIDTHS[column], None, {"hidden": column is Column.ID})
        sheet.hide_gridlines(2)
        sheet.freeze_panes(HEADING_ROW + 1, self._all.index(Column.CODE) + 1)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        last = HEADING_ROW + len(self._rows)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{_letter(len(self._all) - 1)}{last + 1}"})
        sheet.set_selection(HEADING_ROW + 1, self._all.index(Column.ANSWER), HEADING_ROW + 1, self._answer)

    @property
    def _answer(self) -> int:
        return self._all.index(Column.ANSWER)

    def _write_titles(self, sheet: Worksheet) -> None:
        for number, (line, wanted) in enumerate(
            zip(self._titles, style.title_styles(is_rtl=self._is_rtl), strict=True)
        ):
            sheet.set_row(number, style.TITLE_HEIGHTS[number])
            sheet.write_string(number, 1, line, self._format(wanted))
        sheet.set_row(HEADING_ROW - 1, 6)
        sheet.set_row(HEADING_ROW, style.HEADING_HEIGHT)
        headings = headings_of(self._form.language)
        for number, column in enumerate(self._all):
            sheet.write_string(HEADING_ROW, number, headings[column], self._format(self._heading_style))

    @property
    def _heading_style(self) -> style.Style:
        return style.heading_style(is_rtl=self._is_rtl)

    def _write_row(self, sheet: Worksheet, number: int, row: SheetRow) -> None:
        texts = {**row.texts, Column.REMARK: "", Column.OUTCOME: self._sentence(row)}
        shown = {column: texts[column] for column in self._columns}
        sheet.set_row(number, style.row_height(shown))
        sheet.write_string(number, 0, row.row_id)
        for place, column in enumerate(self._columns, start=1):
            cell = self._format(self._cell_style(column, row))
            if shown[column]:
                sheet.write_string(number, place, shown[column], cell)
            else:
                sheet.write_blank(number, place, None, cell)
        self._explain(sheet, number, row)

    def _sentence(self, row: SheetRow) -> str:
        outcome = (self._outcomes or {}).get(row.code)
        if outcome is None:
            return ""
        said = {
            LineOutcome.RECORDED: self._book.gettext("Recorded"),
            LineOutcome.DOUBTFUL: self._book.gettext("To confirm"),
            LineOutcome.NOT_UNDERSTOOD: self._book.gettext("Not understood"),
            LineOutcome.IGNORED: self._book.label(LineOutcome.IGNORED),
        }[outcome[0]]
        return " – ".join(part for part in (said, plain_text(outcome[1], self._form.language)) if part)

    def _cell_style(self, column: Column, row: SheetRow) -> style.Style:
        wanted = style.cell_style(column, is_rtl=self._is_rtl, is_first=row.is_first, is_late=row.is_late)
        outcome = (self._outcomes or {}).get(row.code)
        if outcome and column in (Column.ANSWER, Column.OUTCOME):
            fill, ink = style.OUTCOME_COLOURS[outcome[0]]
            return {**wanted, "bg_color": fill, "font_color": ink}
        return wanted

    def _explain(self, sheet: Worksheet, number: int, row: SheetRow) -> None:
        """Messages beside the open cells; the drop-down of milestones suggests and never forbids."""
        headings = headings_of(self._form.language)
        answer: dict[str, object] = {
            "validate": "any",
            "input_title": headings[Column.ANSWER][:_MAX_PROMPT_TITLE],
            "input_message": row.message,
        }
        if row.kind is ItemKind.MILESTONE:
            choices = list(MILESTONE_CHOICES[self._form.language])
            answer |= {"validate": "list", "source": choices, "show_error": False}
        sheet.data_validation(number, self._answer, number, self._answer, answer)
        remark = {
            "validate": "any",
            "input_title": headings[Column.REMARK][:_MAX_PROMPT_TITLE],
            "input_message": remark_message(self._book),
        }
        sheet.data_validation(number, self._answer + 1, number, self._answer + 1, remark)

    def _set_up_print(self, sheet: Worksheet) -> None:
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(_ONE_PAGE, _ANY_LENGTH)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.repeat_rows(HEADING_ROW)
        sheet.print_area(0, 1, HEADING_ROW + len(self._rows), len(self._all) - 1)
        sheet.set_footer(f"&L&8 {self._form.reference.replace('&', '&&')}&R&8&P / &N")

    def _write_meta(self, meta: Meta, *, signature: str) -> None:
        sheet = self._file.add_worksheet(META_SHEET)
        sheet.very_hidden()
        sheet.protect("")
        for number, row in enumerate(meta_rows(meta, signature=signature)):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)


def _letter(column: int) -> str:
    return chr(ord("A") + column)
