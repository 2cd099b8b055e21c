"""Rows from an archive into the empty tables of a database, all or nothing, and the proof that they arrived.

Foreign keys are checked once, at the end: rows refer to each other in both directions.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import sqlalchemy as sa
from pydantic import JsonValue

from flows.services.backups.tables import TableCopy, decode, kind_of, read_table, reflect, write_table
from models.rules.errors import DomainError

_BATCH = 500
_FOREIGN_KEYS = sa.text(
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
)


def fill(engine: sa.Engine, *, folder: Path, copies: Mapping[str, TableCopy]) -> None:
    """Put the tables in `folder` into the database in one transaction.

    Raises DomainError, and leaves the tables empty, when a table is unknown or the rows read back are not the same.
    """
    with engine.connect() as connection, connection.begin():
        tables = {table.name: table for table in reflect(connection)}
        if set(tables) != set(copies):
            odd = ", ".join(sorted(set(tables) ^ set(copies)))
            raise DomainError(
                f"The backup and its own revision disagree about the tables {odd}; it was not made by us."
            )
        with _keys_checked_at_the_end(connection):
            for name, table in tables.items():
                _fill_table(connection, table, path=folder / f"{name}.jsonl")
        _require_same(connection, tables=tables, copies=copies)


def _fill_table(connection: sa.Connection, table: sa.Table, *, path: Path) -> None:
    columns, rows = read_table(path)
    known = {column.name: kind_of(column) for column in table.columns}
    if known != dict(columns):
        raise DomainError(f"The columns of {table.name} in the backup are not those of its revision.")
    naive = connection.dialect.name == "sqlite"
    null_json = {column.name for column in table.columns if not column.nullable and known[column.name] == "json"}
    while batch := list(islice(rows, _BATCH)):
        connection.execute(sa.insert(table), [_as_row(row, columns, naive, null_json) for row in batch])
    _move_sequence(connection, table)


def _as_row(
    row: list[JsonValue], columns: list[tuple[str, str]], naive: bool, null_json: set[str]
) -> dict[str, object]:
    return {
        name: sa.JSON.NULL if value is None and name in null_json else decode(value, kind=kind, naive=naive)
        for (name, kind), value in zip(columns, row, strict=True)
    }


def _move_sequence(connection: sa.Connection, table: sa.Table) -> None:
    """The next row gets a number of its own; SQLite sees to that by itself."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        sequence = connection.scalar(sa.func.pg_get_serial_sequence(f'"{table.name}"', column.name).select())
        top = connection.scalar(sa.select(sa.func.max(column)))
        if sequence and top:
            connection.execute(sa.func.setval(sequence, top).select())


@contextmanager
def _keys_checked_at_the_end(connection: sa.Connection) -> Iterator[None]:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # until this transaction commits
        yield
        return
    keys = connection.execute(_FOREIGN_KEYS).all()
    for table, name, _ in keys:
        connection.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    yield
    for table, name, definition in keys:
        connection.exec_driver_sql(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def _require_same(
    connection: sa.Connection, *, tables: Mapping[str, sa.Table], copies: Mapping[str, TableCopy]
) -> None:
    """Write every table out again and compare: what a backup holds and what was restored must be the same text."""
    with tempfile.TemporaryDirectory() as folder:
        for name, table in tables.items():
            found = write_table(connection, table, to=Path(folder) / "table.jsonl")
            if found != copies[name]:
                raise DomainError(
                    f"The table {name} does not come back as it was saved ({found.rows} of {copies[name].rows} rows); "
                    "nothing was restored."
                )
