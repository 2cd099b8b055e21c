"""A small plan with its governance in rows: one region, one commitment per stage, a committee of two sides, a council."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from flows.services.desk import Desk, Office
from flows.services.participation.meeting_inputs import MeetingOrder
from flows.services.participation.meetings import record_meeting
from models.rules.codes import item_code
from models.tables import (
    ActionPlan,
    Approval,
    Association,
    Commitment,
    CommitmentInstance,
    Consultation,
    Contribution,
    Endorsement,
    Indicator,
    Meeting,
    Member,
    Membership,
    Milestone,
    Official,
    Organisation,
    OutboundMessage,
    ParticipationCount,
    Publication,
    RoleAssignment,
    StatedFigure,
    TaxonomyTerm,
)
from models.vocabulary import (
    Aggregation,
    ApprovalKind,
    ConsultationKind,
    Direction,
    IndicatorKind,
    ItemKind,
    Language,
    MeetingFormat,
    MeetingPurpose,
    MeetingRegime,
    MeetingState,
    MembershipRole,
    MessageKind,
    MilestoneStatus,
    OfficialRole,
    OrganisationKind,
    PublicationChannel,
    PublicationSubject,
    ResponseKind,
    Side,
    Stage,
    TaxonomyKind,
)

OFFICE = Office(
    name="Suivi du plan", from_address="suivi@iltizam.example", reply_address="reponse@iltizam.example",
    key=b"k" * 32, allowed_domains=(".example",),
)  # fmt: skip
PEOPLE = {
    "OF-DG": (OfficialRole.DIRECTOR_GENERAL, Language.FRENCH),
    "OF-VP": (OfficialRole.VICE_PRESIDENT, Language.ARABIC),
    "OF-HD": (OfficialRole.HEAD_OF_DIVISION, Language.ENGLISH),
    "OF-PA": (OfficialRole.PRESIDENTIAL_AFFAIRS, Language.FRENCH),
    "OF-CM": (OfficialRole.COMMITMENT_MANAGER, Language.FRENCH),
}
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Governed:
    """The plan's row, and what tests say of it."""

    plan_id: int
    member_id: int
    code: str = "governed"
    committee: str = "SC-LAA"


@pytest.fixture
def desk_on(engine: Engine) -> Callable[..., Desk]:
    """A desk for a day at nine o'clock."""

    def on(day: date = TODAY, *, hour: int = 9) -> Desk:
        now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        return Desk(engine=engine, office=OFFICE, today=day, now=now)

    return on


@pytest.fixture
def desk(desk_on: Callable[..., Desk]) -> Desk:
    """The desk of 23 November 2026."""
    return desk_on()


@pytest.fixture
def governed(session: Session) -> Governed:
    """One region with officials, a committee, a consultative body, a council, and four commitments."""
    plan = ActionPlan(
        code="governed", title="A governed plan", country="Morocco", submitted_on=date(2025, 4, 2), submission_year=2025,
        starts="2025-04", end="2027-06", loaded_at=datetime(2025, 4, 2, tzinfo=UTC),
    )  # fmt: skip
    session.add(plan)
    session.flush()
    member = Member(plan_id=plan.id, position=1, code="LAA", name="Laâyoune", names={"fr": "Laâyoune", "ar": "العيون"})
    session.add(member)
    session.flush()
    for code, (role, language) in PEOPLE.items():
        _official(session, plan, member, code, role, language)
    _bodies(session, plan, member)
    for position in range(1, 10):
        term = TaxonomyTerm(
            plan_id=plan.id, kind=TaxonomyKind.PARTICIPANT_CATEGORY, position=position, code=f"PC{position}",
            text=f"Category {position}",
        )  # fmt: skip
        session.add(term)
    for code, value in (("groups_participating", 9), ("public_meetings_held", 47)):
        session.add(StatedFigure(plan_id=plan.id, code=code, question=f"{code}?", value=value))
    stages = (Stage.EXECUTION, Stage.CO_CREATION, Stage.EVALUATION, Stage.CO_CREATION)
    for position, stage in enumerate(stages, start=1):
        _commitment(session, plan, member, position, stage)
    session.commit()
    return Governed(plan.id, member.id)


def _official(
    session: Session, plan: ActionPlan, member: Member, code: str, role: OfficialRole, language: Language
) -> None:
    official = Official(
        plan_id=plan.id, member_id=member.id, code=code, name=f"Official {code}",
        email=f"{code.lower()}@region.example", language=language, illustrative=True,
    )  # fmt: skip
    session.add(official)
    session.flush()
    session.add(RoleAssignment(official_id=official.id, role=role, member_id=member.id))


