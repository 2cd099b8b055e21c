"""The data package, its catalogue entry, the feeds and the documents: valid, complete, and the same in each language."""

import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pytest
from docx import Document
from frictionless import Package, system
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from models.rules.scoring import ScheduleState
from reports.figures import AnnualFigures
from reports.site.files import portal_files
from reports.site.portal import Portal, PublicRecord

ATOM = "{http://www.w3.org/2005/Atom}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LANGUAGES = ("fr", "ar", "en")
# What DCAT-AP 3 requires (catalogue, dataset, distribution) and what Moroccan and European portals harvest.
REQUIRED = {
    "dcat:Catalog": ("dct:title", "dct:description", "dct:publisher", "dcat:dataset"),
    "dcat:Dataset": (
        "dct:title",
        "dct:description",
        "dct:publisher",
        "dcat:theme",
        "dcat:keyword",
        "dcat:distribution",
    ),
    "dcat:Distribution": ("dcat:accessURL", "dct:license", "dct:format", "dcat:byteSize", "spdx:checksum"),
    "foaf:Agent": ("foaf:name", "dct:type"),
}


@pytest.fixture(scope="module", params=["", "SOM"])
def made(
    request: pytest.FixtureRequest, content: AnnualFigures, sha256: str, record: PublicRecord, private: tuple[str, ...]
) -> dict[str, bytes]:
    """Everything of one portal: the consortium's, and a region's with its public address."""
    address = "https://portal.example/ogp/" if request.param else ""
    portal = Portal(request.param, address)
    return portal_files(content, portal=portal, sha256=sha256, record=record, private=private)


@pytest.fixture
def package(made: dict[str, bytes], tmp_path: Path) -> Path:
    """The data package in a folder."""
    for path, data in made.items():
        if path.startswith("data/"):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(data)
    return tmp_path / "data" / "datapackage.json"


def faults(descriptor: Path) -> list[str]:
    """What Frictionless finds: types, constraints, keys, foreign keys, sizes and hashes."""
    with system.use_context(trusted=True):
        report = Package(str(descriptor)).validate()
    return [f"{task.name}: {error.note}" for task in report.tasks for error in task.errors] + [
        e.note for e in report.errors
    ]


def rows(made: dict[str, bytes], table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made[f"data/{table}.csv"].decode())))


def test_frictionless_finds_nothing_in_the_package(package: Path) -> None:
    assert faults(package) == []
    described = json.loads(package.read_text(encoding="utf-8"))
    assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert {r["name"] for r in described["resources"] if r.get("type") == "table"} >= {"observations", "milestones"}


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [("milestones", b"ORI2,", b"XXX9,"), ("indicators", b",2500,", b",many,"), ("figures", b"derived", b"guessed")],
)
def test_a_changed_cell_a_broken_key_and_a_foreign_word_are_all_noticed(
    content: AnnualFigures, sha256: str, record: PublicRecord, private: tuple[str, ...], tmp_path: Path,
    table: str, old: bytes, new: bytes,
) -> None:  # fmt: skip
    made = portal_files(content, portal=Portal(""), sha256=sha256, record=record, private=private)
    for path, data in made.items():
        if path.startswith("data/"):
            (tmp_path / path[5:]).write_bytes(data)
    damaged = tmp_path / f"{table}.csv"
    assert old in damaged.read_bytes()
    damaged.write_bytes(damaged.read_bytes().replace(old, new, 1))
    assert faults(tmp_path / "datapackage.json")


def test_a_missing_value_is_empty_with_its_reason_and_never_zero(made: dict[str, bytes]) -> None:
    observed = rows(made, "observations")
    assert all(bool(row["value"]) != bool(row["missing_because"]) for row in observed)
    silent = {(r["indicator_id"], r["period"]): r["missing_because"] for r in observed if not r["value"]}
    assert silent["SOM1-I1X", "2026-Q1"] == "missing"
    assert silent["SOM1-I1X", "2026-Q3"] == "nothing_to_report"


def test_csv_and_json_say_the_same(made: dict[str, bytes]) -> None:
    tables = json.loads(made["data/data.json"])["tables"]
    for name, found in tables.items():
        written = rows(made, name)
        assert len(found) == len(written)
        assert all(list(a) == sorted(b) for a, b in zip(found, written, strict=True))
    values = [row["value"] for row in tables["figures"] if row["value"] is not None]
    assert values == [float(row["value"]) for row in rows(made, "figures") if row["value"]]


def test_provenance_leads_to_hashes_and_to_nobody(made: dict[str, bytes], content: AnnualFigures, sha256: str) -> None:
    chains = json.loads(made["data/provenance.json"])
    assert chains["figures_sha256"] == sha256
    for chain in chains["figures"].values():
        source = chain["source"]
        assert source["kind"] in ("mail", "plan_file", "derived")
        assert set(source) & {"official", "message_id", "request", "sent_at_text"} == set()
        assert source.get("sha256") or all(part in chains["figures"] for part in source["computed_from"])


