"""`iltizam mail probe`, `mail mend` and `mail watch`: is the post sound, and what mends it."""

from contextlib import closing
from typing import Annotated

import typer

from flows.cli.describe import show


def probe(
    patience: Annotated[int, typer.Option(help="Seconds to wait for the return.")] = 120,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Send one mail to the reply address with a plus part, and wait until it comes back."""
    from flows.mail_route import route_of
    from flows.mail_servers import mailbox_of, relay_of
    from flows.runtime import open_desk
    from flows.services.dispatch.probe import probe_mail
    from flows.settings import read_settings
    from models.rules.errors import DomainError

    settings = read_settings()
    desk = open_desk()
    with closing(mailbox_of(settings)) as mailbox:
        outcome = probe_mail(
            desk, relay=relay_of(settings), mailbox=mailbox, route=route_of(settings), patience=patience
        )
    if outcome.problems:
        raise DomainError(outcome.problems[0])
    show(outcome, as_json=as_json)


def mend(
    official: Annotated[str, typer.Argument(help="Code of the official.")],
    by: Annotated[str, typer.Option(help="Who decides. Written in the ledger.")],
    reason: Annotated[str, typer.Option(help="Why. Written in the ledger.")],
    email: Annotated[str, typer.Option(help="The working address; empty when the old one works again.")] = "",
) -> None:
    """Write to an official again whose address did not work."""
    from flows.runtime import open_desk
    from flows.services.lifecycle.standings import find_plan
    from flows.services.upkeep.mending import mend_address
    from flows.settings import read_settings

    desk = open_desk()
    with desk.session() as session:
        plan = find_plan(session, code=read_settings().plan)
        row = mend_address(session, desk, official=official, email=email, operator=by, reason=reason, plan_id=plan.id)
        session.commit()
    typer.echo(f"{row.code} is written to at {row.email} again; what waits goes out with the next reminder round.")


def watch(
    once: Annotated[bool, typer.Option("--once", help="Stop after the first look.")] = False,
) -> None:
    """Read replies the moment they come, until stopped; the flow inbound-replies goes on by itself."""
    from flows.mail_servers import mailbox_of
    from flows.mail_watch import watch_mailbox
    from flows.runtime import open_desk
    from flows.settings import read_settings

    with closing(mailbox_of(read_settings())) as mailbox:
        watch_mailbox(open_desk, mailbox=mailbox, plan=read_settings().plan, say=typer.echo, is_once=once)
