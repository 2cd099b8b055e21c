"""A made-up plan in which each official answers for several commitments: two indicators and two milestones each."""

from datetime import UTC, date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session

from models.rules.codes import item_code
from models.tables import ActionPlan, Commitment, CommitmentInstance, Indicator, Member, Milestone, Official
from models.vocabulary import Aggregation, Direction, IndicatorKind, ItemKind, Language, MilestoneStatus, Stage

LANGUAGES = tuple(Language)
MEMBERS = 4
PLAN = "benchmark"


def load_crowded_plan(session: Session, *, commitments: int, per_official: int) -> None:
    """Add the plan "benchmark" in bulk, in the caller's transaction."""
    plan = ActionPlan(
        code=PLAN, title="Benchmark", country="Morocco", submitted_on=date(2025, 4, 2), submission_year=2025,
        starts="2025-04", end="2027-06", loaded_at=datetime(2025, 4, 2, tzinfo=UTC), languages=["fr", "ar", "en"],
    )  # fmt: skip
    session.add(plan)
    session.flush()
    for place in range(1, MEMBERS + 1):
        session.add(Member(id=place, plan_id=plan.id, position=place, code=f"R{place}X", name=f"Region {place}"))
    session.flush()
    officials = -(-commitments // per_official)
    session.execute(sa.insert(Official), [_official(plan.id, number) for number in range(1, officials + 1)])
    numbers = range(1, commitments + 1)
    session.execute(sa.insert(Commitment), [_commitment(plan.id, number) for number in numbers])
    session.execute(sa.insert(CommitmentInstance), [_instance(plan.id, n, per_official) for n in numbers])
    session.execute(sa.insert(Indicator), [_indicator(plan.id, n, item) for n in numbers for item in (1, 2)])
    session.execute(sa.insert(Milestone), [_milestone(plan.id, n, item) for n in numbers for item in (1, 2)])


def _official(plan_id: int, number: int) -> dict[str, object]:
    return {
        "id": number, "plan_id": plan_id, "member_id": number % MEMBERS + 1, "code": f"OF-{number:05}",
        "name": f"Official {number}", "names": {}, "email": f"official{number}@region.example",
        "language": LANGUAGES[number % 3], "unit": "", "illustrative": True, "suppressed_because": "",
    }  # fmt: skip


def _commitment(plan_id: int, number: int) -> dict[str, object]:
    return Commitment(
        id=number, plan_id=plan_id, member_id=number % MEMBERS + 1, position=number, code=f"MALAA{number:05}",
        short_code=f"LA{number}", title=f"Commitment {number}", start="2025-06", end="2027-06", stage=Stage.EXECUTION,
    ).model_dump()  # fmt: skip


def _instance(plan_id: int, number: int, per_official: int) -> dict[str, object]:
    return CommitmentInstance(
        id=number, plan_id=plan_id, commitment_id=number, member_id=number % MEMBERS + 1, code=f"MALAA{number:05}",
        responsible_id=(number - 1) // per_official + 1,
    ).model_dump()  # fmt: skip


def _indicator(plan_id: int, number: int, item: int) -> dict[str, object]:
    return Indicator(
        id=2 * number + item, plan_id=plan_id, instance_id=number, number=item, titles=_titles(item),
        code=item_code(f"LA{number}", ItemKind.INDICATOR, item),
        units={"fr": "ateliers", "ar": "ورشات", "en": "workshops"}, kind=IndicatorKind.PERFORMANCE,
        direction=Direction.INCREASE, aggregation=Aggregation.SUM, cumulative=False, is_whole=True,
        minimum=Decimal(0), baseline=Decimal(0), target=Decimal(90),
    ).model_dump()  # fmt: skip


def _milestone(plan_id: int, number: int, item: int) -> dict[str, object]:
    due_on = date(2026 + item // 2, 12, 31)
    return Milestone(
        id=2 * number + item, plan_id=plan_id, instance_id=number, number=item, titles=_titles(item),
        code=item_code(f"LA{number}", ItemKind.MILESTONE, item), due_on=due_on, first_due_on=due_on,
        status=MilestoneStatus.IN_PROGRESS,
    ).model_dump()  # fmt: skip


def _titles(item: int) -> dict[str, str]:
    return {"fr": f"Élément {item}", "ar": f"عنصر {item}", "en": f"Item {item}"}
