"""Twelve things officials do to a workbook: whatever they do, no wrong value is recorded and no answer is lost."""

import pytest
from workbook_builders import COUNTED, RIGHT_VALUES, SHARE, filled, read, recorded_values, sheet_form
from workbook_edits import ALL, EDITS, edit

from models.vocabulary import LineOutcome
from notifications.reasons import Reason

FRENCH = sheet_form()


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_records_right_values_or_none(name: str) -> None:
    change, codes = EDITS[name]
    reading = read(edit(filled(FRENCH), change), FRENCH)
    assert recorded_values(reading) == {code: RIGHT_VALUES[code] for code in codes}
    assert reading.refusal == ""


def reasons_after(name: str) -> list[str]:
    lines = read(edit(filled(FRENCH), EDITS[name][0]), FRENCH).lines
    return [line.reason for line in lines if line.outcome is not LineOutcome.RECORDED]


def test_rows_sorted_without_their_identifiers_are_all_reported() -> None:
    assert reasons_after("sort without the hidden column") == [Reason.ROW_DISAGREES] * 4


def test_a_changed_code_is_reported_and_the_row_it_points_to_keeps_its_answer() -> None:
    assert reasons_after("change a code") == [Reason.ROW_DISAGREES]


def test_an_inserted_row_with_a_value_is_reported() -> None:
    assert Reason.NO_CODE in reasons_after("insert two rows, one with a value")


def test_a_copied_row_with_another_value_is_asked_back_once_for_each_value() -> None:
    assert reasons_after("copy a row and change the copy") == [Reason.TWO_VALUES] * 2


def test_rows_without_identifiers_are_marked_as_found_by_code() -> None:
    reading = read(edit(filled(FRENCH), EDITS["delete the hidden column"][0]), FRENCH)
    assert set(reading.found_by_code) == ALL
    assert all(line.where.endswith("row found by code") for line in reading.lines)
    assert reading.is_signed  # the signed hidden sheet still says which form this is


def test_a_row_of_a_code_that_is_not_ours_is_reported() -> None:
    def add(sheets: dict[str, list[list[str]]]) -> dict[str, list[list[str]]]:
        name = next(iter(sheets))
        return {**sheets, name: [*sheets[name], ["", "LAA9-I9A", "", "", "", "", "", "5"]]}

    line = read(edit(filled(FRENCH), add), FRENCH).lines[-1]
    assert (line.outcome, line.reason) == (LineOutcome.NOT_UNDERSTOOD, Reason.UNKNOWN_CODE)


def test_a_table_without_headings_is_refused_and_its_codes_are_reported() -> None:
    def behead(sheets: dict[str, list[list[str]]]) -> dict[str, list[list[str]]]:
        name = next(iter(sheets))
        return {name: sheets[name][7:]}

    reading = read(edit(filled(FRENCH), behead), FRENCH)
    assert reading.refusal == Reason.WORKBOOK_HEADINGS_MISSING
    assert recorded_values(reading) == {}
    assert len(reading.lines) == 4


def test_free_text_below_the_table_is_kept_as_a_comment() -> None:
    def remark(sheets: dict[str, list[list[str]]]) -> dict[str, list[list[str]]]:
        name = next(iter(sheets))
        return {**sheets, name: [*sheets[name], ["", "", "", "Merci de votre patience"]]}

    reading = read(edit(filled(FRENCH), remark), FRENCH)
    assert reading.comment == "Merci de votre patience"
    assert recorded_values(reading) == RIGHT_VALUES


def test_two_sheets_with_different_answers_record_none_of_the_two() -> None:
    def copy(sheets: dict[str, list[list[str]]]) -> dict[str, list[list[str]]]:
        name = next(iter(sheets))
        other = [list(row) for row in sheets[name]]
        other[7][7] = "1400"
        return {**sheets, "Copie": other}

    values = recorded_values(read(edit(filled(FRENCH), copy), FRENCH))
    assert COUNTED not in values
    assert values[SHARE] == RIGHT_VALUES[SHARE]


def test_text_beside_the_table_is_kept_with_the_code_of_its_row() -> None:
    def scribble(sheets: dict[str, list[list[str]]]) -> dict[str, list[list[str]]]:
        name = next(iter(sheets))
        grid = [list(row) for row in sheets[name]]
        grid[7] += [""] * (11 - len(grid[7])) + ["vu avec la région"]
        return {**sheets, name: grid}

    reading = read(edit(filled(FRENCH), scribble), FRENCH)
    assert [(line.code, line.raw) for line in reading.lines if line.reason == Reason.COMMENT] == [
        (COUNTED, "vu avec la région")
    ]
    assert recorded_values(reading) == RIGHT_VALUES


def test_a_workbook_with_more_rows_than_any_form_says_that_it_was_cut() -> None:
    def repeat(sheets: dict[str, list[list[str]]]) -> dict[str, list[list[str]]]:
        name = next(iter(sheets))
        strangers = [["", "", "", "", "", "", "", str(number)] for number in range(2_100)]
        return {**sheets, name: [*sheets[name], *strangers]}

    reading = read(edit(filled(FRENCH), repeat), FRENCH)
    assert reading.lines[-1].reason == Reason.TOO_LONG
    assert recorded_values(reading) == RIGHT_VALUES
