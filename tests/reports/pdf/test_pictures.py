"""Pages as pictures, beside references a person has looked at: first page, the year, a commitment, the matrix."""

import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest

from models.vocabulary import Language
from reports.pdf.printing import PrintedPdf
from tests.conftest import missing
from tests.reports.pdf.conftest import Sample

Image = pytest.importorskip("PIL.Image")

FOLDER = Path(__file__).parent / "pictures"
DOTS_PER_INCH = 40
SMALL = (50, 50)
MOST_DIFFERENT = 0.6
# Page numbers of the sample report: where each kind of page stands in each language.
PAGES: dict[tuple[str, Language], dict[str, int]] = {
    **{("annual", language): {"cover": 1, "year": 3, "since": 4} for language in Language},
    **{("commitment", language): {"page": 1} for language in Language},
    **{("matrix", language): {"page": 1} for language in Language},
    **{("chart", language): {"page": 1} for language in Language},
}
CASES = [(kind, language, name, page) for (kind, language), names in PAGES.items() for name, page in names.items()]


@pytest.mark.parametrize(("kind", "language", "name", "page"), CASES)
def test_a_page_looks_like_the_one_a_person_has_seen(
    sample: Callable[[str, Language], Sample], kind: str, language: Language, name: str, page: int
) -> None:
    if shutil.which("pdftoppm") is None:
        missing("pdftoppm", "apt-get install poppler-utils")
    seen = (FOLDER / f"{kind}-{name}.{language.value}.png").read_bytes()
    assert difference(seen, picture(sample(kind, language).pdf, page)) < MOST_DIFFERENT


def test_different_pages_are_told_apart() -> None:
    paths = sorted(FOLDER.glob("*.png"))
    assert len(paths) == len(CASES)
    assert all(difference(a.read_bytes(), b.read_bytes()) > MOST_DIFFERENT for a, b in combinations(paths, 2))


def picture(pdf: PrintedPdf, page: int) -> bytes:
    """One page as a small picture."""
    options = ["-r", str(DOTS_PER_INCH), "-f", str(page), "-l", str(page), "-png"]
    return subprocess.run(["pdftoppm", *options, "-"], input=pdf.content, capture_output=True, check=True).stdout


def difference(one: bytes, other: bytes) -> float:
    """How unlike two pictures are: mean difference of their tones (0 to 255) when both are made very small."""
    tones = [Image.open(BytesIO(data)).convert("L").resize(SMALL).tobytes() for data in (one, other)]
    return sum(abs(a - b) for a, b in zip(*tones, strict=True)) / len(tones[0])
