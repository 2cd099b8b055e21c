"""`iltizam report`: print what has been reported, as pages, as data, and as a table in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from flows.cli.days import as_day
from flows.cli.describe import to_json
from flows.cli.report_print import chart, dossier, matrix, pack, quarterly, scorecard
from flows.cli.report_sign import approve, figures
from flows.cli.report_site import check_evidence, site
from models.vocabulary import Language

if TYPE_CHECKING:
    from flows.services.compilation.reporting import PrintedReport
    from reports.listing import FigureLine

app = typer.Typer(no_args_is_help=True)
for command in (quarterly, scorecard, matrix, chart, pack, dossier):
    app.command()(command)
app.command()(site)
app.command("check-evidence")(check_evidence)
app.command()(figures)
app.command()(approve)


class Printed(TypedDict):
    """What `iltizam report annual --json` prints. Other programs rely on these names."""

    plan: str
    year: int
    as_of: str
    sha256: str
    independent_body: str | None
    figures: list[FigureLine]
    files: list[str]


@app.callback()
def reports() -> None:
    """Reports on the plan."""


@app.command()
def annual(
    year: Annotated[int, typer.Option("--year", help="The calendar year.")],
    plan: Annotated[str, typer.Option("--plan", help="Code of the plan; empty for the only one.")] = "",
    out: Annotated[str, typer.Option("--out", help="Folder to write; HOME/reports/annual-YEAR otherwise.")] = "",
    language: Annotated[Language, typer.Option("--language", help="Language of the table.")] = Language.ENGLISH,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_of: Annotated[str, typer.Option("--as-of", help="The day to report for, YYYY-MM-DD; today otherwise.")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Write the files but freeze nothing.")] = False,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Print the PDF files too.")] = True,
) -> None:
    """Freeze the figures of a year and write the annual report in three languages."""
    from flows.runtime import open_desk
    from flows.services.compilation.reporting import print_annual
    from flows.settings import read_settings

    settings = read_settings()
    folder = Path(out).expanduser().resolve() if out else settings.home / "reports" / f"annual-{year}"
    desk = open_desk(as_day(as_of))
    printed = print_annual(desk, plan=plan or settings.plan, year=year, preview=preview, with_pdf=pdf, out=folder)
    if as_json:
        typer.echo(to_json(as_data(printed)))
    else:
        _show(printed, language=language)


def as_data(printed: PrintedReport) -> Printed:
    """The machine-readable summary of a printed report."""
    from reports.listing import figure_lines

    content = printed.frozen.content
    return Printed(
        plan=content.plan.code,
        year=content.year,
        as_of=content.as_of.isoformat(),
        sha256=printed.frozen.sha256,
        independent_body=content.independent_body or None,
        figures=figure_lines(content),
        files=[str(printed.folder / name) for name in printed.files],
    )


def _show(printed: PrintedReport, *, language: Language) -> None:
    from flows.services.compilation.reporting import summary_of
    from reports.agreement import untold
    from reports.listing import figure_table

    content = printed.frozen.content
    typer.echo(summary_of(printed))
    if not content.independent_body:
        typer.echo("Draft self-assessment: no independent monitoring body has been named.")
    for code, sentence in untold(content):
        typer.echo(f"{code}: {sentence}.")
    columns, rows = figure_table(content, language=language)
    if rows:
        _draw(columns, rows)
        typer.echo("Where a value comes from: iltizam trace REFERENCE")
    else:
        typer.echo("No value has been reported for this year yet.")
    for name in printed.files:
        typer.echo(str(printed.folder / name))


def _draw(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    """Every row whole: titles fold, codes, values and references never do."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(show_edge=False, pad_edge=False)
    folding = (1, 4, 5)
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=number not in folding, min_width=20 if number == 1 else 4)
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    console = Console(highlight=False)
    console.width = max(console.width, 132)
    console.print(table)
