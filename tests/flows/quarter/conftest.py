"""A small plan in rows: two regions, three officials in three languages, superiors, one shared commitment."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from flows.services.desk import Desk, Office
from models.rules.codes import item_code
from models.tables import (
    ActionPlan,
    Commitment,
    CommitmentInstance,
    Indicator,
    Member,
    Milestone,
    Official,
    OutboundMessage,
    RequestedItem,
    RoleAssignment,
)
from models.vocabulary import (
    Aggregation,
    Direction,
    IndicatorKind,
    ItemKind,
    Language,
    MessageKind,
    MilestoneStatus,
    OfficialRole,
    Stage,
)

OFFICE = Office(
    name="Suivi du plan", from_address="suivi@iltizam.example", reply_address="reponse@iltizam.example",
    key=b"k" * 32, allowed_domains=(".example",),
)  # fmt: skip
LADDER = (
    OfficialRole.HEAD_OF_DIVISION,
    OfficialRole.DIRECTOR_GENERAL,
    OfficialRole.VICE_PRESIDENT,
    OfficialRole.COMMITTEE_CHAIR,
    OfficialRole.FOCAL_POINT,
)


@dataclass(frozen=True)
class SmallPlan:
    """The plan's code and the codes a test needs."""

    code: str
    plan_id: int
    french: str = "OF-LAA-FR"
    arabic: str = "OF-LAA-AR"
    english: str = "OF-ORI-EN"


@pytest.fixture
def desk_on(engine: Engine) -> Callable[[date], Desk]:
    """A desk for a day; the moment is nine o'clock of that day."""

    def on(day: date) -> Desk:
        return Desk(engine=engine, office=OFFICE, today=day, now=datetime(day.year, day.month, day.day, 9, tzinfo=UTC))

    return on


@pytest.fixture
def small_plan(session: Session) -> SmallPlan:
    """LAA2 (French official), LAA3 (Arabic official), LAA1 shared: LAA by the French official, ORI by the English one."""
    plan = ActionPlan(
        code="small", title="A small plan", country="Morocco", submitted_on=date(2025, 4, 2), submission_year=2025,
        starts="2025-04", end="2027-06", loaded_at=datetime(2025, 4, 2, tzinfo=UTC),
    )  # fmt: skip
    session.add(plan)
    session.flush()
    members = {}
    for position, code in enumerate(("LAA", "ORI"), start=1):
        members[code] = Member(plan_id=plan.id, position=position, code=code, name=f"Region {code}")
        session.add(members[code])
    session.flush()
    officials = _officials(session, plan, members)
    _commitment(session, plan, 1, "LAA1", {"LAA": officials["OF-LAA-FR"], "ORI": officials["OF-ORI-EN"]}, members)
    _commitment(session, plan, 2, "LAA2", {"LAA": officials["OF-LAA-FR"]}, members)
    _commitment(session, plan, 3, "LAA3", {"LAA": officials["OF-LAA-AR"]}, members)
    session.commit()
    return SmallPlan(plan.code, plan.id)


def _officials(session: Session, plan: ActionPlan, members: dict[str, Member]) -> dict[str, Official]:
    found = {}
    rows = [
        ("OF-LAA-FR", "LAA", Language.FRENCH),
        ("OF-LAA-AR", "LAA", Language.ARABIC),
        ("OF-ORI-EN", "ORI", Language.ENGLISH),
    ]
    rows += [(f"{role.value}-{m}", m, Language.FRENCH) for role in LADDER for m in members]
    for code, member, language in rows:
        official = Official(
            plan_id=plan.id, member_id=members[member].id, code=code, name=f"Official {code}",
            email=f"{code.lower()}@region-{member.lower()}.example", language=language, illustrative=True,
        )  # fmt: skip
        session.add(official)
        session.flush()
        found[code] = official
        role = code.removesuffix(f"-{member}")
        if role in set(OfficialRole):
            session.add(RoleAssignment(official_id=official.id, role=OfficialRole(role), member_id=members[member].id))
    return found


def _commitment(
    session: Session, plan: ActionPlan, position: int, short: str, carried_by: dict[str, Official],
    members: dict[str, Member],
) -> None:  # fmt: skip
    code = f"MALAA000{position}"
    commitment = Commitment(
        plan_id=plan.id, member_id=members["LAA"].id, position=position, code=code, short_code=short,
        title=f"Title of {code}", titles={"fr": f"Titre de {code}"}, start="2025-06", end="2027-06", stage=Stage.EXECUTION,
    )  # fmt: skip
    session.add(commitment)
    session.flush()
    for member, official in carried_by.items():
        own = member == "LAA"
        instance = CommitmentInstance(
            plan_id=plan.id, commitment_id=commitment.id, member_id=members[member].id,
            code=code if own else f"{code}/{member}", lead=f"Division of {member}", responsible_id=official.id,
        )  # fmt: skip
        session.add(instance)
        session.flush()
        _items(session, plan, instance, short if own else f"{short}-{member}")


