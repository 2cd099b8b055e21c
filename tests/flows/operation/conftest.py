"""A real quarter of the consortium's plan: asked, sent, answered, receipts written, a report frozen; and empty places."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import col, select

from flows.local_mail_server import LocalMailServer, LocalPost
from flows.services.backups.restoring import Place
from flows.services.collection.campaigns import open_quarter
from flows.services.compilation.reporting import freeze_annual
from flows.services.desk import Desk, Office
from flows.services.dispatch.outbox_delivery import deliver_and_reconcile
from flows.services.lifecycle import plans
from flows.services.outcome import Outcome
from flows.services.reception.replies import receive
from flows.settings import secret_key
from models.database import migrate, normalise_url, open_engine
from models.tables import OutboundMessage
from models.vocabulary import MessageKind, OutboundState
from notifications.mailbox_lookup import Lookup, MaildirLookup
from notifications.smtp import Relay

PLAN = Path(__file__).parents[3] / "deployments" / "plans" / "consortium-2025-2027"
POSTGRES = "ILTIZAM_TEST_POSTGRES_URL"
ASKED_ON, ANSWERED_ON, NEXT_DAY = date(2026, 10, 1), date(2026, 10, 5), date(2026, 10, 6)


@dataclass
class House:
    """One installation: its database, its home folder, its small mail server."""

    engine: Engine
    home: Path
    server: LocalMailServer

    def desk(self, day: date) -> Desk:
        office = Office(
            "Suivi du plan", "suivi@iltizam.example", "reponse@iltizam.example", secret_key(self.home),
            allowed_domains=(".example",),
        )  # fmt: skip
        return Desk(self.engine, office, day, datetime(day.year, day.month, day.day, 9, tzinfo=UTC))

    @property
    def lookup(self) -> Lookup:
        return MaildirLookup(self.home / "mail" / "all")

    def send(self, day: date, lookup: Lookup | None = None) -> Outcome:
        relay = Relay("127.0.0.1", self.server.port)
        return deliver_and_reconcile(self.desk(day), relay=relay, lookup=lookup or self.lookup)

    def sent(self) -> list[str]:
        """The Message-ID of every mail the server has taken, one for each time it took it."""
        folder = self.home / "mail" / "all"
        found = [message_from_bytes(path.read_bytes())["Message-ID"] for path in folder.rglob("*") if path.is_file()]
        return [str(name) for name in found if name]

    def mails(self, *kinds: MessageKind) -> list[OutboundMessage]:
        with self.desk(ASKED_ON).reading() as session:
            rows = session.exec(select(OutboundMessage).order_by(col(OutboundMessage.id))).all()
        return [row for row in rows if not kinds or row.kind in kinds]

    def live_a_quarter(self) -> None:
        """Load, ask, send, answer once well and once oddly, acknowledge one, leave one receipt waiting, freeze."""
        plans.load(self.desk(ASKED_ON), path=PLAN)
        open_quarter(self.desk(ASKED_ON), plan="")
        assert self.send(ASKED_ON).problems == ()
        first, second, *_ = self.mails(MessageKind.REQUEST)
        receive(self.desk(ANSWERED_ON), raw=reply_to(first, "14"), source="test:1")
        self.send(ANSWERED_ON)
        freeze_annual(self.desk(ANSWERED_ON), plan="", year=2026)
        receive(self.desk(ANSWERED_ON), raw=reply_to(second, "vingt ou trente"), source="test:2")
        report = self.home / "reports" / "annual-2026" / "annual-2026.fr.html"
        report.parent.mkdir(parents=True)
        report.write_text("<p>Rapport « figé »</p>", encoding="utf-8")
        assert [row.state for row in self.mails() if row.state is OutboundState.PENDING]


def reply_to(row: OutboundMessage, value: str) -> bytes:
    """What an official answers: the first indicator line filled in."""
    request = message_from_bytes(row.raw)
    part = next(part for part in request.walk() if part.get_content_type() == "text/plain")
    text = part.get_payload(decode=True)
    assert isinstance(text, bytes)
    code = next(
        line.split(" ")[0] for line in text.decode().splitlines() if "-I" in line and line.strip().endswith("=")
    )
    answer = EmailMessage(policy=SMTP)
    answer["From"], answer["To"] = row.envelope_to, request["Reply-To"]
    answer["Subject"], answer["Date"] = "Re: formulaire", "Mon, 05 Oct 2026 09:00:00 +0000"
    answer["Message-ID"], answer["In-Reply-To"] = f"<reply-{row.id}@pc.example>", request["Message-ID"]
    answer.set_content(f"Bonjour,\n\n{code} = {value}\n\nCordialement")
    return answer.as_bytes()


@pytest.fixture
def open_house(tmp_path: Path) -> Iterator[Callable[[str], House]]:
    """Opens the house of a name on a database: its home folder and its mail server."""
    servers = []

    def build(name: str, engine: Engine) -> House:
        home = tmp_path / name
        server = LocalMailServer(LocalPost(home, ("reponse@iltizam.example", "suivi@iltizam.example")))
        servers.append(server)
        server.__enter__()
        return House(engine, home, server)

    yield build  # type: ignore[misc]
    for server in servers:
        server.__exit__(None, None, None)


@pytest.fixture
def house(engine: Engine, open_house: Callable[..., House]) -> House:
    """A house in which a quarter has been lived, on SQLite and on PostgreSQL."""
    _mark_newest(engine)
    made = open_house("old", engine)
    made.live_a_quarter()
    return made


def _mark_newest(engine: Engine) -> None:
    """Tests make tables straight from the code; a real database says which migration it stands at."""
    from flows.runtime import newest_revision

    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
        connection.exec_driver_sql("DELETE FROM alembic_version")
        connection.execute(sa.text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest_revision()})


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty home folder and an empty database, of either kind."""
    if request.param == "sqlite":
        yield Place(f"sqlite:///{tmp_path / 'new' / 'iltizam.db'}", tmp_path / "new")
        return
    with new_postgres("restored") as url:
        yield Place(url, tmp_path / "new")


class new_postgres:  # noqa: N801  (reads as a verb at the call)
    """An empty database on the test server, dropped at the end; the test is skipped without a server."""

    def __init__(self, name: str) -> None:
        server = os.environ.get(POSTGRES)
        if not server:
            if os.environ.get("CI"):
                pytest.fail(f"PostgreSQL is missing: set {POSTGRES}; .ci/run shows how")
            pytest.skip(f"PostgreSQL is missing: set {POSTGRES}; .ci/run shows how")
        self.name = f"iltizam_{name}_{os.getpid()}"
        self.admin = sa.create_engine(normalise_url(server), isolation_level="AUTOCOMMIT")
        self.url = sa.make_url(normalise_url(server)).set(database=self.name).render_as_string(False)

    def __enter__(self) -> str:
        self._say(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self._say(f"CREATE DATABASE {self.name}")
        return self.url

    def __exit__(self, *_: object) -> None:
        self._say(f"DROP DATABASE {self.name} WITH (FORCE)")
        self.admin.dispose()

    def _say(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(sa.text(statement))


@pytest.fixture
def postgres() -> type[new_postgres]:
    """Makes an empty PostgreSQL database for a while."""
    return new_postgres


@pytest.fixture
def migrated() -> Callable[[str], Engine]:
    """The engine of a database brought to the newest revision."""

    def build(url: str) -> Engine:
        migrate(url)
        return open_engine(url)

    return build
