"""Looks up the rows of one plan by the codes a plan file uses, and says what still refers to a row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from models.tables import ActionPlan, Amendment, LedgerEntry, Member, Official, Record
from models.vocabulary import LedgerAction

Row = TypeVar("Row", bound=Record)
SOURCE_PREFIX = "plan file "


@dataclass
class PlanRows:
    """The plan being loaded, and the keys of what other entries point at."""

    session: Session
    plan: ActionPlan
    members: dict[str, Member] = field(default_factory=dict)
    officials: dict[str, Official] = field(default_factory=dict)

    def member_id(self, code: str) -> int | None:
        """Key of a member; None for the empty code, which means all members or undecided."""
        return self.members[code].id if code else None

    def all_of(self, table: type[Row]) -> list[Row]:
        """Every row of a table that belongs to this plan, in the order it was written."""
        columns = SQLModel.metadata.tables[str(table.__tablename__)].columns
        found = self.session.exec(select(table).where(columns["plan_id"] == self.plan.id).order_by(columns["id"]))
        return list(found)


def stated_values(session: Session, plan_id: int) -> dict[tuple[str, str], str]:
    """What plan files last said of guarded fields: (subject, field) to text. The base of the three-way comparison."""
    query = (
        select(LedgerEntry)
        .where(LedgerEntry.plan_id == plan_id, LedgerEntry.action.in_(_STATED))  # type: ignore[attr-defined]
        .where(col(LedgerEntry.source).startswith(SOURCE_PREFIX), LedgerEntry.field != "")
        .order_by(col(LedgerEntry.id))
    )
    return {(entry.subject, entry.field): entry.after for entry in session.exec(query)}


def amended_fields(session: Session, plan_id: int) -> frozenset[tuple[str, str]]:
    """What was amended after adoption, as (subject, field): a plan file does not change it back."""
    query = select(Amendment.subject, Amendment.field).where(Amendment.plan_id == plan_id)
    return frozenset(session.exec(query).all())


_STATED = (LedgerAction.PLAN_LOADED, LedgerAction.DUE_DATE_MOVED)


def is_referred_to(session: Session, row: Record, *, except_tables: Sequence[str] = ()) -> bool:
    """Whether any other table points at `row`: answers, requests, messages, escalations."""
    session.flush()  # a statement on plain tables does not flush pending deletions by itself
    target = str(row.__tablename__)
    key = int(row.model_dump()["id"])
    for table in SQLModel.metadata.tables.values():
        if table.name in except_tables:
            continue
        for column in (c for c in table.columns if any(f.column.table.name == target for f in c.foreign_keys)):
            if session.execute(sa.select(sa.exists().where(column == key))).scalar():
                return True
    return False
