"""The workbook after a real office program opened and saved it, as .xlsx, .ods and .xls."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from workbook_builders import RIGHT_VALUES, filled, members_of, read, recorded_values, sheet_form, stored
from workbook_edits import EDITS, edit

from models.vocabulary import Language, LineOutcome
from notifications.reasons import Reason

pytestmark = pytest.mark.server
FRENCH = sheet_form()
KINDS = ("xlsx", "ods", "xls")


def missing(what: str, advice: str) -> None:
    """The rule of all tests that need a program: a failure in CI, elsewhere a skip that says how to get it."""
    spec = importlib.util.spec_from_file_location("shared_conftest", Path(__file__).parents[2] / "conftest.py")
    assert spec
    assert spec.loader
    shared = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shared)
    shared.missing(what, advice)


def sources() -> dict[str, bytes]:
    """Every edit, the answered form in three languages, and a formula in the answer cell."""
    files = {f"edit{number}": edit(filled(FRENCH), change) for number, (change, _) in enumerate(EDITS.values())}
    files |= {language.value: filled(sheet_form(language)) for language in Language}
    return {**files, "formula": stored(filled(FRENCH), {"H8": ("n", "<f>1300+10</f>"), "H9": ("n", "<f>1/0</f>")})}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """All files saved by LibreOffice: kind, then name, then bytes; one start of the program for each kind."""
    program = shutil.which("soffice")
    if program is None:
        missing("LibreOffice", "install it (apt-get install libreoffice-calc-nogui)")
    folder = tmp_path_factory.mktemp("office")
    for name, content in sources().items():
        (folder / f"{name}.xlsx").write_bytes(content)
    paths = [str(path) for path in sorted(folder.glob("*.xlsx"))]
    found = {}
    for kind in KINDS:
        out = folder / kind
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [str(program), profile, "--headless", "--convert-to", kind, "--outdir", str(out), *paths]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        found[kind] = {path.stem: path.read_bytes() for path in out.iterdir()}
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", list(Language), ids=lambda language: language.value)
def test_answers_survive_a_round_trip(saved: dict[str, dict[str, bytes]], kind: str, language: Language) -> None:
    reading = read(saved[kind][language.value], sheet_form(language))
    assert recorded_values(reading) == RIGHT_VALUES
    assert {line.outcome for line in reading.lines} == {LineOutcome.RECORDED}
    assert reading.is_signed
    assert reading.found_by_code == ()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", range(len(EDITS)), ids=list(EDITS))
def test_an_edit_saved_by_an_office_program_records_right_values_or_none(
    saved: dict[str, dict[str, bytes]], kind: str, number: int
) -> None:
    _, codes = list(EDITS.values())[number]
    reading = read(saved[kind][f"edit{number}"], FRENCH)
    assert recorded_values(reading) == {code: RIGHT_VALUES[code] for code in codes}


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_formula_counts_by_its_result_and_an_error_is_asked_back(
    saved: dict[str, dict[str, bytes]], kind: str
) -> None:
    counted, share, *_ = read(saved[kind]["formula"], FRENCH).lines
    assert (counted.outcome, counted.value) == (LineOutcome.RECORDED, 1310)
    assert (share.outcome, share.reason) == (LineOutcome.DOUBTFUL, Reason.FORMULA_WITHOUT_VALUE)


def test_an_error_in_an_old_binary_file_is_never_recorded(saved: dict[str, dict[str, bytes]]) -> None:
    lines = read(saved["xls"]["formula"], FRENCH).lines
    assert all(line.outcome is not LineOutcome.RECORDED for line in lines if line.where == "workbook cell H9")


def test_locks_direction_and_properties_survive_a_round_trip(saved: dict[str, dict[str, bytes]]) -> None:
    members = members_of(saved["xlsx"]["ar"])
    sheet = members["xl/worksheets/sheet1.xml"].decode()
    assert re.search(r'rightToLeft="(?:1|true)"', sheet)
    assert re.search(r'<sheetProtection[^>]*sheet="(?:1|true)"', sheet)
    assert "iltizam_signature" in members["docProps/custom.xml"].decode()
    assert len(re.findall(r"<dataValidation ", sheet)) >= 2
