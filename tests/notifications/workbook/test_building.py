"""The workbook as it leaves us, read in its XML: open and locked cells, text format, direction, print, signature."""

import re
from datetime import date
from xml.etree import ElementTree as Tree

import pytest
from workbook_builders import (
    ANSWERS,
    COUNTED,
    CREATED,
    FIRST_ROW,
    KEY,
    REGISTER,
    built,
    form_of,
    members_of,
    read,
    sheet_form,
)

from models.vocabulary import ItemKind, Language, LineOutcome
from notifications.catalogue_check import check_catalogues
from notifications.form import Form, FormItem
from notifications.reading.answers import read_answer
from notifications.reading.form_days import FormDays
from notifications.workbook import build_workbook, mark_workbook, workbook_name
from notifications.workbook_columns import MILESTONE_CHOICES

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet_xml(content: bytes) -> str:
    return members_of(content)[SHEET].decode()


def format_of(content: bytes, cell: str) -> Tree.Element:
    style = re.search(rf'<c r="{cell}" s="(\d+)"', sheet_xml(content))
    assert style
    formats = Tree.fromstring(members_of(content)["xl/styles.xml"]).find(f"{MAIN}cellXfs")
    assert formats is not None
    return list(formats)[int(style[1])]


def is_locked(xf: Tree.Element) -> bool:
    protection = xf.find(f"{MAIN}protection")
    return protection is None or protection.get("locked") != "0"


def test_equal_forms_give_equal_bytes(form: Form) -> None:
    assert built(form) == built(form)


def test_another_moment_of_creation_changes_no_identifier(form: Form) -> None:
    later = build_workbook(form, key=KEY, created=CREATED.replace(year=2027))
    assert members_of(later)["xl/sharedStrings.xml"] == members_of(built(form))["xl/sharedStrings.xml"]


def test_only_arabic_runs_from_right_to_left(form: Form, workbook: bytes) -> None:
    assert ('rightToLeft="1"' in sheet_xml(workbook)) is (form.language is Language.ARABIC)


def test_the_sheet_is_protected_without_a_password(workbook: bytes) -> None:
    protection = re.search(r"<sheetProtection[^>]*>", sheet_xml(workbook))
    assert protection
    assert 'sheet="1"' in protection[0]
    assert "password" not in protection[0]


@pytest.mark.parametrize("column", ["H", "I"])
def test_answers_and_remarks_are_open_cells_in_text_format(workbook: bytes, column: str) -> None:
    for row in range(FIRST_ROW, FIRST_ROW + 4):
        xf = format_of(workbook, f"{column}{row}")
        assert not is_locked(xf)
        assert xf.get("numFmtId") == "49"  # the built-in format “@”


@pytest.mark.parametrize("column", ["B", "C", "D", "E", "F", "G"])
def test_everything_we_printed_is_locked(workbook: bytes, column: str) -> None:
    assert all(is_locked(format_of(workbook, f"{column}{row}")) for row in range(FIRST_ROW, FIRST_ROW + 4))


def test_a_number_kept_as_text_raises_no_green_triangle(workbook: bytes) -> None:
    assert 'numberStoredAsText="1"' in sheet_xml(workbook)


def test_milestones_offer_a_list_that_forbids_nothing_and_no_cell_demands_a_number(form: Form, workbook: bytes) -> None:
    validations = re.findall(r"<dataValidation [^>]*sqref=\"(H\d+)\"[^>]*>", sheet_xml(workbook))
    lists = re.findall(r'<dataValidation type="list"[^>]*>', sheet_xml(workbook))
    assert len(validations) == 4
    assert len(lists) == 2
    assert all('showErrorMessage="1"' not in found for found in lists)
    assert 'type="decimal"' not in sheet_xml(workbook)
    assert 'type="whole"' not in sheet_xml(workbook)


def test_every_answer_cell_explains_what_may_be_written(workbook: bytes) -> None:
    prompts = re.findall(r'showInputMessage="1"[^>]* prompt="([^"]*)"', sheet_xml(workbook))
    assert len(prompts) == 8
    assert all(0 < len(prompt) <= 255 for prompt in prompts)


def test_identifiers_are_hidden_and_the_meta_sheet_is_very_hidden(workbook: bytes) -> None:
    assert re.search(r'<col min="1" max="1"[^>]*hidden="1"', sheet_xml(workbook))
    assert re.search(r'<sheet name="_meta"[^>]*state="veryHidden"', members_of(workbook)["xl/workbook.xml"].decode())


