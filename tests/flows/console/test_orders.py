"""Carrying out an order without any server."""

import asyncio
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.engine import Engine

from flows.orders import ProblemsRemainError, carry_out, is_uneventful, signature
from flows.runtime import current_day
from flows.services.desk import Desk
from flows.services.outcome import Outcome, ReportTable
from flows.stages import execution
from models.rules.errors import DomainError
from models.vocabulary import Stage


def found(desk: Desk, *, problems: tuple[str, ...] = ()) -> Outcome:
    return Outcome("test", "plan", desk.today, False, f"by {desk.actor}", {}, (), problems)


def test_without_a_day_today_is_meant() -> None:
    assert asyncio.run(carry_out(found, as_of=None)).as_of == current_day()


def test_the_day_asked_for_reaches_the_service() -> None:
    assert asyncio.run(carry_out(found, as_of=date(2026, 10, 1))).as_of == date(2026, 10, 1)


def test_who_asked_and_why_reach_the_ledger() -> None:
    done = asyncio.run(carry_out(found, as_of=None, operator="A. Chargé", reason="rattrapage"))
    assert done.summary == "by A. Chargé (rattrapage)"


@pytest.mark.parametrize(
    ("operator", "reason", "shown"),
    [("", "", "iltizam"), (" ", " ", "iltizam"), ("N. N.", "", "N. N."), ("", "test", "iltizam (test)")],
)
def test_the_schedule_signs_with_the_program_s_name(operator: str, reason: str, shown: str) -> None:
    assert signature(operator=operator, reason=reason) == shown


def test_problems_fail_the_run_after_everything_is_done_and_keep_its_result() -> None:
    with pytest.raises(ProblemsRemainError, match=r"2 problems: One\. Two\.") as caught:
        asyncio.run(carry_out(lambda desk: found(desk, problems=("One.", "Two.")), as_of=None))
    assert caught.value.outcome.summary == "by iltizam"


@pytest.mark.parametrize(
    ("counts", "rows", "problems", "uneventful"),
    [
        ({"sent": 0}, (), (), True),
        ({"sent": 1}, (), (), False),
        ({}, (("a",),), (), False),
        ({}, (), ("Bad.",), False),
    ],
)
def test_a_poller_that_found_nothing_leaves_no_page(
    counts: dict[str, int], rows: tuple[tuple[str, ...], ...], problems: tuple[str, ...], uneventful: bool
) -> None:
    tables = (ReportTable("t", "T", ("c",), rows),)
    assert is_uneventful(Outcome("f", "p", date(2026, 1, 1), False, "s", counts, tables, problems)) is uneventful


def test_a_flow_runs_as_a_plain_function_without_a_server(plan_database: Callable[..., Engine]) -> None:
    plan_database({"MALAA0001": Stage.EXECUTION, "MALAA0002": Stage.CO_CREATION})
    outcome = asyncio.run(execution.fn(commitment="MALAA0001 · Points d’eau ouverts"))
    assert [row[0] for row in outcome.tables[0].rows] == ["MALAA0001"]


def test_a_commitment_of_another_stage_is_refused_in_one_sentence(plan_database: Callable[..., Engine]) -> None:
    plan_database({"MALAA0001": Stage.CO_CREATION})
    with pytest.raises(DomainError, match="co-creation"):
        asyncio.run(execution.fn(commitment="MALAA0001"))
