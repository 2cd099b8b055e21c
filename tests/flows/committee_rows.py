"""Fixtures of the committees: a small plan in rows, one committee seated on both sides, a review sent to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from flows.services.collection.campaigns import open_quarter
from flows.services.committee.committee_reviews import review_committees
from flows.services.desk import Desk, Office
from models.rules.codes import item_code
from models.tables import (
    ActionPlan,
    Commitment,
    CommitmentInstance,
    Indicator,
    Member,
    Membership,
    Milestone,
    Official,
    OpenQuestion,
    Organisation,
    RoleAssignment,
)
from models.vocabulary import (
    Aggregation,
    Direction,
    IndicatorKind,
    ItemKind,
    Language,
    MembershipRole,
    MilestoneStatus,
    OfficialRole,
    OrganisationKind,
    Side,
    Stage,
)

OFFICE = Office(
    name="Suivi du plan", from_address="suivi@iltizam.example", reply_address="reponse@iltizam.example",
    key=b"k" * 32, allowed_domains=(".example",),
)  # fmt: skip
OPENED = date(2026, 10, 1)
REVIEWED = date(2026, 10, 26)
MEMBERS = (
    ("Membre civil un", "civil-un@association.example", "fr", Side.CIVIL_SOCIETY),
    ("عضو المجتمع المدني", "civil-deux@association.example", "ar", Side.CIVIL_SOCIETY),
    ("Administration member", "admin@region-laayoune.example", "en", Side.ADMINISTRATION),
)


@pytest.fixture
def desk_on(engine: Engine) -> Callable[[date], Desk]:
    """A desk for a day; the moment is nine o'clock of that day."""

    def on(day: date, *, trusted_server: str = "") -> Desk:
        moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        return Desk(
            engine=engine, office=replace(OFFICE, trusted_server=trusted_server), today=day, now=moment, actor="tester"
        )

    return on


@pytest.fixture
def plan(session: Session) -> ActionPlan:
    """Two regions with their committees; MALAA0001 shared by both, MALAA0002 and MALAA0003 of Laâyoune alone."""
    plan = ActionPlan(
        code="small", title="A small plan", country="Morocco", submitted_on=date(2025, 4, 2), submission_year=2025,
        starts="2025-04", end="2027-06", loaded_at=datetime(2025, 4, 2, tzinfo=UTC),
    )  # fmt: skip
    session.add(plan)
    session.flush()
    for position, (code, name) in enumerate((("LAA", "Laâyoune"), ("ORI", "Oriental")), start=1):
        _region(session, plan, position, code, name)
    _bodies(session, plan)
    owners = {o.code: o for o in session.exec(select(Official)).all()}
    carried = (("MALAA0001", "LAA1", ("LAA", "ORI")), ("MALAA0002", "LAA2", ("LAA",)), ("MALAA0003", "LAA3", ("LAA",)))
    for position, (code, short, regions) in enumerate(carried, start=1):
        _commitment(session, plan, position, code, short, regions, owners)
    session.commit()
    return plan


def _region(session: Session, plan: ActionPlan, position: int, code: str, name: str) -> None:
    member = Member(plan_id=plan.id, position=position, code=code, name=name)
    session.add(member)
    session.flush()
    session.add(
        Organisation(
            plan_id=plan.id, member_id=member.id, position=position, code=f"SC-{code}", name=f"Committee of {name}",
            kind=OrganisationKind.SUPERVISORY_COMMITTEE,
            names={"fr": f"Comité de supervision de {name}", "ar": f"لجنة الإشراف {code}", "en": f"Committee of {name}"},
        )
    )  # fmt: skip
    roles = (
        ("01", Language.FRENCH, OfficialRole.COMMITMENT_MANAGER), ("02", Language.ARABIC, OfficialRole.COMMITMENT_MANAGER),
        ("FP", Language.FRENCH, OfficialRole.FOCAL_POINT), ("DG", Language.FRENCH, OfficialRole.DIRECTOR_GENERAL),
    )  # fmt: skip
    for suffix, language, role in roles:
        official = Official(
            plan_id=plan.id, member_id=member.id, code=f"OF-{code}-{suffix}", name=f"Official {code} {suffix}",
            email=f"of-{code.lower()}-{suffix.lower()}@region.example", language=language, illustrative=True,
        )  # fmt: skip
        session.add(official)
        session.flush()
        session.add(RoleAssignment(official_id=official.id, role=role, member_id=member.id))


