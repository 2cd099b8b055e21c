"""Everything a portal publishes, by path: pages, data package, catalogue, feeds, documents. Equal input, equal bytes."""

import hashlib
from collections.abc import Iterable
from decimal import Decimal

from pydantic import JsonValue

from models.vocabulary import Language
from reports.canonical import readable_json
from reports.documents.press_release import press_release
from reports.documents.workbook import figures_workbook
from reports.feeds.atom import atom_feed
from reports.feeds.deadlines import deadlines_calendar
from reports.figures import AnnualFigures
from reports.labels import mark
from reports.language import Words
from reports.package.catalogue import catalogue
from reports.package.descriptor import package_files
from reports.public_content import public_content
from reports.site.context import Edition, edition
from reports.site.evidence_pages import documents_of, evidence_path
from reports.site.pages import Download, door, pages
from reports.site.personal_data import refuse_personal_data
from reports.site.portal import Portal, PublicRecord
from reports.site.rendering import assets

MANIFEST = "manifest.json"
KINDS = (
    ("data/datapackage.json", mark("Description of the data package: types, keys, fingerprints")),
    ("data/data.json", mark("All tables in one file")),
    ("data/provenance.json", mark("The way back of each figure, for programs")),
    ("data/observations.csv", mark("Values by period, with the reason of each gap")),
    ("data/milestones.csv", mark("Milestones with their dates and states")),
    ("data/indicators.csv", mark("Indicators with baselines and targets")),
    ("data/commitments.csv", mark("Commitments with their states")),
    ("data/progress.csv", mark("Counts of this report beside those of the last annual one")),
    ("data/recommendations.csv", mark("Recommendations and their fate")),
    ("data/figures.csv", mark("Figures and their sources")),
    ("data/catalog.jsonld", mark("Entry for data portals")),
)


def portal_files(
    content: AnnualFigures, *, portal: Portal, sha256: str, record: PublicRecord, private: Iterable[str]
) -> dict[str, bytes]:
    """All files of one portal. `private` are names and addresses that must not be in any of them.

    They are masked in what people wrote; a file that still holds one is a DomainError that names it.
    """
    names = tuple(private)
    editions = _editions(content, portal=portal, sha256=sha256, record=record, private=names)
    files = _data(editions, portal=portal, sha256=sha256) | _documents(editions)
    files["data/catalog.jsonld"] = _catalogue(editions, files=files, portal=portal, sha256=sha256)
    files |= _evidence(editions, record=record)
    for one in editions.values():
        files |= pages(one, downloads=_downloads(files, one))
    titles = {language.value: _title(one) for language, one in editions.items()}
    files |= assets() | {"index.html": door(titles)}
    refuse_personal_data(files, private=names)
    return files | {MANIFEST: manifest(files, sha256=sha256)}


def press_release_files(
    content: AnnualFigures, *, portal: Portal, sha256: str, record: PublicRecord, private: Iterable[str]
) -> dict[str, bytes]:
    """Only the press release, by file name, one per language; nobody's name is in it, as in all public files."""
    names = tuple(private)
    editions = _editions(content, portal=portal, sha256=sha256, record=record, private=names)
    files = {_release_name(one): _release(one) for one in editions.values()}
    refuse_personal_data(files, private=names)
    return files


def data_package_files(
    content: AnnualFigures, *, portal: Portal, sha256: str, record: PublicRecord, private: Iterable[str]
) -> dict[str, bytes]:
    """Only the data package with its catalogue, by file name: what a data portal takes."""
    names = tuple(private)
    editions = _editions(content, portal=portal, sha256=sha256, record=record, private=names)
    files = _data(editions, portal=portal, sha256=sha256)
    files["data/catalog.jsonld"] = _catalogue(editions, files=files, portal=portal, sha256=sha256)
    refuse_personal_data(files, private=names)
    return {path.removeprefix("data/"): content for path, content in files.items()}


def manifest(files: dict[str, bytes], *, sha256: str) -> bytes:
    """Every file with its SHA-256, so that a copy of the site can be checked."""
    hashes: dict[str, JsonValue] = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    return readable_json({"figures_sha256": sha256, "files": hashes}).encode()


def _editions(
    content: AnnualFigures, *, portal: Portal, sha256: str, record: PublicRecord, private: tuple[str, ...]
) -> dict[Language, Edition]:
    shown = public_content(content, private=private)
    return {
        language: edition(shown, portal=portal, language=language, sha256=sha256, record=record)
        for language in Language
    }


def _release_name(one: Edition) -> str:
    return f"press-release-{one.content.year}.{one.language.value}.docx"


def _release(one: Edition) -> bytes:
    return press_release(one.content, one.view, portal=one.portal, name=one.site.name.text, words=one.words)


def _title(one: Edition) -> str:
    return one.words.gettext("Open government action plan") + f" · {one.site.name.text}"


def _data(editions: dict[Language, Edition], *, portal: Portal, sha256: str) -> dict[str, bytes]:
    one = editions[Language.ENGLISH]
    homepage = portal.link("index.html") if portal.address else ""
    package = package_files(one.content, sha256=sha256, homepage=homepage)
    return {f"data/{path}": content for path, content in package.items()}


def _documents(editions: dict[Language, Edition]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for language, one in editions.items():
        content, portal, words, name = one.content, one.portal, one.words, one.site.name.text
        code, year = language.value, content.year
        book = figures_workbook(content, name=name, sha256=one.view.sha256, words=words, status=one.view.status)
        files[f"documents/figures-{year}.{code}.xlsx"] = book
        files[f"documents/{_release_name(one)}"] = _release(one)
        files[f"feeds/feed.{code}.atom"] = atom_feed(content, portal=portal, name=name, words=words, record=one.record)
        files[f"feeds/deadlines.{code}.ics"] = deadlines_calendar(content, portal=portal, name=name, words=words)
    return files


def _evidence(editions: dict[Language, Edition], *, record: PublicRecord) -> dict[str, bytes]:
    """Public files, and no others: a file the register does not call public is left out even when it is given."""
    found = {}
    for fact in editions[Language.ENGLISH].content.evidence:
        path = evidence_path(fact.sha256, content_type=fact.content_type)
        if fact.is_public and path and fact.sha256 in record.files:
            found[path] = record.files[fact.sha256]
    for document in documents_of(editions[Language.ENGLISH]):
        if path := evidence_path(document.sha256, content_type=document.content_type):
            found[path] = document.content
    return found


def _downloads(files: dict[str, bytes], one: Edition) -> tuple[Download, ...]:
    words, code, year = one.words, one.language.value, one.content.year
    kinds = (
        (f"documents/figures-{year}.{code}.xlsx", mark("The figures as a spreadsheet")),
        (f"documents/press-release-{year}.{code}.docx", mark("Press release to complete")),
        (f"feeds/deadlines.{code}.ics", mark("Deadlines for your calendar")),
        *KINDS,
    )
    return tuple(_download(path, words.gettext(text), files=files, words=words) for path, text in kinds)


def _download(path: str, text: str, *, files: dict[str, bytes], words: Words) -> Download:
    content = files[path]
    size = words.gettext("%(n)s kB", n=words.number(Decimal(-(-len(content) // 1024))))
    return Download(path, path.rsplit("/", 1)[-1], text, size, hashlib.sha256(content).hexdigest())


def _catalogue(editions: dict[Language, Edition], *, files: dict[str, bytes], portal: Portal, sha256: str) -> bytes:
    names = {language.value: one.site.name.text for language, one in editions.items()}
    content = editions[Language.ENGLISH].content
    return catalogue(content, portal=portal, names=names, files=files, sha256=sha256)
