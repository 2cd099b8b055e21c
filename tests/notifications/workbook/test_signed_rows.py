"""Which form and which row an answer belongs to: identifiers, locked cells, marked workbooks, other forms and keys."""

from dataclasses import replace
from decimal import Decimal

import pytest
from workbook_builders import (
    COUNTED,
    CREATED,
    KEY,
    RIGHT_VALUES,
    SHARE,
    built,
    edited,
    filled,
    read,
    recorded_values,
    sheet_form,
    typed,
)

from models.vocabulary import Language, LineOutcome
from notifications.answer import AnswerLine
from notifications.form import Form
from notifications.reasons import Reason
from notifications.workbook import mark_workbook
from notifications.workbook_reading import identify_workbook, read_workbook

FRENCH = sheet_form()
SENT = built(FRENCH)


def only_line(content: bytes, form: Form = FRENCH) -> AnswerLine:
    (line,) = read(content, form).lines
    return line


@pytest.mark.parametrize("cell", ["C8", "D8", "E8", "F8", "G8"])
def test_a_changed_locked_cell_makes_its_row_doubtful_and_no_other(cell: str) -> None:
    content = typed(filled(FRENCH), {cell: "9999"})
    reading = read(content, FRENCH)
    doubted = [line for line in reading.lines if line.outcome is LineOutcome.DOUBTFUL]
    assert [(line.code, line.reason) for line in doubted] == [(COUNTED, Reason.LOCKED_CELL_CHANGED)]
    assert recorded_values(reading) == {code: value for code, value in RIGHT_VALUES.items() if code != COUNTED}


def test_a_figure_typed_over_the_last_value_is_asked_back_rather_than_lost() -> None:
    line = only_line(typed(SENT, {"F8": "1310"}))
    assert (line.outcome, line.reason, line.raw) == (
        LineOutcome.DOUBTFUL,
        Reason.LOCKED_CELL_CHANGED,
        f"{COUNTED} = 1310",
    )


def test_a_form_rebuilt_later_with_newer_values_accuses_nobody_of_changing_cells() -> None:
    items = (replace(FRENCH.items[0], last_value=Decimal(1300)), *FRENCH.items[1:3])
    later = replace(FRENCH, sections=(replace(FRENCH.sections[0], items=items), FRENCH.sections[1]))
    assert recorded_values(read(filled(FRENCH), later)) == RIGHT_VALUES


def test_a_tampered_copy_of_what_we_printed_is_not_believed() -> None:
    content = edited(
        filled(FRENCH), "xl/sharedStrings.xml", lambda xml: xml.replace("Documents publiés", "Autre titre")
    )
    reading = read(content, FRENCH)
    assert COUNTED not in recorded_values(reading)


def test_a_row_whose_identifier_was_altered_is_reported_not_recorded() -> None:
    content = edited(filled(FRENCH), "xl/sharedStrings.xml", lambda xml: xml.replace(f"{COUNTED}.", f"{COUNTED}.a"))
    reading = read(content, FRENCH)
    assert (reading.lines[0].outcome, reading.lines[0].reason) == (LineOutcome.NOT_UNDERSTOOD, Reason.ROW_DISAGREES)
    assert recorded_values(reading) == {code: value for code, value in RIGHT_VALUES.items() if code != COUNTED}


def test_the_workbook_of_another_form_records_nothing_here() -> None:
    other = replace(FRENCH, reference="2026-Q2/OF-LAA-01")
    reading = read(filled(other), FRENCH)
    assert {line.reason for line in reading.lines} == {Reason.ROW_OF_OTHER_FORM}
    assert (reading.is_signed, reading.form_reference) == (False, other.reference)


def test_a_workbook_names_its_form_to_whoever_holds_the_key() -> None:
    assert identify_workbook(SENT, key=KEY) == FRENCH.reference
    assert identify_workbook(SENT, key=b"another key") == ""
    assert identify_workbook(b"no workbook", key=KEY) == ""


def test_identifiers_signed_with_another_key_are_no_evidence() -> None:
    reading = read_workbook(filled(FRENCH), name="x.xlsx", form=FRENCH, key=b"another key")
    assert not reading.is_signed
    assert recorded_values(reading) == {}


def test_a_corrected_cell_of_a_marked_workbook_is_the_only_answer() -> None:
    outcomes = {COUNTED: (LineOutcome.RECORDED, ""), SHARE: (LineOutcome.DOUBTFUL, "?")}
    answers = {COUNTED: "1310", SHARE: "0,62"}
    marked = mark_workbook(FRENCH, outcomes=outcomes, answers=answers, key=KEY, created=CREATED)
    assert recorded_values(read(typed(marked, {"H9": "62,5"}), FRENCH)) == {SHARE: Decimal("62.5")}


def test_the_kind_is_told_by_content_not_by_name() -> None:
    assert recorded_values(read(filled(FRENCH), FRENCH, name="réponse.pdf")) == RIGHT_VALUES


def test_languages_of_headings_are_told_apart() -> None:
    """The form is French, its headings were sent in French; a workbook with Arabic headings is still understood."""
    arabic = replace(FRENCH, language=Language.ARABIC)
    content = typed(built(arabic), {"H8": "1310"})
    assert recorded_values(read(content, FRENCH)) == {COUNTED: Decimal(1310)}
