"""The administrators' pages in a real browser: the form of every deployment, and the list. Runs: `long_every_run.py`.

The tests share one installation.
"""

import importlib.util
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from deployments.registry import DEPLOYMENTS

if TYPE_CHECKING:
    from conftest import Installation

pytestmark = [pytest.mark.server, pytest.mark.slow]

HERE = Path(__file__).parent


def _looking() -> Any:
    spec = importlib.util.spec_from_file_location("look_at_forms", HERE / "look_at_forms.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def deployments(installation: "Installation") -> dict[str, dict[str, Any]]:
    installation.start("--no-collection")
    return {entry["name"]: entry for entry in installation.ask("POST", "/deployments/filter", {"limit": 200})}


@pytest.fixture(scope="module")
def visitor(installation: "Installation", deployments: object) -> Iterator[Any]:
    looking = _looking()
    if not looking.CHROMIUM.exists():
        import os

        (pytest.fail if os.environ.get("CI") else pytest.skip)("Chromium is missing: apt-get install chromium")
    with ExitStack() as stack:
        page = stack.enter_context(looking.browser()).new_page(viewport={"width": 1200, "height": 800})
        yield looking.Visitor(page, f"http://127.0.0.1:{installation.prefect_port}")


def test_every_form_opens_with_all_its_fields_and_no_error(
    visitor: Any, deployments: dict[str, dict[str, Any]]
) -> None:
    missing = {}
    for listed in DEPLOYMENTS:
        entry = deployments[listed.name]
        expected = sorted(field["title"] for field in entry["parameter_openapi_schema"]["properties"].values())
        if sorted(visitor.form(entry["id"])) != expected:
            missing[listed.name] = expected
    assert missing == {}
    assert visitor.troubles == []


def test_the_list_counts_every_deployment_and_asks_no_other_host(visitor: Any) -> None:
    visitor.visit("/deployments", until=f"{len(DEPLOYMENTS)} Deployments")  # it draws only the rows that are seen
    visitor.page.get_by_text(min(listed.name for listed in DEPLOYMENTS)).first.wait_for()
    assert visitor.troubles == []
    assert visitor.foreign == []
