"""`iltizam receive`: one mail on standard input, as a mail server hands it over. Whatever comes, nothing is lost."""

import sys
from typing import Annotated

import typer

from flows.cli.describe import to_json

app = typer.Typer()


@app.command()
def receive(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    envelope_to: Annotated[str, typer.Option(help="Address it was delivered to, when the mail server knows it.")] = "",
) -> None:
    """Read one mail from standard input and record what it answers. Ends with 0 for whatever mail."""
    from flows.runtime import open_desk
    from flows.services.reception.replies import receive as receive_reply

    raw = sys.stdin.buffer.read()
    result = receive_reply(open_desk(), raw=raw, envelope_to=envelope_to, source="stdin")
    answer = result.as_json()
    if as_json:
        typer.echo(to_json(answer))
        return
    for name, value in answer.items():
        if value:
            typer.echo(f"{name.replace('_', ' ')}: {value if isinstance(value, str) else to_json(value)}")
