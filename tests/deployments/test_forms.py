"""Forms that cannot crash: every field of every deployment is one the administrators' pages are known to draw."""

from typing import Any

import pytest

from deployments.registry import DEPLOYMENTS, Listed
from deployments.serve import as_deployment
from flows.catalogue import STAGE_FLOWS, Choice
from models.vocabulary import Stage

CHOICES = (Choice("A1", "A1 · Eau", STAGE_FLOWS[Stage.EXECUTION]),)
SCALARS = {"string", "integer", "number", "boolean"}
AT_ONCE = {"hold-back-mails"}  # to stop mails in time, one click must do
EMPTY_DAY = [{"type": "string", "format": "date"}, {"type": "null"}]


def schema_of(listed: Listed) -> dict[str, Any]:
    """The parameter schema as the server gets it."""
    deployment = as_deployment(listed, choices=CHOICES, plans=("north", "south"))
    found: dict[str, Any] = deployment._parameter_openapi_schema.model_dump()
    return found


def shape(field: dict[str, Any]) -> str:
    """The kind of one field, "?" for one that forms are not known to draw."""
    if any(word in field for word in ("oneOf", "allOf", "$ref", "prefixItems", "items", "properties")):
        return "?"
    if "anyOf" in field:
        return "day or none" if field["anyOf"] == EMPTY_DAY else "?"
    return "scalar" if field.get("type") in SCALARS else "?"


@pytest.mark.parametrize("listed", DEPLOYMENTS, ids=lambda listed: listed.name)
def test_a_form_has_flat_fields_only_no_union_no_nested_model_no_list(listed: Listed) -> None:
    schema = schema_of(listed)
    assert {name: shape(field) for name, field in schema["properties"].items() if shape(field) == "?"} == {}
    assert not schema.get("definitions")


@pytest.mark.parametrize("listed", DEPLOYMENTS, ids=lambda listed: listed.name)
def test_every_field_has_a_place_a_default_and_a_sentence_of_help(listed: Listed) -> None:
    fields = schema_of(listed)["properties"]
    assert sorted(field["position"] for field in fields.values()) == list(range(len(fields)))
    assert [name for name, field in fields.items() if "default" not in field and "anyOf" not in field] == []
    assert [name for name, field in fields.items() if len(field.get("description", "")) < 10] == []


def test_a_drop_down_of_commitments_offers_what_its_flow_is_about() -> None:
    offered = {listed.name: schema_of(listed)["properties"].get("commitment", {}).get("enum") for listed in DEPLOYMENTS}
    assert offered["execution"] == ["all", "A1 · Eau"]
    assert offered["evaluation"] == ["all"]
    assert offered["advance-commitment"] == offered["record-contribution"] == ["", "A1 · Eau"]
    assert offered["record-act"] is None  # it takes several codes


@pytest.mark.parametrize("listed", DEPLOYMENTS, ids=lambda listed: listed.name)
def test_a_drop_down_offers_its_own_default(listed: Listed) -> None:
    fields = schema_of(listed)["properties"]
    wrong = [name for name, f in fields.items() if f.get("enum") and f.get("default") not in f["enum"]]
    assert wrong == []


@pytest.mark.parametrize("listed", DEPLOYMENTS, ids=lambda listed: listed.name)
def test_a_decision_is_only_looked_at_unless_somebody_unticks_preview(listed: Listed) -> None:
    fields = schema_of(listed)["properties"]
    if listed.cron or "decision" not in listed.tags:
        return
    assert {"preview", "operator", "reason"} <= set(fields)
    is_asked_again = "confirmation" in fields  # without the number of its preview it is a preview
    assert fields["preview"]["default"] is True or is_asked_again or listed.name in AT_ONCE
