"""What every use case is given: the database, the office that writes, the day and the moment, and who acts."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import Session

from models.database import open_session
from models.vocabulary import LedgerAction


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
class Noted:
    """One entry of the ledger that was committed during this run: what a console may announce. Nobody's name, no text."""

    action: LedgerAction
    subject: str
    field: str
    after: str


@dataclass(frozen=True)
class Desk:
    """Context of one run. `today` is the civil day decisions are made for; `now` is the aware moment things happen.

    `plan` is the code of the plan the run is for, "" while nobody has said: see `plan_desk`.

    `batch` names the order a person has confirmed: its mails wait for `hold` before the first one leaves.
    `noted` grows with what the run commits to the ledger.
    Without `quiet_hours` mail may go at any hour, as on a machine where it never leaves the machine.
    """

    engine: Engine
    office: Office
    today: date
    now: datetime
    actor: str = "iltizam"
    time_zone: str = "Africa/Casablanca"
    quiet_hours: bool = True
    batch: str = ""
    hold: timedelta = timedelta()
    plan: str = ""
    noted: "list[Noted]" = field(default_factory=list, compare=False)

    def session(self) -> Session:
        """A new session that may write; the outbox learns from it to which order its mails belong."""
        session = open_session(self.engine)
        session.info.update(batch=self.batch, hold=self.hold, allowed=self.office.allowed_domains)
        event.listen(session, "after_commit", self._note)
        event.listen(session, "after_rollback", _forget)
        return session

    def _note(self, session: Session) -> None:
        self.noted.extend(session.info.pop("noted", []))

    def reading(self) -> Session:
        """A new session that only reads: it never waits for a writer and never makes one wait."""
        return open_session(self.engine, reads_only=True)


def _forget(session: Session) -> None:
    session.info.pop("noted", None)
