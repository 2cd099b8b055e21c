"""Frozen reports: the figures as they stood on a day, with a hash that binds any approval to them."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from models.tables.record import Key, Record, json_column, key, reference


class FrozenReport(Record, table=True):
    """A snapshot from which a report is printed. The same figures give the same hash; a snapshot never changes."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "kind", "period", "sha256"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    kind: str
    period: str
    as_of: date
    frozen_at: datetime
    sha256: str
    figures: dict[str, Any] = json_column(default_factory=dict)
