"""Talking to our Prefect server at start and stop: is it up, what was interrupted, run this and wait for it."""

import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Cancelled, Crashed

from deployments.registry import DEPLOYMENTS, find
from flows.confirmation import CATCH_UP

INTERRUPTED = (StateType.RUNNING, StateType.PENDING, StateType.CANCELLING)
_PAGE = 200
_LOOK_EVERY_SECONDS = 0.5


@contextmanager
def client() -> Iterator[SyncPrefectClient]:
    """A connection to the server of this installation."""
    with get_client(sync_client=True) as connection:
        yield connection


def is_healthy(api_url: str) -> bool:
    """Whether the server answers."""
    try:
        with urllib.request.urlopen(f"{api_url}/health", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except OSError:
        return False


def are_deployed(connection: SyncPrefectClient) -> bool:
    """Whether everything in the registry is known to the server."""
    known = {deployment.name for deployment in connection.read_deployments()}
    return known >= {listed.name for listed in DEPLOYMENTS}


def reconcile(connection: SyncPrefectClient) -> int:
    """Mark runs of our flows that claim to run as crashed, and return how many. Only while no executor is up.

    Killing an executor leaves its runs "Running" for ever. The rows of the database know what is left to do, so the
    next run simply goes on.
    """
    ours = FlowFilter(name=FlowFilterName(any_=[listed.name for listed in DEPLOYMENTS]))
    runs = list(_all_runs(connection, flow_filter=ours, state_types=INTERRUPTED))
    for run in runs:
        state: State[None] = Crashed(message="Interrupted: the program was stopped. The next run goes on from here.")
        connection.set_flow_run_state(run.id, state, force=True)
    return len(runs)


def drop_missed(connection: SyncPrefectClient, *, before: datetime) -> int:
    """Cancel scheduled runs that were missed while nobody executed, except the latest of each deployment.

    One run brings everything up to date; without this, a night's outage would be followed by a hundred runs of each.
    """
    missed: dict[UUID | None, list[FlowRun]] = defaultdict(list)
    for run in _all_runs(connection, flow_filter=None, state_types=(StateType.SCHEDULED,), before=before):
        missed[run.deployment_id].append(run)
    dropped = 0
    for runs in missed.values():
        for run in sorted(runs, key=lambda run: run.expected_start_time or before)[:-1]:
            state: State[None] = Cancelled(message="Missed while stopped; a later run does its work.")
            connection.set_flow_run_state(run.id, state, force=True)
            dropped += 1
    return dropped


def running(connection: SyncPrefectClient) -> int:
    """How many runs are being executed."""
    return sum(1 for _ in _all_runs(connection, flow_filter=None, state_types=(StateType.RUNNING, StateType.PENDING)))


def run_and_wait(
    connection: SyncPrefectClient, name: str, *, seconds: float, check: Callable[[], None]
) -> tuple[bool, str]:
    """Create a run of a deployment and wait for its end: whether it completed, and what it says.

    A run that was dropped because another was going on is created again: that other one may have begun too early.
    """
    deadline = time.monotonic() + seconds
    deployment = connection.read_deployment_by_name(f"{find(name).name}/{name}")
    while True:
        run = connection.create_flow_run_from_deployment(deployment.id, tags=[CATCH_UP])
        state = _wait(connection, run.id, deadline=deadline, check=check)
        if state is None:
            return False, f"not finished after {seconds:.0f} seconds"
        if state.type is StateType.CANCELLED and time.monotonic() < deadline:
            time.sleep(_LOOK_EVERY_SECONDS)
            continue
        return state.type is StateType.COMPLETED, _said(connection, run.id) or state.message or "nothing was due."


def _wait(
    connection: SyncPrefectClient, run_id: UUID, *, deadline: float, check: Callable[[], None]
) -> "State[object] | None":
    while time.monotonic() < deadline:
        check()
        state = connection.read_flow_run(run_id).state
        if state is not None and state.is_final():
            return state
        time.sleep(_LOOK_EVERY_SECONDS)
    return None


def _said(connection: SyncPrefectClient, run_id: UUID) -> str:
    artifacts = connection.read_artifacts(
        artifact_filter=ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run_id]))
    )
    pages = (str(artifact.data) for artifact in artifacts if artifact.type == "markdown")
    return next((page.splitlines()[0].strip("*") for page in pages if page), "")


def _all_runs(
    connection: SyncPrefectClient,
    *,
    flow_filter: FlowFilter | None,
    state_types: Iterable[StateType],
    before: datetime | None = None,
) -> Iterator[FlowRun]:
    chosen = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(state_types))))
    if before:
        chosen.expected_start_time = FlowRunFilterExpectedStartTime(before_=before)
    offset = 0
    while page := connection.read_flow_runs(
        flow_filter=flow_filter, flow_run_filter=chosen, sort=FlowRunSort.ID_DESC, limit=_PAGE, offset=offset
    ):
        yield from page
        offset += len(page)
