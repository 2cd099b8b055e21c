"""Reading a reply against the form it answers: our codes anywhere, in every text and HTML part and in the table.

Pure: a mail and a form in, lines with outcomes out. Whether the sender may answer is decided elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.vocabulary import LineOutcome
from notifications.answer import AnswerLine, Reading
from notifications.form import Form
from notifications.mime import ParsedMail
from notifications.reading.answers import read_answer
from notifications.reading.codes_in_text import CodeIndex
from notifications.reading.form_days import FormDays
from notifications.reading.html_lines import HtmlText, read_html
from notifications.reading.line_reader import LineReader
from notifications.reading.lines import SourceLine, text_lines
from notifications.reading.quoting import Fingerprint
from notifications.reading.reconcile import reconcile
from notifications.reading.sent import sent_of
from notifications.reading.table_answers import RowAnswer, TableReader
from notifications.reading.text import squeeze
from notifications.reasons import Reason

MAX_RAW = 2_000


def read_reply(
    mail: ParsedMail, form: Form, *, sent: Sequence[ParsedMail] = (), earlier: Sequence[str] = ()
) -> Reading:
    """All lines of a reply with their outcomes, and the comment for people.

    `sent` are our own messages that the reply answers or quotes (the request; the receipt it replies to): what stands
    in them is never taken for an answer. Without them the form's `prefilled` texts alone are compared. `earlier` are
    lines of earlier replies to the form: where a reply quotes them, they are not said anew.
    """
    return _ReplyReader(mail, form, sent=sent, earlier=earlier).read()


class _ReplyReader:
    """State of one reading: the parts of the mail and what the form and our own messages say."""

    def __init__(self, mail: ParsedMail, form: Form, *, sent: Sequence[ParsedMail], earlier: Sequence[str]) -> None:
        self._mail = mail
        self._index = CodeIndex(form)
        self._days = FormDays.of(form, sent_on=mail.sent_on)
        self._sent = sent_of(form, mails=sent, index=self._index, earlier=earlier)
        self._is_cut = mail.is_truncated

    def read(self) -> Reading:
        htmls = [read_html(part.text, name=_name("html", n)) for n, part in enumerate(self._mail.html_texts)]
        texts = [self._lines_of(n) for n in range(len(self._mail.texts))]
        self._is_cut |= any(html.is_cut for html in htmls)
        found = [line for html in htmls for line in self._read_rows(html)]
        text_found = [line for lines in texts for line in self._read_lines(lines, cells=_cells_of(htmls, self._index))]
        seen = Fingerprint(line.text for lines in texts for line in lines)
        html_found = [line for html in htmls for line in self._read_lines(html.lines, seen=seen)]
        lines = reconcile([*text_found, *found, *html_found, *self._cut()])
        return Reading(tuple(replace(line, raw=line.raw[:MAX_RAW]) for line in lines), comment=_comment(lines))

    def _lines_of(self, number: int) -> list[SourceLine]:
        part = self._mail.texts[number]
        lines, is_cut = text_lines(part.text, name=_name("text", number), is_flowed=part.is_flowed)
        self._is_cut |= is_cut
        return lines

    def _read_lines(
        self, lines: list[SourceLine], *, cells: frozenset[str] = frozenset(), seen: Fingerprint | None = None
    ) -> Iterator[AnswerLine]:
        reader = LineReader(index=self._index, days=self._days, sent=self._sent, cells=cells, seen=seen)
        return reader.read(lines)

    def _read_rows(self, html: HtmlText) -> Iterator[AnswerLine]:
        tables = TableReader(self._index, sent_cells=self._sent.cells)
        for row in html.rows:
            for answer in tables.read(row):
                yield from self._read_row_answer(answer)

    def _read_row_answer(self, answer: RowAnswer) -> Iterator[AnswerLine]:
        raw = " | ".join(cell.text for cell in answer.row.cells)
        if answer.item is None:
            reason = answer.stranger.reason if answer.stranger else Reason.UNKNOWN_CODE
            yield AnswerLine(LineOutcome.NOT_UNDERSTOOD, raw, answer.row.where, reason=reason)
            return
        if self._sent.printed(answer.item.code, answer.text):
            return
        for finding in read_answer(answer.text, item=answer.item, days=self._days):
            if finding.outcome is LineOutcome.IGNORED:
                continue
            is_moved = not answer.is_clear and finding.outcome is LineOutcome.RECORDED
            placed = finding.doubted(Reason.ANSWER_CELL_UNCLEAR) if is_moved else finding
            yield placed.placed(raw=raw, where=answer.row.where, code=answer.item.code)

    def _cut(self) -> list[AnswerLine]:
        return [AnswerLine(LineOutcome.NOT_UNDERSTOOD, "", "mail", reason=Reason.TOO_LONG)] if self._is_cut else []


def _name(sort: str, number: int) -> str:
    return f"{sort} {number + 1}" if number else sort


def _cells_of(htmls: list[HtmlText], index: CodeIndex) -> frozenset[str]:
    """Squeezed texts of all cells in rows with one of our codes: copies in the text part are no lines of their own."""
    rows = [row for html in htmls for row in html.rows if any(index.item(cell.text) for cell in row.cells)]
    return frozenset(squeeze(cell.text) for row in rows for cell in row.cells if cell.text)


def _comment(lines: Sequence[AnswerLine]) -> str:
    return "\n".join(line.raw.strip() for line in lines if line.reason == Reason.COMMENT)
