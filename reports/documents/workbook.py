"""The figures as a spreadsheet for people: one sheet a subject, in their language, right to left where it is."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

import xlsxwriter

from reports.documents.workbook_changes import advice_rows, since_rows
from reports.figures import AnnualFigures, Cell
from reports.labels import mark
from reports.language import Words
from reports.site.figure_pages import FigurePage, figure_pages, period_text
from reports.view_commitments import commitment_title, region_phrase
from reports.view_record_parts import StatusView
from reports.view_values import cell_view

Shown = str | int | bool | Decimal | date | None
MILESTONE_HEADINGS = (
    mark("Code"), mark("Milestone"), mark("Commitment"), mark("Region"), mark("First date"), mark("Due"),
    mark("The official says"), mark("Progress (%)"), mark("The evidence shows"), mark("Against its date"),
    mark("Days late"), mark("Illustrative data"), mark("Reference"),
)  # fmt: skip
VALUE_HEADINGS = (
    mark("Code"), mark("Indicator"), mark("Unit"), mark("Commitment"), mark("Region"), mark("Baseline"),
    mark("Period"), mark("Value"), mark("Remark"), mark("Target"), mark("Illustrative data"), mark("Reference"),
)  # fmt: skip
SOURCE_HEADINGS = (
    mark("Reference"), mark("Item"), mark("Title"), mark("Period"), mark("Value"), mark("Received"),
    mark("Read from"), mark("Rule"), mark("Fingerprint (SHA-256)"),
)  # fmt: skip
FONT = {"font_name": "Arial", "font_size": 10, "valign": "top"}


def figures_workbook(content: AnnualFigures, *, name: str, sha256: str, words: Words, status: StatusView) -> bytes:
    """Milestones, values and figures, ready to filter and print; equal figures give equal bytes.

    `status` says on every printed page whether this is a draft, and on the first sheet who approved it.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    what = words.gettext("Figures %(year)s", year=content.year)
    title = f"{name} – {what}"
    book.set_properties({"title": title, "created": datetime.combine(content.as_of, time())})
    _about(book, content, title=title, sha256=sha256, words=words, status=status)
    _sheet(book, words.gettext("Milestones"), _milestone_rows(content, words=words), words=words)
    _sheet(book, words.gettext("Indicators"), _value_rows(content, words=words), words=words)
    _sheet(book, words.gettext("Change"), since_rows(content, words=words), words=words)
    _sheet(book, words.gettext("Recommendations"), advice_rows(content, words=words), words=words)
    _sheet(book, words.gettext("Sources"), _source_rows(content, words=words), words=words)
    for sheet in book.worksheets():
        sheet.set_footer(f"&C{status.line.replace('&', '&&')[:200]}&R&P / &N")
    book.close()
    return buffer.getvalue()


def _about(
    book: xlsxwriter.Workbook, content: AnnualFigures, *, title: str, sha256: str, words: Words, status: StatusView
) -> None:
    _ = words.gettext
    sheet = book.add_worksheet(_("About"))
    _frame(sheet, words=words)
    bold = book.add_format(FONT | {"bold": True, "font_size": 14, "font_color": "#00573f"})
    plain = book.add_format(FONT | {"text_wrap": True})
    lines = [
        _("Data as of %(day)s", day=words.day(content.as_of)),
        _("No answer, nothing to report, not available and zero are four different things and are printed as such. "
          "A missing figure is never added up as zero."),
        _("Items marked “illustrative” are not in the published plan; they were added to demonstrate the system and "
          "must not be quoted."),
        _("Fingerprint of the figures") + f": {sha256}",
        _("Licence of the data:") + " CC BY 4.0",
    ]  # fmt: skip
    lines = [status.line, *status.approvals, *lines]
    sheet.set_column(0, 0, 90)
    sheet.write_string(0, 0, title, bold)
    for number, line in enumerate(lines, start=2):
        sheet.write_string(number, 0, line, plain)


def _frame(sheet: xlsxwriter.worksheet.Worksheet, *, words: Words) -> None:
    if words.direction == "rtl":
        sheet.right_to_left()
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)


