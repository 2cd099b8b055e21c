"""`iltizam backup`: everything that must not be lost, in one file; nothing has to stop for it."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="New file to write, or a folder to name one in.")],
    passphrase_file: Annotated[
        Path | None, typer.Option(help="File with the passphrase that seals it; otherwise the one of the settings.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Save the database, mails, reports, plans and, when sealed by a passphrase, the signing key."""
    from importlib.metadata import version

    from flows.cli.describe import to_json
    from flows.cli.passphrase import read_passphrase
    from flows.runtime import open_desk
    from flows.services.backups.making import make_backup
    from flows.settings import read_settings

    settings = read_settings()
    passphrase = read_passphrase(passphrase_file or settings.backup_passphrase_file)
    made = make_backup(
        open_desk(), home=settings.home, target=target, program=version("iltizam"), passphrase=passphrase
    )
    held = made.manifest
    if as_json:
        counts = {"rows": held.row_count, "tables": len(held.tables), "files": len(held.files)}
        facts = {"path": str(made.path), "bytes": made.size, "made_at": held.made_at, "revision": held.revision}
        typer.echo(to_json({**facts, **counts, "holds_key": held.holds_key}))
        return
    typer.echo(
        f"{made.path}: {held.row_count} rows of {len(held.tables)} tables and {len(held.files)} files, "
        f"{made.size / 1e6:.1f} MB, as of {held.made_at:%Y-%m-%d %H:%M} UTC."
    )
    if not held.holds_key:
        typer.echo(
            f"It is not sealed and does not hold the signing key: keep {settings.home / 'secret.key'} in another safe "
            "place, or give a passphrase (ILTIZAM_BACKUP_PASSPHRASE_FILE)."
        )
