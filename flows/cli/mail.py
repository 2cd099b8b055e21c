"""`iltizam mail`: read and answer the mails kept on this machine, without a mail program."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli import mail_checks
from flows.cli.describe import show_table, to_json
from flows.services.outcome import ReportTable

if TYPE_CHECKING:
    from flows.local_mail_server import LocalPost

app = typer.Typer(help="Read and answer the mails kept on this machine.", no_args_is_help=True)
app.command()(mail_checks.probe)
app.command()(mail_checks.mend)
app.command()(mail_checks.watch)
Number = Annotated[int, typer.Argument(metavar="N", help="Number of the mail, from `iltizam mail list`.")]


@app.command("list")
def list_letters(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List every mail kept on this machine, oldest first."""
    from flows.local_mail_letters import address_of, read_letters

    letters = read_letters(_post().everything)
    if as_json:
        names = {"number": "number", "date": "date", "from": "from_line", "to": "to_line", "subject": "subject"}
        fields = {**names, "message_id": "message_id"}
        typer.echo(to_json([{name: getattr(letter, field) for name, field in fields.items()} for letter in letters]))
        return
    rows = tuple(
        (str(e.number), e.date[:16].replace("T", " "), address_of(e.from_line), address_of(e.to_line), e.subject)
        for e in letters
    )
    show_table(ReportTable("mails", "Mails on this machine", ("N", "date", "from", "to", "subject"), rows))
    if not rows:
        typer.echo("No mail yet; `iltizam run outbox` sends what is due.")


@app.command()
def show(
    number: Number,
    raw: Annotated[bool, typer.Option("--raw", help="Print the mail byte for byte.")] = False,
    html: Annotated[Path | None, typer.Option("--html", metavar="PATH", help="Save the HTML part.")] = None,
) -> None:
    """Print one mail: its addresses, its text and the names of its attachments."""
    from flows.local_mail_letters import read_letter
    from models.rules.errors import DomainError

    letter = read_letter(_post().everything, number=number)
    if raw:
        sys.stdout.buffer.write(letter.raw)
        return
    if html is not None:
        if letter.html is None:
            raise DomainError(f"Mail {number} has no HTML part; read it without --html.")
        html.write_text(letter.html, encoding="utf-8")
        typer.echo(f"The HTML part is in {html}.")
        return
    for name in ("From", "To", "Reply-To", "Date", "Subject"):
        if value := letter.header(name):
            typer.echo(f"{name}: {value}")
    typer.echo(f"\n{letter.text}")
    for attachment in letter.attachments:
        typer.echo(f"[attached: {attachment}]")


@app.command()
def reply(
    number: Number,
    text: Annotated[str | None, typer.Option("--text", help="What to answer.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="File that holds what to answer.")] = None,
    sender: Annotated[str, typer.Option("--as", metavar="ADDRESS", help="Who answers; else whom it was sent to.")] = "",
    inline: Annotated[list[str] | None, typer.Option("--inline", metavar="CODE=VALUE", help="Fill in a line.")] = None,
) -> None:
    """Answer a mail as a mail program does: quoted, threaded, sent to its reply address.

    Without --text, --file or --inline the answer is read from standard input.
    """
    from flows.local_mail_letters import read_letter
    from flows.local_mail_reply import compose_reply, hand_in, parse_values
    from flows.runtime import current_moment
    from flows.settings import read_settings

    post = _post()
    sender, recipient, raw = compose_reply(
        read_letter(post.everything, number=number),
        text=_answer(text, file, has_values=bool(inline)),
        values=parse_values(inline or []),
        sender=sender,
        now=current_moment(),
    )
    if hand_in(raw, sender=sender, recipient=recipient, port=read_settings().smtp_port, post=post):
        typer.echo(f"Sent from {sender} to {recipient}.")
    else:
        typer.echo(f"The mail server is not running; the reply from {sender} was put into the inbox directly.")


def _answer(text: str | None, file: Path | None, *, has_values: bool) -> str:
    from models.rules.errors import DomainError

    if text is not None and file is not None:
        raise DomainError("Give the answer by --text or by --file, not by both.")
    if text is not None:
        return text
    if file is not None:
        try:
            return file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DomainError(f"{file} cannot be read as UTF-8 text ({error}); check the path.") from error
    return "" if has_values else sys.stdin.read()


def _post() -> "LocalPost":
    from flows.local_mail_server import LocalPost
    from flows.settings import read_settings
    from models.rules.errors import DomainError

    settings = read_settings()
    if not settings.uses_local_mail:
        raise DomainError(f"Mail goes through {settings.smtp_host} here; read and answer it with your mail program.")
    return LocalPost(settings.home, (settings.reply_address,))
