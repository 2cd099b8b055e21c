"""Migrations give the tables the code expects, down to the words of every enum."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

import models.tables  # noqa: F401
from models.database import alembic_config, migrate, open_engine


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'migrated.db'}"


def enum_columns() -> list[tuple[str, str, set[str]]]:
    return [
        (table.name, column.name, set(column.type.enums))
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.Enum)
    ]


def test_the_migrated_database_is_the_one_the_code_expects(url: str) -> None:
    migrate(url)
    engine = open_engine(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    engine.dispose()


def test_migrating_twice_changes_nothing(url: str) -> None:
    migrate(url)
    migrate(url)
    command.check(alembic_config(url))


def test_the_database_knows_every_word_of_every_enum(url: str) -> None:
    migrate(url)
    engine = open_engine(url)
    inspector = sa.inspect(engine)
    assert enum_columns()
    for table, column, words in enum_columns():
        guards = [
            c["sqltext"] for c in inspector.get_check_constraints(table) if re.search(rf"\b{column} IN", c["sqltext"])
        ]
        assert len(guards) == 1, f"{table}.{column} has no CHECK constraint"
        assert set(re.findall(r"'([^']*)'", guards[0])) == words, f"{table}.{column}: add a migration for the new word"
    engine.dispose()


def test_going_down_and_up_again_works(url: str) -> None:
    migrate(url)
    command.downgrade(alembic_config(url), "base")
    migrate(url)
    command.check(alembic_config(url))
