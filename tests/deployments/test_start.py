"""`make start` with the real servers: ready, scheduled, by button, from a terminal, killed and started again.

The tests share one installation and follow its life in order.
"""

import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from uuid import uuid4

import pytest

from deployments.automations import PREFIX, READY
from deployments.registry import DEPLOYMENTS, find

if TYPE_CHECKING:
    from conftest import Installation

Patiently = Callable[[Callable[[], Any], float], Any]
Child = Callable[["subprocess.Popen[bytes]", str], int]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]
LABEL = "MALAA0001 · Points d’eau"


@pytest.fixture(scope="module")
def first_start(installation: "Installation") -> "subprocess.Popen[bytes]":
    return installation.start()


@pytest.fixture(scope="module")
def deployments(installation: "Installation", first_start: object) -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for entry in installation.ask("POST", "/deployments/filter", {})}


def runs(installation: "Installation", **filters: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = installation.ask("POST", "/flow_runs/filter", {"flow_runs": filters, "limit": 50})
    return found


def artifact(installation: "Installation", key: str) -> dict[str, Any]:
    found = installation.ask(
        "POST", "/artifacts/filter", {"artifacts": {"key": {"any_": [key]}}, "sort": "CREATED_DESC"}
    )
    return found[0] if found else {}


def pages(installation: "Installation") -> Counter[str]:
    """How many artifacts there are of each key."""
    found = installation.ask("POST", "/artifacts/filter", {"artifacts": {"key": {"exists_": True}}, "limit": 200})
    return Counter(entry["key"] for entry in found)


def finished(installation: "Installation", run_id: str) -> Callable[[], Any]:
    def look() -> Any:
        run = installation.ask("GET", f"/flow_runs/{run_id}")
        return run if run["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None

    return look


@pytest.mark.usefixtures("first_start")
def test_it_says_where_everything_is(installation: "Installation") -> None:
    assert f"http://127.0.0.1:{installation.prefect_port}" in installation.said
    assert "\nquarterly-collection: " in installation.said
    assert "iltizam mail list" in installation.said


def test_the_opening_runs_are_seen_on_the_pages(installation: "Installation", deployments: dict[str, Any]) -> None:
    for name in ("quarterly-collection", "outbox"):
        done = runs(
            installation, deployment_id={"any_": [deployments[name]["id"]]}, state={"type": {"any_": ["COMPLETED"]}}
        )
        assert done, name
    names = [run["name"] for run in runs(installation, state={"type": {"any_": ["COMPLETED"]}})]
    assert any(name.startswith("quarterly-collection · ") and "-Q" in name for name in names)


def test_everything_is_scheduled_in_the_time_of_morocco(deployments: dict[str, dict[str, Any]]) -> None:
    assert set(deployments) == {listed.name for listed in DEPLOYMENTS}
    for entry in deployments.values():
        if not find(entry["name"]).cron:
            assert entry["schedules"] == []
            continue
        (schedule,) = entry["schedules"]
        assert schedule["active"]
        assert schedule["schedule"]["timezone"] == "Africa/Casablanca"


def test_runs_written_ahead_are_at_eight_utc(installation: "Installation", deployments: dict[str, Any]) -> None:
    ahead = runs(
        installation,
        deployment_id={"any_": [deployments["quarterly-collection"]["id"]]},
        state={"type": {"any_": ["SCHEDULED"]}},
    )
    assert {run["expected_start_time"][11:16] for run in ahead} == {"08:00"}


def test_a_really_scheduled_run_completes_and_leaves_its_page(
    installation: "Installation", deployments: dict[str, Any], patiently: Patiently
) -> None:
    deployment = deployments["execution"]["id"]
    (often,) = installation.ask(
        "POST", f"/deployments/{deployment}/schedules", [{"schedule": {"interval": 5.0}, "active": True}]
    )
    scheduled = {"deployment_id": {"any_": [deployment]}, "state": {"type": {"any_": ["COMPLETED"]}}}
    done = patiently(lambda: [run for run in runs(installation, **scheduled) if run["auto_scheduled"]], 90)
    installation.ask("DELETE", f"/deployments/{deployment}/schedules/{often['id']}")
    assert done
    page = artifact(installation, "execution")["data"]
    assert f"/deployments/deployment/{deployment}/run?parameters=" in page
    assert artifact(installation, "execution-standing")["type"] == "table"


def test_the_form_offers_the_commitments_and_takes_no_other(
    installation: "Installation", deployments: dict[str, Any]
) -> None:
    offered = deployments["execution"]["parameter_openapi_schema"]["properties"]["commitment"]["enum"]
    assert offered == ["all", LABEL]
    with pytest.raises(HTTPError, match="409"):
        installation.ask(
            "POST",
            f"/deployments/{deployments['execution']['id']}/create_flow_run",
            {"parameters": {"commitment": "X"}},
        )


def test_by_button_one_commitment_is_previewed_on_a_page_of_its_own(
    installation: "Installation", deployments: dict[str, Any], patiently: Patiently
) -> None:
    parameters = {"commitment": LABEL, "preview": True, "as_of": "2026-12-01"}
    created = installation.ask(
        "POST", f"/deployments/{deployments['execution']['id']}/create_flow_run", {"parameters": parameters}
    )
    run = patiently(finished(installation, created["id"]), 60)
    assert run["state_type"] == "COMPLETED", run["state"]["message"]
    assert run["name"] == "MALAA0001 · execution · 2026-Q4 · small · 2026-12-01 · preview"
    page = artifact(installation, "execution-preview")["data"]
    assert "nothing was sent" in page
    assert "Do it now" in page


def test_by_button_nothing_is_sent_without_the_number_of_a_preview(
    installation: "Installation", deployments: dict[str, Any], patiently: Patiently
) -> None:
    address = f"/deployments/{deployments['quarterly-collection']['id']}/create_flow_run"
    created = installation.ask("POST", address, {"parameters": {"as_of": "2026-12-01"}})
    run = patiently(finished(installation, created["id"]), 60)
    assert run["state_type"] == "COMPLETED", run["state"]["message"]
    page = artifact(installation, "quarterly-collection-preview")["data"]
    number = page.split("Confirmation number: **")[1][:6]
    assert f"%22confirmation%22%3A%22{number}%22" in page  # the link fills it in
    confirmed = {"as_of": "2026-12-01", "confirmation": number, "operator": "A. Name"}
    created = installation.ask("POST", address, {"parameters": confirmed})
    assert patiently(finished(installation, created["id"]), 60)["state_type"] == "COMPLETED"
    assert f"(batch {number}-20261201)" in artifact(installation, "quarterly-collection")["data"]


def test_ready_automations_are_there_and_act_on_events_without_asking_for_a_number(
    installation: "Installation", deployments: dict[str, Any], patiently: Patiently
) -> None:
    found = {entry["name"]: entry for entry in installation.ask("POST", "/automations/filter", {})}
    assert {PREFIX + ready.name: ready.enabled for ready in READY}.items() <= {
        name: entry["enabled"] for name, entry in found.items()
    }.items()
    event = {
        "id": str(uuid4()), "occurred": datetime.now(UTC).isoformat(), "event": "iltizam.address.bounced",
        "resource": {"prefect.resource.id": "iltizam.address.OF-LAA-02"}, "payload": {},
    }  # fmt: skip
    installation.ask("POST", "/events", [event])
    mail_check = {"deployment_id": {"any_": [deployments["mail-check"]["id"]]}}
    done = patiently(
        lambda: [
            run for run in runs(installation, **mail_check)
            if (run["created_by"] or {}).get("type") == "AUTOMATION" and run["state_type"] == "COMPLETED"
        ], 60,
    )  # fmt: skip
    assert done
    assert not done[0]["auto_scheduled"]


def test_a_mistake_fails_the_run_with_its_sentence(
    installation: "Installation", deployments: dict[str, Any], patiently: Patiently
) -> None:
    created = installation.ask(
        "POST", f"/deployments/{deployments['evaluation']['id']}/create_flow_run", {"parameters": {"plan": "nowhere"}}
    )
    run = patiently(finished(installation, created["id"]), 60)
    assert run["state_type"] == "FAILED"
    assert "There is no plan “nowhere”" in run["state"]["message"]


@pytest.mark.usefixtures("first_start")
def test_a_run_from_a_terminal_is_seen_on_the_pages(installation: "Installation") -> None:
    code = "import sys; from flows.cli import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", code, "run", "execution", "--as-of", "2026-12-02", "--json"],
        cwd=Path(__file__).parents[2], env=installation.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["as_of"] == "2026-12-02"
    assert runs(installation, name={"any_": ["execution · all · 2026-12-02"]})[0]["state_type"] == "COMPLETED"


def test_the_overview_leaves_its_tables_and_old_pages_are_put_away_but_the_newest(
    installation: "Installation", deployments: dict[str, Any], patiently: Patiently
) -> None:
    created = installation.ask("POST", f"/deployments/{deployments['overview']['id']}/create_flow_run", {})
    assert patiently(finished(installation, created["id"]), 60)["state_type"] == "COMPLETED"
    assert {"regions-by-quarter", "who-owes-what", "commitments", "reports"} <= set(pages(installation))
    code = (
        "import asyncio, datetime; from prefect.client.orchestration import get_client\n"
        "from flows.overview import put_away_old_pages\n"
        "async def go():\n"
        "    async with get_client() as client:\n"
        "        print(await put_away_old_pages(client, kept=datetime.timedelta()))\n"
        "asyncio.run(go())"
    )
    before = pages(installation)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], env=installation.environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    after = pages(installation)
    assert set(after) == set(before)
    assert all(count == 1 for count in after.values())
    assert int(done.stdout.split()[-1]) == sum(before.values()) - len(after)


