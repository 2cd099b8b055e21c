"""What every use case is given: the database, the office that writes, the day and the moment, and who acts."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.engine import Engine
from sqlmodel import Session

from models.database import open_session


@dataclass(frozen=True)
class Office:
    """The address we write from and read at, and the key that signs tokens.

    `reply_address` takes a plus-address (`suivi+TOKEN@…`); `trusted_server` is the authserv-id of our own mail server
    ("" when none is trusted: then authentication is unknown, never passed); `allowed_domains` are the recipient domains
    we may write to, empty meaning nobody.
    """

    name: str
    from_address: str
    reply_address: str
    key: bytes
    trusted_server: str = ""
    allowed_domains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """Context of one run. `today` is the civil day decisions are made for; `now` is the aware moment things happen."""

    engine: Engine
    office: Office
    today: date
    now: datetime
    actor: str = "iltizam"
    time_zone: str = "Africa/Casablanca"

    def session(self) -> Session:
        """A new session that may write."""
        return open_session(self.engine)

    def reading(self) -> Session:
        """A new session that only reads: it never waits for a writer and never makes one wait."""
        return open_session(self.engine, reads_only=True)