def _sheet(book: xlsxwriter.Workbook, name: str, rows: Sequence[Sequence[Shown]], *, words: Words) -> None:
    """One table: header repeated in print and frozen, a filter, widths by content."""
    sheet = book.add_worksheet(name[:31])
    _frame(sheet, words=words)
    head = book.add_format(FONT | {"bold": True, "bg_color": "#00573f", "font_color": "#ffffff", "text_wrap": True})
    forms = {
        "text": book.add_format(FONT | {"text_wrap": True, "bottom": 1, "bottom_color": "#d8ded9"}),
        "number": book.add_format(FONT | {"num_format": "#,##0.##", "bottom": 1, "bottom_color": "#d8ded9"}),
        "day": book.add_format(FONT | {"num_format": "dd/mm/yyyy", "bottom": 1, "bottom_color": "#d8ded9"}),
    }
    for column, heading in enumerate(rows[0]):
        sheet.write_string(0, column, str(heading), head)
        longest = max((len(str(row[column] or "")) for row in rows), default=8)
        sheet.set_column(column, column, min(max(longest + 2, 10), 44))
    for number, row in enumerate(rows[1:], start=1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, forms=forms)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(len(rows) - 1, 1), len(rows[0]) - 1)


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    value: Shown,
    *,
    forms: dict[str, xlsxwriter.format.Format],
) -> None:
    """Numbers and days as such; all text as text, so that nothing can be run as a formula."""
    if isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), forms["number"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(value, time()), forms["day"])
    else:
        sheet.write_string(row, column, "" if value is None else str(value), forms["text"])


def _milestone_rows(content: AnnualFigures, *, words: Words) -> list[list[Shown]]:
    rows: list[list[Shown]] = [[words.gettext(heading) for heading in MILESTONE_HEADINGS]]
    regions = {region.code: region_phrase(region, words=words).text for region in content.regions}
    yes = words.gettext("illustrative")
    for commitment in content.commitments:
        title = commitment_title(commitment, words=words).text
        for instance in commitment.instances:
            rows += [
                [m.code, words.choose(m.titles).text, title, regions[instance.region], m.first_due_on, m.due_on,
                 words.label(m.status), m.percent, words.label(m.evidence), words.label(m.schedule),
                 Decimal(m.days_late) if m.days_late else None, yes if m.illustrative else None, m.status_figure]
                for m in instance.milestones
            ]  # fmt: skip
    return rows


def _value_rows(content: AnnualFigures, *, words: Words) -> list[list[Shown]]:
    figures = content.by_id()
    rows: list[list[Shown]] = [[words.gettext(heading) for heading in VALUE_HEADINGS]]
    regions = {region.code: region_phrase(region, words=words).text for region in content.regions}
    yes = words.gettext("illustrative")
    for commitment in content.commitments:
        title = commitment_title(commitment, words=words).text
        for instance in commitment.instances:
            for n in instance.indicators:
                head = [n.code, words.choose(n.titles).text, words.choose(n.units).text, title]
                base = figures[n.baseline].value if n.baseline else None
                aim = figures[n.target].value if n.target else None
                for cell in n.cells:
                    own = _own_scale(cell, head=head, base=base, aim=aim, words=words)
                    shown = cell_view(cell, figures=figures, words=words).value
                    value = figures[cell.figure].value if cell.figure else None
                    remark = " · ".join(shown.tags) if value is not None else shown.text
                    rows.append([*own.head, regions[instance.region], own.base, period_text(cell.period, words=words),
                                 value, remark, own.aim, yes if n.illustrative else None, cell.figure])  # fmt: skip
    return rows


@dataclass(frozen=True)
class _Scale:
    """What stands beside a value: its unit in the head, and the baseline and target it may be compared with."""

    head: Sequence[Shown]
    base: Decimal | None
    aim: Decimal | None


def _own_scale(cell: Cell, *, head: Sequence[Shown], base: Decimal | None, aim: Decimal | None, words: Words) -> _Scale:
    if not cell.is_of_earlier_definition:
        return _Scale(head, base, aim)
    code, title, _, about = head
    return _Scale([code, title, words.choose(cell.earlier_units).text, about], None, None)


def _source_rows(content: AnnualFigures, *, words: Words) -> list[list[Shown]]:
    rows: list[list[Shown]] = [[words.gettext(heading) for heading in SOURCE_HEADINGS]]
    return rows + [_source_row(page) for page in figure_pages(content, words=words)]


def _source_row(page: FigurePage) -> list[Shown]:
    return [page.reference, page.item, page.title.text, page.period, page.value.text, page.received, page.quote,
            page.rule, page.sha256]  # fmt: skip
