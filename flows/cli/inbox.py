"""`iltizam inbox`: every mail that came in, what became of it, and its exact bytes."""

import sys
from typing import Annotated

import typer

from flows.cli.describe import show_table, to_json
from flows.services.outcome import ReportTable

app = typer.Typer(help="Every mail that came in, and what became of it.")


@app.callback(invoke_without_command=True)
def inbox(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the mails that came in, oldest first."""
    if context.invoked_subcommand is not None:
        return
    from flows.local_mail_received import inbound_listing
    from flows.runtime import open_desk

    with open_desk().reading() as session:
        lines = inbound_listing(session)
    if as_json:
        typer.echo(to_json(lines))
        return
    rows = tuple(
        (str(e["id"]), e["sha256"][:12], e["received_at"][:16], e["from"], e["subject"], e["class"], str(e["recorded"]))
        for e in lines
    )
    columns = ("id", "sha-256", "received", "from", "subject", "class", "recorded")
    show_table(ReportTable("inbox", "Inbox", columns, rows))
    if not rows:
        typer.echo("No mail has come in yet.")


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID_OR_SHA", help="Number, or at least 8 digits of the SHA-256.")],
    raw: Annotated[bool, typer.Option("--raw", help="Print the mail byte for byte as it came.")] = False,
) -> None:
    """Print what became of one mail, line by line, or exactly the bytes that came."""
    from flows.local_mail_received import find_inbound, lines_of
    from flows.runtime import open_desk

    with open_desk().reading() as session:
        row = find_inbound(session, name=name)
        lines = lines_of(session, inbound_id=row.id)
    if raw:
        sys.stdout.buffer.write(row.raw)
        return
    for field in ("id", "sha256", "from_address", "subject", "received_at", "fate", "authentication", "comment"):
        typer.echo(f"{field}: {getattr(row, field)}")
    for reason in row.reasons:
        typer.echo(f"because: {reason}")
    rows = tuple((e.code, e.outcome.value, e.raw_text, e.before, e.after, e.reason) for e in lines)
    show_table(ReportTable("lines", "Lines", ("code", "outcome", "written", "before", "after", "reason"), rows))