def test_print_is_landscape_one_page_wide_with_headings_on_every_page(workbook: bytes) -> None:
    xml = sheet_xml(workbook)
    assert 'orientation="landscape"' in xml
    assert 'fitToHeight="0"' in xml
    assert "<pane " in xml
    assert "$7:$7" in members_of(workbook)["xl/workbook.xml"].decode()


def test_custom_properties_name_the_form_and_carry_the_signature(form: Form, workbook: bytes) -> None:
    properties = members_of(workbook)["docProps/custom.xml"].decode()
    for name, value in (("form", form.reference), ("period", "2026-Q3"), ("language", form.language), ("rows", "4")):
        assert re.search(rf'name="iltizam_{name}"><vt:lpwstr>{re.escape(value)}</vt:lpwstr>', properties)
    assert all(f'name="iltizam_{name}"' in properties for name in ("schema", "checksum", "signature"))


def test_rows_are_high_enough_for_their_texts() -> None:
    short = FormItem(COUNTED, ItemKind.INDICATOR, "Documents")
    long = FormItem(COUNTED, ItemKind.INDICATOR, "Documents publiés de manière proactive sur le portail " * 5)
    heights = [
        re.search(rf'<row r="{FIRST_ROW}"[^>]* ht="([\d.]+)"', sheet_xml(built(form_of(i)))) for i in (short, long)
    ]
    assert all(heights)
    low, high = (float(found[1]) for found in heights if found)
    assert high > 2 * low


def test_a_title_that_begins_like_a_formula_stays_text() -> None:
    item = FormItem(COUNTED, ItemKind.INDICATOR, "=HYPERLINK(1)", unit="+cmd", prefilled="\u200f=1+1")
    content = built(form_of(item))
    assert "<f>" not in sheet_xml(content)
    assert "=HYPERLINK(1)" in members_of(content)["xl/sharedStrings.xml"].decode()


def test_the_illustrative_mark_stands_in_the_title(form: Form, workbook: bytes) -> None:
    mark = {Language.FRENCH: "(illustratif)", Language.ARABIC: "(توضيحي)", Language.ENGLISH: "(illustrative)"}
    assert mark[form.language] in members_of(workbook)["xl/sharedStrings.xml"].decode()


@pytest.mark.parametrize(
    ("language", "choice"), [(lang, word) for lang in Language for word in MILESTONE_CHOICES[lang]]
)
def test_every_word_of_the_drop_down_is_read_as_a_clear_answer(language: Language, choice: str) -> None:
    form = sheet_form(language)
    item = next(item for item in form.items if item.code == REGISTER)
    found = read_answer(choice, item=item, days=FormDays.of(form, sent_on=date(2026, 10, 2)))
    assert [finding.outcome for finding in found] == [LineOutcome.RECORDED]


def test_the_name_is_ascii_and_safe_for_any_disk(form: Form) -> None:
    assert workbook_name(form) == "suivi-2026-Q3-OF-LAA-01.xlsx"


def test_all_words_of_the_workbook_are_translated() -> None:
    assert [problem for problem in check_catalogues() if "workbook" in problem or "cell" in problem] == []


def test_an_untouched_workbook_says_nothing_and_names_its_form(form: Form, workbook: bytes) -> None:
    reading = read(workbook, form)
    assert reading.lines == ()
    assert reading.is_signed
    assert reading.form_reference == form.reference


def test_a_marked_workbook_shows_each_outcome_and_answers_nothing_when_sent_back(form: Form) -> None:
    outcomes = {
        COUNTED: (LineOutcome.RECORDED, "1310"),
        REGISTER: (LineOutcome.DOUBTFUL, "?"),
    }
    answers = {COUNTED: ANSWERS[form.language][0], REGISTER: "15/09/2026"}
    content = mark_workbook(form, outcomes=outcomes, answers=answers, key=KEY, created=CREATED)
    assert content == mark_workbook(form, outcomes=outcomes, answers=answers, key=KEY, created=CREATED)
    texts = members_of(content)["xl/sharedStrings.xml"].decode()
    assert "1310" in texts
    assert format_of(content, f"H{FIRST_ROW}").get("fillId") != format_of(content, f"H{FIRST_ROW + 1}").get("fillId")
    assert read(content, form).lines == ()