def test_the_catalogue_has_what_dcat_ap_requires_and_every_file_with_its_hash(made: dict[str, bytes]) -> None:
    document = json.loads(made["data/catalog.jsonld"])
    nodes: dict[str, dict[str, Any]] = {node["@id"]: node for node in document["@graph"]}
    prefixes = set(document["@context"])
    for node in nodes.values():
        assert [key for key in REQUIRED[node["@type"]] if not node.get(key)] == []
        assert all(key.startswith("@") or key.partition(":")[0] in prefixes for key in node)
    (dataset,) = [node for node in nodes.values() if node["@type"] == "dcat:Dataset"]
    assert {text["@language"] for text in dataset["dct:title"]} == set(LANGUAGES)
    for link in dataset["dcat:distribution"]:
        node = nodes[link["@id"]]
        path = link["@id"].partition("#")[2]
        assert node["dcat:accessURL"]["@id"].endswith(path)
        assert node["spdx:checksum"]["spdx:checksumValue"]["@value"] == hashlib.sha256(made[path]).hexdigest()
        assert node["dcat:byteSize"]["@value"] == str(len(made[path]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_is_atom_with_stable_names_and_the_newest_first(made: dict[str, bytes], language: str) -> None:
    feed = ElementTree.fromstring(made[f"feeds/feed.{language}.atom"])
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    stamps = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert stamps == sorted(stamps, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == stamps[0]
    names = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(names)) == len(names)
    for entry in (feed, *entries):
        assert [entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated")] != ["", "", ""]
        link = entry.find(f"{ATOM}link")
        assert link is not None
        href = link.get("href", "")
        path = href.removeprefix("../").removeprefix("https://portal.example/ogp/")
        assert path in made


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_holds_every_open_deadline_once(
    made: dict[str, bytes], content: AnnualFigures, language: str
) -> None:
    written = made[f"feeds/deadlines.{language}.ics"]
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    events = Calendar.from_ical(written).walk("VEVENT")
    due = {
        m.code: m.due_on
        for c in content.commitments
        for i in c.instances
        for m in i.milestones
        if m.schedule is not ScheduleState.COMPLETED
    }
    told = {str(event["UID"]).partition(".")[0].upper(): event.decoded("DTSTART") for event in events}
    assert told == ({} if b"SOM" in made["data/regions.csv"] and b"ORI" not in made["data/regions.csv"] else due)
    assert all(
        str(event["SUMMARY"].params["LANGUAGE"]) == {"fr": "fr-MA", "ar": "ar-MA", "en": "en-GB"}[language]
        for event in events
    )


def test_deadlines_are_the_same_days_in_each_language(made: dict[str, bytes]) -> None:
    days = {
        language: [
            (str(e["UID"]), e.decoded("DTSTART"))
            for e in Calendar.from_ical(made[f"feeds/deadlines.{language}.ics"]).walk("VEVENT")
        ]
        for language in LANGUAGES
    }
    assert days["fr"] == days["ar"] == days["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_holds_numbers_as_numbers_and_days_as_days(
    content: AnnualFigures, sha256: str, record: PublicRecord, private: tuple[str, ...], language: str, tmp_path: Path
) -> None:
    made = portal_files(content, portal=Portal(""), sha256=sha256, record=record, private=private)
    path = tmp_path / "figures.xlsx"
    path.write_bytes(made[f"documents/figures-2026.{language}.xlsx"])
    book = CalamineWorkbook.from_path(str(path))
    assert len(book.sheet_names) == 6
    told = [
        " ".join(map(str, row)) for name in book.sheet_names[3:5] for row in book.get_sheet_by_name(name).to_python()
    ]
    assert any("MAORT0002" in line for line in told)
    assert any("R-ORI-001" in line for line in told)
    milestones, values = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names[1:3])
    by_code = {row[0]: row for row in milestones[1:]}
    assert by_code["ORI2-J2X"][4:6] == [date(2026, 5, 29), date(2026, 8, 28)]
    assert by_code["ORI2-J2X"][10] == 86
    told = {(row[0], row[6]): row[7] for row in values[1:]}
    assert 1234.5 in told.values()
    assert "" in told.values()
    assert 0 not in told.values()
    with zipfile.ZipFile(path) as archive:
        sheets = archive.read("xl/worksheets/sheet2.xml").decode()
    assert ('rightToLeft="1"' in sheets) is (language == "ar")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_press_release_has_five_facts_with_links_and_blanks_for_people(
    made: dict[str, bytes], language: str
) -> None:
    document = Document(io.BytesIO(made[f"documents/press-release-2026.{language}.docx"]))
    links = [r.target_ref for r in document.part.rels.values() if r.reltype.endswith("/hyperlink")]
    bullets = [p for p in document.paragraphs if p.style is not None and p.style.name == "List Bullet"]
    assert len(bullets) == 5
    assert all(p._p.findall(f".//{W}hyperlink") for p in bullets)
    assert all(
        link.removeprefix("../").removeprefix("https://portal.example/ogp/").startswith(f"{language}/")
        for link in links
    )
    assert sum("……" in p.text for p in document.paragraphs) == 2
    told = [bool(p._p.findall(f"{W}pPr/{W}bidi")) for p in document.paragraphs]
    assert all(told) if language == "ar" else not any(told)
    runs = [r for p in document.paragraphs for r in p._p.iter(f"{W}r")]
    assert all((r.find(f"{W}rPr/{W}rtl") is not None) is (language == "ar") for r in runs)


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_press_release_fills_one_page(made: dict[str, bytes], language: str, tmp_path: Path) -> None:
    program, writer = shutil.which("soffice"), Path("/usr/lib/libreoffice/program/libswlo.so")
    if program is None or not writer.exists():
        sentence = "LibreOffice Writer is missing: install it (apt-get install libreoffice-writer-nogui)"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    (tmp_path / "release.docx").write_bytes(made[f"documents/press-release-2026.{language}.docx"])
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "release.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=tmp_path)
    with pikepdf.open(tmp_path / "release.pdf") as pdf:
        assert len(pdf.pages) == 1
