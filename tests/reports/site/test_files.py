"""What a portal publishes: the same bytes each time, no person in it, every link leads somewhere, each region its own."""

import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import PurePosixPath

import pytest

from models.rules.errors import DomainError
from models.vocabulary import Language
from reports.canonical import content_hash
from reports.figures import AnnualFigures
from reports.language import words_of
from reports.public_content import public_content
from reports.site.files import MANIFEST, portal_files
from reports.site.personal_data import refuse_personal_data
from reports.site.portal import Portal, PublicRecord, content_of, portals_of

LINK = re.compile(r'(?:href|src)="([^"]*)"')


@pytest.fixture(scope="module")
def made(content: AnnualFigures, sha256: str, record: PublicRecord, private: tuple[str, ...]) -> dict[str, bytes]:
    """The site of the consortium."""
    return portal_files(content, portal=Portal(""), sha256=sha256, record=record, private=private)


def test_equal_figures_give_equal_bytes(
    made: dict[str, bytes], content: AnnualFigures, sha256: str, record: PublicRecord, private: tuple[str, ...]
) -> None:
    again = AnnualFigures.model_validate_json(content.model_dump_json())
    assert portal_files(again, portal=Portal(""), sha256=sha256, record=record, private=private) == made
    listed = json.loads(made[MANIFEST])["files"]
    assert listed == {k: hashlib.sha256(v).hexdigest() for k, v in made.items() if k != MANIFEST}


@pytest.mark.parametrize("region", ["", "ORI", "SOM"])
def test_no_public_file_holds_a_name_an_address_or_what_leads_to_a_person(
    content: AnnualFigures, sha256: str, record: PublicRecord, private: tuple[str, ...], region: str
) -> None:
    made = portal_files(content, portal=Portal(region), sha256=sha256, record=record, private=private)
    sensitive = [*private, "Khadija", "Amrani", "OF-ORI-01", "@region.example", "11:12:00 +0100"]
    for path, data in made.items():
        parts = [data]
        if path.endswith((".xlsx", ".docx")):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = [archive.read(name) for name in archive.namelist()]
        text = " ".join(part.decode(errors="replace") for part in parts).casefold()
        assert [s for s in sensitive if s.casefold() in text] == [], path


def test_a_name_that_stays_in_a_file_stops_the_publication() -> None:
    with pytest.raises(DomainError, match=r"fr/index\.html would publish “Khadija  BENNANI”"):
        refuse_personal_data({"fr/index.html": b"<p>Khadija  BENNANI</p>"}, private=["Khadija Bennani"])
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("xl/sharedStrings.xml", "<t>a.b@region.example</t>")
    with pytest.raises(DomainError, match=r"figures\.xlsx"):
        refuse_personal_data({"figures.xlsx": book.getvalue()}, private=["a.b@region.example"])
    refuse_personal_data({"a.html": b"Khadijah Bennanis"}, private=["Khadija Bennani"])


def test_taking_people_out_changes_no_figure(content: AnnualFigures, private: tuple[str, ...]) -> None:
    shown = public_content(content, private=private)
    assert [(f.id, f.value, f.source.kind) for f in shown.figures] == [
        (f.id, f.value, f.source.kind) for f in content.figures
    ]
    assert content_hash(shown.model_dump(mode="json")) != content_hash(content.model_dump(mode="json"))


@pytest.mark.parametrize("region", ["", "ORI", "SOM"])
def test_every_link_of_every_page_leads_to_a_file_of_the_site_or_away_on_purpose(
    content: AnnualFigures, sha256: str, record: PublicRecord, private: tuple[str, ...], region: str
) -> None:
    made = portal_files(content, portal=Portal(region), sha256=sha256, record=record, private=private)
    anchors = {
        path: set(re.findall(r'id="([^"]+)"', page.decode())) for path, page in made.items() if path.endswith(".html")
    }
    for path, ids in anchors.items():
        for link in LINK.findall(made[path].decode()):
            if link.startswith("https://"):
                continue
            target, _, anchor = link.partition("#")
            whole = _resolved(path, target) if target else path
            assert whole in made, (path, link)
            assert not anchor or anchor in (ids if not target else anchors[whole]), (path, link)


