"""The calendar page: complete in three languages, self-contained, well formed, and with every mail in it."""

import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from flows.rehearsal.output import empty_folder, write_output
from flows.rehearsal.page import FOLDER, render
from flows.rehearsal.staging import rehearse
from flows.rehearsal.story import Story
from flows.rehearsal.words import FOLDER as CATALOGUES
from models.rules.errors import DomainError
from models.vocabulary import Language

PACKAGE = FOLDER.parent
PLACEHOLDER = re.compile(r"%\(\w+\)s")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> tuple[Story, Path]:
    """A rehearsal of three weeks with its folder."""
    from flows.rehearsal.order import REHEARSAL_KEY, Order
    from flows.rehearsal.scenario import Scenario
    from flows.services.desk import Office

    folder = tmp_path_factory.mktemp("rehearsal")
    plan = request.path.parents[3] / "deployments/plans/consortium-2025-2027"
    office = Office("Suivi", "suivi@iltizam.example", "reponse@iltizam.example", REHEARSAL_KEY)
    cast = Scenario.model_validate({"default": {"after": 2}, "officials": {"OF-LAA-02": {"behaviour": "silent"}}})
    asked = Order(office, cast, date(2026, 10, 1), date(2026, 10, 20), files=plan, compiles_reports=False)
    empty_folder(folder)
    story = rehearse(asked, out=folder)
    write_output(story, folder)
    return story, folder


def sentences() -> set[str]:
    options = {"templates/**.html": {"silent": "false"}}
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    found = extract_from_dir(str(PACKAGE), methods, options, keywords={"gettext": None, "t": None})
    return {str(row[2]) for row in found}


@pytest.mark.parametrize("locale", ["fr_MA", "ar_MA", "en_GB"])
def test_every_sentence_is_translated_and_none_is_stale(locale: str) -> None:
    with (CATALOGUES / f"{locale}.po").open("rb") as source:
        catalogue = read_po(source, locale=locale)
    known = {str(message.id): str(message.string) for message in catalogue if message.id}
    assert set(known) == sentences()
    for message, translation in known.items():
        assert translation
        assert sorted(PLACEHOLDER.findall(message)) == sorted(PLACEHOLDER.findall(translation))


@pytest.mark.parametrize("language", list(Language))
def test_the_page_needs_no_script_and_no_network(told: tuple[Story, Path], language: Language) -> None:
    page = render(told[0], language=language)
    assert f'<html lang="{language.value}" dir="{"rtl" if language is Language.ARABIC else "ltr"}">' in page
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//|url\(|@import""", page)


@pytest.mark.parametrize("language", list(Language))
def test_every_mail_is_on_the_page_and_every_link_leads_to_a_file(told: tuple[Story, Path], language: Language) -> None:
    story, folder = told
    page = (folder / f"calendar.{language.value}.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([^"#]+)"', page)
    assert {f"{mail.file}.txt" for mail in story.mails} <= set(links)
    assert all((folder / link).exists() for link in links)


def test_the_tables_tell_the_same_as_the_story(told: tuple[Story, Path]) -> None:
    story, folder = told
    for name, rows in (
        ("mails.csv", len(story.mails)),
        ("escalations.csv", len(story.steps)),
        ("events.csv", len(story.events)),
    ):
        text = (folder / name).read_text(encoding="utf-8-sig")
        assert len(text.splitlines()) == rows + 1, name


def test_a_folder_with_something_else_in_it_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    with pytest.raises(DomainError, match="holds something else than a rehearsal"):
        empty_folder(tmp_path)
    assert (tmp_path / "precious.txt").exists()


def test_an_earlier_rehearsal_is_replaced(tmp_path: Path) -> None:
    empty_folder(tmp_path)
    (tmp_path / "old.csv").write_text("old")
    empty_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["summary.json"]
