"""What stands in single cells: typed answers, stored numbers and days, formulas, remarks, and cells we had locked."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbook_builders import (
    COUNTED,
    REGISTER,
    RIGHT_VALUES,
    SHARE,
    built,
    form_of,
    read,
    recorded_values,
    sheet_form,
    stored,
    typed,
    typed_number,
)

from models.vocabulary import AnswerKind, ItemKind, LineOutcome, MilestoneStatus
from notifications.answer import AnswerLine
from notifications.form import Form, FormItem
from notifications.reading.form_days import FormDays
from notifications.reasons import Reason
from notifications.workbook_answers import read_cells_of_row
from notifications.workbook_cells import Cell, CellType

FRENCH = sheet_form()
SENT = built(FRENCH)


def only_line(content: bytes, form: Form = FRENCH) -> AnswerLine:
    (line,) = read(content, form).lines
    return line


def test_typed_answers_are_read_in_every_language_with_the_cell_they_came_from(form: Form, answered: bytes) -> None:
    reading = read(answered, form)
    assert recorded_values(reading) == RIGHT_VALUES
    assert [line.where for line in reading.lines] == [f"workbook cell H{row}" for row in range(8, 12)]
    assert reading.is_signed
    assert reading.found_by_code == ()


@pytest.mark.parametrize(
    ("cell", "text", "outcome", "reason"),
    [
        ("H8", "1,350", LineOutcome.DOUBTFUL, Reason.AMBIGUOUS_NUMBER),
        ("H8", "beaucoup", LineOutcome.NOT_UNDERSTOOD, Reason.NOT_A_NUMBER),
        ("H8", "environ 1300", LineOutcome.DOUBTFUL, Reason.APPROXIMATE),
        ("H9", "0,62", LineOutcome.DOUBTFUL, Reason.MAYBE_FRACTION),
        ("H10", "31/09/2026", LineOutcome.NOT_UNDERSTOOD, Reason.IMPOSSIBLE_DATE),
        ("H10", "fait à 80 %", LineOutcome.DOUBTFUL, Reason.STATUS_UNCLEAR),
    ],
)
def test_an_answer_meets_the_same_doubts_as_in_a_mail(
    cell: str, text: str, outcome: LineOutcome, reason: Reason
) -> None:
    line = only_line(typed(SENT, {cell: text}))
    assert (line.outcome, line.reason) == (outcome, reason)
    assert text in line.raw


@pytest.mark.parametrize("text", ["=1+1", "\u200f=1+1", "=HYPERLINK(1)", "+1", "@SUM(1)", "=1+1\n=2"])
def test_text_that_looks_like_a_formula_is_text_and_records_nothing(text: str) -> None:
    assert recorded_values(read(typed(SENT, {"H8": text}), FRENCH)) == {}


@pytest.mark.parametrize(("number", "value"), [("1310", 1310), ("1310.0", 1310), ("1.4E3", 1400), ("1.31e+03", 1310)])
def test_a_number_stored_as_a_number_is_taken_exactly(number: str, value: int) -> None:
    assert recorded_values(read(typed_number(SENT, "H8", number), FRENCH)) == {COUNTED: Decimal(value)}


def test_three_stored_decimals_are_no_thousands() -> None:
    assert recorded_values(read(typed_number(SENT, "H9", "57.125"), FRENCH)) == {SHARE: Decimal("57.125")}


@pytest.mark.parametrize("number", ["0.62", "1", "1.2"])
def test_a_stored_fraction_in_a_percent_row_is_asked_back(number: str) -> None:
    line = only_line(typed_number(SENT, "H9", number))
    assert (line.outcome, line.reason) == (LineOutcome.DOUBTFUL, Reason.MAYBE_FRACTION)


@pytest.mark.parametrize("last", [None, Decimal("0.5")])
def test_a_stored_fraction_is_asked_back_whatever_the_earlier_value(last: Decimal | None) -> None:
    form = form_of(FormItem(SHARE, ItemKind.INDICATOR, "Part", unit="%", last_value=last, is_cumulative=False))
    assert only_line(typed_number(built(form), "H8", "0.62"), form).reason == Reason.MAYBE_FRACTION


def test_the_residue_of_a_computation_is_asked_back() -> None:
    assert only_line(typed_number(SENT, "H9", "62.400000000000006")).reason == Reason.COMPUTED_NUMBER


def test_a_day_stored_in_a_figure_is_asked_back() -> None:
    line = only_line(stored(SENT, {"H8": ("d", "<v>2026-04-03T00:00:00</v>")}))
    assert (line.outcome, line.reason) == (LineOutcome.DOUBTFUL, Reason.DATE_OR_RATIO)


def test_a_day_stored_for_a_milestone_is_understood_as_a_day() -> None:
    line = only_line(stored(SENT, {"H10": ("d", "<v>2026-09-15T00:00:00</v>")}))
    assert (line.on, line.reason) == (date(2026, 9, 15), Reason.STATUS_UNCLEAR)


@pytest.mark.parametrize(
    ("kind", "xml"), [("n", "<f>1300+10</f>"), ("n", "<f>A1</f><v/>"), ("e", "<f>1/0</f><v>#DIV/0!</v>")]
)
def test_a_formula_without_a_result_is_asked_back(kind: str, xml: str) -> None:
    line = only_line(stored(SENT, {"H8": (kind, xml)}))
    assert (line.outcome, line.reason) == (LineOutcome.DOUBTFUL, Reason.FORMULA_WITHOUT_VALUE)


def test_the_stored_result_of_a_formula_is_its_value() -> None:
    content = stored(SENT, {"H8": ("n", "<f>1300+10</f><v>1310</v>")})
    assert recorded_values(read(content, FRENCH)) == {COUNTED: Decimal(1310)}


def test_what_we_had_printed_in_the_answer_cell_is_no_answer() -> None:
    form = form_of(replace(FRENCH.items[0], prefilled="1250"))
    assert read(built(form), form).lines == ()
    assert recorded_values(read(typed(built(form), {"H8": "1310"}), form)) == {COUNTED: Decimal(1310)}


@pytest.mark.parametrize(
    ("answer", "remark", "outcome", "reason"),
    [
        ("1310", "dont 12 à Boujdour", LineOutcome.RECORDED, ""),
        ("1310", "provisoire, à confirmer", LineOutcome.DOUBTFUL, Reason.UNSURE),
        ("1310", "1320", LineOutcome.DOUBTFUL, Reason.TWO_VALUES),
        ("1310", "néant", LineOutcome.RECORDED, ""),
        ("1310", "RAS", LineOutcome.RECORDED, ""),
        ("", "1310", LineOutcome.DOUBTFUL, Reason.ANSWER_CELL_UNCLEAR),
        ("", "en attente du prestataire", LineOutcome.IGNORED, Reason.COMMENT),
    ],
)
def test_a_remark_is_weighed_with_its_answer(answer: str, remark: str, outcome: LineOutcome, reason: str) -> None:
    cells = {"I8": remark, **({"H8": answer} if answer else {})}
    line = only_line(typed(SENT, cells))
    assert (line.outcome, line.reason, line.code) == (outcome, reason, COUNTED)


def test_a_day_beside_done_and_a_percentage_beside_in_progress_belong_to_the_answer() -> None:
    reading = read(typed(SENT, {"H10": "fait", "I10": "15/09/2026", "H11": "en cours", "I11": "40 %"}), FRENCH)
    done, under_way = reading.lines
    assert (done.kind, done.on, done.raw) == (AnswerKind.DONE_ON, date(2026, 9, 15), f"{REGISTER} = fait | 15/09/2026")
    assert (under_way.status, under_way.percent) == (MilestoneStatus.IN_PROGRESS, Decimal(40))


def test_obstacles_and_links_in_a_remark_are_answers_of_their_own() -> None:
    remarks = {"H8": "1310", "I8": "obstacle : budget", "I10": "voir https://portail.example/registre"}
    lines = read(typed(SENT, remarks), FRENCH).lines
    found = {(line.code, line.kind, line.note) for line in lines if line.outcome is LineOutcome.RECORDED and line.note}
    assert (COUNTED, AnswerKind.OBSTACLE, "budget") in found
    assert (REGISTER, AnswerKind.EVIDENCE, "https://portail.example/registre") in found


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(list(CellType)), st.sampled_from(FRENCH.items))
def test_no_cell_raises_and_a_clear_answer_always_has_a_kind(
    answer: str, remark: str, sort: CellType, item: FormItem
) -> None:
    cells = Cell(7, 7, sort, answer), Cell(7, 8, CellType.TEXT, remark)
    for said in read_cells_of_row(*cells, item=item, days=FormDays.of(FRENCH, sent_on=None)):
        assert said.finding.kind is not None or said.finding.outcome is not LineOutcome.RECORDED


@settings(max_examples=300, deadline=None)
@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_stored_number_is_recorded_exactly_or_not_at_all(number: float) -> None:
    item = FormItem(SHARE, ItemKind.INDICATOR, "Part", unit="jours", minimum=Decimal(-(10**20)), is_cumulative=False)
    cell = Cell(7, 7, CellType.NUMBER, repr(number))
    for said in read_cells_of_row(cell, None, item=item, days=FormDays.of(FRENCH, sent_on=None)):
        if said.finding.outcome is LineOutcome.RECORDED:
            assert said.finding.value == Decimal(repr(number))
