"""Several machines: everything in the registry on a work pool of Prefect's server, and a worker on each machine.

`python -m deployments.part pool` deploys, once; `python -m deployments.part worker` takes runs, on each machine. The
server must stand on PostgreSQL: automations that look at every run, as here, lock SQLite for minutes.
"""

import asyncio
import os
import socket
import sys
from collections.abc import Mapping
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists

from deployments.automations import ensure
from deployments.host_automations import ensure_hosts
from deployments.project_file import POOL
from deployments.registry import DEPLOYMENTS
from deployments.serve import RUNS_AT_ONCE, as_deployment
from flows.catalogue import loaded_plans, open_commitments
from flows.runtime import ready_engine
from flows.settings import child_environment, read_settings

HEARTBEAT_SECONDS = 30
"""How often a run says that it lives: the shortest that Prefect takes."""


def deploy() -> int:
    """Create the pool, deploy everything to it with the lists to choose from, renew the automations. Repeatable."""
    deployed = asyncio.run(_deploy())
    sys.stdout.write(f"{len(deployed)} flows deployed to the work pool {POOL}.\n")
    return 0


async def _deploy() -> Mapping[str, UUID]:
    engine = ready_engine(read_settings().database_url)
    choices, plans = open_commitments(engine), loaded_plans(engine)
    async with get_client() as client:
        await _make_pool(client)
        deployed: dict[str, UUID] = {}
        for listed in DEPLOYMENTS:
            deployment = as_deployment(listed, choices=choices, plans=plans)
            deployed[listed.name] = await deployment.aapply(work_pool_name=POOL)
        await ensure(client, deployments=deployed)
        await ensure_hosts(client)
    return deployed


async def _make_pool(client: PrefectClient) -> None:
    try:
        await client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))
    except ObjectAlreadyExists:
        return


def work() -> int:
    """Take runs from the pool, as many at a time as the embedded executor; this process becomes the worker."""
    environment = child_environment(read_settings())
    environment["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"] = str(HEARTBEAT_SECONDS)
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", POOL, "--type", "process"]
    command += ["--limit", str(RUNS_AT_ONCE), "--name", socket.gethostname()]
    os.execve(sys.executable, command, environment)  # noqa: S606
