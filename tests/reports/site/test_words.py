"""The words of the public pages: complete catalogues, and Arabic pages on which nothing was left in another language."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

import reports
from models.vocabulary import Language
from reports.figures import AnnualFigures
from reports.language import FOLDER, LOCALES
from reports.site.files import portal_files
from reports.site.portal import PublicRecord, portals_of
from reports.site.untranslated import foreign, left_over, untranslated

PACKAGE = Path(reports.__file__).parent
ROOMS = ("site", "package", "feeds", "documents")
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
FORMS = {Language.FRENCH: 2, Language.ARABIC: 6, Language.ENGLISH: 2}


def catalogue(language: Language, name: str) -> Catalog:
    with (FOLDER / LOCALES[language] / "LC_MESSAGES" / f"{name}.po").open("rb") as file:
        return read_po(file, locale=LOCALES[language])


def ids(language: Language, name: str) -> set[object]:
    return {message.id for message in catalogue(language, name) if message.id}


def used_ids() -> set[object]:
    python = {"gettext": None, "ngettext": (1, 2), "mark": None, "_": None}
    found: set[object] = set()
    for room in ROOMS:
        for path in (PACKAGE / room).rglob("*.py"):
            with path.open("rb") as file:
                found |= {message for _, message, _, _ in extract("python", file, keywords=python)}
        for path in (PACKAGE / room).rglob("*.html"):
            with path.open("rb") as file:
                found |= {m for _, m, _, _ in extract("jinja2.ext:babel_extract", file, keywords={"_": None})}
    return found


def forms(message: Message) -> Iterator[str]:
    yield from [message.string] if isinstance(message.string, str) else message.string


@pytest.mark.parametrize("language", list(Language))
def test_every_text_of_the_public_pages_is_translated_and_none_is_left_over(language: Language) -> None:
    assert used_ids() <= ids(language, "site") | ids(language, "reports")
    assert ids(language, "site") <= used_ids()


@pytest.mark.parametrize("language", list(Language))
def test_every_form_is_there_with_its_placeholders_and_none_is_fuzzy(language: Language) -> None:
    for message in catalogue(language, "site"):
        if not message.id:
            continue
        plural = not isinstance(message.id, str)
        wanted = set(PLACEHOLDER.findall(message.id[1] if plural else str(message.id)))
        assert all(form.strip() and set(PLACEHOLDER.findall(form)) == wanted for form in forms(message)), message.id
        assert len(list(forms(message))) == (FORMS[language] if plural else 1), message.id
        assert not message.fuzzy, message.id


def test_no_arabic_page_holds_a_word_of_another_language(
    content: AnnualFigures, sha256: str, record: PublicRecord, private: tuple[str, ...]
) -> None:
    for portal in portals_of(content):
        made = portal_files(content, portal=portal, sha256=sha256, record=record, private=private)
        assert left_over(made) == ()


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("<h2>Obstacles reported</h2>", ("Obstacles reported",)),
        ("<p>التزام Progress</p>", ("التزام Progress",)),
        ('<p aria-label="Where you are">نص</p>', ("Where you are",)),
        ("<p><bdi>MALAA0001</bdi> <q>Pas de salle</q> SHA-256 F-3a9c1e7b</p>", ()),
        ('<p lang="fr">Action plan</p>', ()),
        ('<img alt="Portal" /><p>نص</p>', ("Portal",)),
    ],
)
def test_the_check_finds_what_was_forgotten_and_nothing_else(inside: str, found: tuple[str, ...]) -> None:
    assert untranslated(f'<html lang="ar-MA" dir="rtl"><body>{inside}</body></html>'.encode()) == found


def test_a_passage_that_says_it_is_foreign_is_listed_apart() -> None:
    page = '<html lang="ar-MA"><body><p><span lang="fr">Plan d’action</span></p></body></html>'.encode()
    assert foreign(page) == ("Plan d’action",)
