"""Alembic environment: one URL from the caller, batch mode for SQLite."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import event
from sqlmodel import SQLModel

import models.tables  # noqa: F401  (fills the metadata)
from models.database import open_engine
from models.migrations import words  # noqa: F401  (teaches Alembic to compare the words of enums)
from models.tables.record import ExactDecimal


def render_item(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Our exact decimals are plain text columns to a migration."""
    if kind == "type" and isinstance(item, ExactDecimal):
        return "sa.String(length=48)"
    return False


def run() -> None:
    """Migrate online; offline SQL is not offered because batch mode needs the tables."""
    url = context.config.attributes.get("url") or "sqlite:///var/iltizam.db"
    engine = open_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _let_references_rest)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
            _check_references(connection)
        connection.commit()
    engine.dispose()


def _let_references_rest(connection: Any, _record: Any) -> None:
    # SQLite alters a table by building it anew, and dropping the old one would count as deleting all its rows.
    connection.execute("PRAGMA foreign_keys=OFF")


def _check_references(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"the migration would leave rows that point to nothing: {broken[:5]}")


run()
