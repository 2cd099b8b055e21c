"""The drop-down list of commitments in the forms: an enumeration in a deployment's parameter schema."""

from collections.abc import Iterable, MutableMapping, Sequence
from typing import Any

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.client.schemas.responses import DeploymentResponse

from flows.catalogue import ALL, STAGE_FLOWS, Choice

FIELD = "commitment"


def offer(properties: MutableMapping[str, Any], *, flow: str, choices: Iterable[Choice]) -> bool:
    """Put the commitments of the flow's stage into its schema, "all" first; whether anything changed."""
    if FIELD not in properties:
        return False
    labels = [ALL, *(choice.label for choice in choices if choice.flow == flow)]
    changed: bool = properties[FIELD].get("enum") != labels
    properties[FIELD]["enum"] = labels
    return changed


async def refresh(
    client: PrefectClient, *, deployments: Sequence[DeploymentResponse], choices: Sequence[Choice]
) -> None:
    """Bring the lists of all stage forms up to date after commitments have changed stage."""
    for deployment in deployments:
        schema = deployment.parameter_openapi_schema
        if deployment.name not in STAGE_FLOWS.values() or not schema:
            continue
        if offer(schema["properties"], flow=deployment.name, choices=choices):
            await client.update_deployment(deployment.id, DeploymentUpdate(parameter_openapi_schema=schema))
