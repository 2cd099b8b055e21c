"""`iltizam outbox`: what was sent, what waits and what is stuck; every mail's exact bytes."""

import sys
from typing import Annotated

import typer

from flows.cli.describe import show_table, to_json
from flows.services.outcome import ReportTable

app = typer.Typer(help="What was sent, what waits and what is stuck.")


@app.callback(invoke_without_command=True)
def outbox(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    period: Annotated[str | None, typer.Option(help="Only mails of this period, for instance 2026-Q3.")] = None,
) -> None:
    """List the outbox, oldest first."""
    if context.invoked_subcommand is not None:
        return
    from flows.runtime import open_desk
    from flows.services.dispatch.outbox import outbound_listing

    with open_desk().reading() as session:
        lines = outbound_listing(session, period=period)
    if as_json:
        typer.echo(to_json(lines))
        return
    rows = tuple((e["message_id"], e["to"], e["kind"], e["period"], e["state"], str(e["attempts"])) for e in lines)
    columns = ("message", "to", "kind", "period", "state", "tries")
    show_table(ReportTable("outbox", "Outbox", columns, rows))
    if not rows:
        typer.echo("The outbox is empty.")


@app.command()
def show(
    message_id: Annotated[str, typer.Argument(help="Message-ID, with or without angle brackets.")],
    raw: Annotated[bool, typer.Option("--raw", help="Print the mail byte for byte as it is sent.")] = False,
) -> None:
    """Print where one mail stands, or exactly the bytes that are sent."""
    from flows.runtime import open_desk
    from flows.services.dispatch.outbox import find_outbound

    with open_desk().reading() as session:
        row = find_outbound(session, message_id=message_id)
    if raw:
        sys.stdout.buffer.write(row.raw)
        return
    for name in ("message_id", "subject", "envelope_from", "envelope_to", "kind", "period", "state", "attempts"):
        typer.echo(f"{name}: {getattr(row, name)}")
    for name in ("queued_at", "next_try_at", "sent_at", "smtp_reply", "queue_id", "last_error"):
        if value := getattr(row, name):
            typer.echo(f"{name}: {value}")


@app.command()
def release(message_id: Annotated[str, typer.Argument(help="Message-ID of a held or failed mail.")]) -> None:
    """Put a held or failed mail back into the queue, once what held it is mended."""
    from flows.runtime import open_desk
    from flows.services.dispatch import outbox as service

    desk = open_desk()
    with desk.session() as session:
        row = service.release(session, message_id=message_id, now=desk.now)
        session.commit()
    typer.echo(f"The mail to {row.envelope_to} will be sent with the next run of the outbox.")


@app.command()
def cancel(
    message_id: Annotated[str, typer.Argument(help="Message-ID of a mail that waits, is held, failed or came back.")],
    by: Annotated[str, typer.Option(help="Who decides. Written in the ledger.")],
    reason: Annotated[str, typer.Option(help="Why. Written in the ledger.")],
) -> None:
    """Give a mail up: it is never sent, and no longer waits for anybody."""
    from flows.runtime import open_desk
    from flows.services.upkeep.mending import give_up

    desk = open_desk()
    with desk.session() as session:
        row = give_up(session, desk, message_id=message_id, operator=by, reason=reason)
        session.commit()
    typer.echo(f"The mail to {row.envelope_to} is given up.")
