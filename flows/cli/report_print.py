"""`iltizam report quarterly`, `scorecard`, `matrix`, `chart`, `pack`, `dossier`: documents on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.days import as_day
from models.vocabulary import Language

if TYPE_CHECKING:
    from collections.abc import Callable

Period = Annotated[
    str, typer.Option("--period", help="The quarter, such as 2026-Q3; the last one that ended otherwise.")
]
Plan = Annotated[str, typer.Option("--plan", help="Code of the plan; empty for the only one.")]
Region = Annotated[str, typer.Option("--region", help="Only this region.")]
OneCommitment = Annotated[str, typer.Option("--commitment", help="Only this commitment.")]
Out = Annotated[str, typer.Option("--out", help="Folder to write; HOME/reports/… otherwise.")]
OneLanguage = Annotated[Language | None, typer.Option("--language", help="Only this language; all three otherwise.")]
AsOf = Annotated[str, typer.Option("--as-of", help="The day to report for, YYYY-MM-DD; today otherwise.")]
Preview = Annotated[bool, typer.Option("--preview", help="Write the files but freeze nothing.")]


def _document(name: str, told: str, *kinds: str) -> Callable[..., None]:
    """A command that prints these kinds of documents of a quarter; all such commands take the same options."""

    def print_documents(
        period: Period = "",
        plan: Plan = "",
        region: Region = "",
        commitment: OneCommitment = "",
        out: Out = "",
        language: OneLanguage = None,
        as_of: AsOf = "",
        preview: Preview = False,
    ) -> None:
        from pathlib import Path

        from flows.runtime import open_desk
        from flows.services.compilation.printing import print_quarter
        from flows.settings import read_settings
        from models.rules.periods import Period as ReportingPeriod
        from reports.print_files import Kind

        settings, desk = read_settings(), open_desk(as_day(as_of))
        chosen = period or str(ReportingPeriod.ended_before(desk.today))
        parts = "-".join(part for part in (name, chosen, region, commitment) if part)
        printed = print_quarter(
            desk,
            plan=plan or settings.plan,
            period=chosen,
            kinds=tuple(Kind(kind) for kind in kinds),
            region=region,
            commitment=commitment,
            languages=(language,) if language else tuple(Language),
            preview=preview,
            out=Path(out).expanduser().resolve() if out else settings.home / "reports" / parts,
        )
        _tell(printed.folder, printed.files, printed.frozen.sha256)

    print_documents.__name__, print_documents.__doc__ = name, told
    return print_documents


quarterly = _document(
    "quarterly",
    "Everything on paper for a quarter: scorecards, monitoring matrix, management chart, committee pack.",
    "scorecard", "matrix", "chart", "pack",
)  # fmt: skip
scorecard = _document(
    "scorecard",
    "The quarterly scorecard: of the consortium and each region, of one region, or of one commitment.",
    "scorecard",
)
matrix = _document(
    "matrix", "The quarterly monitoring matrix: milestones and indicators of each commitment in one table.", "matrix"
)
chart = _document(
    "chart", "The Director General's management chart: achievements and constraints, commitment by commitment.", "chart"
)
pack = _document(
    "pack", "The pack of the supervisory committee: decisions asked first, then everything they rest on.", "pack"
)


def dossier(
    year: Annotated[int, typer.Option("--year", help="The calendar year.")],
    plan: Plan = "",
    out: Out = "",
    language: OneLanguage = None,
    as_of: AsOf = "",
    preview: Preview = False,
) -> None:
    """The dossier for the Independent Reporting Instance, with the report it fills in and signs itself."""
    from pathlib import Path

    from flows.runtime import open_desk
    from flows.services.compilation.printing import print_dossier
    from flows.settings import read_settings

    settings = read_settings()
    folder = Path(out).expanduser().resolve() if out else settings.home / "reports" / f"dossier-{year}"
    languages = (language,) if language else tuple(Language)
    printed = print_dossier(
        open_desk(as_day(as_of)),
        plan=plan or settings.plan,
        year=year,
        languages=languages,
        preview=preview,
        out=folder,
    )
    _tell(printed.folder, printed.files, printed.frozen.sha256)


def _tell(folder: object, files: dict[str, int], sha256: str) -> None:
    typer.echo(f"{len(files)} documents in {folder}, SHA-256 of the figures {sha256[:12]}.")
    for name, size in files.items():
        typer.echo(f"{name} ({size} bytes)")
