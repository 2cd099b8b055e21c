"""`iltizam restore`: a backup into an empty place, of either kind of database. Nothing is overwritten, nothing sent."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def restore(
    archive: Annotated[Path, typer.Argument(help="The file that `iltizam backup` has written.")],
    passphrase_file: Annotated[
        Path | None, typer.Option(help="File with the passphrase that seals it; otherwise the one of the settings.")
    ] = None,
    key: Annotated[Path | None, typer.Option(help="The signing key, kept apart from a backup that holds none.")] = None,
    without_key: Annotated[bool, typer.Option("--without-key", help="Go on although the key is lost.")] = False,
) -> None:
    """Restore into the empty home folder and database that the settings name; older backups are brought up to date."""
    from flows.cli.passphrase import read_passphrase
    from flows.runtime import current_moment
    from flows.services.backups.restoring import Order, Place
    from flows.services.backups.restoring import restore as put_back
    from flows.settings import read_settings
    from models.rules.errors import DomainError

    if key is not None and not key.is_file():
        raise DomainError(f"There is no key {key}; name the copy of secret.key that was kept apart.")
    settings = read_settings()
    passphrase = read_passphrase(passphrase_file or settings.backup_passphrase_file)
    order = Order(archive, passphrase, key=key, without_key=without_key)
    done = put_back(order, place=Place(settings.database_url, settings.home), moment=current_moment())
    typer.echo(
        f"Restored as of {done.manifest.made_at:%Y-%m-%d %H:%M} UTC into {settings.home}: {done.manifest.row_count} rows, "
        f"{len(done.manifest.files)} files, every hash checked."
    )
    typer.echo(
        f"{done.held.count} mails that were not settled then are held. Nothing is sent until you decide. Next: move the "
        "replies since then from the mailbox's folder Processed back to its inbox; run inbound-replies, "
        "quarterly-collection and follow-up; look at `iltizam outbox`; then `iltizam settle`."
    )
