"""`iltizam doctor`: is everything there that this installation needs? Each line says what to do."""

from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for monitoring.")] = False) -> None:
    """Examine the installation. Changes nothing, sends no mail. Exit 0 when nothing is at fault, else 1."""
    from dataclasses import asdict

    from flows.cli.describe import to_json
    from flows.doctor.examination import examine
    from flows.settings import read_settings

    findings = []
    for finding in examine(read_settings()):
        findings.append(finding)
        if not as_json:
            typer.echo(f"{finding.level:8}{finding.name}: {finding.seen}")
            if finding.advice:
                typer.echo(f"{'':8}→ {finding.advice}")
    is_sound = all(finding.level != "fault" for finding in findings)
    if as_json:
        typer.echo(to_json({"sound": is_sound, "findings": [asdict(finding) for finding in findings]}))
    if not is_sound:
        raise typer.Exit(1)
