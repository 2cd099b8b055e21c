"""A workbook is read as strictly as YAML; faults name sheet and row."""

import contextlib
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from models.plan_file import PlanFile, PlanFileErrors, Problem, read_plan, write_template, write_workbook
from models.plan_file.raw import LARGEST_FILE
from models.plan_file.sheets import NARRATIVE, SHEETS

Grid = dict[str, list[list[object]]]
Refused = Callable[..., tuple[Problem, ...]]


@pytest.fixture
def grid(tmp_path: Path, tiny: Callable[..., PlanFile]) -> Grid:
    """The small plan as rows of cells, to be spoiled."""
    write_workbook(tiny(), tmp_path / "tiny.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "tiny.xlsx")
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def _save(grid: Grid, path: Path) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in grid.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


def _set(grid: Grid, sheet: str, row: int, column: str, value: object) -> None:
    heads = grid[sheet][0]
    grid[sheet][row - 1][heads.index(column)] = value


@pytest.fixture
def refused(tmp_path: Path, grid: Grid) -> Refused:
    """The faults found in the spoiled workbook."""

    def read() -> tuple[Problem, ...]:
        with pytest.raises(PlanFileErrors) as caught:
            read_plan(_save(grid, tmp_path / "spoiled.xlsx"))
        return caught.value.problems

    return read


def test_typed_cells_mean_what_was_typed(tmp_path: Path, grid: Grid, tiny: Callable[..., PlanFile]) -> None:
    _set(grid, "Milestones", 3, "due_on", date(2026, 5, 29))
    _set(grid, "Indicators", 3, "target", 1500)
    _set(grid, "Indicators", 3, "is_whole", True)
    assert read_plan(_save(grid, tmp_path / "typed.xlsx")) == tiny()


def test_a_decimal_cell_keeps_its_printed_value(tmp_path: Path, grid: Grid) -> None:
    _set(grid, "Indicators", 3, "is_whole", "no")
    _set(grid, "Indicators", 3, "target", 0.1)
    plan = read_plan(_save(grid, tmp_path / "typed.xlsx"))
    assert str(plan.commitments[0].indicators[0].target) == "0.1"


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "advice"),
    [
        ("Milestones", 4, "due_on", "30.09.2026", "year-month-day"),
        ("Members", 3, "code", "lak", "capital letters"),
        ("Officials", 3, "email", "clerk", "e-mail address"),
        ("Commitments", 3, "stage", "running", "write one of"),
        ("Instances", 3, "responsible", "OF-9", "OF-1"),
        ("Instances", 3, "commitment", "LAKE9", "no commitment before this sheet is called so"),
        ("Indicators", 3, "kind", "speed", "write one of"),
        ("Plan", 3, "end", date(2026, 12, 1), "format the cell as text"),
    ],
)
def test_a_fault_names_sheet_and_row(
    grid: Grid, refused: Refused, sheet: str, row: int, column: str, value: object, advice: str
) -> None:
    _set(grid, sheet, row, column, value)
    found = [p for p in refused() if p.where == f"sheet {sheet}, row {row}" and p.field == column]
    assert found
    assert advice in found[0].advice


def test_a_missing_sheet_is_named(grid: Grid, refused: Refused) -> None:
    del grid["Indicators"]
    assert [p.where for p in refused()] == ["sheet Indicators"]


def test_a_missing_column_is_told_as_missing_fields(grid: Grid, refused: Refused) -> None:
    grid["Milestones"] = [row[:3] for row in grid["Milestones"]]
    assert any(p.where == "sheet Milestones, row 3" and "missing" in p.advice for p in refused())


def test_an_unknown_column_with_content_is_refused(grid: Grid, refused: Refused) -> None:
    for row, cell in zip(grid["Members"], ["budget", "", "5"], strict=True):
        row.append(cell)
    assert [(p.where, p.field) for p in refused()] == [("sheet Members, row 3", "budget")]


def test_a_column_that_stands_twice_is_refused(grid: Grid, refused: Refused) -> None:
    for row in grid["Members"]:
        row.append(row[1])
    assert ("sheet Members, row 1", "name") in [(p.where, p.field) for p in refused()]


def test_two_plans_in_one_workbook_are_refused(grid: Grid, refused: Refused) -> None:
    grid["Plan"].append(list(grid["Plan"][2]))
    assert [p.where for p in refused()] == ["sheet Plan, row 4"]


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"not a workbook", "not an .xlsx workbook"),
        (b"PK\x03\x04" + b"\x00" * 50, "not an .xlsx workbook"),
        (b"a" * (LARGEST_FILE + 1), "at most 20 MB"),
    ],
)
def test_a_broken_or_huge_workbook_is_refused(tmp_path: Path, content: bytes, advice: str) -> None:
    (tmp_path / "plan.xlsx").write_bytes(content)
    with pytest.raises(PlanFileErrors, match=advice):
        read_plan(tmp_path / "plan.xlsx")


def test_a_zip_without_a_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "plan.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(PlanFileErrors, match="save it again"):
        read_plan(tmp_path / "plan.xlsx")


def test_a_workbook_that_unpacks_to_a_flood_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "plan.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for part in range(21):
            archive.writestr(f"{part}.xml", b"\x00" * 10 * 1024 * 1024)
    with pytest.raises(PlanFileErrors, match="unpacks to more than"):
        read_plan(tmp_path / "plan.xlsx")


def test_the_template_has_every_sheet_a_heading_row_and_an_explanation_row(tmp_path: Path) -> None:
    write_template(tmp_path / "template.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "template.xlsx")
    assert book.sheet_names == [*(sheet.name for sheet in SHEETS), NARRATIVE]
    for sheet in book.sheet_names:
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        assert len(rows) == 2
        assert str(rows[1][0]).startswith("# ")
        assert all(str(cell).strip("# ") for cell in rows[1]), sheet


def test_the_template_offers_the_words_of_the_lists(tmp_path: Path) -> None:
    write_template(tmp_path / "template.xlsx")
    with zipfile.ZipFile(tmp_path / "template.xlsx") as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
    assert any("co_creation,execution,evaluation,closed,withdrawn" in sheet for sheet in sheets)
    assert any("yes,no" in sheet for sheet in sheets)


def test_a_filled_template_is_a_plan(tmp_path: Path, grid: Grid, tiny: Callable[..., PlanFile]) -> None:
    write_template(tmp_path / "template.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "template.xlsx")
    filled: Grid = {}
    for name in book.sheet_names:
        heads, hints = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        own = [dict(zip(grid[name][0], row, strict=True)) for row in grid[name][2:]]
        filled[name] = [heads, hints, *([line.get(head, "") for head in heads] for line in own)]
    assert read_plan(_save(filled, tmp_path / "filled.xlsx")) == tiny()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(at=st.integers(min_value=0), byte=st.integers(min_value=0, max_value=255))
def test_a_damaged_byte_never_ends_in_anything_but_a_plan_or_a_plan_file_error(
    tmp_path: Path, tiny: Callable[..., PlanFile], at: int, byte: int
) -> None:
    whole = tmp_path / "whole.xlsx"
    if not whole.exists():
        write_workbook(tiny(), whole)
    content = bytearray(whole.read_bytes())
    content[at % len(content)] = byte
    (tmp_path / "damaged.xlsx").write_bytes(bytes(content))
    with contextlib.suppress(PlanFileErrors):
        assert read_plan(tmp_path / "damaged.xlsx").members