def _bodies(session: Session, plan: ActionPlan) -> None:
    bodies = (
        ("MONITORING-BODY", OrganisationKind.MONITORING_BODY),
        ("REPORTING-INSTANCE", OrganisationKind.REPORTING_INSTANCE),
    )
    for position, (code, kind) in enumerate(bodies, start=10):
        session.add(
            Organisation(
                plan_id=plan.id, position=position, code=code, kind=kind, name="To be defined", is_defined=False,
                verbatim="To be defined",
            )
        )  # fmt: skip
    admin = Official(
        plan_id=plan.id, code="OF-ADMIN", name="Administrator of the small plan", email="administrator@region.example",
        language=Language.FRENCH, illustrative=True,
    )  # fmt: skip
    session.add(admin)
    session.flush()
    session.add(RoleAssignment(official_id=admin.id, role=OfficialRole.ADMINISTRATOR))
    for code, text in (("G3-monitoring-body-undefined", "Who is the body?"), ("G12-categories", "Which category?")):
        session.add(OpenQuestion(plan_id=plan.id, code=code, trap=code.split("-")[0], text=text, texts={"en": text}))


def _commitment(
    session: Session, plan: ActionPlan, position: int, code: str, short: str, regions: tuple[str, ...],
    owners: dict[str, Official],
) -> None:  # fmt: skip
    members = {m.code: m for m in session.exec(select(Member)).all()}
    commitment = Commitment(
        plan_id=plan.id, member_id=members["LAA"].id, position=position, code=code, short_code=short,
        title=f"Title of {code}", titles={"fr": f"Titre de {code}"}, start="2025-06", end="2027-06", stage=Stage.EXECUTION,
    )  # fmt: skip
    session.add(commitment)
    session.flush()
    for region in regions:
        owner = owners[f"OF-{region}-{'02' if code == 'MALAA0003' else '01'}"]
        instance = CommitmentInstance(
            plan_id=plan.id, commitment_id=commitment.id, member_id=members[region].id, responsible_id=owner.id,
            code=code if region == "LAA" else f"{code}/{region}", lead=f"Division of {region}",
        )  # fmt: skip
        session.add(instance)
        session.flush()
        _items(session, plan, instance, short if region == "LAA" else f"{short}-{region}")


def _items(session: Session, plan: ActionPlan, instance: CommitmentInstance, short: str) -> None:
    session.add(
        Indicator(
            plan_id=plan.id, instance_id=instance.id, number=1, code=item_code(short, ItemKind.INDICATOR, 1),
            titles={"fr": "Ateliers", "ar": "الورشات", "en": "Workshops"},
            units={"fr": "ateliers", "ar": "ورشات", "en": "workshops"}, kind=IndicatorKind.PERFORMANCE,
            direction=Direction.INCREASE, aggregation=Aggregation.SUM, cumulative=False, is_whole=True,
            minimum=Decimal(0), baseline=Decimal(0), target=Decimal(40), target_by="2027-06",
        )
    )  # fmt: skip
    for number, due_on in ((1, date(2026, 9, 30)), (2, date(2026, 12, 31))):
        session.add(
            Milestone(
                plan_id=plan.id, instance_id=instance.id, number=number, code=item_code(short, ItemKind.MILESTONE, number),
                titles={"fr": f"Jalon {number}", "ar": f"المحطة {number}", "en": f"Milestone {number}"}, due_on=due_on,
                first_due_on=due_on, status=MilestoneStatus.IN_PROGRESS,
            )
        )  # fmt: skip
    session.flush()


def body(session: Session, code: str) -> Organisation:
    return session.exec(select(Organisation).where(Organisation.code == code)).one()


@pytest.fixture
def seated(session: Session, engine: Engine, plan: ActionPlan) -> tuple[str, ...]:
    """The committee of Laâyoune with two members of civil society and one of the administration; their addresses."""
    committee = body(session, "SC-LAA")
    with Session(engine) as writing:
        for name, address, language, side in MEMBERS:
            writing.add(
                Membership(
                    plan_id=plan.id, organisation_id=committee.id, name=name, email=address, language=language, side=side,
                    role=MembershipRole.MEMBER, starts_on=date(2026, 1, 1), illustrative=True,
                )
            )  # fmt: skip
        writing.commit()
    return tuple(address for _, address, _, _ in MEMBERS)


@pytest.fixture
def reviewed(seated: tuple[str, ...], desk_on: Callable[[date], Desk], session: Session) -> tuple[str, ...]:
    """The third quarter collected and closed, matrices frozen, packs queued."""
    open_quarter(desk_on(OPENED), plan="")
    review_committees(desk_on(REVIEWED), plan="")
    session.rollback()
    return seated
