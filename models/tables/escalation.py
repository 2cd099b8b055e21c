"""What is late and to whom it was said, with the policy as it stood when it began."""

from datetime import date

import sqlalchemy as sa

from models.tables.record import Key, Record, enum_column, json_column, key, reference, text_column
from models.vocabulary import EscalationState, EscalationSubject, OfficialRole


class Escalation(Record, table=True):
    """One lateness followed from its first day to its end. At most one per subject and due date.

    `age_from` is the day its age counts from when that is not its first (an address was mended); `changed_on` the last
    day anything about it changed.
    """

    __table_args__ = (sa.UniqueConstraint("plan_id", "subject", "subject_code", "due"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    subject: EscalationSubject = enum_column(EscalationSubject)
    subject_code: str
    due: str
    started_on: date
    level: int = 0
    state: EscalationState = enum_column(EscalationState, index=True)
    policy: dict[str, int | str] = json_column(default_factory=dict)
    paused_until: date | None = None
    ended_on: date | None = None
    ended_because: str = text_column()
    age_from: date | None = None
    changed_on: date | None = None


class EscalationStep(Record, table=True):
    """One level reached: who was told, on which day, by which message."""

    __table_args__ = (sa.UniqueConstraint("escalation_id", "level"),)

    id: Key = key()
    escalation_id: int = reference("escalation.id")
    level: int
    role: OfficialRole = enum_column(OfficialRole)
    official_id: int | None = reference("official.id", nullable=True)
    reached_on: date
    outbound_id: int | None = reference("outbound_message.id", nullable=True)
    note: str = text_column()
    deputy_id: int | None = reference("deputy.id", nullable=True)
