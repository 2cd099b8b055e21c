"""The frozen matrix as a workbook to read: one sheet of actions and indicators, one of recommendations."""

import io
from collections.abc import Sequence
from datetime import datetime
from math import ceil

import xlsxwriter

from models.vocabulary import ItemKind
from notifications.compose_pack_words import state_word
from notifications.formatting import RIGHT_TO_LEFT, clean_line, format_partial
from notifications.language import Phrasebook, phrases
from notifications.pack import MatrixRow, Pack
from notifications.workbook_style import FONT, HEAD

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (12, 12, 26, 32, 15, 20, 13, 18, 26, 13)
_A4, _LINE_HEIGHT = 9, 13.5
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def pack_workbook_name(pack: Pack) -> str:
    """File name in ASCII, the same in every language: "matrice-2026-Q3-LAA-v1.xlsx"."""
    return "-".join(part for part in ("matrice", pack.period, pack.member_code, f"v{pack.version}") if part) + ".xlsx"


def pack_workbook(pack: Pack, *, created: datetime) -> bytes:
    """The matrix in the reader's language; equal input gives equal bytes."""
    book = phrases(pack.language)
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, _PLAIN)
    workbook.set_properties({"created": created.replace(tzinfo=None), "title": clean_line(pack.plan_title)})
    rows = [[_shown(row, number, book=book) for number in range(len(WIDTHS))] for row in pack.rows]
    _sheet(workbook, book, book.gettext("Monitoring matrix"), _headings(book), rows, WIDTHS)
    if pack.followed:
        followed = [
            [one.code, one.commitment, one.text, state_word(one, book=book), one.response_text,
             book.date(one.due_on) if one.due_on else ""]
            for one in pack.followed
        ]  # fmt: skip
        _sheet(
            workbook, book, book.gettext("Recommendations"), _followed_headings(book), followed,
            (13, 13, 52, 18, 44, 22),
        )  # fmt: skip
    workbook.close()
    return target.getvalue()


def _sheet(
    workbook: xlsxwriter.Workbook,
    book: Phrasebook,
    name: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
) -> None:
    is_rtl = book.language in RIGHT_TO_LEFT
    common = {"font_name": FONT, "font_size": 10, "valign": "top", "text_wrap": True, "border": 1}
    common |= {"align": "right" if is_rtl else "left", "reading_order": 2 if is_rtl else 1}
    head = workbook.add_format({**common, "bold": True, "bg_color": HEAD, "font_color": "#FFFFFF"})
    body = workbook.add_format(common)
    sheet = workbook.add_worksheet(name[:31])
    if is_rtl:
        sheet.right_to_left()
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, head)
    for number, row in enumerate(rows, start=1):
        lines = max(ceil(len(text) / (width * 0.9)) for text, width in zip(row, widths, strict=True))
        sheet.set_row(number, max(lines, 1) * _LINE_HEIGHT + 2)
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, body)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(headings) - 1)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _headings(book: Phrasebook) -> tuple[str, ...]:
    return (
        book.gettext("Code"),
        book.gettext("Commitment"),
        book.gettext("Title of the commitment"),
        book.gettext("Action or indicator"),
        book.gettext("Target"),
        book.gettext("Due date"),
        book.gettext("Reported value"),
        book.gettext("State"),
        book.gettext("Constraint or remark"),
        book.gettext("Reference of the figure"),
    )


def _followed_headings(book: Phrasebook) -> tuple[str, ...]:
    return (
        book.gettext("Code"),
        book.gettext("Commitment"),
        book.gettext("Recommendation"),
        book.gettext("State"),
        book.gettext("Answer"),
        book.gettext("Due date"),
    )


def _shown(row: MatrixRow, column: int, *, book: Phrasebook) -> str:
    language = book.language
    cells = (
        lambda: row.code,
        lambda: row.commitment,
        lambda: row.commitment_title(language),
        lambda: row.title(language),
        lambda: _target(row, book=book),
        lambda: (
            book.date(row.due_on) if row.due_on else format_partial(row.target_by, language) if row.target_by else ""
        ),
        lambda: _value(row, book=book),
        lambda: _standing(row, book=book),
        lambda: row.comment,
        lambda: row.figure,
    )
    return clean_line(cells[column]())


def _target(row: MatrixRow, *, book: Phrasebook) -> str:
    unit = row.units.get(book.language.value, "")
    return f"{row.target} {unit}".strip() if row.target else ""


def _value(row: MatrixRow, *, book: Phrasebook) -> str:
    if row.value is None:
        return ""
    return f"{book.number(row.value)} {row.units.get(book.language.value, '')}".strip()


def _standing(row: MatrixRow, *, book: Phrasebook) -> str:
    if row.kind is ItemKind.MILESTONE and row.status is not None:
        state = book.label(row.status)
        late = book.gettext("past its date")
        return f"{state} – {late}" if row.is_late else state
    words = {
        "reported": book.gettext("reported"),
        "awaited": book.gettext("no answer yet"),
        "asked_back": book.gettext("asked back"),
        "missing": book.gettext("no answer"),
        "waived": book.gettext("waived"),
    }
    return words.get(row.standing, book.gettext("not asked"))
