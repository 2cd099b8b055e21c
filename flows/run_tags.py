"""Tags and names by which administrators find a run: its plan, the region and the commitment it was for, the period."""

from collections.abc import Sequence
from datetime import date

from prefect.client.orchestration import get_client
from prefect.runtime import flow_run
from sqlalchemy.engine import Engine
from sqlmodel import col, select

from flows.catalogue import ALL
from models.database import open_session
from models.rules.periods import Period
from models.tables import ActionPlan, Commitment, CommitmentInstance, Member

MOST_REGIONS = 20


async def tag_run(*, engine: Engine, plans: Sequence[str], commitment: str = "") -> None:
    """Add `plan:CODE` for each plan and `region:CODE` for each region of the commitment to the run's own tags."""
    found = tags_of(engine, plans=plans, commitment=commitment)
    run = flow_run.id
    if not (run and found):
        return
    async with get_client() as client:
        row = await client.read_flow_run(run)
        missing = [tag for tag in found if tag not in row.tags]
        if missing:
            await client.update_flow_run(row.id, tags=[*row.tags, *missing])


def tags_of(engine: Engine, *, plans: Sequence[str], commitment: str = "") -> list[str]:
    """The tags of a run for these plans; of a single plan with one region, and of one commitment, the regions too."""
    tags = [f"plan:{code}" for code in plans]
    if len(plans) != 1:
        return tags
    return tags + [f"region:{code}" for code in _regions(engine, plan=plans[0], commitment=commitment)][:MOST_REGIONS]


def period_on(engine: Engine, *, plan: str, day: date) -> Period | None:
    """The reporting period a day lies in, as the plan counts; None when several plans count differently."""
    query = select(ActionPlan.reporting_months).distinct()
    if plan:
        query = query.where(ActionPlan.code == plan)
    with open_session(engine, reads_only=True) as session:
        found = session.exec(query).all()
    return Period.containing(day, months=found[0]) if len(found) == 1 else None


def owner_of(engine: Engine, *, commitment: str) -> str:
    """Code of the plan a commitment belongs to; "" when none has it, or several."""
    query = select(ActionPlan.code).join(Commitment).where(Commitment.code == commitment.upper())
    with open_session(engine, reads_only=True) as session:
        found = session.exec(query).all()
    return found[0] if len(found) == 1 else ""


def _regions(engine: Engine, *, plan: str, commitment: str) -> list[str]:
    every = select(Member.code).join(ActionPlan).where(ActionPlan.code == plan)
    wanted = commitment.upper() if commitment != ALL else ""
    if wanted:
        every = (
            every.join(CommitmentInstance, col(CommitmentInstance.member_id) == Member.id)
            .join(Commitment, col(CommitmentInstance.commitment_id) == Commitment.id)
            .where(Commitment.code == wanted)
        )
    with open_session(engine, reads_only=True) as session:
        found = list(session.exec(every.order_by(col(Member.position))).all())
    return found if wanted or len(found) == 1 else []
