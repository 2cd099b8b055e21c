"""The event ledger: who, when, what, from, to, why, source. Rows are added, never changed."""

from datetime import datetime

from sqlmodel import Field

from models.tables.record import Key, Record, enum_column, key, reference, text_column
from models.vocabulary import LedgerAction


class LedgerEntry(Record, table=True):
    """One thing that happened. `source` leads back to the mail, file or run it came from."""

    id: Key = key()
    plan_id: int | None = reference("action_plan.id", nullable=True)
    at: datetime
    actor: str
    action: LedgerAction = enum_column(LedgerAction, index=True)
    subject: str = Field(index=True)
    field: str = ""
    before: str = text_column()
    after: str = text_column()
    reason: str = text_column()
    source: str = text_column()
