"""Inserting a row that may be there already, in one statement that is built once. Knows no table in particular."""

from functools import cache
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
    number = connection.execute(_statement(type(row), connection.dialect.name), row.model_dump(exclude={"id"})).scalar()
    if number is None:
        return False
    setattr(row, "id", number)  # noqa: B010  (every table has one, the base class does not say so)
    make_transient_to_detached(row)
    session.add(row)
    return True


@cache
def _statement(table_class: type[SQLModel], dialect: str) -> sa.Executable:
    """Built once, because so many columns take as long to write down as to insert.

    ON CONFLICT rather than a caught IntegrityError: on PostgreSQL a failed statement ends the caller's transaction.
    """
    table = cast("sa.Table", sa.inspect(table_class).local_table)
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    values = {c.name: sa.bindparam(c.name, type_=c.type) for c in table.columns if not c.primary_key}
    return insert(table).values(values).on_conflict_do_nothing().returning(table.c.id)
