"""`prefect.yaml` is accepted by `prefect deploy --all`, for operators who run work pools."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from deployments.registry import DEPLOYMENTS
from deployments.start_children import spawn

if TYPE_CHECKING:
    from conftest import Installation

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]


def test_prefect_deploys_the_project_file(
    installation: "Installation", patiently: Callable[[Callable[[], Any], float], Any]
) -> None:
    from deployments.start_prefect import is_healthy

    port = str(installation.prefect_port)
    server = spawn(
        "The server", ["-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port],
        environment=installation.environment, log=installation.home / "server.log",
    )  # fmt: skip
    try:
        assert patiently(lambda: is_healthy(f"http://127.0.0.1:{port}/api"), 90)
        pool = installation.run("prefect", "work-pool", "create", "--type", "process", "iltizam")
        assert pool.returncode == 0, pool.stdout + pool.stderr
        done = installation.run(
            "prefect", "--no-prompt", "deploy", "--prefect-file", "deployments/prefect.yaml", "--all"
        )
        assert done.returncode == 0, done.stdout + done.stderr
        deployed = {entry["name"]: entry for entry in installation.ask("POST", "/deployments/filter", {})}
    finally:
        server.stop(seconds=10)
    assert set(deployed) == {listed.name for listed in DEPLOYMENTS}
    for listed in DEPLOYMENTS:
        entry = deployed[listed.name]
        assert entry["entrypoint"] == listed.entry_point
        assert entry["description"].strip() == listed.description
        assert [s["schedule"]["cron"] for s in entry["schedules"]] == ([listed.cron] if listed.cron else [])
        assert entry["work_pool_name"] == "iltizam"
    assert deployed["outbox"]["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
