"""The catalogues: complete, current, right in their plurals, and leaving no English in an Arabic or French mail."""

import configparser
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog

from models.vocabulary import InboundClass, Language, MilestoneStatus, Stage, ValueStatus
from notifications.catalogue_check import METHODS, PACKAGE, check_catalogue, check_catalogues, extracted_ids
from notifications.compose import compose_escalation, compose_receipt, compose_request
from notifications.compose_labels import LABELS
from notifications.form import Form
from notifications.language import label, phrases, read_catalogue
from notifications.mail import ComposedMail, Envelope, EscalationNotice, Receipt

Open = Callable[[ComposedMail], Any]
LATIN_ALLOWED = re.compile(
    r"\S+@\S+|https://…|\S*\d\S*|\b(?:OGP|CSV|JSON|Re)\b", re.ASCII
)  # codes, references, addresses, names of formats
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def test_the_catalogues_have_no_fault() -> None:
    assert check_catalogues() == []


def test_a_fault_in_a_catalogue_is_found() -> None:
    catalogue = read_catalogue("ar_MA")
    catalogue.add("Nobody says this", "…")
    catalogue.get("Done").string = ""
    catalogue.get("Reminder %(reminder)s").string = "%(other)s"
    catalogue.get("Open").flags.add("fuzzy")
    catalogue.delete("Sent")
    catalogue._num_plurals, catalogue._plural_expr = (
        Catalog(locale="ar_MA").num_plurals,
        Catalog(locale="ar_MA").plural_expr,
    )
    found = "\n".join(check_catalogue(catalogue, is_complete=True))
    for words in (
        "Nobody says this",
        "'Done' has an empty",
        "other placeholders",
        "'Open' is fuzzy",
        "'Sent' is missing",
    ):
        assert words in found
    assert "plural header" in found


def test_an_empty_plural_form_is_found() -> None:
    catalogue = read_catalogue("ar_MA")
    message = catalogue.get("%(number)s working day")
    message.string = (*message.string[:5], "")
    assert any("empty translation" in problem for problem in check_catalogue(catalogue, is_complete=True))


def test_the_command_line_extracts_what_the_check_extracts() -> None:
    root = PACKAGE.parent
    settings = configparser.ConfigParser()
    settings.read(root / "babel.cfg", encoding="utf-8")
    wanted = {f"{method}: notifications/{pattern}" for pattern, method in METHODS}
    assert {section.replace("  ", " ") for section in settings.sections()} == wanted


def test_no_sentence_hides_from_extraction_in_an_f_string() -> None:
    for source in sorted(Path(PACKAGE).glob("*.py")):
        hidden = re.findall(r"""f"[^"\n]*\{[^}"\n]*gettext\(""", source.read_text(encoding="utf-8"))
        assert not hidden, source.name


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0 يوم عمل"),
        (1, "يوم عمل واحد"),
        (2, "يوما عمل"),
        (3, "3 أيام عمل"),
        (10, "10 أيام عمل"),
        (11, "11 يوم عمل"),
        (100, "100 يوم عمل"),
        (103, "103 أيام عمل"),
    ],
)
def test_arabic_counts_in_six_forms(days: int, words: str) -> None:
    book = phrases(Language.ARABIC)
    assert book.ngettext("%(number)s working day", "%(number)s working days", days) == words


def test_french_counts_zero_in_the_singular() -> None:
    book = phrases(Language.FRENCH)
    assert book.ngettext("%(number)s working day", "%(number)s working days", 0) == "0 jour ouvrable"


def test_every_member_of_every_set_has_a_label_in_every_language(language: Language) -> None:
    for members in LABELS:
        labels = [label(member, language) for member in members]
        assert all(labels), members
        assert len(labels) == len(set(labels)), members


@pytest.mark.parametrize(
    ("member", "french", "arabic"),
    [
        (Stage.WITHDRAWN, "Retiré", "تم سحبه"),
        (MilestoneStatus.IN_PROGRESS, "En cours", "قيد الإنجاز"),
        (ValueStatus.PROVISIONAL, "Provisoire", "مؤقت"),
        (InboundClass.LATE, "Arrivé après la clôture", "وصلت بعد الإغلاق"),
    ],
)
def test_labels_are_those_of_the_set_they_belong_to(member: Stage, french: str, arabic: str) -> None:
    assert label(member, Language.FRENCH) == french
    assert label(member, Language.ARABIC) == arabic


def test_amazigh_has_begun() -> None:
    assert read_catalogue("zgh_MA").get("Arabic").string == "ⵜⴰⵄⵔⴰⴱⵜ"


@pytest.fixture
def texts(
    form: Form, receipt: Receipt, escalation: EscalationNotice, envelope: Envelope, open_mail: Open,
    receipt_of: Callable[[InboundClass], Receipt],
) -> list[str]:  # fmt: skip
    """Everything we say, in the language of the test."""
    mails = [
        compose_request(form, envelope=envelope),
        compose_request(form, envelope=envelope, reminder=3),
        compose_escalation(escalation, envelope=envelope),
        *(compose_receipt(receipt_of(fate), envelope=envelope) for fate in InboundClass),
    ]
    return [f"{mail.subject}\n{open_mail(mail).text}" for mail in mails]


@pytest.mark.parametrize("language", [Language.ARABIC], indirect=True)
def test_no_latin_word_stands_in_an_arabic_mail(texts: list[str]) -> None:
    for text in texts:
        assert re.findall(r"[A-Za-zÀ-ÿ]{2,}", LATIN_ALLOWED.sub("", text)) == []


@pytest.mark.parametrize("language", [Language.ARABIC, Language.FRENCH], indirect=True)
def test_no_english_sentence_stands_in_another_mail(texts: list[str], language: Language) -> None:
    book = phrases(language)
    english = {text for entry in extracted_ids() for text in ([entry] if isinstance(entry, str) else entry)}
    fixed = {
        max(PLACEHOLDER.split(text), key=len).strip(" .:,;()“”")
        for text in english
        if book.gettext(text.replace("%(", "%%(")) != text
    }
    for text in texts:
        assert [piece for piece in fixed if len(piece) > 8 and " " in piece and piece in text] == []