def _bodies(session: Session, plan: ActionPlan, member: Member) -> None:
    kinds = {
        "RC-LAA": OrganisationKind.REGIONAL_COUNCIL,
        "SC-LAA": OrganisationKind.SUPERVISORY_COMMITTEE,
        "CB-LAA-YO": OrganisationKind.CONSULTATIVE_BODY,
        "MONITORING-BODY": OrganisationKind.MONITORING_BODY,
    }
    rows = {}
    for position, (code, kind) in enumerate(kinds.items(), start=1):
        rows[code] = Organisation(
            plan_id=plan.id, member_id=member.id, position=position, code=code, kind=kind, name=f"Body {code}",
            is_defined=kind is not OrganisationKind.MONITORING_BODY,
        )  # fmt: skip
        session.add(rows[code])
    session.flush()
    director = session.exec(select(Official).where(Official.code == "OF-DG")).one()
    committee = rows["SC-LAA"].id
    seats = [
        Membership(
            plan_id=plan.id, organisation_id=committee, official_id=director.id, side=Side.ADMINISTRATION,
            role=MembershipRole.CHAIR,
        ),
        Membership(
            plan_id=plan.id, organisation_id=committee, name="Association A (illustrative)", email="a@assoc.example",
            language="ar", side=Side.CIVIL_SOCIETY, role=MembershipRole.VICE_CHAIR,
        ),
        Membership(
            plan_id=plan.id, organisation_id=rows["CB-LAA-YO"].id, name="Youth body (illustrative)",
            email="youth@assoc.example", side=Side.CIVIL_SOCIETY, role=MembershipRole.MEMBER,
        ),
    ]  # fmt: skip
    session.add_all(seats)
    session.add(
        Association(
            plan_id=plan.id, member_id=member.id, code="AS-1", name="Water association (illustrative)",
            themes=["climate"], email="water@assoc.example", illustrative=True,
        )
    )  # fmt: skip
    session.flush()


def _commitment(session: Session, plan: ActionPlan, member: Member, position: int, stage: Stage) -> None:
    code, short = f"MALAA000{position}", f"LAA{position}"
    commitment = Commitment(
        plan_id=plan.id, member_id=member.id, position=position, code=code, short_code=short, title=f"Title of {code}",
        titles={"fr": f"Titre de {code}", "ar": f"عنوان {code}", "en": f"Title of {code}"}, start="2025-06",
        end="2027-06", stage=stage,
    )  # fmt: skip
    session.add(commitment)
    session.flush()
    manager = session.exec(select(Official).where(Official.code == "OF-CM")).one()
    instance = CommitmentInstance(
        plan_id=plan.id, commitment_id=commitment.id, member_id=member.id, code=code, responsible_id=manager.id,
        lead="Division",
    )  # fmt: skip
    session.add(instance)
    session.flush()
    for number, due_on in enumerate((date(2026, 9, 30), date(2027, 3, 31)), start=1):
        session.add(
            Milestone(
                plan_id=plan.id, instance_id=instance.id, number=number, due_on=due_on, first_due_on=due_on,
                code=item_code(short, ItemKind.MILESTONE, number), status=MilestoneStatus.IN_PROGRESS,
                titles={"fr": f"Jalon {number}", "ar": f"المحطة {number}", "en": f"Milestone {number}"},
            )
        )  # fmt: skip
    session.add(
        Indicator(
            plan_id=plan.id, instance_id=instance.id, number=1, code=item_code(short, ItemKind.INDICATOR, 1),
            titles={"en": "Indicator"}, units={"en": "people"}, kind=IndicatorKind.PERFORMANCE,
            direction=Direction.INCREASE, aggregation=Aggregation.SUM, baseline=Decimal(0), target=Decimal(10),
        )
    )  # fmt: skip
    session.flush()


Order = Callable[..., MeetingOrder]


@pytest.fixture
def review_order() -> Order:
    """A committee review of SC-LAA on 10 December 2026 at ten, with its members invited; fields can be replaced."""
    base = MeetingOrder(
        code="SC-LAA-2026-Q4", purpose="committee_review", body="SC-LAA", title="Examen du trimestre",
        starts="2026-12-10 10:00", place="Salle du conseil, Laâyoune", period="2026-Q3", invite="SC-LAA",
        agenda="La matrice du trimestre",
    )  # fmt: skip

    def order(**changes: object) -> MeetingOrder:
        return replace(base, **changes)  # type: ignore[arg-type]

    return order


@pytest.fixture
def meet(desk: Desk, governed: Governed) -> Callable[..., object]:
    """Record a meeting as an administrator."""

    def record(order: MeetingOrder, *, action: str = "plan", on: Desk | None = None, **more: object) -> object:
        return record_meeting(
            on or desk, plan="governed", action=action, order=order, operator="an administrator", **more
        )

    return record


@pytest.fixture
def invitations(session: Session) -> Callable[[], list[OutboundMessage]]:
    """The invitation mails of the outbox, oldest first."""

    def read() -> list[OutboundMessage]:
        session.rollback()
        query = select(OutboundMessage).where(OutboundMessage.kind == MessageKind.INVITATION)
        return list(session.exec(query.order_by(col(OutboundMessage.id))).all())

    return read


