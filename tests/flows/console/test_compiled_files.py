"""Documents by button: written where a browser reads them, linked from the run's page, previews apart."""

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import select

from deployments.registry import find
from flows.console_files import Shelf, file_section, standing_name
from flows.documents import quarterly_documents
from flows.orders import shelf_of
from flows.public_files import data_package, press_release, public_sites
from flows.services.outcome import CompiledFile, Outcome
from flows.settings import read_settings
from models.database import open_session
from models.rules.errors import DomainError
from models.tables import FrozenReport
from models.vocabulary import Stage

DAY = date(2026, 11, 23)
BUTTONS = ("quarterly-documents", "instance-dossier", "public-sites", "press-release", "data-package")


@pytest.fixture
def engine(plan_database: Callable[..., Engine]) -> Engine:
    return plan_database({"MALAA0001": Stage.EXECUTION})


def frozen(engine: Engine) -> int:
    with open_session(engine) as session:
        return len(session.exec(select(FrozenReport)).all())


def test_every_file_of_a_run_is_linked_from_its_page(engine: Engine) -> None:
    outcome = asyncio.run(data_package.fn(as_of=DAY, preview=False))
    shelf = shelf_of(read_settings())
    page = file_section(outcome, shelf=shelf)
    assert outcome.files
    for file in outcome.files:
        assert file.path.stat().st_size == file.size
        assert f"]({shelf.address}/data-package-2026/{file.path.name})" in page
    assert frozen(engine) == 1


def test_a_preview_freezes_nothing_and_stands_apart(engine: Engine) -> None:
    outcome = asyncio.run(press_release.fn(as_of=DAY))
    assert outcome.preview
    assert {file.path.parent.name for file in outcome.files} == {"preview-press-release-2026"}
    assert "must be completed by hand" in outcome.summary
    assert frozen(engine) == 0


def test_a_document_is_printed_in_the_language_that_is_asked_for(engine: Engine) -> None:
    outcome = asyncio.run(quarterly_documents.fn(document="chart", language="ar", as_of=DAY))
    assert [file.path.name for file in outcome.files] == ["chart-2026-Q3.ar.pdf"]
    assert outcome.files[0].path.read_bytes().startswith(b"%PDF")
    assert frozen(engine) == 0


def test_sites_lead_to_the_first_page_of_each_portal(engine: Engine) -> None:
    outcome = asyncio.run(public_sites.fn(addresses="laa=https://laa.example/", as_of=DAY))
    assert [file.path.parent.name for file in outcome.files] == ["consortium", "laa"]
    assert all(file.path.is_file() for file in outcome.files)


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"document": "poster"}, "There is no document “poster”"),
        ({"language": "de"}, "is no language of the reports"),
        ({"region": "../../etc"}, "cannot name a folder"),
        ({"period": "2026-Q9"}, "There is no period 9"),
        ({"commitment_code": "NOPE"}, "There is no commitment NOPE"),
    ],
)
def test_what_cannot_be_printed_is_said_in_a_sentence(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        asyncio.run(quarterly_documents.fn(as_of=DAY, **given))


@pytest.mark.parametrize("name", BUTTONS)
def test_what_is_compiled_by_button_is_previewed_first_and_has_a_flat_form(name: str) -> None:
    listed = find(name)
    flow = listed.load_flow()
    assert (listed.cron, flow.parameters.properties["preview"]["default"]) == ("", True)
    for field, told in flow.parameters.properties.items():
        assert told.get("description"), field
        kinds = {kind.get("type") for kind in told.get("anyOf", [told])} - {"null"}
        assert kinds <= {"string", "integer", "boolean"}, field


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("matrix-2026-Q3.fr.pdf", "matrix-fr-pdf"),
        ("annual-2026.ar.html", "annual-ar-html"),
        ("commitment-2026-Q3-MALAA0001.en.pdf", "commitment-malaa0001-en-pdf"),
        ("sites-2026/laa/index.html", "laa"),
        ("datapackage.json", "datapackage-json"),
    ],
)
def test_a_standing_link_keeps_its_key_from_period_to_period(path: str, name: str) -> None:
    assert standing_name(Path("/reports") / path) == name


def test_a_file_that_stands_elsewhere_is_named_by_its_place(tmp_path: Path) -> None:
    outcome = Outcome("x", "p", DAY, False, "", files=(CompiledFile("a.pdf", tmp_path / "a.pdf", 2000),))
    page = file_section(outcome, shelf=Shelf(tmp_path / "reports", "http://here"))
    assert "](" not in page
    assert str(tmp_path / "a.pdf") in page
