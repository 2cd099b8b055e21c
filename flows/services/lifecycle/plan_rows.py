"""The rows of one plan, a whole table in one query and once per transaction, for work that asks for every commitment."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select
from sqlmodel.sql.expression import SelectOfScalar

from flows.services.kept import kept

Row = TypeVar("Row", bound=SQLModel)


def rows_of(session: Session, table: type[Row], *, plan_id: int) -> Sequence[Row]:
    """Every row of a table with a column `plan_id` that belongs to a plan, in the order of their numbers."""
    return kept(
        session, (table, plan_id), lambda: session.exec(_query(table), params={"plan": plan_id}).all(), of=(table,)
    )


def rows_by(session: Session, table: type[Row], column: str, *, plan_id: int) -> Mapping[object, list[Row]]:
    """The same by the value of one column."""

    def read() -> dict[object, list[Row]]:
        found: dict[object, list[Row]] = {}
        for row in rows_of(session, table, plan_id=plan_id):
            found.setdefault(getattr(row, column), []).append(row)
        return found

    return kept(session, (table, plan_id, column), read, of=(table,))


@cache
def _query(table: type[Row]) -> SelectOfScalar[Row]:
    columns = SQLModel.metadata.tables[str(table.__tablename__)].c
    return select(table).where(columns.plan_id == sa.bindparam("plan")).order_by(columns.id)
