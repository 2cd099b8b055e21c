"""What can be run, and on which commitments."""

from collections.abc import Callable
from datetime import date
from importlib import import_module

import pytest
from sqlalchemy.engine import Engine

from flows.catalogue import ENTRY_POINTS, STAGE_FLOWS, code_of, entry_point, label, open_commitments, plan_of_commitment
from models.rules.errors import DomainError
from models.vocabulary import Stage


def test_commitments_are_offered_in_printed_order_with_the_flow_of_their_stage(
    plan_database: Callable[..., Engine],
) -> None:
    engine = plan_database({"MALAA0002": Stage.EXECUTION, "MALAA0001": Stage.CO_CREATION})
    offered = [(choice.code, choice.flow) for choice in open_commitments(engine)]
    assert offered == [("MALAA0002", "execution"), ("MALAA0001", "co-creation")]


def test_finished_commitments_are_not_offered(plan_database: Callable[..., Engine]) -> None:
    engine = plan_database({"A1": Stage.CLOSED, "A2": Stage.WITHDRAWN, "A3": Stage.EVALUATION})
    assert [choice.code for choice in open_commitments(engine)] == ["A3"]


def test_only_the_commitments_of_the_plan_asked_for_are_offered(plan_database: Callable[..., Engine]) -> None:
    plan_database({"A1": Stage.EXECUTION}, code="one")
    engine = plan_database({"B1": Stage.EXECUTION}, code="two")
    assert [choice.code for choice in open_commitments(engine, plan="two")] == ["B1"]
    assert [choice.code for choice in open_commitments(engine)] == ["A1", "B1"]


@pytest.mark.parametrize("title", ["Eau · énergie", "x" * 500, "deux\n lignes", "ماء ", ""])
def test_the_code_is_found_again_in_every_label(title: str) -> None:
    shown = label(code="MALAA0001", title=title)
    assert code_of(shown) == "MALAA0001"
    assert len(shown) <= 100
    assert "\n" not in shown


@pytest.mark.parametrize(("written", "meant"), [("all", "all"), ("", "all"), ("MALAA0001", "MALAA0001")])
def test_a_bare_code_is_understood_too(written: str, meant: str) -> None:
    assert code_of(written) == meant


def test_the_plan_of_a_commitment_is_found_whatever_the_case(plan_database: Callable[..., Engine]) -> None:
    engine = plan_database({"MALAA0001": Stage.EXECUTION})
    assert plan_of_commitment(engine, code="malaa0001") == "test-2025-2027"
    assert plan_of_commitment(engine, code="MALAA0009") is None


def test_every_stage_with_work_has_a_flow() -> None:
    assert set(STAGE_FLOWS) == set(Stage) - {Stage.CLOSED, Stage.WITHDRAWN}


def test_an_unknown_flow_is_answered_with_the_names_there_are() -> None:
    with pytest.raises(DomainError, match="quarterly-collection"):
        entry_point("quarterly")


@pytest.mark.parametrize("name", ENTRY_POINTS)
def test_every_flow_bears_its_name_and_is_async(name: str) -> None:
    module, _, attribute = entry_point(name).rpartition(".")
    flow = getattr(import_module(module), attribute)
    assert flow.name == name
    assert flow.isasync


@pytest.mark.parametrize("name", ENTRY_POINTS)
def test_forms_are_flat_and_explain_every_field(name: str) -> None:
    """Prefect's form breaks on unions and nested models; the only union is a day that may be left empty."""
    from prefect.utilities.callables import parameter_schema

    module, _, attribute = entry_point(name).rpartition(".")
    schema = parameter_schema(getattr(import_module(module), attribute))
    assert schema.definitions == {}
    for field, described in schema.properties.items():
        assert described.get("description"), field
        if "anyOf" in described:
            kinds = [(kind["type"], kind.get("format")) for kind in described["anyOf"]]
            assert kinds == [("string", "date"), ("null", None)], field
        else:
            assert described["type"] in ("string", "integer", "boolean"), field
    assert schema.properties["as_of"].get("default", date.min) is None
