"""A small plan of four regions in rows, and the verbs that put commitments, items and bodies into it."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TypeVar

from sqlalchemy.engine import Engine
from sqlmodel import Session, select

import flows.runtime  # noqa: F401  (makes Python read the pinned time-zone data)
from flows.services.desk import Desk, Office
from models.database import open_session
from models.rules.codes import item_code
from models.tables import (
    ActionPlan,
    Commitment,
    CommitmentInstance,
    Indicator,
    Member,
    Milestone,
    Official,
    OpenQuestion,
    Organisation,
)
from models.tables.record import Record
from models.vocabulary import (
    Aggregation,
    Direction,
    IndicatorKind,
    ItemKind,
    Language,
    MilestoneStatus,
    OrganisationKind,
    Stage,
)

REGIONS = {
    "ORI": {"en": "Oriental", "fr": "Oriental", "ar": "الشرق"},
    "SOM": {"en": "Souss-Massa", "fr": "Souss-Massa", "ar": "سوس ماسة"},
    "LAA": {"en": "Laâyoune-Sakia El Hamra", "fr": "Laâyoune-Sakia El Hamra", "ar": "العيون الساقية الحمراء"},
    "DRA": {"en": "Drâa-Tafilalet", "fr": "Drâa-Tafilalet", "ar": "درعة تافيلالت"},
}
PLAN = "CONSORTIUM"
Row = TypeVar("Row", bound=Record)


class PlanRows:
    """One database with a plan in it, and the verbs a test needs."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.session: Session = open_session(engine)
        self.plan = self.add(
            ActionPlan(
                code=PLAN,
                title="Action plan of four regions",
                consortium="Four regions",
                submitted_on=date(2025, 4, 2),
                submission_year=2025,
                starts="2025-04",
                end="2027-06",
                file_sha256="ab" * 32,
                loaded_at=datetime(2025, 4, 2, 9, tzinfo=UTC),
            )
        )
        self.members: dict[str, Member] = {}
        self.officials: dict[str, Official] = {}
        for position, (code, names) in enumerate(REGIONS.items()):
            self.members[code] = self.add(
                Member(plan_id=self.plan.id, position=position, code=code, name=names["en"], names=names)
            )
            self.officials[code] = self.add(
                Official(
                    plan_id=self.plan.id,
                    member_id=self.members[code].id,
                    code=f"OF-{code}-01",
                    name=f"Head {code}",
                    email=f"{code.lower()}@region.example",
                    language=Language.FRENCH,
                    unit="Division of cooperation",
                )
            )
        self.session.commit()

    def desk(self, today: date = date(2026, 11, 23), *, now: datetime | None = None) -> Desk:
        """A desk on this database; now is nine o'clock of the day."""
        office = Office("Suivi", "suivi@iltizam.example", "reponse@iltizam.example", b"k" * 32)
        return Desk(self.engine, office, today, now or datetime.combine(today, time(9), UTC))

    def add(self, row: Row) -> Row:
        """Add one row and give it its key."""
        self.session.add(row)
        self.session.flush()
        return row

    def commitment(self, code: str, *regions: str, title: str = "Transparency", **changes: object) -> list[str]:
        """A commitment with an instance in each region; returns the short codes of the instances."""
        position = len(self.session.exec(select(Commitment)).all())
        values: dict[str, object] = {
            "plan_id": self.plan.id,
            "member_id": self.members[regions[0]].id,
            "position": position,
            "code": code,
            "short_code": code[-4:],
            "title": title,
            "start": "2025-07",
            "end": "2027-06",
            "stage": Stage.EXECUTION,
        }
        commitment = self.add(Commitment(**(values | changes)))
        shorts = []
        for region in regions:
            short = f"{region}{position + 1}"
            self.add(
                CommitmentInstance(
                    plan_id=self.plan.id,
                    commitment_id=commitment.id,
                    member_id=self.members[region].id,
                    code=short,
                    lead=f"Division {region}",
                    responsible_id=self.officials[region].id,
                )
            )
            shorts.append(short)
        return shorts

    def instance(self, short: str) -> CommitmentInstance:
        """An instance by its short code."""
        return self.session.exec(select(CommitmentInstance).where(CommitmentInstance.code == short)).one()

    def indicator(self, short: str, number: int = 1, **changes: object) -> str:
        """An indicator; returns its code."""
        code = item_code(short, ItemKind.INDICATOR, number)
        values: dict[str, object] = {
            "plan_id": self.plan.id,
            "instance_id": self.instance(short).id,
            "number": number,
            "code": code,
            "titles": {"en": "People trained", "fr": "Personnes formées", "ar": "الأشخاص المكونون"},
            "units": {"en": "people", "fr": "personnes", "ar": "أشخاص"},
            "kind": IndicatorKind.PERFORMANCE,
            "direction": Direction.INCREASE,
            "aggregation": Aggregation.SUM,
            "baseline": Decimal(0),
            "target": Decimal(100),
            "target_by": "2027-06",
        }
        self.add(Indicator(**(values | changes)))
        return code

    def milestone(self, short: str, number: int = 1, *, due_on: date = date(2026, 6, 30), **changes: object) -> str:
        """A milestone; returns its code."""
        code = item_code(short, ItemKind.MILESTONE, number)
        values: dict[str, object] = {
            "plan_id": self.plan.id,
            "instance_id": self.instance(short).id,
            "number": number,
            "code": code,
            "titles": {"en": "Portal online", "fr": "Portail en ligne", "ar": "إطلاق البوابة"},
            "due_on": due_on,
            "first_due_on": due_on,
            "status": MilestoneStatus.NOT_STARTED,
        }
        self.add(Milestone(**(values | changes)))
        return code

    def question(self, code: str, text: str, **texts: str) -> None:
        """An open question of the plan."""
        self.add(OpenQuestion(plan_id=self.plan.id, code=code, text=text, texts=texts))
        self.session.commit()

    def body(self, *, is_defined: bool, name: str = "Independent observatory") -> None:
        """A monitoring body, named or not."""
        self.add(
            Organisation(
                plan_id=self.plan.id,
                position=1,
                code="MB",
                kind=OrganisationKind.MONITORING_BODY,
                name=name,
                is_defined=is_defined,
            )
        )
        self.session.commit()
