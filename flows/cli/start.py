"""`iltizam start`: the whole installation in one terminal. The work is in `deployments.start`, a process of its own."""

import os
import sys
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def start(
    until_ready: Annotated[bool, typer.Option("--until-ready", help="Stop again as soon as all is ready.")] = False,
    collection: Annotated[bool, typer.Option(help="Open the quarter that is due and send its mails first.")] = True,
    plan_path: Annotated[str, typer.Option("--plan", help="Plan to load when none is loaded.")] = "",
) -> None:
    """Start the mail server, the administrators' pages and the schedule; Ctrl-C stops them all."""
    command = [sys.executable, "-m", "deployments.start"]
    command += ["--until-ready"] if until_ready else []
    command += [] if collection else ["--no-collection"]
    command += ["--plan", plan_path] if plan_path else []
    # The process is replaced, so that signals reach the one that has children.
    os.execv(sys.executable, command)  # noqa: S606
