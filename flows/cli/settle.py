"""`iltizam settle`: after a restore, a person says what became of the mails that are held, and mail flows again."""

from enum import StrEnum
from typing import Annotated

import typer

app = typer.Typer()


class Held(StrEnum):
    """What becomes of the held mails."""

    KEEP = "keep"
    SEND = "send"
    SENT = "sent"


@app.command()
def settle(
    held: Annotated[
        Held, typer.Argument(help="keep: each waits for its own decision; send: none was sent; sent: all were sent.")
    ],
    by: Annotated[str, typer.Option(help="Who decides. Written in the ledger.")],
    reason: Annotated[str, typer.Option(help="Why. Written in the ledger.")],
) -> None:
    """Let mail flow again after a restore, once what may have been sent since the backup has been looked up."""
    from flows.runtime import open_desk
    from flows.services.backups.holding import settle_restore

    count = settle_restore(open_desk(), decision=held.value, operator=by, reason=reason)
    what = {"keep": "go on waiting", "send": "will be sent", "sent": "are marked as sent"}[held.value]
    typer.echo(f"{count} held mails {what}; new mails leave with the next run of the outbox.")
