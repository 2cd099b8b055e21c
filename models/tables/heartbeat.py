"""When each flow last ran and last ran well, so that monitoring needs no Prefect. Moments, not history."""

from datetime import datetime

from sqlmodel import Field

from models.tables.record import Key, Record, key, text_column


class Heartbeat(Record, table=True):
    """The last end of one flow in this installation. `good_at` is the last end without problems."""

    id: Key = key()
    flow: str = Field(unique=True)
    ended_at: datetime
    good_at: datetime | None = None
    problems: int = 0
    said: str = text_column()
