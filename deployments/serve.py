"""Deploys everything in the registry to the Prefect server and executes its runs on this machine, until stopped."""

import asyncio
import sys

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from deployments.automations import ensure
from deployments.registry import DEPLOYMENTS, ONE_AT_A_TIME, TAG, TIME_ZONE, Listed
from flows.catalogue import Choice, loaded_plans, open_commitments
from flows.choices import offer, offer_plans
from flows.runtime import check_time_zone, ready_engine
from flows.settings import read_settings
from models.rules.errors import DomainError

RUNS_AT_ONCE = 2
SECONDS_BETWEEN_LOOKS = 2.0


def as_deployment(listed: Listed, *, choices: tuple[Choice, ...], plans: tuple[str, ...] = ()) -> RunnerDeployment:
    """A registry entry as Prefect wants it, its plan and its commitment drop-down lists."""
    flow = listed.load_flow()
    limit = ConcurrencyLimitConfig(limit=ONE_AT_A_TIME, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    deployment = RunnerDeployment.from_flow(
        flow,
        name=listed.name,
        schedules=[Cron(listed.cron, timezone=TIME_ZONE, slug="regular")] if listed.cron else [],
        tags=[TAG, *listed.tags],
        description=listed.description,
        parameters=dict(listed.parameters),
        concurrency_limit=limit if listed.single else None,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    properties = deployment._parameter_openapi_schema.properties
    offer(properties, flow=listed.name, choices=choices)
    offer_plans(properties, plans=plans)
    return deployment


async def serve() -> None:
    """Deploy, then execute runs. Deployments are not paused at the end: their schedule goes on when we are back."""
    engine = ready_engine(read_settings().database_url)
    choices, plans = open_commitments(engine), loaded_plans(engine)
    runner = Runner(name=TAG, pause_on_shutdown=False, limit=RUNS_AT_ONCE, query_seconds=SECONDS_BETWEEN_LOOKS)
    added = {
        listed.name: await runner.aadd_deployment(as_deployment(listed, choices=choices, plans=plans))
        for listed in DEPLOYMENTS
    }
    async with get_client() as client:
        await ensure(client, deployments=added)
    await runner.start()


def main() -> int:
    """Run until SIGTERM or SIGINT."""
    try:
        check_time_zone()
        asyncio.run(serve())
    except DomainError as error:
        sys.stderr.write(f"{error.sentence}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
