"""Rehearsals of the consortium's plan over a few weeks, with a cast that a test chooses."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from flows.rehearsal.order import REHEARSAL_KEY, Order
from flows.rehearsal.scenario import Scenario
from flows.services.desk import Office

PLAN = Path(__file__).parents[3] / "deployments/plans/consortium-2025-2027"
OFFICE = Office(
    "Suivi", "suivi@iltizam.example", "reponse@iltizam.example", REHEARSAL_KEY, allowed_domains=(".example",)
)


@pytest.fixture
def plan_folder() -> Path:
    """The plan as files."""
    return PLAN


@pytest.fixture
def order() -> Callable[..., Order]:
    """An order to rehearse the plan's files, by default the autumn collection of 2026."""

    def make(cast: object = None, *, first: date = date(2026, 10, 1), last: date = date(2026, 11, 6), **more) -> Order:
        scenario = Scenario.model_validate(cast or {})
        return Order(OFFICE, scenario, first, last, files=PLAN, compiles_reports=False, **more)

    return make
