"""A plan of any size in rows, for the benchmarks: one official, one commitment, two indicators and two milestones each."""

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlmodel import Session

from models.rules.codes import item_code
from models.tables import ActionPlan, Commitment, CommitmentInstance, Indicator, Member, Milestone, Official
from models.vocabulary import Aggregation, Direction, IndicatorKind, ItemKind, Language, MilestoneStatus, Stage

LANGUAGES = tuple(Language)


def load_plan_of(session: Session, *, officials: int) -> ActionPlan:
    """Add the plan "benchmark" in the caller's transaction."""
    plan = ActionPlan(
        code="benchmark", title="Benchmark", country="Morocco", submitted_on=date(2025, 4, 2), submission_year=2025,
        starts="2025-04", end="2027-06", loaded_at=datetime(2025, 4, 2, tzinfo=UTC),
    )  # fmt: skip
    session.add(plan)
    session.flush()
    member = Member(plan_id=plan.id, position=1, code="LAA", name="Region")
    session.add(member)
    session.flush()
    for number in range(1, officials + 1):
        _commitment(session, plan, member, number)
    session.flush()
    return plan


def _short_code(number: int) -> str:
    """Three letters and at most three digits, as in the printed plan: codes with more digits are no codes of a form."""
    return f"LA{chr(ord('A') + number // 1000)}{number % 1000}"


def _commitment(session: Session, plan: ActionPlan, member: Member, number: int) -> None:
    official = Official(
        plan_id=plan.id, member_id=member.id, code=f"OF-{number:05}", name=f"Official {number}",
        email=f"official{number}@region.example", language=LANGUAGES[number % 3], illustrative=True,
    )  # fmt: skip
    commitment = Commitment(
        plan_id=plan.id, member_id=member.id, position=number, code=f"MALAA{number:05}", short_code=_short_code(number),
        title=f"Commitment {number}", start="2025-06", end="2027-06", stage=Stage.EXECUTION,
    )  # fmt: skip
    session.add_all([official, commitment])
    session.flush()
    instance = CommitmentInstance(
        plan_id=plan.id, commitment_id=commitment.id, member_id=member.id, code=commitment.code,
        responsible_id=official.id,
    )  # fmt: skip
    session.add(instance)
    session.flush()
    for item in (1, 2):
        titles = {"fr": f"Élément {item}", "ar": f"عنصر {item}", "en": f"Item {item}"}
        session.add(
            Indicator(
                plan_id=plan.id, instance_id=instance.id, number=item, titles=titles,
                code=item_code(commitment.short_code, ItemKind.INDICATOR, item),
                units={"fr": "ateliers", "ar": "ورشات", "en": "workshops"}, kind=IndicatorKind.PERFORMANCE,
                direction=Direction.INCREASE, aggregation=Aggregation.SUM, cumulative=False, is_whole=True,
                minimum=Decimal(0), baseline=Decimal(0), target=Decimal(90),
            )
        )  # fmt: skip
        due_on = date(2026 + item // 2, 5, 31)
        session.add(
            Milestone(
                plan_id=plan.id, instance_id=instance.id, number=item, titles=titles,
                code=item_code(commitment.short_code, ItemKind.MILESTONE, item),
                due_on=due_on, first_due_on=due_on, status=MilestoneStatus.IN_PROGRESS,
            )
        )  # fmt: skip
