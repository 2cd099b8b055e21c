"""How a result is shown in a terminal, and as JSON for other programs."""

import json
from dataclasses import asdict

import typer

from flows.services.outcome import Outcome, ReportTable

MOST_ROWS = 40
PAGE_WIDTH = 140


def show(outcome: Outcome, *, as_json: bool) -> None:
    """Print a result: pure JSON, or sentences and tables for a person."""
    if as_json:
        typer.echo(to_json(asdict(outcome)))
        return
    parts = [outcome.flow, outcome.plan, str(outcome.as_of), "preview" if outcome.preview else ""]
    typer.echo(" · ".join(part for part in parts if part))
    typer.echo(outcome.summary)
    for table in outcome.tables:
        show_table(table)
    for file in outcome.files:
        typer.echo(str(file.path))
    for problem in outcome.problems:
        typer.echo(f"! {problem}", err=True)


def show_table(table: ReportTable) -> None:
    """Print a table with its title; long ones are cut, and say so."""
    if not table.rows:
        return
    from rich.console import Console
    from rich.table import Table

    drawn = Table(title=table.title, title_justify="left", title_style="bold", show_edge=False, pad_edge=False)
    for column in table.columns:
        drawn.add_column(column, overflow="fold")
    for row in table.rows[:MOST_ROWS]:
        drawn.add_row(*(_plain(cell) for cell in row))
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=PAGE_WIDTH)  # a file or a pipe has no width of its own
    console.print()
    console.print(drawn)
    if len(table.rows) > MOST_ROWS:
        console.print(f"… and {len(table.rows) - MOST_ROWS} more rows; --json shows all.")


def to_json(value: object) -> str:
    """JSON for people and programs alike: readable Arabic and French, dates as 2026-11-23."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def _plain(cell: str) -> str:
    from rich.markup import escape

    return escape(cell)
