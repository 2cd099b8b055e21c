"""Every kind of document of one small invented report, printed once for all tests of this folder."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.report_sample import sample_figures
from models.vocabulary import Language
from reports.canonical import content_hash
from reports.figures import AnnualFigures
from reports.open_data import figures_json
from reports.pdf import documents
from reports.pdf.documents import Document, volumes
from reports.pdf.printing import PrintedPdf, print_pdf
from tests.conftest import missing

KINDS: dict[str, tuple[Document, str, str]] = {
    "annual": (documents.ANNUAL, "", ""),
    "scorecard": (documents.SCORECARD, "", ""),
    "region": (documents.REGION, "LAA", ""),
    "commitment": (documents.COMMITMENT, "", "MA4R0002"),
    "matrix": (documents.MATRIX, "", ""),
    "chart": (documents.CHART, "", ""),
    "pack": (documents.PACK, "", ""),
    "dossier": (documents.DOSSIER, "", ""),
}
YEARLY = ("annual", "dossier")


@dataclass(frozen=True)
class Sample:
    """One printed document and what it was printed from."""

    content: AnnualFigures
    sha256: str
    pdf: PrintedPdf


def figures_of(kind: str) -> AnnualFigures:
    """Two commitments, one of them shared by four regions; of the year or of its third quarter."""
    return sample_figures(3, period="" if kind in YEARLY else "2026-Q3")


def print_sample(kind: str, language: Language) -> Sample:
    """Print one kind of document in one language."""
    document, region, commitment = KINDS[kind]
    content = figures_of(kind)
    sha256 = content_hash(content.model_dump(mode="json"))
    (only,) = volumes(document, content, sha256=sha256, language=language, region=region, commitment=commitment)
    data = figures_json(content, sha256=sha256)
    return Sample(content, sha256, print_pdf(only.job, day=content.as_of, data=data))


@pytest.fixture(scope="package")
def sample() -> Callable[[str, Language], Sample]:
    """Printed documents by kind and language, each printed at most once."""
    known: dict[tuple[str, Language], Sample] = {}

    def get(kind: str, language: Language) -> Sample:
        if (kind, language) not in known:
            known[kind, language] = print_sample(kind, language)
        return known[kind, language]

    return get


@pytest.fixture
def text_of(tmp_path: Path) -> Callable[[PrintedPdf], list[str]]:
    """The text of each page, as Poppler reads it."""
    if shutil.which("pdftotext") is None:
        missing("pdftotext", "apt-get install poppler-utils")

    def read(pdf: PrintedPdf) -> list[str]:
        path = tmp_path / "read.pdf"
        path.write_bytes(pdf.content)
        told = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True, text=True).stdout
        return told.split("\f")[:-1]

    return read
