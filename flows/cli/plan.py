"""`iltizam plan`: the plans of this installation, an empty plan to fill in, and a loaded plan back as files."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.describe import show

app = typer.Typer(help="The plans loaded; an empty plan to fill in; a loaded plan back as files.", no_args_is_help=True)


@app.command("list")
def list_loaded(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Every plan loaded: its members, its reporting period, its calendar, its languages."""
    from flows.runtime import open_desk
    from flows.services.lifecycle.plan_list import list_plans

    show(list_plans(open_desk()), as_json=as_json)


@app.command()
def template(out: Annotated[Path, typer.Argument(help="File to write, ending in .xlsx.")]) -> None:
    """Write an empty action plan to fill in, with an explanation of every field."""
    from models.plan_file import write_template

    write_template(out)
    typer.echo(f"An empty plan is in {out}; fill it in and run: iltizam load {out} --check")


@app.command()
def export(
    code: Annotated[str, typer.Argument(help="Code of the plan.")],
    out: Annotated[Path, typer.Argument(help="Folder to make, or a file ending in .xlsx.")],
) -> None:
    """Write a loaded plan as files; loading them again changes nothing."""
    from flows.runtime import open_desk
    from flows.services.lifecycle import plans

    show(plans.export(open_desk(), plan=code, path=out), as_json=False)
