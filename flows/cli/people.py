"""`iltizam people`: what is kept about one person, handed out or erased (law 09-08)."""

import json
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.describe import show

app = typer.Typer(help="What is kept about one person: hand it out, or erase it (law 09-08).", no_args_is_help=True)
PERSON = typer.Argument(help="Mail address of the person, or the code of an official such as OF-LAA-02.")


@app.command("export")
def export(
    person: Annotated[str, PERSON],
    out: Annotated[Path | None, typer.Option(help="File to write; the terminal otherwise.")] = None,
) -> None:
    """Everything kept about one person, as JSON, with the purpose and the term of each kind."""
    from flows.runtime import open_desk
    from flows.services.people_records.personal_data import export_person
    from flows.settings import read_settings

    found = json.dumps(
        export_person(open_desk(), plan=read_settings().plan, person=person), ensure_ascii=False, indent=2
    )
    if out is None:
        typer.echo(found)
        return
    out.write_text(found + "\n", encoding="utf-8")
    out.chmod(0o600)
    typer.echo(f"Written to {out}.")


@app.command("erase")
def erase(
    person: Annotated[str, PERSON],
    operator: Annotated[str, typer.Option(help="Who decides. Written in the ledger.")] = "",
    reason: Annotated[str, typer.Option(help="On what ground. Written in the ledger.")] = "",
    now: Annotated[bool, typer.Option("--now", help="Erase. Without it, only show what would be erased.")] = False,
) -> None:
    """Replace one person by a pseudonym everywhere; figures and their chain stay."""
    from flows.runtime import open_desk
    from flows.services.people_records.personal_data_erasing import erase_person
    from flows.settings import read_settings

    outcome = erase_person(
        open_desk(), plan=read_settings().plan, person=person, operator=operator, reason=reason, preview=not now
    )
    show(outcome, as_json=False)
