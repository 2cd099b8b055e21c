"""The texts of the workbook in the official's language: title lines, a row for each line of the form, messages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache

from models.vocabulary import ItemKind, Language
from notifications.compose_items import line_view
from notifications.compose_page import illustrative_note
from notifications.compose_words import ANSWER_WORDS
from notifications.form import Form, FormItem, FormSection
from notifications.form_title import form_title
from notifications.formatting import RIGHT_TO_LEFT, clean_line, has_right_to_left, isolate, split_isolates
from notifications.language import Phrasebook
from notifications.workbook_columns import COMPARED, Column
from notifications.workbook_signing import SCHEMA_VERSION, Meta, PrintedRow, checksum_of, make_row_id

MAX_MESSAGE = 255
_LEFT_TO_RIGHT = "\u200e"


@dataclass(frozen=True)
class SheetRow:
    """One line of the form. `is_first` begins a commitment; `message` appears when the answer cell is chosen."""

    row_id: str
    texts: Mapping[Column, str]
    kind: ItemKind
    is_first: bool
    is_late: bool
    message: str

    @property
    def code(self) -> str:
        """Code of the line."""
        return self.texts[Column.CODE]

    @property
    def answer(self) -> str:
        """What is printed in the answer cell."""
        return self.texts[Column.ANSWER]


def title_lines(form: Form, *, book: Phrasebook, is_marked: bool = False) -> tuple[str, ...]:
    """What stands above the headings: title, whose form it is, until when, how to fill it in, what marks mean."""
    heading = " – ".join((form_title(form.period, book=book), book.period(form.period)))
    whose = " · ".join(text for text in (form.member, form.plan_title, isolate(form.reference)) if text)
    deadline = book.gettext("Please answer by %(date)s.", date=book.date(form.respond_by))
    if is_marked:
        how = book.gettext(
            "This is your form with what became of each answer: correct the coloured cells where needed and send it "
            "back."
        )
    else:
        how = book.gettext(
            "Fill in the yellow cells only, save this file and attach it to your reply; an empty cell changes nothing."
        )
    note = illustrative_note(book) if any(item.illustrative for item in form.items) else ""
    return tuple(plain_text(line, form.language) for line in (heading, whose, deadline, how, note))


def sheet_rows(form: Form, *, answers: Mapping[str, str], key: bytes, book: Phrasebook) -> tuple[SheetRow, ...]:
    """One row for each line of the form, in printed order; `answers` by code stand in the answer cells."""
    return tuple(
        _row(form, section, replace(item, prefilled=answers.get(item.code, item.prefilled)), number, key=key, book=book)
        for section in form.sections
        for number, item in enumerate(section.items)
    )


@lru_cache(maxsize=4096)
def plain_text(text: str, language: Language) -> str:
    """Text of a cell: isolates, which old spreadsheet programs show as boxes, become marks that all of them know."""
    if language not in RIGHT_TO_LEFT:
        return clean_line(text)
    pieces = ((isolated, clean_line(piece) if isolated else piece) for isolated, piece in split_isolates(text))
    return "".join(
        f"{_LEFT_TO_RIGHT}{piece}{_LEFT_TO_RIGHT}" if isolated and not has_right_to_left(piece) else piece
        for isolated, piece in pieces
    ).strip()


def meta_of(form: Form, *, lines: tuple[str, ...], rows: tuple[SheetRow, ...]) -> Meta:
    """The hidden sheet of this form."""
    facts = {
        "schema": SCHEMA_VERSION,
        "form": form.reference,
        "period": form.period,
        "language": form.language.value,
        "rows": str(len(rows)),
        "checksum": checksum_of(row.row_id for row in rows),
    }
    printed = (Column.ANSWER, *COMPARED)
    copies = (PrintedRow(row.row_id, row.code, {c: row.texts[c] for c in printed}) for row in rows)
    return Meta(facts, tuple(copies), tuple(line for line in lines if line))


@cache
def remark_message(book: Phrasebook) -> str:
    """What may be written beside an answer."""
    obstacle = ANSWER_WORDS[book.language].obstacle.format(answer="").lstrip(" ,،")
    return book.gettext(
        "A remark in your own words, “%(obstacle)s” for what stands in the way, or the address of a document that "
        "proves the answer.",
        obstacle=obstacle,
    )[:MAX_MESSAGE]


def _row(form: Form, section: FormSection, item: FormItem, number: int, /, *, key: bytes, book: Phrasebook) -> SheetRow:
    view = line_view(item, book=book)
    is_figure = item.kind is ItemKind.INDICATOR
    texts = {
        Column.CODE: item.code,
        Column.COMMITMENT: f"{section.commitment_code} – {section.title}",
        Column.TITLE: view.title,
        Column.UNIT: item.unit if is_figure else book.label(item.kind),
        Column.LAST: view.last,
        Column.DUE: view.due,
        Column.ANSWER: item.prefilled,
    }
    return SheetRow(
        row_id=make_row_id(form.reference, item.code, key=key),
        texts={column: plain_text(text, form.language) for column, text in texts.items()},
        kind=item.kind,
        is_first=number == 0,
        is_late=item.days_late > 0,
        message=_figure_message(view.hints, book=book) if is_figure else _milestone_message(form.period_end, book),
    )


def _figure_message(hints: str, *, book: Phrasebook) -> str:
    words = ANSWER_WORDS[book.language]
    accepted = " · ".join(("1250", words.no_change, words.nothing_to_report, words.not_available))
    return f"{clean_line(hints)[: MAX_MESSAGE - len(accepted) - 1]}\n{accepted}"


@lru_cache(maxsize=64)
def _milestone_message(period_end: date, book: Phrasebook) -> str:
    words = ANSWER_WORDS[book.language]
    percent = "40 %" if book.language is Language.FRENCH else "40%"
    accepted = (
        words.done.format(date=f"{period_end:%d/%m/%Y}"),
        words.in_progress.format(percent=percent),
        words.not_started,
        words.postponed.format(date=f"{period_end + timedelta(days=75):%d/%m/%Y}"),
        words.no_change,
    )
    return "\n".join(accepted)[:MAX_MESSAGE]
