"""The database of a rehearsal: a fresh one from the plan's files, or a copy of the installation's. The original is only read.

What happened after the first day of the rehearsal is taken back, so that it can happen anew.
"""

from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import Session, SQLModel, col, func, select

import models.tables  # noqa: F401  (every table, so that the copy has them all)
from models.database import open_engine, open_session
from models.rules.errors import DomainError
from models.tables import ActionPlan, Campaign, InboundMessage, Milestone, OutboundMessage
from models.vocabulary import MilestoneStatus

_ROWS_AT_A_TIME = 500


def open_scratch(path: Path) -> Engine:
    """An empty database with all tables that need not survive a power cut."""
    engine = open_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _hurry)
    SQLModel.metadata.create_all(engine)
    return engine


def _hurry(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("synchronous=OFF", "journal_mode=MEMORY", "temp_store=MEMORY", "cache_size=-65536"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def copy_all(source: Engine, target: Engine) -> None:
    """Every row of every table, whatever database it comes from; the source is only read."""
    with source.execution_options(reads_only=True).connect() as reading, target.begin() as writing:
        writing.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in SQLModel.metadata.sorted_tables:
            found = reading.execution_options(yield_per=_ROWS_AT_A_TIME).execute(sa.select(table))
            for rows in found.mappings().partitions():
                writing.execute(sa.insert(table), [dict(row) for row in rows])


def take_back(session: Session, *, plan: ActionPlan, first_day: date) -> int:
    """Milestones that the plan knows to be finished or begun after `first_day` are not yet; how many."""
    changed = 0
    for milestone in session.exec(select(Milestone).where(Milestone.plan_id == plan.id)).all():
        is_future = bool(milestone.done_on and milestone.done_on >= first_day)
        is_begun = milestone.status is MilestoneStatus.IN_PROGRESS
        if is_future or is_begun:
            milestone.status, milestone.done_on, milestone.percent = MilestoneStatus.NOT_STARTED, None, None
            changed += 1
    session.flush()
    return changed


def refuse_known_past(source: Engine, *, plan: str, first_day: date) -> None:
    """Raise DomainError when the installation already knows what happened after the first day of the rehearsal."""
    with open_session(source, reads_only=True) as session:
        row = session.exec(select(ActionPlan).where(ActionPlan.code == plan)).one()
        opened = session.exec(select(func.max(col(Campaign.opened_on))).where(Campaign.plan_id == row.id)).one()
        wrote = session.exec(
            select(func.max(col(OutboundMessage.queued_at))).where(OutboundMessage.plan_id == row.id)
        ).one()
        came = session.exec(
            select(func.max(col(InboundMessage.received_at))).where(InboundMessage.plan_id == row.id)
        ).one()
    last = max((day for day in (opened, *(m.date() for m in (wrote, came) if m)) if day), default=None)
    if last and first_day < last:
        raise DomainError(
            f"This installation has already worked with {plan} until {last}; rehearse from {last} or later, or the "
            "whole plan from its files (--plan FOLDER)."
        )
