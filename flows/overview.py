"""Where everything stands, every morning, as tables that stay on the administrators' pages; old pages are put away."""

from datetime import date, timedelta

from prefect import flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from prefect.client.schemas.sorting import ArtifactSort
from prefect.context import FlowRunContext

from flows.orders import carry_out, run_name
from flows.runtime import current_moment
from flows.services.desk import Desk
from flows.services.outcome import Outcome
from flows.services.upkeep import overviews

KEPT = timedelta(days=120)
"""How long pages are kept: as long as the runs they belong to. What happened stays in our own ledger for good."""

PAGE = 200


@flow(name="overview", flow_run_name=run_name)
async def overview(plan: str = "", as_of: date | None = None) -> Outcome:
    """Show where each commitment stands, who owes what, and how each region answered each quarter. Changes nothing.

    Args:
        plan: Code of the action plan. Leave empty for the only one, or for each of several.
        as_of: The day to look at. Leave empty for today.
    """

    def work(desk: Desk) -> Outcome:
        return overviews.overview(desk, plan=desk.plan)

    outcome = await carry_out(work, plan=plan, every=True, as_of=as_of)
    if FlowRunContext.get():
        async with get_client() as client:
            await put_away_old_pages(client)
    return outcome


async def put_away_old_pages(client: PrefectClient, *, kept: timedelta = KEPT) -> int:
    """Delete artifacts older than `kept`, but never the newest of a key; how many were deleted."""
    before = current_moment() - kept
    newest: set[str] = set()
    old, offset = [], 0
    every = ArtifactFilter(key=ArtifactFilterKey(exists_=True))
    while page := await client.read_artifacts(
        artifact_filter=every, sort=ArtifactSort.CREATED_DESC, limit=PAGE, offset=offset
    ):
        for artifact in page:
            key = artifact.key or ""
            if key in newest and artifact.created and artifact.created < before:
                old.append(artifact.id)
            newest.add(key)
        offset += len(page)
    for number in old:
        await client.delete_artifact(number)
    return len(old)
