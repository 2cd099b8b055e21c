"""Every printed document of a set of figures, by file name: kinds, languages, regions. Equal figures, equal bytes."""

from collections.abc import Iterator
from enum import StrEnum

from models.vocabulary import Language
from reports.figures import AnnualFigures
from reports.open_data import figures_json
from reports.pdf.documents import (
    ANNUAL,
    CHART,
    COMMITMENT,
    DOSSIER,
    MATRIX,
    PACK,
    REGION,
    SCORECARD,
    Document,
    volumes,
)
from reports.pdf.printing import print_pdf
from reports.view_status import NOTHING_KNOWN, Standing


class Kind(StrEnum):
    """What can be printed."""

    ANNUAL = "annual"
    SCORECARD = "scorecard"
    MATRIX = "matrix"
    CHART = "chart"
    PACK = "pack"
    DOSSIER = "dossier"


_DOCUMENTS = {
    Kind.ANNUAL: ANNUAL,
    Kind.MATRIX: MATRIX,
    Kind.CHART: CHART,
    Kind.PACK: PACK,
    Kind.DOSSIER: DOSSIER,
}


def printed_files(
    content: AnnualFigures,
    *,
    sha256: str,
    kinds: tuple[Kind, ...],
    languages: tuple[Language, ...] = tuple(Language),
    region: str = "",
    commitment: str = "",
    standing: Standing = NOTHING_KNOWN,
) -> dict[str, bytes]:
    """PDF files by name. The first file of each document carries the figures as `data.json`.

    Without a region and a commitment, scorecards are printed for the consortium and for each region.
    """
    data = figures_json(content, sha256=sha256)
    found: dict[str, bytes] = {}
    for kind in kinds:
        for document, one_region in _documents(kind, content, region=region, commitment=commitment):
            for language in languages:
                for volume in volumes(
                    document,
                    content,
                    sha256=sha256,
                    language=language,
                    standing=standing,
                    region=one_region,
                    commitment=commitment,
                ):
                    attached = data if volume.carries_data else b""
                    found[volume.name] = print_pdf(volume.job, day=content.as_of, data=attached).content
    return found


def _documents(kind: Kind, content: AnnualFigures, *, region: str, commitment: str) -> Iterator[tuple[Document, str]]:
    if kind is not Kind.SCORECARD:
        yield _DOCUMENTS[kind], region
    elif commitment:
        yield COMMITMENT, region
    elif region:
        yield REGION, region
    else:
        yield SCORECARD, ""
        yield from ((REGION, member.code) for member in content.regions)
