"""`iltizam load`: bring an action plan from files into the database, all or nothing."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.describe import show

app = typer.Typer()


@app.command()
def load(
    path: Annotated[Path, typer.Argument(help="Folder of YAML files, or one .xlsx workbook.")],
    check: Annotated[bool, typer.Option("--check", help="Only say what would change.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Load an action plan, or a new version of it. Every mistake is named with its place and what to write instead."""
    from flows.runtime import open_desk, prepare_database
    from flows.services.lifecycle import plans
    from flows.settings import read_settings

    prepare_database(read_settings())
    show(plans.load(open_desk(), path=path, check=check), as_json=as_json)
