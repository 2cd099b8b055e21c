"""Beside `long_every_form.py`: every flow is run once from its deployment, and its run is looked at in a browser.

    PICTURES=/tmp/runs .venv/bin/pytest tests/deployments/long_every_run.py

Each flow is given what its form holds when it is opened. A run either completes, or fails with the one sentence that says
what it needs; nothing else may come out of a form.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from deployments.registry import DEPLOYMENTS
from tests.deployments.long_every_form import deployments, visitor

if TYPE_CHECKING:
    from conftest import Installation

__all__ = ["deployments", "visitor"]

pytestmark = [pytest.mark.server, pytest.mark.slow]

Patiently = Callable[[Callable[[], Any], float], Any]
LABEL = "MALAA0001 · Points d’eau"
OVER = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@pytest.mark.parametrize("name", [listed.name for listed in DEPLOYMENTS])
def test_every_flow_runs_from_its_form(
    name: str, visitor: Any, deployments: dict[str, Any], installation: "Installation", patiently: Patiently
) -> None:
    created = installation.ask("POST", f"/deployments/{deployments[name]['id']}/create_flow_run", {})

    def over() -> Any:
        run = installation.ask("GET", f"/flow_runs/{created['id']}")
        return run if run["state_type"] in OVER else None

    run = patiently(over, 120)
    said = str(run["state"].get("message") or "")
    assert run["state_type"] == "COMPLETED" or _is_one_sentence(run, said), (run["state_type"], said)
    visitor.visit(f"/runs/flow-run/{run['id']}", until=run["name"])
    if os.environ.get("PICTURES"):
        folder = Path(os.environ["PICTURES"])
        folder.mkdir(parents=True, exist_ok=True)
        visitor.page.screenshot(path=folder / f"{name}.png")
    assert visitor.troubles == []


def _is_one_sentence(run: dict[str, Any], said: str) -> bool:
    refused = "Flow run encountered an exception: DomainError: "
    return bool(run["state_type"] == "FAILED" and said.startswith(refused) and "Traceback" not in said)


def test_a_form_that_a_link_has_filled_in_is_sent_and_its_preview_is_read(
    visitor: Any, deployments: dict[str, dict[str, Any]], installation: "Installation", patiently: Patiently
) -> None:
    query = "?parameters=%7B%22commitment%22%3A%22" + LABEL.replace(" ", "%20") + "%22%2C%22preview%22%3Atrue%7D"
    visitor.form(deployments["execution"]["id"], query=query)
    visitor.page.get_by_text(LABEL).first.wait_for()
    visitor.page.get_by_role("button", name="Submit").click()

    def finished() -> list[Any]:
        over = {"deployment_id": {"any_": [deployments["execution"]["id"]]}, "state": {"type": {"any_": ["COMPLETED"]}}}
        found: list[Any] = installation.ask("POST", "/flow_runs/filter", {"flow_runs": over, "limit": 5})
        return found

    assert patiently(finished, 90)
    run = finished()[0]
    assert "MALAA0001" in visitor.visit(f"/runs/flow-run/{run['id']}", until=run["name"])
    latest = {"artifacts": {"key": {"any_": ["execution-preview"]}}, "sort": "CREATED_DESC"}
    page = installation.ask("POST", "/artifacts/filter", latest)[0]["id"]
    said = visitor.visit(f"/artifacts/artifact/{page}", until="This was a preview")
    assert "Do it now" in said
    assert "MALAA0001" in said
    assert visitor.troubles == []
