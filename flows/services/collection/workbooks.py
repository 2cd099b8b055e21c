"""The workbook of a form: attached to what we send, read in what comes back, returned marked with the receipt."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.services.desk import Desk
from models.tables import InboundLine
from models.vocabulary import LineOutcome
from notifications.answer import AnswerLine
from notifications.form import Form
from notifications.language import phrases
from notifications.mail import Attachment
from notifications.mime import ParsedMail
from notifications.reasons import REASONS
from notifications.workbook import build_workbook, mark_workbook, workbook_name
from notifications.workbook_cells import Cells, read_cells
from notifications.workbook_reading import identify_cells, read_opened_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = (".xlsx", ".xlsm", ".ods", ".xls")
MOST_WORKBOOKS = 3


@dataclass(frozen=True)
class OpenedWorkbook:
    """A spreadsheet of a mail, opened once, and the form its signed identifiers name ("" when it is not ours)."""

    name: str
    cells: Cells
    reference: str


def form_workbook(form: Form, *, desk: Desk) -> Attachment:
    """The form as a workbook to fill in."""
    content = build_workbook(form, key=desk.office.key, created=desk.now)
    return Attachment(workbook_name(form), XLSX, content)


def marked_workbook(form: Form, *, lines: Sequence[InboundLine], desk: Desk) -> Attachment:
    """The workbook that goes back with the receipt: each answer cell coloured by what became of it."""
    book = phrases(form.language)
    outcomes = {
        line.code: (line.outcome, book.gettext(REASONS[line.reason]) if line.reason in REASONS else "")
        for line in lines
        if line.code
    }
    content = mark_workbook(form, outcomes=outcomes, key=desk.office.key, created=desk.now)
    return Attachment(workbook_name(form), XLSX, content)


def open_workbooks(mail: ParsedMail, *, key: bytes) -> tuple[OpenedWorkbook, ...]:
    """Every spreadsheet of a mail, opened behind the gate and in a child process; a refused one says why."""
    parts = [part for part in mail.attachments if part.filename.lower().endswith(ENDINGS)][:MOST_WORKBOOKS]
    opened = [(part.filename, read_cells(part.content)) for part in parts]
    return tuple(OpenedWorkbook(name, cells, identify_cells(cells, key=key)) for name, cells in opened)


def answers_in(workbooks: Sequence[OpenedWorkbook], *, form: Form, key: bytes, mail: ParsedMail) -> list[AnswerLine]:
    """Lines of all workbooks of this form. A spreadsheet that is not ours is evidence, and gives no line."""
    lines: list[AnswerLine] = []
    for workbook in workbooks:
        reading = read_opened_workbook(workbook.cells, name=workbook.name, form=form, key=key, sent_on=mail.sent_on)
        if reading.refusal and (reading.is_signed or workbook.name == workbook_name(form)):
            lines.append(AnswerLine(LineOutcome.NOT_UNDERSTOOD, workbook.name, "attachment", reason=reading.refusal))
        lines += reading.lines
    return lines


def are_ours(workbooks: Sequence[OpenedWorkbook]) -> frozenset[str]:
    """Names of the attachments that are our own form: they are answers, not evidence."""
    return frozenset(workbook.name for workbook in workbooks if workbook.reference)
