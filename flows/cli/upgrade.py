"""`iltizam upgrade`: the database to the newest schema, after a new version of the program was installed."""

import typer

app = typer.Typer()


@app.command()
def upgrade() -> None:
    """Bring the database up to date; safe to repeat. Make a backup first: there is no way back but restoring it."""
    from flows.runtime import newest_revision, prepare_database, revision_of
    from flows.settings import read_settings
    from models.database import open_engine
    from models.rules.errors import DomainError

    settings = read_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.database_url)
    before, newest = revision_of(engine), newest_revision()
    engine.dispose()
    if before > newest:
        raise DomainError(
            f"The database is newer ({before}) than the program ({newest}); schemas never go back. Install the newer "
            "program, or restore a backup made with this one."
        )
    prepare_database(settings)
    typer.echo(f"The database was at {before or 'nothing'} and is at {newest}.")
