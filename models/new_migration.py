"""`python -m models.new_migration "what changes"`: write the migration from the newest revision to the coded tables."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from models.database import alembic_config, migrate


def write(message: str) -> None:
    """Compare the tables with an empty database at the newest revision, and write what differs as the next revision."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'scratch.db'}"
        migrate(url)
        config = alembic_config(url)
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        revisions = list(ScriptDirectory.from_config(config).walk_revisions())
        command.revision(config, message=message, autogenerate=True, rev_id=f"{len(revisions) + 1:04}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit('Say what changes: python -m models.new_migration "add the column x to y"')
    write(sys.argv[1])
