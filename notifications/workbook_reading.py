"""Reading a workbook that came back: every answer in it as a line with its outcome, as for the text of a mail.

Whether the sender may answer is decided elsewhere; a signed identifier only says which form the workbook belongs to.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from models.vocabulary import LineOutcome
from notifications.answer import AnswerLine
from notifications.form import Form
from notifications.language import phrases
from notifications.reading.codes_in_text import CodeIndex
from notifications.reading.form_days import FormDays
from notifications.reading.reconcile import reconcile
from notifications.reading.text import fold, squeeze
from notifications.reasons import Reason
from notifications.workbook_answers import cell_text
from notifications.workbook_cells import Cells, Row, read_cells
from notifications.workbook_columns import Column
from notifications.workbook_layout import title_lines
from notifications.workbook_rows import Printed, RowReader, comments
from notifications.workbook_table import Found, find_tables, row_ids_in

__all__ = ["WorkbookReading", "identify_cells", "identify_workbook", "read_opened_workbook", "read_workbook"]

MAX_RAW = 2_000
MAX_LINES = 2_000


@dataclass(frozen=True)
class WorkbookReading:
    """What one workbook says.

    `form_reference` is the form its signed identifiers name, or empty; `is_signed` tells that this is the form it was
    read against. `refusal` is a word of `notifications.reasons` when the file was not read, with a detail for the log.
    `found_by_code` are codes whose rows had lost their identifier.
    """

    name: str
    lines: tuple[AnswerLine, ...] = ()
    form_reference: str = ""
    is_signed: bool = False
    refusal: str = ""
    detail: str = ""
    found_by_code: tuple[str, ...] = ()

    @property
    def comment(self) -> str:
        """Free text kept for people."""
        return "\n".join(line.raw for line in self.lines if line.reason == Reason.COMMENT)


def identify_workbook(content: bytes, *, key: bytes) -> str:
    """Reference of the one form whose signed identifiers a workbook holds; empty when there is none, or several."""
    return identify_cells(read_cells(content), key=key)


def identify_cells(cells: Cells, *, key: bytes) -> str:
    """The same for a workbook that is already open (`workbook_cells.read_cells`)."""
    references = {row_id.reference for row_id in row_ids_in(cells.sheets, key=key) if row_id.is_valid}
    return references.pop() if len(references) == 1 else ""


def read_workbook(content: bytes, *, name: str, form: Form, key: bytes, sent_on: date | None = None) -> WorkbookReading:
    """All answers in a workbook (.xlsx, .ods, .xls) to this form; `name` is that of the attachment, for people.

    `sent_on` is the day of the mail, against which days in answers are weighed. Never raises for what the file holds.
    """
    return read_opened_workbook(read_cells(content), name=name, form=form, key=key, sent_on=sent_on)


def read_opened_workbook(
    cells: Cells, *, name: str, form: Form, key: bytes, sent_on: date | None = None
) -> WorkbookReading:
    """The same for a workbook that is already open."""
    if cells.refusal:
        return WorkbookReading(name, refusal=cells.refusal, detail=cells.detail)
    found = find_tables(cells.sheets, key=key)
    valid = {row_id.reference for row_id in row_ids_in(cells.sheets, key=key) if row_id.is_valid}
    reader = _reader(found, form=form, sent_on=sent_on)
    lines = _shortened(reconcile([*_read_tables(found, reader=reader), *_read_outside(found, form=form)]))
    return WorkbookReading(
        name,
        lines=lines,
        form_reference=identify_cells(cells, key=key),
        is_signed=form.reference in valid,
        refusal="" if found.tables else Reason.WORKBOOK_HEADINGS_MISSING,
        found_by_code=_found_by_code(found, reader=reader),
    )


def _shortened(lines: tuple[AnswerLine, ...]) -> tuple[AnswerLine, ...]:
    """Lines short enough to be kept; a workbook with more of them than any form has says so in its last line."""
    kept = tuple(replace(line, raw=line.raw[:MAX_RAW]) for line in lines[:MAX_LINES])
    cut = AnswerLine(LineOutcome.NOT_UNDERSTOOD, "", "workbook", reason=Reason.TOO_LONG)
    return (*kept, cut) if len(lines) > MAX_LINES else kept


def _reader(found: Found, *, form: Form, sent_on: date | None) -> RowReader:
    is_marked = any(Column.OUTCOME in table.columns for table in found.tables)
    days = FormDays.of(form, sent_on=sent_on)
    printed = Printed.of(form, meta=found.meta)
    # Answers that we ourselves printed into a marked workbook can be told from new ones by the signed copy alone.
    return RowReader(form, days=days, printed=printed, is_marked_unsigned=is_marked and found.meta is None)


def _read_tables(found: Found, *, reader: RowReader) -> Iterator[AnswerLine]:
    for table in found.tables:
        for row in table.rows:
            yield from reader.read(row, columns=table.columns)


def _found_by_code(found: Found, *, reader: RowReader) -> tuple[str, ...]:
    owners = (reader.owner(row) for table in found.tables for row in table.rows)
    return tuple(dict.fromkeys(owner.item.code for owner in owners if owner.item and owner.is_by_code))


def _read_outside(found: Found, *, form: Form) -> Iterator[AnswerLine]:
    """Rows above the headings and on other sheets: our own titles are skipped, codes reported, remarks kept."""
    book, index = phrases(form.language), CodeIndex(form)
    ours = {squeeze(line) for marked in (False, True) for line in title_lines(form, book=book, is_marked=marked)}
    ours |= {squeeze(line) for line in (found.meta.lines if found.meta else ())}
    for row in found.outside:
        theirs = [cell for cell in row.values() if squeeze(cell.text) not in ours]
        if any(index.find(fold(cell_text(cell))) for cell in theirs):
            yield from _report(row)
        elif found.tables:
            yield from comments(theirs)


def _report(row: Row) -> Iterator[AnswerLine]:
    for line in comments(list(row.values())):
        yield replace(line, outcome=LineOutcome.NOT_UNDERSTOOD, note="", reason=Reason.WORKBOOK_HEADINGS_MISSING)
