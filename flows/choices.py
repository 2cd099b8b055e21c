"""The drop-down lists of plans and commitments in the forms: each an enumeration in a deployment's parameter schema."""

from collections.abc import Iterable, MutableMapping, Sequence
from typing import Any

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.client.schemas.responses import DeploymentResponse

from flows.catalogue import ALL, STAGE_FLOWS, Choice

FIELD = "commitment"
PLAN = "plan"
OFFERING = frozenset({*STAGE_FLOWS.values(), "advance-commitment", "record-contribution"})
"""Flows whose form lists commitments; they take a label as well as a code."""


def offer(properties: MutableMapping[str, Any], *, flow: str, choices: Iterable[Choice]) -> bool:
    """Put the commitments a flow can be about into its schema; whether anything changed.

    A stage's flow offers its own, "all" first; a decision on one commitment offers every open one, none of them first.
    A field that takes several codes, or a closed commitment, stays free.
    """
    if FIELD not in properties or flow not in OFFERING:
        return False
    by_stage = flow in STAGE_FLOWS.values()
    offered = (choice.label for choice in choices if choice.flow == flow or not by_stage)
    labels = list(dict.fromkeys([ALL if by_stage else "", *offered]))
    changed: bool = properties[FIELD].get("enum") != labels
    properties[FIELD]["enum"] = labels
    return changed


def offer_plans(properties: MutableMapping[str, Any], *, plans: Sequence[str]) -> bool:
    """Put the plans loaded into a schema that asks for one, none of them first; whether anything changed.

    Of a single plan nobody is asked to choose.
    """
    if PLAN not in properties:
        return False
    before = properties[PLAN].get("enum")
    if len(plans) > 1:
        properties[PLAN]["enum"] = ["", *plans]
    else:
        properties[PLAN].pop("enum", None)
    return bool(properties[PLAN].get("enum") != before)


async def refresh(
    client: PrefectClient, *, deployments: Sequence[DeploymentResponse], choices: Sequence[Choice],
    plans: Sequence[str] = (),
) -> None:  # fmt: skip
    """Bring the lists of all forms up to date: plans that were loaded, commitments that have changed stage."""
    for deployment in deployments:
        schema = deployment.parameter_openapi_schema
        if not schema:
            continue
        properties = schema["properties"]
        changed = offer_plans(properties, plans=plans)
        if deployment.name in OFFERING:
            changed |= offer(properties, flow=deployment.name, choices=choices)
        if changed:
            await client.update_deployment(deployment.id, DeploymentUpdate(parameter_openapi_schema=schema))
