"""The desk of the sending benchmark: one office, one day, a SQLite file with the guarantees of an installation."""

from datetime import UTC, date, datetime

from flows.services.desk import Desk, Office
from models.database import open_engine

OFFICE = Office("Suivi", "suivi@iltizam.example", "reponse@iltizam.example", b"k" * 32, allowed_domains=(".example",))
DESK_DAY, NOW = date(2026, 10, 8), datetime(2026, 10, 8, 9, tzinfo=UTC)


def desk_of(url: str) -> Desk:
    """The desk at this database."""
    return Desk(engine=open_engine(url), office=OFFICE, today=DESK_DAY, now=NOW)
