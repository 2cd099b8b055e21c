"""A plan small enough for the post: one region, one official with one form, a focal point and an administrator."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from flows.services.collection.campaigns import open_quarter
from flows.services.desk import Desk, Office
from models.rules.codes import item_code
from models.tables import (
    ActionPlan,
    Commitment,
    CommitmentInstance,
    Indicator,
    Member,
    Official,
    OutboundMessage,
    RoleAssignment,
)
from models.vocabulary import (
    Aggregation,
    Direction,
    IndicatorKind,
    ItemKind,
    Language,
    MessageKind,
    OfficialRole,
    OutboundState,
    Stage,
)

OFFICE = Office(
    name="Suivi du plan", from_address="suivi@iltizam.example", reply_address="reponse@iltizam.example",
    key=b"k" * 32, allowed_domains=(".example",),
)  # fmt: skip
OPENED = date(2026, 10, 1)
ROLES = {"OF-FOCAL": OfficialRole.FOCAL_POINT, "OF-ADMIN": OfficialRole.ADMINISTRATOR}


@dataclass
class Post:
    """One plan, its database, and the request that was sent to its official."""

    engine: Engine
    plan_id: int
    code: str = "small"

    def desk(self, day: date = OPENED, *, hours: float = 9) -> Desk:
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)
        return Desk(engine=self.engine, office=OFFICE, today=day, now=moment)

    def official(self, session: Session, code: str = "OF-ASKED") -> Official:
        session.rollback()
        session.expire_all()
        return session.exec(select(Official).where(Official.code == code)).one()

    def sent(self, session: Session, *kinds: MessageKind) -> list[OutboundMessage]:
        session.rollback()
        session.expire_all()
        query = select(OutboundMessage).where(col(OutboundMessage.kind).in_(kinds or list(MessageKind)))
        return list(session.exec(query.order_by(col(OutboundMessage.id))).all())

    def request(self, session: Session) -> OutboundMessage:
        return self.sent(session, MessageKind.REQUEST)[0]

    def accept_all(self, session: Session) -> list[OutboundMessage]:
        """What the outbox does with a willing server; the mails that have gone out now."""
        waiting = [row for row in self.sent(session) if row.state is OutboundState.PENDING]
        with self.desk().session() as writing:
            for row in waiting:
                stored = writing.get_one(OutboundMessage, row.id)
                stored.state, stored.sent_at = OutboundState.SENT, stored.queued_at
            writing.commit()
        return waiting


@pytest.fixture
def post(engine: Engine, session: Session) -> Post:
    """The form of the third quarter has been sent to the official."""
    plan = ActionPlan(
        code="small", title="A small plan", country="Morocco", submitted_on=date(2025, 4, 2), submission_year=2025,
        starts="2025-04", end="2027-06", loaded_at=datetime(2025, 4, 2, tzinfo=UTC),
    )  # fmt: skip
    session.add(plan)
    session.flush()
    member = Member(plan_id=plan.id, position=1, code="LAA", name="Region LAA")
    session.add(member)
    session.flush()
    for code in ("OF-ASKED", *ROLES):
        official = Official(
            plan_id=plan.id, member_id=member.id, code=code, name=f"Official {code}",
            email=f"{code.lower()}@region.example", language=Language.FRENCH,
        )  # fmt: skip
        session.add(official)
        session.flush()
        if code in ROLES:
            session.add(RoleAssignment(official_id=official.id, role=ROLES[code], member_id=member.id))
        else:
            _commitment(session, plan, member, official)
    session.commit()
    post = Post(engine, plan.id)
    open_quarter(post.desk(), plan="small")
    post.accept_all(session)
    return post


def _commitment(session: Session, plan: ActionPlan, member: Member, official: Official) -> None:
    commitment = Commitment(
        plan_id=plan.id, member_id=member.id, position=1, code="MALAA0001", short_code="LAA1", title="Title",
        titles={"fr": "Titre"}, start="2025-06", end="2027-06", stage=Stage.EXECUTION,
    )  # fmt: skip
    session.add(commitment)
    session.flush()
    instance = CommitmentInstance(
        plan_id=plan.id, commitment_id=commitment.id, member_id=member.id, code="MALAA0001", lead="Division",
        responsible_id=official.id,
    )  # fmt: skip
    session.add(instance)
    session.flush()
    session.add(
        Indicator(
            plan_id=plan.id, instance_id=instance.id, number=1, code=item_code("LAA1", ItemKind.INDICATOR, 1),
            titles={"fr": "Indicateur"}, units={"fr": "ateliers"}, kind=IndicatorKind.PERFORMANCE,
            direction=Direction.INCREASE, aggregation=Aggregation.SUM, cumulative=False, is_whole=True,
            minimum=Decimal(0), baseline=Decimal(0), target=Decimal(40), target_by="2027-06",
        )
    )  # fmt: skip


CODE = item_code("LAA1", ItemKind.INDICATOR, 1)


@pytest.fixture
def code() -> str:
    """The only line of the form."""
    return CODE


@pytest.fixture
def answer(session: Session) -> Callable[..., bytes]:
    """A reply to one of our mails as a mail program writes it; headers replace or (when empty) remove the usual ones."""
    serial = iter(range(1, 10_000))

    def write(mail: OutboundMessage, body: str, **headers: str) -> bytes:
        original: Message = message_from_bytes(mail.raw)
        message = EmailMessage(policy=SMTP)
        number = next(serial)
        fields = {
            "From": f"<{mail.envelope_to}>",
            "To": str(original["Reply-To"] or original["From"]),
            "Subject": f"Re: {original['Subject']}"[:200].replace("\n", " ").replace("\r", " "),
            "Date": f"Thu, 08 Oct 2026 {number // 60 % 24:02}:{number % 60:02}:00 +0000",
            "Message-ID": f"<answer-{number}@pc.region.example>",
            "In-Reply-To": str(original["Message-ID"]),
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in fields.items():
            if value:
                message[name] = value
        message.set_content(body, cte="base64")
        return message.as_bytes()

    return write
