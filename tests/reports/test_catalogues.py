"""The words of the reports in French, Arabic and English: complete, with the same placeholders, and plural forms right."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

import reports
from models.vocabulary import Language
from reports.language import FOLDER, LOCALES, words_of

PACKAGE = Path(reports.__file__).parent
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
ARABIC_PLURAL = "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"
FORMS = {Language.FRENCH: 2, Language.ARABIC: 6, Language.ENGLISH: 2}


def catalogue(language: Language) -> Catalog:
    with (FOLDER / LOCALES[language] / "LC_MESSAGES" / "reports.po").open("rb") as file:
        return read_po(file, locale=LOCALES[language])


def used_ids() -> set[object]:
    python = {"gettext": None, "ngettext": (1, 2), "mark": None}
    found: set[object] = set()
    for path in (*PACKAGE.glob("*.py"), *(PACKAGE / "pdf").glob("*.py")):
        with path.open("rb") as file:
            found |= {message for _, message, _, _ in extract("python", file, keywords=python)}
    for path in (PACKAGE / "templates").glob("*.html"):
        with path.open("rb") as file:
            found |= {m for _, m, _, _ in extract("jinja2.ext:babel_extract", file, keywords={"_": None})}
    return found


def messages(language: Language) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


@pytest.mark.parametrize("language", list(Language))
def test_every_text_of_the_reports_is_in_the_catalogue_and_nothing_else(language: Language) -> None:
    assert {m.id for m in messages(language)} == used_ids()


@pytest.mark.parametrize("language", list(Language))
def test_every_text_is_translated_in_every_form_and_none_is_fuzzy(language: Language) -> None:
    for message in messages(language):
        forms = [message.string] if isinstance(message.string, str) else list(message.string)
        assert all(form.strip() for form in forms), message.id
        assert len(forms) == (1 if isinstance(message.id, str) else FORMS[language]), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", list(Language))
def test_translations_keep_the_placeholders(language: Language) -> None:
    for message in messages(language):
        wanted = set(PLACEHOLDER.findall(message.id if isinstance(message.id, str) else message.id[1]))
        forms = [message.string] if isinstance(message.string, str) else list(message.string)
        for form in forms:
            assert set(PLACEHOLDER.findall(form)) == wanted, message.id


def test_english_says_what_the_ids_say() -> None:
    for message in messages(Language.ENGLISH):
        assert message.string == message.id


def test_arabic_counts_in_its_six_forms() -> None:
    assert catalogue(Language.ARABIC).plural_expr == ARABIC_PLURAL
    say = words_of(Language.ARABIC).ngettext
    told = {n: say("%(n)s day late", "%(n)s days late", n) for n in (1, 2, 3, 10, 11, 99, 100, 102, 103)}
    assert told[1] == "تأخر يوم واحد (1)"
    assert told[2] == "تأخر يومين (2)"
    assert told[3].endswith("أيام")
    assert told[10].endswith("أيام")
    assert told[11].endswith("يوما")
    assert told[99].endswith("يوما")
    assert told[100].endswith("يوم")
    assert told[102].endswith("يوم")
    assert told[103].endswith("أيام")
