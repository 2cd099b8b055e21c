"""`iltizam trace`: from a figure, a code or a mail back to who was asked, what came back and what was read in it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.describe import to_json
from models.rules.errors import DomainError

if TYPE_CHECKING:
    from flows.services.compilation.tracing import Trace

app = typer.Typer()


@app.command()
def trace(
    reference: Annotated[
        str, typer.Argument(help="F-3a9c1e7b, LAA2-I1X, the start of a mail's SHA-256, a Message-ID.")
    ],
    period: Annotated[str, typer.Argument(help="Only this period, for instance 2026-Q3.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    raw: Annotated[bool, typer.Option("--raw", help="Write the mail itself, byte for byte.")] = False,
) -> None:
    """Follow a figure back to the mail it came from."""
    from flows.runtime import open_desk
    from flows.services.compilation.tracing import trace as find

    with open_desk().reading() as session:
        traces = find(session, reference=reference, period=period)
    if raw:
        sys.stdout.buffer.write(only_mail(traces))
        sys.stdout.buffer.flush()
    elif as_json:
        typer.echo(to_json([as_data(one) for one in traces]))
    else:
        typer.echo("\n\n".join(in_words(one) for one in traces))


def only_mail(traces: tuple[Trace, ...]) -> bytes:
    """The one mail these traces lead to; a DomainError when there is none, or more than one."""
    mails = {one.mail: one.figure.id for one in traces if one.mail}
    if len(mails) != 1:
        known = ", ".join(mails.values()) or "none"
        raise DomainError(f"--raw writes one mail, and this names {len(mails)}; give one reference of: {known}.")
    return next(iter(mails))


def as_data(one: Trace) -> dict[str, object]:
    """A trace as JSON; the figure with its source has the same names as in `figures.json`."""
    return {
        **one.figure.model_dump(mode="json"),
        "plan": one.plan,
        "title": one.title,
        "is_current": one.is_current,
        "official_name": one.official_name,
        "from": one.sender,
        "subject": one.subject,
        "request_sent_at": one.request_sent_at.isoformat() if one.request_sent_at else None,
        "respond_by": one.respond_by.isoformat() if one.respond_by else None,
        "others": list(one.others),
    }


def in_words(one: Trace) -> str:
    """The chain as lines of label and text, from the figure to the mail and back to the request."""
    from flows.services.compilation.tracing_words import chain

    steps = chain(one)
    width = max(len(label) for label, _ in steps)
    return "\n".join(f"{label.ljust(width)}  {text}" for label, text in steps)
