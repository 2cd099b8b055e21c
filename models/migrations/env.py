"""Alembic environment: one URL from the caller, batch mode for SQLite."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
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
        connection.commit()
    engine.dispose()


run()