def test_every_page_is_there_in_each_language_and_asks_for_nothing_elsewhere(made: dict[str, bytes]) -> None:
    pages = {lang: {p[3:] for p in made if p.startswith(f"{lang}/")} for lang in ("fr", "ar", "en")}
    assert pages["fr"] == pages["ar"] == pages["en"]
    for path, page in made.items():
        if path.endswith(".html"):
            text = page.decode()
            assert "<script" not in text
            assert " style=" not in text, path
            assert "default-src 'none'" in text
            assert not re.search(r'(?:src|<link[^>]*href)="(?:https?:)?//', text), path
            assert len(page) < 60_000, path


def test_a_region_shows_its_own_commitments_and_the_figures_behind_the_totals(content: AnnualFigures) -> None:
    part = content_of(content, portal=Portal("SOM"))
    assert [c.code for c in part.commitments] == ["MALAA0001"]
    assert {i.region for c in part.commitments for i in c.instances} == {"SOM"}
    total = next(f for f in part.figures if f.code == "MALAA0001-I1")
    known = part.by_id()
    assert total.source.kind == "derived"
    assert all(p in known for p in total.source.computed_from)
    assert [p.folder for p in portals_of(content)] == ["consortium", "ori", "som"]


def test_each_reported_figure_has_a_page_that_ends_at_the_hash_of_its_mail(
    made: dict[str, bytes], content: AnnualFigures
) -> None:
    for figure in content.figures:
        page = made[f"ar/f/{figure.id}.html"].decode()
        if figure.source.kind == "mail":
            assert figure.source.sha256 in page
        elif figure.source.kind == "derived":
            assert all(f"{part}.html" in page for part in figure.source.computed_from)


def test_numbers_and_months_are_those_of_the_reader(made: dict[str, bytes]) -> None:
    pages = {lang: made[f"{lang}/c/MALAA0001.html"].decode() for lang in ("fr", "ar", "en")}
    assert "1\u202f234,5" in pages["fr"]
    assert "1.234,5" in pages["ar"]
    assert "1,234.5" in pages["en"]
    due = {lang: made[f"{lang}/c/MAORT0002.html"].decode() for lang in ("fr", "ar", "en")}
    assert "28 غشت 2026" in due["ar"]
    assert "28 août 2026" in due["fr"]
    assert "1er mars 2027" in due["fr"]
    assert "28 August 2026" in due["en"]
    assert words_of(Language.ARABIC).tag == "ar-MA"


def test_only_public_and_harmless_evidence_is_handed_out(
    content: AnnualFigures, sha256: str, record: PublicRecord, private: tuple[str, ...]
) -> None:
    secret = {e.sha256: b"internal" for e in content.evidence if not e.is_public}
    given = replace(record, files=record.files | secret)
    made = portal_files(content, portal=Portal(""), sha256=sha256, record=given, private=private)
    files = [path for path in made if path.startswith("evidence/")]
    assert len(files) == 1
    assert files[0].endswith(".pdf")
    html = content.evidence[0].model_copy(update={"content_type": "text/html"})
    risky = content.model_copy(update={"evidence": (html,)})
    made = portal_files(risky, portal=Portal(""), sha256=sha256, record=record, private=private)
    assert not [path for path in made if path.startswith("evidence/")]


def test_an_erratum_stands_beside_the_figure_as_it_was_published(made: dict[str, bytes]) -> None:
    page = made["fr/corrections.html"].decode()
    assert "<s><bdi>1 423</bdi></s>" in page
    assert "<strong><bdi>1 324,5</bdi></strong>" in page
    assert "20 novembre 2026" in page


def _resolved(path: str, link: str) -> str:
    parts = list(PurePosixPath(path).parent.parts)
    for part in PurePosixPath(link).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