@pytest.mark.usefixtures("first_start")
def test_a_second_start_in_the_same_home_is_refused(installation: "Installation") -> None:
    done = installation.run("deployments.start", "--until-ready")
    assert done.returncode == 1
    assert "already runs" in done.stderr


@pytest.mark.usefixtures("first_start")
def test_a_start_in_another_home_on_the_same_port_names_the_port(installation: "Installation", tmp_path: Path) -> None:
    environment = {**installation.environment, "ILTIZAM_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "deployments.start"],
        cwd=Path(__file__).parents[2], env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"Port {installation.prefect_port}" in done.stderr
    assert "ILTIZAM_PREFECT_PORT" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_killed_executor_is_said_with_its_log_and_everything_stops(
    installation: "Installation", first_start: "subprocess.Popen[bytes]", child: Child
) -> None:
    import os

    os.kill(child(first_start, "deployments.serve"), signal.SIGKILL)
    assert first_start.wait(timeout=60) == 1
    assert f"The executor ended unexpectedly (code -9); see {installation.home}/log/serve.log." in installation.said
    assert installation.ports_are_free()


def test_after_everything_was_killed_a_start_marks_what_was_interrupted_and_goes_on(
    installation: "Installation", deployments: dict[str, Any], patiently: Patiently, child: Child,
    is_gone: Callable[[int], bool],
) -> None:  # fmt: skip
    second = installation.start("--no-collection")
    deployment = deployments["outbox"]["id"]
    lost = installation.ask(
        "POST",
        f"/deployments/{deployment}/create_flow_run",
        {"state": {"type": "SCHEDULED", "state_details": {"scheduled_time": _in_minutes(600)}}},
    )
    installation.ask("POST", f"/flow_runs/{lost['id']}/set_state", {"state": {"type": "RUNNING"}, "force": True})
    missed = [
        installation.ask("POST", f"/deployments/{deployments['evaluation']['id']}/create_flow_run", {
            "state": {"type": "SCHEDULED", "state_details": {"scheduled_time": _in_minutes(0.2 + 0.01 * n)}}})["id"]
        for n in range(5)
    ]  # fmt: skip
    pids = [child(second, word) for word in ("deployments.serve", "prefect", "flows.local_mail")]
    second.kill()
    assert patiently(lambda: all(is_gone(pid) for pid in pids) and installation.ports_are_free(), 30)
    patiently(lambda: False, 15)  # the five runs are missed meanwhile
    third = installation.start("--no-collection")
    assert len(
        installation.ask(
            "POST", "/automations/filter", {"automations": {"name": {"any_": [PREFIX + ready.name for ready in READY]}}}
        )
    ) == len(READY)  # none twice
    assert "1 interrupted runs marked, 4 missed runs folded into their latest." in installation.said
    assert installation.ask("GET", f"/flow_runs/{lost['id']}")["state_type"] == "CRASHED"
    last = patiently(finished(installation, missed[-1]), 60)
    assert last["state_type"] == "COMPLETED"
    assert {installation.ask("GET", f"/flow_runs/{run}")["state_type"] for run in missed[:-1]} == {"CANCELLED"}
    for _ in range(3):  # one that meets the run of the schedule is dropped: that one does its work
        again = installation.ask("POST", f"/deployments/{deployment}/create_flow_run", {})
        state = patiently(finished(installation, again["id"]), 60)["state_type"]
        if state == "COMPLETED":
            break
    assert state == "COMPLETED"
    third.send_signal(signal.SIGINT)
    assert third.wait(timeout=60) == 0
    assert installation.ports_are_free()


def _in_minutes(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()
