"""The quarterly form as a workbook to be filled in and sent back, and the same workbook marked with what became of it.

Writes bytes from a form; sends nothing and reads nothing back. Equal input gives equal bytes.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from models.vocabulary import ItemKind, LineOutcome
from notifications import workbook_style as style
from notifications import workbook_xml as xml
from notifications.form import Form
from notifications.language import Phrasebook, phrases
from notifications.workbook_columns import MILESTONE_CHOICES, Column, headings_of
from notifications.workbook_layout import SheetRow, meta_of, plain_text, remark_message, sheet_rows, title_lines
from notifications.workbook_pattern import FILLED, HEADING_ROW, Look, pattern_of
from notifications.workbook_signing import Meta, meta_rows, meta_signature

__all__ = ["build_workbook", "mark_workbook", "workbook_name"]

Outcomes = Mapping[str, tuple[LineOutcome, str]]
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MAX_PROMPT_TITLE = 32


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
    """One workbook on its way to bytes: the pattern of its language, filled in."""

    def __init__(
        self, form: Form, *, key: bytes, created: datetime, outcomes: Outcomes | None, answers: Mapping[str, str]
    ) -> None:
        self._form, self._key, self._outcomes = form, key, outcomes or {}
        self._book: Phrasebook = phrases(form.language)
        self._pattern = pattern_of(form.language, is_marked=outcomes is not None)
        self._headings = headings_of(form.language)
        self._rows = sheet_rows(form, answers=answers, key=key, book=self._book)
        self._titles = title_lines(form, book=self._book, is_marked=outcomes is not None)
        self._strings = xml.Strings([*self._titles, *(self._headings[column] for column in self._pattern.columns)])
        self._created = created.astimezone(UTC)

    def write(self) -> bytes:
        meta = meta_of(self._form, lines=self._titles, rows=self._rows)
        values = self._values(meta, signature=meta_signature(meta, key=self._key))
        meta_values = {"table": self._meta_rows(meta, signature=values["signature"]), "validations": ""}
        strings = {"strings": self._strings.xml()}  # only now: all rows have named theirs
        given = zip(FILLED, (values, meta_values, values, strings, values, values), strict=True)
        filled = ((name, xml.fill(self._pattern.parts[name], values).encode()) for name, values in given)
        return self._pattern.archive.extended(filled)

    def _values(self, meta: Meta, *, signature: str) -> dict[str, str]:
        """What stands at the marks of the pattern, as XML."""
        messages = [message for number, row in self._numbered() for message in self._messages(number, row)]
        stated = {
            "title": self._titles[0],
            "subject": self._form.reference,
            "footer": self._form.reference.replace("&", "&&"),
            "created": f"{self._created:%Y-%m-%dT%H:%M:%SZ}",
            "signature": signature,
            "last": str(HEADING_ROW + 1 + len(self._rows)),
            **meta.facts,
        }
        return {
            **{name: xml.text(said) for name, said in stated.items()},
            "table": "".join(self._row(number, row) for number, row in self._numbered()),
            "validations": f'<dataValidations count="{len(messages)}">{"".join(messages)}</dataValidations>',
        }

    def _numbered(self) -> Iterator[tuple[int, SheetRow]]:
        return enumerate(self._rows, start=HEADING_ROW + 2)

    def _row(self, number: int, row: SheetRow) -> str:
        texts = {**row.texts, Column.REMARK: "", Column.OUTCOME: self._sentence(row)}
        shown = {column: texts[column] for column in self._pattern.columns[1:]}
        outcome = self._outcomes.get(row.code)
        styles = self._pattern.styles[Look(row.is_first, row.is_late, outcome[0] if outcome else None)]
        cells = zip(_LETTERS[1:], styles, shown.values(), strict=False)
        height = style.row_height(shown)
        return xml.row(number, [("A", "", row.row_id), *cells], strings=self._strings, height=height)

    def _sentence(self, row: SheetRow) -> str:
        outcome = self._outcomes.get(row.code)
        if outcome is None:
            return ""
        said = {
            LineOutcome.RECORDED: self._book.gettext("Recorded"),
            LineOutcome.DOUBTFUL: self._book.gettext("To confirm"),
            LineOutcome.NOT_UNDERSTOOD: self._book.gettext("Not understood"),
            LineOutcome.IGNORED: self._book.label(LineOutcome.IGNORED),
        }[outcome[0]]
        return " – ".join(part for part in (said, plain_text(outcome[1], self._form.language)) if part)

    def _messages(self, number: int, row: SheetRow) -> Iterator[str]:
        """Messages beside the open cells; the drop-down of milestones suggests and never forbids."""
        choices = MILESTONE_CHOICES[self._form.language] if row.kind is ItemKind.MILESTONE else ()
        said = {Column.ANSWER: (row.message, choices), Column.REMARK: (remark_message(self._book), ())}
        for column, (prompt, offered) in said.items():
            place = f"{_LETTERS[self._pattern.columns.index(column)]}{number}"
            title = self._headings[column][:_MAX_PROMPT_TITLE]
            yield xml.message(place, title=title, prompt=prompt, choices=offered)

    def _meta_rows(self, meta: Meta, *, signature: str) -> str:
        rows = enumerate(meta_rows(meta, signature=signature), start=1)
        return "".join(
            xml.row(number, [(_LETTERS[place], "", said) for place, said in enumerate(cells)], strings=self._strings)
            for number, cells in rows
        )