@pytest.fixture
def reply_to() -> Callable[..., bytes]:
    """A reply to one of our mails, from the person it went to unless said otherwise."""
    counter = iter(range(1, 1000))

    def write(sent: OutboundMessage, body: str, *, sender: str = "", calendar: str = "", **headers: str) -> bytes:
        original: Message = message_from_bytes(sent.raw)
        message = EmailMessage(policy=SMTP)
        number = next(counter)
        fields = {
            "From": sender or sent.envelope_to,
            "To": original["Reply-To"],
            "Subject": "Re: invitation",
            "Date": "Tue, 24 Nov 2026 10:00:00 +0000",
            "Message-ID": f"<answer-{number}@pc.example>",
            "In-Reply-To": original["Message-ID"],
        } | headers
        for name, value in fields.items():
            if value:
                message[name] = value
        message.set_content(body, cte="base64")
        if calendar:
            message.add_alternative(calendar, subtype="calendar", params={"method": "REPLY"})
        return message.as_bytes()

    return write


class CoCreation:
    """Puts the facts of a co-creation into rows, one by one; `complete` puts them all."""

    def __init__(self, session: Session, governed: Governed, commitment: str) -> None:
        self.session, self.governed = session, governed
        session.rollback()  # read what services wrote meanwhile
        self.commitment = session.exec(select(Commitment).where(Commitment.code == commitment)).one()

    def forum(self, *, categories: tuple[str, ...] = ("PC1", "PC3")) -> None:
        number = len(self.session.exec(select(Meeting.id)).all()) + 1
        begins = datetime(2026, 3, 2, 10, tzinfo=UTC)
        meeting = Meeting(
            plan_id=self.governed.plan_id, member_id=self.governed.member_id, code=f"FORUM-{number}",
            purpose=MeetingPurpose.FORUM, regime=MeetingRegime.REGULAR, format=MeetingFormat.IN_PERSON,
            state=MeetingState.HELD, title="Forum", starts_at=begins, ends_at=begins, place="Laâyoune",
            commitments=[self.commitment.code],
        )  # fmt: skip
        self.session.add(meeting)
        self.session.flush()
        for category in categories:
            self.session.add(
                ParticipationCount(
                    plan_id=self.governed.plan_id, meeting_id=meeting.id, category=category, sex="unknown",
                    age_group="unknown", people=4, counted_on=date(2026, 3, 2), counted_by="secretary",
                )
            )  # fmt: skip
        self.session.commit()

    def timeline(self, *, on: date = date(2026, 2, 1)) -> None:
        self.session.add(
            Publication(
                plan_id=self.governed.plan_id, subject=PublicationSubject.CO_CREATION_TIMELINE,
                channel=PublicationChannel.PORTAL, address="https://region.example/calendrier", published_on=on,
                recorded_by="secretary",
            )
        )  # fmt: skip
        self.session.commit()

    def survey(self, *, opens: date = date(2026, 3, 10), closes: date = date(2026, 3, 31)) -> None:
        self.session.add(
            Consultation(
                plan_id=self.governed.plan_id, member_id=self.governed.member_id, code=f"SV-{self.commitment.short_code}",
                kind=ConsultationKind.ONLINE_SURVEY, title="Survey", commitments=[self.commitment.code], opens_on=opens,
                closes_on=closes,
            )
        )  # fmt: skip
        self.session.commit()

    def contribution(self, code: str = "C-1", *, answered: bool = True) -> None:
        if self.session.exec(
            select(Contribution.id).where(Contribution.code == f"{code}-{self.commitment.short_code}")
        ).first():
            return
        self.session.add(
            Contribution(
                plan_id=self.governed.plan_id, commitment_id=self.commitment.id, code=f"{code}-{self.commitment.short_code}",
                category="PC1", text="More training", received_on=date(2026, 3, 12),
                response=ResponseKind.ACCEPTED if answered else None,
                response_text="Taken into milestone 1." if answered else "",
            )
        )  # fmt: skip
        self.session.commit()

    def adoption(self) -> None:
        self.session.add(
            Approval(
                plan_id=self.governed.plan_id, member_id=self.governed.member_id, commitment_id=self.commitment.id,
                kind=ApprovalKind.COUNCIL_ADOPTION, decided_on=date(2026, 5, 4), reference="42/2026",
                recorded_by="secretary",
            )
        )  # fmt: skip
        self.session.commit()

    def endorsement(self) -> None:
        self.session.add(
            Endorsement(
                plan_id=self.governed.plan_id, member_id=self.governed.member_id,
                position=len(self.session.exec(select(Endorsement.id)).all()) + 1, printed_name="AN ENDORSER",
                role="president", verbatim="AN ENDORSER, president",
            )
        )  # fmt: skip
        self.session.commit()

    def complete(self) -> None:
        self.forum()
        self.timeline()
        self.contribution()
        self.adoption()
        self.endorsement()


@pytest.fixture
def co_creation(session: Session, governed: Governed) -> Callable[[str], CoCreation]:
    """Facts of the co-creation of a commitment."""

    def of(commitment: str = "MALAA0002") -> CoCreation:
        return CoCreation(session, governed, commitment)

    return of