def _items(session: Session, plan: ActionPlan, instance: CommitmentInstance, short: str) -> None:
    for number, (unit, whole, maximum) in enumerate([("ateliers", True, None), ("%", False, Decimal(100))], start=1):
        session.add(
            Indicator(
                plan_id=plan.id, instance_id=instance.id, number=number,
                code=item_code(short, ItemKind.INDICATOR, number),
                titles={"fr": f"Indicateur {number}", "ar": f"المؤشر {number}", "en": f"Indicator {number}"},
                units={"fr": unit, "ar": "ورشات" if whole else "%", "en": "workshops" if whole else "%"},
                kind=IndicatorKind.PERFORMANCE, direction=Direction.INCREASE, aggregation=Aggregation.SUM,
                cumulative=False, is_whole=whole, minimum=Decimal(0), maximum=maximum, baseline=Decimal(0),
                target=Decimal(40), target_by="2027-06",
            )
        )  # fmt: skip
    due_days = (date(2026, 9, 30), date(2026, 12, 31))
    for number, due_on in enumerate(due_days, start=1):
        session.add(
            Milestone(
                plan_id=plan.id, instance_id=instance.id, number=number,
                code=item_code(short, ItemKind.MILESTONE, number),
                titles={"fr": f"Jalon {number}", "ar": f"المحطة {number}", "en": f"Milestone {number}"},
                due_on=due_on, first_due_on=due_on, status=MilestoneStatus.IN_PROGRESS,
            )
        )  # fmt: skip
    session.flush()


@pytest.fixture
def later(desk_on: Callable[[date], Desk]) -> Callable[..., Desk]:
    """A desk for a day with a trusted mail server."""

    def with_server(day: date, *, trusted_server: str = "mx.iltizam.example") -> Desk:
        desk = desk_on(day)
        return replace(desk, office=replace(desk.office, trusted_server=trusted_server))

    return with_server


class Correspondent:
    """An official at a mail program: reads the request that was sent and writes replies to it."""

    def __init__(self, session: Session, official: str) -> None:
        self.session = session
        self.official = session.exec(select(Official).where(Official.code == official)).one()
        query = select(OutboundMessage).where(
            OutboundMessage.official_id == self.official.id, OutboundMessage.kind == MessageKind.REQUEST
        )
        self.sent = session.exec(query.order_by(col(OutboundMessage.id))).first()
        self.request = message_from_bytes(self.sent.raw)
        items = session.exec(
            select(RequestedItem)
            .where(RequestedItem.data_request_id == self.sent.data_request_id)
            .order_by(col(RequestedItem.position))
        ).all()
        self.codes = [item.code for item in items]
        self.count = 0

    @property
    def text(self) -> str:
        part = next(part for part in self.request.walk() if part.get_content_type() == "text/plain")
        return part.get_payload(decode=True).decode()

    def reply(self, body: str, *, quote: bool = True, **headers: str) -> bytes:
        self.count += 1
        message = EmailMessage(policy=SMTP)
        fields = {
            "From": f"{self.official.name} <{self.official.email}>",
            "To": self.request["Reply-To"],
            "Subject": "Re: le formulaire",
            "Date": f"Thu, 08 Oct 2026 10:{self.count:02}:00 +0000",
            "Message-ID": f"<reply-{self.count}@pc.region.example>",
            "In-Reply-To": self.request["Message-ID"],
        } | headers
        for name, value in fields.items():
            if value:
                message[name] = value
        quoted = "\n".join("> " + line for line in self.text.splitlines()) if quote else ""
        attribution = "\n\nLe jeu. 1 oct. 2026 à 09:00, Suivi <suivi@iltizam.example> a écrit :\n" if quote else ""
        message.set_content(body + attribution + quoted, cte="base64")
        return message.as_bytes()

    def all_answers(self) -> str:
        return "\n".join(f"{code} = {'14' if '-I' in code else 'en cours'}" for code in self.codes)


@pytest.fixture
def correspondent() -> type[Correspondent]:
    """Makes the official of a code, sitting at a mail program."""
    return Correspondent
