"""Who is away, and who stands in for whom, from when to when."""

from datetime import date

from models.tables.record import Key, Record, json_column, key, reference, text_column


class Absence(Record, table=True):
    """Days an official is away, as an automatic reply or an administrator said."""

    id: Key = key()
    official_id: int = reference("official.id")
    starts_on: date
    ends_on: date
    named_deputies: list[str] = json_column(default_factory=list)
    inbound_id: int | None = reference("inbound_message.id", nullable=True)
    note: str = text_column()


class Deputy(Record, table=True):
    """An address that may answer for an official, accepted by a person."""

    id: Key = key()
    official_id: int = reference("official.id")
    name: str = ""
    email: str
    starts_on: date
    ends_on: date | None = None
    accepted_by: str
    inbound_id: int | None = reference("inbound_message.id", nullable=True)


class Handover(Record, table=True):
    """Everything open passed from one official to another. Mail from the old address still arrives, marked by this row."""

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    from_id: int = reference("official.id")
    to_id: int = reference("official.id")
    decided_on: date
    decided_by: str
    reason: str = text_column(default=...)
