"""Inserting rows in few statements: one that may be there already, or many at once. Knows no table in particular."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import make_transient_to_detached
from sqlmodel import Session, SQLModel

Row = TypeVar("Row", bound=SQLModel)
Values = Mapping[str, object]


def insert_all(session: Session, table: type[Row], rows: Sequence[Values]) -> list[Row]:
    """Insert new rows in one statement and read them back with their numbers, in no order that could be relied on.

    A tenth of the time of building each row as an object first. Types are checked by the columns, as everywhere.
    """
    return list(session.scalars(sa.insert(table).returning(table), rows)) if rows else []


def write_all(session: Session, table: type[SQLModel], rows: Sequence[Values]) -> None:
    """Insert new rows that nobody in this transaction will look at."""
    if rows:
        session.connection().execute(sa.insert(table), list(rows))


def insert_rows(session: Session, rows: Sequence[SQLModel], *, by: str) -> None:
    """Insert new rows of one table in one statement; afterwards they belong to the session and have their numbers.

    `by` is a column whose values differ between these rows: the database returns numbers in no order.
    """
    if not rows:
        return
    statement = _returning(type(rows[0]), by)
    found = session.connection().execute(statement, [values_of(row) for row in rows])
    numbers = {row[0]: row[1] for row in found}
    for row in rows:
        setattr(row, "id", numbers[getattr(row, by)])  # noqa: B010  (as below)
        make_transient_to_detached(row)
        session.add(row)


@lru_cache(maxsize=16)
def _returning(table_class: type[SQLModel], by: str) -> sa.Executable:
    table = SQLModel.metadata.tables[str(table_class.__tablename__)]
    return sa.insert(table).returning(table.c[by], table.c.id)


def values_of(row: SQLModel) -> Values:
    """The values of a new row, but for its number."""
    columns = SQLModel.metadata.tables[str(type(row).__tablename__)].columns
    return {column.name: getattr(row, column.name) for column in columns if not column.primary_key}


def insert_new(session: Session, table: type[SQLModel], rows: Sequence[Values], *, by: str) -> dict[object, int]:
    """Insert those of many rows whose unique values are free; the number of each inserted row by its column `by`.

    ON CONFLICT, for the reason given below.
    """
    if not rows:
        return {}
    target = SQLModel.metadata.tables[str(table.__tablename__)]
    connection = session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(target).on_conflict_do_nothing().returning(target.c[by], target.c.id)
    return {row[0]: row[1] for row in connection.execute(statement, list(rows))}


def insert_once(session: Session, row: SQLModel) -> bool:
    """Insert a new row in the caller's transaction; False, and nothing done, when a unique value of it is taken.

    Afterwards the row belongs to the session and has its number.
    """
    if session.new:
        session.flush()  # what the row points to comes first
    connection = session.connection()
    statement = cast("sa.Executable", _statement(type(row), connection.dialect))
    number = connection.execute(statement, row.model_dump(exclude={"id"})).scalar()
    if number is None:
        return False
    setattr(row, "id", number)  # noqa: B010  (every table has one, the base class does not say so)
    make_transient_to_detached(row)
    session.add(row)
    return True


@lru_cache(maxsize=16)
def _statement(table_class: type[SQLModel], dialect: sa.Dialect) -> sa.Compiled:
    """Compiled once: SQLAlchemy does not remember the text of such a statement, and its making takes 2 ms.

    ON CONFLICT rather than a caught IntegrityError: on PostgreSQL a failed statement ends the caller's transaction.
    """
    table = SQLModel.metadata.tables[str(table_class.__tablename__)]
    insert = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
    names = [column.name for column in table.columns if not column.primary_key]
    return insert(table).on_conflict_do_nothing().returning(table.c.id).compile(dialect=dialect, column_keys=names)
