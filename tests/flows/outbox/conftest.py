"""Builders and a scripted mail server for the outbox tests."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session, SQLModel, col, select

from flows.local_mail_server import LocalMailServer, LocalPost
from flows.services.desk import Desk, Office
from flows.services.dispatch.outbox import queue
from flows.services.dispatch.outbox_claim import Claim, claim_due
from flows.services.dispatch.outbox_pace import Pace
from models.tables import ActionPlan, Campaign, DataRequest, DomainPace, Official, OutboundMessage
from models.vocabulary import Language, MessageKind, RequestState
from notifications.mail import ComposedMail, Envelope
from notifications.smtp import Relay

Row = TypeVar("Row", bound=SQLModel)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OFFICE = Office("Suivi", "suivi@plan.example", "reponse@plan.example", b"k" * 32, allowed_domains=(".example",))


def compose(number: int, *, to: str = "") -> ComposedMail:
    """A small mail whose second line begins with a dot."""
    recipient = to or f"official-{number}@region.example"
    message_id = f"<m{number}@plan.example>"
    raw = (
        f"From: suivi@plan.example\r\nTo: {recipient}\r\nMessage-ID: {message_id}\r\nSubject: Form {number}\r\n"
        f"\r\nLine one of {number}\r\n.dotted\r\n..\r\n.\r\nend\r\n"
    ).encode()
    envelope = Envelope("Suivi", "suivi@plan.example", "", recipient, "reponse+b@plan.example", message_id, NOW)
    return ComposedMail(envelope, f"Form {number}", raw)


@pytest.fixture(name="compose")
def compose_fixture() -> Callable[..., ComposedMail]:
    """The builder of small mails."""
    return compose


@pytest.fixture
def desk(engine: Engine) -> Desk:
    """A desk on Monday 23 November 2026, 9:00, that may write to .example domains."""
    return Desk(engine, OFFICE, date(2026, 11, 23), NOW)


@pytest.fixture
def later(desk: Desk) -> Callable[[timedelta], Desk]:
    """The same desk some time later."""

    def at(passed: timedelta) -> Desk:
        now = NOW + passed
        return Desk(desk.engine, desk.office, now.date(), now)

    return at


@pytest.fixture
def fill(desk: Desk) -> Callable[..., None]:
    """Queue this many mails."""

    def put(count: int = 1, *, to: str = "", start: int = 1) -> None:
        with desk.session() as session:
            for number in range(start, start + count):
                mail = compose(number, to=to)
                queue(session, mail=mail, key=f"k{number}", kind=MessageKind.REQUEST, now=NOW, period="2026-Q3")
            session.commit()

    return put


@pytest.fixture
def asked(desk: Desk) -> int:
    """The number of a data request."""
    day = NOW.date()
    with desk.session() as session:
        plan = _stored(
            session,
            ActionPlan(
                code="p",
                title="P",
                submitted_on=day,
                submission_year=2025,
                starts="2025-04",
                end="2027-06",
                loaded_at=NOW,
            ),
        )
        official = _stored(
            session, Official(plan_id=plan.id, code="O", name="O", email="o@region.example", language=Language.FRENCH)
        )
        campaign = _stored(
            session,
            Campaign(
                plan_id=plan.id, period="2026-Q3", period_start=day, period_end=day, opened_on=day, respond_by=day
            ),
        )
        request = _stored(
            session,
            DataRequest(
                plan_id=plan.id,
                campaign_id=campaign.id,
                official_id=official.id,
                reference="R",
                nonce="0" * 8,
                language=Language.FRENCH,
                state=RequestState.OPEN,
                asked_on=day,
                respond_by=day,
            ),
        )
        session.commit()
        return request.id


def _stored(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


@pytest.fixture
def rows(desk: Desk) -> Callable[[], list[OutboundMessage]]:
    """All rows of the outbox, in order."""

    def read() -> list[OutboundMessage]:
        with desk.session() as session:
            return list(session.exec(select(OutboundMessage).order_by(col(OutboundMessage.id))).all())

    return read


@pytest.fixture
def claim(desk: Desk) -> Callable[..., list[Claim]]:
    """Claim what is due, as a worker of this name, and commit."""

    def take(*, worker: str, wanted: int = 10, moment: datetime = NOW) -> list[Claim]:
        with desk.session() as session:
            pace = Pace(session, per_minute=0, now=moment)
            claims = claim_due(session, worker=worker, now=NOW, moment=moment, wanted=wanted, pace=pace)
            session.commit()
            return claims

    return take


@pytest.fixture
def pace(desk: Desk) -> Callable[[], dict[str, float]]:
    """The speed of every domain that is counted, in mails a minute."""

    def read() -> dict[str, float]:
        with desk.session() as session:
            return {row.domain: row.per_minute for row in session.exec(select(DomainPace))}

    return read


@pytest.fixture
def post(tmp_path: Path) -> LocalPost:
    """The Maildirs of a fresh home."""
    return LocalPost(tmp_path / "home", ("reponse@plan.example",))


@pytest.fixture
def server(post: LocalPost) -> Iterator[LocalMailServer]:
    """The embedded mail server, running."""
    with LocalMailServer(post) as server:
        yield server


@pytest.fixture
def relay(server: LocalMailServer) -> Relay:
    """The embedded mail server as a relay."""
    return Relay("127.0.0.1", server.port)
