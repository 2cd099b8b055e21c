"""The files of the annual report: whole, repeatable, harmless, readable in each language."""

import csv
import io
import json
import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from flows.services.compilation.reporting import PrintedReport, annual_report, freeze_annual, print_annual
from flows.services.compilation.tracing import trace
from models.rules.errors import DomainError
from models.vocabulary import Language
from reports.annual import page_name
from reports.canonical import content_hash

LANGUAGES = tuple(Language)
# Not Arabic on an Arabic page: identifiers, quotations of officials, and what is marked as another language.
MARKED = re.compile(
    r'<(style|title)\b.*?</\1>|<(\w+)[^>]*\b(?:lang="(?:en|fr)"|class="(?:code|ref|said)")[^>]*>.*?</\2>', re.DOTALL
)


def page(printed: PrintedReport, language: Language) -> str:
    return (printed.folder / page_name(2026, language=language)).read_text(encoding="utf-8")


def test_a_report_is_three_pages_and_three_data_files(printed: PrintedReport) -> None:
    assert sorted(path.name for path in printed.folder.iterdir()) == [
        "annual-2026.ar.html", "annual-2026.en.html", "annual-2026.fr.html",
        "figures.json", "observations.csv", "provenance.json",
    ]  # fmt: skip


def test_equal_figures_give_equal_bytes(full: Any, printed: PrintedReport, tmp_path: Path) -> None:
    again = print_annual(full.desk(), plan="", year=2026, with_pdf=False, out=tmp_path / "again")
    for path in printed.folder.iterdir():
        assert path.read_bytes() == (again.folder / path.name).read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_well_formed_and_says_its_language_and_direction(printed: PrintedReport, language: Language) -> None:
    root = ElementTree.fromstring(page(printed, language).split("<!DOCTYPE html>", 1)[1])
    assert root.get("dir") == ("rtl" if language is Language.ARABIC else "ltr")
    assert (root.get("lang") or "")[:2] == language.value
    headings = [element.tag for element in root.iter() if re.fullmatch("h[1-6]", element.tag)]
    assert headings.count("h1") == 1
    assert all(int(b[1]) - int(a[1]) <= 1 for a, b in pairwise(headings))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_inside_a_page_has_its_target(printed: PrintedReport, language: Language) -> None:
    text = page(printed, language)
    ids = set(re.findall(r'\bid="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= ids
    assert set(re.findall(r'aria-labelledby="([^"]+)"', text)) <= ids


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_has_no_script_and_asks_nothing_of_the_network(printed: PrintedReport, language: Language) -> None:
    found: list[str] = []

    class Watch(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag in ("script", "img", "link", "iframe", "object", "svg"):
                found.append(tag)
            found.extend(f"{tag} {name}" for name, value in attrs if name == "src" or name.startswith("on"))

    text = page(printed, language)
    Watch().feed(text)
    assert found == []
    assert "url(" not in text
    assert "@import" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_text_is_printed_as_text(printed: PrintedReport, language: Language) -> None:
    text = page(printed, language)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script" not in text
    assert "&lt;b&gt;seen&lt;/b&gt;" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_that_it_is_a_draft_while_nobody_independent_is_named(
    printed: PrintedReport, language: Language
) -> None:
    notice = {
        Language.FRENCH: "Projet d’auto-évaluation",
        Language.ARABIC: "مشروع تقييم ذاتي",
        Language.ENGLISH: "Draft self-assessment",
    }[language]
    text = page(printed, language)
    assert text.count(notice) >= 4
    assert re.search(r"@page \{ @bottom-center \{ content: \"" + notice, text)


def test_the_draft_notice_goes_once_the_body_is_named(full: Any, tmp_path: Path) -> None:
    full.session.exec(_organisations()).one().is_defined = True
    full.session.commit()
    printed = print_annual(full.desk(), plan="", year=2026, with_pdf=False, out=tmp_path / "named")
    assert "Draft self-assessment" not in page(printed, Language.ENGLISH)


def test_an_arabic_page_has_no_latin_word_outside_what_is_marked(printed: PrintedReport) -> None:
    text = MARKED.sub(" ", page(printed, Language.ARABIC))
    spoken = re.sub(r"<[^>]+>", " ", text)
    allowed = {"Division", "of", "cooperation", "ORI", "SOM", "LAA", "DRA"}  # names of offices, as the rows give them
    assert set(re.findall(r"[A-Za-zÀ-ÿ]{2,}", spoken)) <= allowed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reported_figure_is_printed_with_a_reference_that_can_be_traced(
    full: Any, printed: PrintedReport, language: Language
) -> None:
    text = page(printed, language)
    reported = [f for f in printed.frozen.content.figures if f.source.kind == "mail"]
    assert len(reported) == 9
    for figure in reported:
        assert f'<li id="{figure.id}">' in text
        assert [t.figure.id for t in trace(full.session, reference=figure.id)] == [figure.id]
    assert set(re.findall(r"\[(F-[0-9a-f]+)\]", text)) == {figure.id for figure in reported}


def test_missing_values_have_words_in_french(printed: PrintedReport) -> None:
    text = page(printed, Language.FRENCH)
    for word in ("Sans réponse", "Non demandé", "Rien à signaler", "Non disponible", "provisoire", "illustratif"):
        assert word in text
    assert "3 régions sur 4" in text
    assert "2\u202f350,5" in text


def test_a_corrected_figure_is_listed_with_its_correction(printed: PrintedReport) -> None:
    old = next(f for f in printed.frozen.content.figures if f.superseded_by)
    entry = page(printed, Language.ENGLISH).split(f'<li id="{old.id}">')[1].split("</li>")[0]
    assert "corrected later" in entry
    assert f"[{old.superseded_by}]" in entry


def test_the_published_hash_is_the_hash_of_the_published_figures(printed: PrintedReport) -> None:
    published = json.loads((printed.folder / "figures.json").read_text(encoding="utf-8"))
    assert content_hash(published["content"]) == published["sha256"] == printed.frozen.sha256


def test_provenance_has_every_figure_and_nobodys_address(full: Any, printed: PrintedReport) -> None:
    text = (printed.folder / "provenance.json").read_text(encoding="utf-8")
    chains = json.loads(text)["figures"]
    assert set(chains) == {figure.id for figure in printed.frozen.content.figures}
    for path in printed.folder.iterdir():
        for official in full.officials.values():
            assert official.email not in path.read_text(encoding="utf-8")
            assert official.name not in path.read_text(encoding="utf-8")


def test_observations_have_a_row_for_every_indicator_and_period_with_the_reason_for_gaps(
    printed: PrintedReport,
) -> None:
    text = (printed.folder / "observations.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    current = [row for row in rows if row["is_current"] != "false"]
    assert len(current) == 5 * 4
    assert {row["missing_because"] for row in rows if not row["value"]} == {
        "missing", "not_asked", "nothing_to_report", "not_available",
    }  # fmt: skip
    laayoune = {r["period"]: r["value"] for r in current if r["indicator_id"].startswith("LAA1")}
    assert laayoune == {"2026-Q1": "", "2026-Q2": "0", "2026-Q3": "1250", "2026-Q4": ""}
    assert [row["value"] for row in rows if row["is_current"] == "false"] == ["-12"]


def test_a_report_replaces_an_earlier_one_whole(full: Any, printed: PrintedReport) -> None:
    before = (printed.folder / "figures.json").read_bytes()
    annual_report(full.desk(date(2026, 10, 10)), plan="", year=2026, with_pdf=False, out=printed.folder)
    assert (printed.folder / "figures.json").read_bytes() != before
    assert [path.name for path in printed.folder.parent.iterdir() if path.name.startswith(".")] == []


def test_a_folder_with_other_files_is_left_alone(full: Any, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("mine")
    with pytest.raises(DomainError, match=r"chapter\.txt"):
        print_annual(full.desk(), plan="", year=2026, with_pdf=False, out=tmp_path / "thesis")
    assert [path.name for path in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]


def test_an_outcome_shows_every_reported_value(full: Any, tmp_path: Path) -> None:
    outcome = annual_report(full.desk(), plan="", year=2026, preview=True, out=tmp_path / "preview")
    values = outcome.tables[0]
    assert values.columns[:4] == ("Code", "Title", "Period", "Value")
    assert ("LAA1-I1X", "People trained", "Q3 2026", "1,250", "people", "Confirmed") in {r[:6] for r in values.rows}
    assert freeze_annual(full.desk(), plan="", year=2026, preview=True).is_new


def _organisations() -> Any:
    from sqlmodel import select

    from models.tables import Organisation

    return select(Organisation)
