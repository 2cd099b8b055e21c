"""Two plans in one installation: the consortium's and the illustrative monthly one, loaded from their files."""

import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from flows.services.desk import Desk, Office
from flows.services.lifecycle import plans
from flows.services.plan_desk import desks_for
from models.database import open_engine, open_session
from models.tables import ActionPlan, DataRequest, Official, OutboundMessage, RequestedItem
from models.vocabulary import MessageKind

PLANS = Path(__file__).parents[3] / "deployments" / "plans"
CONSORTIUM, MONTHLY, TWIN = "consortium-2025-2027", "illustrative-monthly", "twin"
OFFICE = Office(
    name="Suivi du plan", from_address="suivi@iltizam.example", reply_address="reponse@iltizam.example",
    key=b"k" * 32, allowed_domains=(".example",),
)  # fmt: skip


@dataclass(frozen=True)
class Installation:
    """One database with several plans, and the desks people work at."""

    engine: Engine

    def desk(self, day: date, *, plan: str = "", hour: int = 9) -> Desk:
        """A desk at that hour (UTC) of a day; with a plan, as that plan sees it."""
        now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        desk = Desk(engine=self.engine, office=OFFICE, today=day, now=now)
        return desks_for(desk, plan=plan)[0] if plan else desk

    def session(self) -> Session:
        """A reading session."""
        return open_session(self.engine, reads_only=True)

    def plan(self, session: Session, code: str) -> ActionPlan:
        """The row of a plan."""
        return session.exec(select(ActionPlan).where(ActionPlan.code == code)).one()

    def reply(self, *, plan: str, official: str, answer: Callable[[str], str], number: int = 1) -> bytes:
        """The official's reply to the newest form, every line answered."""
        with self.session() as session:
            asked = (
                select(OutboundMessage, DataRequest, Official)
                .join(DataRequest, col(OutboundMessage.data_request_id) == DataRequest.id)
                .join(Official, col(DataRequest.official_id) == Official.id)
                .join(ActionPlan, col(DataRequest.plan_id) == ActionPlan.id)
                .where(ActionPlan.code == plan, Official.code == official)
                .where(OutboundMessage.kind == MessageKind.REQUEST)
                .order_by(col(OutboundMessage.id).desc())
            )
            sent, request, person = session.exec(asked).first()
            items = select(RequestedItem.code).where(RequestedItem.data_request_id == request.id)
            codes = session.exec(items.order_by(col(RequestedItem.position))).all()
        return written(
            sent.raw, sender=person.email, body="\n".join(f"{c} = {answer(c)}" for c in codes), number=number
        )


def written(request: bytes, *, sender: str, body: str, number: int) -> bytes:
    """A reply to one of our mails as a mail program writes it."""
    asked, reply = message_from_bytes(request), EmailMessage(policy=SMTP)
    reply["From"], reply["To"], reply["Subject"] = sender, asked["Reply-To"], "Re: form"
    reply["Date"] = f"Thu, 05 Nov 2026 10:{number:02}:00 +0000"
    reply["Message-ID"] = f"<reply-{number}-{sender}>"
    reply["In-Reply-To"] = asked["Message-ID"]
    reply.set_content(body + "\n", cte="base64")
    return reply.as_bytes()


def _load(engine: Engine, folders: Iterable[Path]) -> Installation:
    installation = Installation(engine)
    for folder in folders:
        plans.load(installation.desk(date(2025, 12, 20)), path=folder)
    return installation


@pytest.fixture(scope="session")
def twin_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The consortium's plan under another code and with other addresses; every other code is the same."""
    folder = tmp_path_factory.mktemp("plans") / TWIN
    shutil.copytree(PLANS / CONSORTIUM, folder)
    for file in folder.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        text = re.sub(r"@region-([a-z-]+)\.example", r"@twin-\1.example", text)
        file.write_text(text.replace(f"code: {CONSORTIUM}", f"code: {TWIN}"), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, sqlite_template: bytes) -> Callable[[Iterable[Path]], bytes]:
    """The bytes of a SQLite database with these plans; loaded once, because copying is cheaper."""
    known: dict[tuple[Path, ...], bytes] = {}

    def bytes_of(folders: Iterable[Path]) -> bytes:
        key = tuple(folders)
        if key not in known:
            file = tmp_path_factory.mktemp("loaded") / "plans.db"
            file.write_bytes(sqlite_template)
            engine = open_engine(f"sqlite:///{file}")
            _load(engine, key)
            engine.dispose()
            known[key] = file.read_bytes()
        return known[key]

    return bytes_of


def _installation(engine: Engine, loaded: Callable[[Iterable[Path]], bytes], folders: Iterable[Path]) -> Installation:
    if engine.dialect.name != "sqlite":
        return _load(engine, folders)
    engine.dispose()
    Path(str(engine.url.database)).write_bytes(loaded(folders))
    return Installation(engine)


@pytest.fixture
def both(engine: Engine, loaded: Callable[[Iterable[Path]], bytes]) -> Installation:
    """The consortium's plan and the monthly one, loaded together from their files."""
    return _installation(engine, loaded, (PLANS / CONSORTIUM, PLANS / MONTHLY))


@pytest.fixture
def twins(engine: Engine, loaded: Callable[[Iterable[Path]], bytes], twin_folder: Path) -> Installation:
    """The consortium's plan twice: every code of members, officials, commitments and lines is the same in both."""
    return _installation(engine, loaded, (PLANS / CONSORTIUM, twin_folder))


@pytest.fixture
def trusted() -> Callable[[Desk], Desk]:
    """The same desk with a mail server whose word on senders is taken."""
    return lambda desk: replace(desk, office=replace(desk.office, trusted_server="mx.iltizam.example"))
