"""What administrators see of a run: one page with its result and standing tables, with links that open filled-in forms.

Knows Prefect's artifacts and nothing of how the result came about.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run
from prefect.settings import PREFECT_UI_URL
from sqlalchemy.engine import Engine

from flows.catalogue import Choice, loaded_plans, open_commitments
from flows.choices import refresh
from flows.console_files import Shelf, file_section, publish_links
from flows.services.outcome import Outcome, ReportTable

MOST_ROWS = 100
_MESSAGE = re.compile(r"[0-9a-f]{12}")
_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Links:
    """Addresses of the forms of this installation: deployment ids by flow name, and the commitments to choose from."""

    base: str
    deployments: Mapping[str, str]
    choices: Mapping[tuple[str, str], Choice]

    def form(self, flow: str, parameters: Mapping[str, object]) -> str:
        """Address of a flow's form with these fields filled in; "" when the flow is not deployed."""
        deployment = self.deployments.get(flow)
        if not deployment:
            return ""
        filled = quote(json.dumps(dict(parameters), ensure_ascii=False, separators=(",", ":")), safe="")
        return f"{self.base}/deployments/deployment/{deployment}/run?parameters={filled}"

    def commitment(self, cell: str, *, plan: str) -> str:
        """Address of the form that checks this one commitment, in preview; "" for any other text."""
        choice = self.choices.get((plan, cell))
        if not choice:
            return ""
        return self.form(choice.flow, {"plan": plan, "commitment": choice.label, "preview": True})


async def publish(outcome: Outcome, *, engine: Engine, shelf: Shelf) -> None:
    """Leave the result on the administrators' pages: one page per flow, one standing table per report table.

    A preview has keys of its own, so that it never replaces what really happened; of several plans each has its own, so
    that none replaces another's. Commitments may have changed stage,
    so the lists to choose from are brought up to date as well. Compiled files are linked to where `shelf` shows them.
    """
    outcome = replace(outcome, flow=flow_run.flow_name or outcome.flow)  # forms and pages bear the flow's own name
    choices, plans = open_commitments(engine), loaded_plans(engine)
    async with get_client() as client:
        deployments = await client.read_deployments()
        await refresh(client, deployments=deployments, choices=choices, plans=plans)
    links = Links(
        base=(PREFECT_UI_URL.value() or "").rstrip("/"),
        deployments={deployment.name: str(deployment.id) for deployment in deployments},  # named after their flows
        choices={(choice.plan, choice.code): choice for choice in choices},
    )
    suffix = f"-{outcome.plan}" if outcome.plan and len(plans) > 1 else ""
    suffix += "-preview" if outcome.preview else ""
    page, key = (
        as_markdown(outcome, links=links, parameters=flow_run.parameters or {}),
        artifact_key(outcome.flow + suffix),
    )
    if outcome.files:
        page += f"\n{file_section(outcome, shelf=shelf)}\n"
        await publish_links(outcome, shelf=shelf, key_of_flow=key)
    await acreate_markdown_artifact(page, key=key, description=_caption(outcome.flow, outcome))
    for table in outcome.tables:
        key = artifact_key(table.key + suffix)
        await acreate_table_artifact(_as_records(table), key=key, description=_caption(table.title, outcome))


def as_markdown(outcome: Outcome, *, links: Links, parameters: Mapping[str, object]) -> str:
    """The result of one run as a page: what happened, what went wrong, who is concerned, what can be done next."""
    parts = [f"**{outcome.summary}**"]
    if outcome.preview:
        parts.append(_invitation(outcome, links=links, parameters=parameters))
    if outcome.problems:
        parts.append("## Needs a person\n\n" + "\n".join(f"- {problem}" for problem in outcome.problems))
    parts += [_section(table, links=links, plan=outcome.plan) for table in outcome.tables]
    return "\n\n".join(parts) + "\n"


def artifact_key(text: str) -> str:
    """A name Prefect accepts: lower case, digits, dashes."""
    return _NOT_IN_KEYS.sub("-", text.lower()).strip("-")


def _invitation(outcome: Outcome, *, links: Links, parameters: Mapping[str, object]) -> str:
    # Values that JSON does not know (dates) are written as the form reads them.
    again = {name: value if isinstance(value, str | int) else str(value) for name, value in parameters.items() if value}
    number = {"confirmation": outcome.confirmation} if outcome.confirmation else {}
    own = {"plan": outcome.plan} if "plan" in parameters and outcome.plan else {}
    address = links.form(outcome.flow, {**again, **own, "preview": False, **number})
    said = "This was a preview: nothing was sent and nothing was changed."
    if outcome.confirmation:
        said += f" Confirmation number: **{outcome.confirmation}**."
    return f"{said} [Do it now]({address})" if address else said


def _section(table: ReportTable, *, links: Links, plan: str) -> str:
    if not table.rows:
        return f"## {table.title}\n\nNothing."
    lines = [_line(table.columns), _line(["---"] * len(table.columns))]
    lines += [_line([_linked(cell, links=links, plan=plan) for cell in row]) for row in table.rows[:MOST_ROWS]]
    hidden = len(table.rows) - MOST_ROWS
    more = f"\n\n{hidden} more rows are in the table “{table.key}”." if hidden > 0 else ""
    return f"## {table.title}\n\n" + "\n".join(lines) + more


def _line(cells: tuple[str, ...] | list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _linked(cell: str, *, links: Links, plan: str) -> str:
    # One commitment, or several ("MAORT0002, MALAA0001/ORI"): a member's share leads to the whole commitment.
    if _MESSAGE.fullmatch(cell) and (address := links.form("resolve-held-reply", {"message": cell, "plan": plan})):
        return f"[{cell}]({address})"
    parts = [" ".join(part.split()).replace("|", "\\|") for part in cell.split(", ")]
    addresses = [links.commitment(part.split("/")[0], plan=plan) for part in parts]
    if not all(addresses):
        return ", ".join(parts)
    return ", ".join(f"[{part}]({address})" for part, address in zip(parts, addresses, strict=True))


def _as_records(table: ReportTable) -> list[dict[str, str]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def _caption(title: str, outcome: Outcome) -> str:
    parts = (title, outcome.plan, f"{outcome.as_of:%A} {outcome.as_of}", "preview" if outcome.preview else "")
    return " · ".join(part for part in parts if part)
