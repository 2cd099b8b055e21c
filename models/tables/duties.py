"""What supervisory committees did for each of the three duties the plan gives them."""

from datetime import date

import sqlalchemy as sa

from models.tables.record import Key, Record, enum_column, key, reference, text_column
from models.vocabulary import CommitteeDuty


class DutyReport(Record, table=True):
    """One thing a committee did for one of its duties: conditions of success, resources, communication."""

    __table_args__ = (sa.UniqueConstraint("organisation_id", "duty", "done_on", "text"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    organisation_id: int = reference("organisation.id")
    commitment_id: int | None = reference("commitment.id", nullable=True)
    duty: CommitteeDuty = enum_column(CommitteeDuty)
    done_on: date
    text: str = text_column(default=...)
    where_to_read: str = ""
    recorded_by: str
