"""Reports on paper: which documents are printed from frozen figures, in three languages, and where they are written."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flows.services.compilation.reporting_files import write_folder_at_once
from flows.services.compilation.reporting_freeze import FrozenFigures, freeze_annual, freeze_quarter
from flows.services.desk import Desk
from models.vocabulary import Language
from reports.print_files import Kind, printed_files


@dataclass(frozen=True)
class PrintedDocuments:
    """Documents as written: the frozen figures behind them, the folder, and each file with its size in bytes."""

    frozen: FrozenFigures
    folder: Path
    files: dict[str, int]


def print_quarter(
    desk: Desk,
    *,
    plan: str,
    period: str,
    kinds: Iterable[Kind],
    region: str = "",
    commitment: str = "",
    languages: Iterable[Language] = tuple(Language),
    preview: bool = False,
    out: Path,
) -> PrintedDocuments:
    """Freeze a quarter and print documents of these kinds to the folder `out`, which appears whole or not at all.

    `region` and `commitment` narrow what is printed to what they name; the hash stays the one of all the figures.
    """
    frozen = freeze_quarter(desk, plan=plan, period=period, preview=preview)
    return _print(frozen, kinds=kinds, region=region, commitment=commitment, languages=languages, out=out)


def print_dossier(
    desk: Desk,
    *,
    plan: str,
    year: int,
    languages: Iterable[Language] = tuple(Language),
    preview: bool = False,
    out: Path,
) -> PrintedDocuments:
    """Freeze a year and print the dossier for the Independent Reporting Instance, with the report it signs itself."""
    frozen = freeze_annual(desk, plan=plan, year=year, preview=preview)
    return _print(frozen, kinds=(Kind.DOSSIER,), region="", commitment="", languages=languages, out=out)


def _print(
    frozen: FrozenFigures,
    *,
    kinds: Iterable[Kind],
    region: str,
    commitment: str,
    languages: Iterable[Language],
    out: Path,
) -> PrintedDocuments:
    files = printed_files(
        frozen.content,
        sha256=frozen.sha256,
        kinds=tuple(kinds),
        languages=tuple(languages),
        region=region,
        commitment=commitment,
        standing=frozen.standing,
    )
    write_folder_at_once(out, files=files)
    return PrintedDocuments(frozen, out, {name: len(content) for name, content in files.items()})
