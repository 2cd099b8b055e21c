"""Requests under law 31-13 (right of access to information): received, extended, answered. Who asked is not kept here."""

from datetime import date

import sqlalchemy as sa

from models.tables.record import Key, Record, enum_column, key, reference, text_column
from models.vocabulary import AccessRequestState


class AccessRequest(Record, table=True):
    """One request, by the number the office gave it. The first due date is never overwritten."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "code"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    member_id: int | None = reference("member.id", nullable=True)
    code: str
    subject: str = text_column(default=...)
    received_on: date
    is_urgent: bool = False
    due_on: date
    first_due_on: date
    extended_because: str = text_column()
    state: AccessRequestState = enum_column(AccessRequestState)
    closed_on: date | None = None
    answer: str = text_column()
