"""Inserting a row that may be there already, in one statement that is built once. Knows no table in particular."""

from functools import lru_cache
from typing import cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import make_transient_to_detached
from sqlmodel import Session, SQLModel


def insert_once(session: Session, row: SQLModel) -> bool:
    """Insert a new row in the caller's transaction; False, and nothing done, when a unique value of it is taken.

    Afterwards the row belongs to the session and has its number.
    """
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
