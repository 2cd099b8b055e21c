"""`iltizam run`: any flow from a terminal, shown on the administrators' pages when these are up."""

import asyncio
import inspect
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Coroutine, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.days import as_day
from flows.cli.describe import show
from flows.services.outcome import Outcome
from flows.settings import Settings, adopt_environment, prefect_environment, read_settings, wants_tracebacks
from models.rules.errors import DomainError

if TYPE_CHECKING:
    from prefect import Flow

app = typer.Typer()
PATIENCE_SECONDS = 2.0

Value = str | int | bool | date | None
Body = Callable[..., Coroutine[Any, Any, Outcome]]


@app.command()
def run(
    flow: Annotated[str, typer.Argument(help="Name of the flow, for instance quarterly-collection.")],
    as_of: Annotated[str, typer.Option("--as-of", help="The day to decide for, YYYY-MM-DD; today otherwise.")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Only show what would happen.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    param: Annotated[list[str] | None, typer.Option(help="NAME=VALUE, as in the flow's form; repeatable.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Send without asking first; programs are never asked.")] = False,
) -> None:
    """Run one flow now and print what came of it. Before anything is sent, a person at a terminal sees it and is asked."""
    from flows.catalogue import SENDING, entry_point

    where = entry_point(flow)
    given = {"as_of": as_day(as_of), "preview": preview} if as_of or preview else {}
    settings = read_settings()
    settings.home.mkdir(parents=True, exist_ok=True)  # Prefect makes its folder in it, but not the folder above
    # The outcome is printed once, by us; Prefect's own lines stay on its pages.
    quiet = {} if wants_tracebacks() else {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL"}
    can_reach_server = adopt_environment(prefect_environment(settings) | quiet)
    body = choose_body(load_flow(where), with_server=can_reach_server and is_our_server(settings))
    parameters = read_parameters(body, written=param or []) | given
    if flow in SENDING and not (_is_preview(body, parameters) or yes or as_json) and sys.stdin.isatty():
        show(execute(body, parameters={**parameters, "preview": True}), as_json=False)
        typer.confirm("Nothing was sent. Carry it out now?", abort=True)
    outcome = execute(body, parameters=parameters)
    show(outcome, as_json=as_json)
    if outcome.problems:
        count = len(outcome.problems)
        raise DomainError(f"{flow} is done, and {count} {'matter needs' if count == 1 else 'matters need'} a person.")


def _is_preview(body: Body, parameters: Mapping[str, Value]) -> bool:
    """Whether the flow would only show what it does: as asked for, else by its own default."""
    return bool(parameters.get("preview", inspect.signature(body).parameters["preview"].default))


def load_flow(where: str) -> "Flow[..., Coroutine[Any, Any, Outcome]]":
    """Import a flow by its entry point."""
    from importlib import import_module

    module, _, name = where.rpartition(".")
    flow: Flow[..., Coroutine[Any, Any, Outcome]] = getattr(import_module(module), name)
    return flow


def choose_body(flow: "Flow[..., Coroutine[Any, Any, Outcome]]", *, with_server: bool) -> Body:
    """The flow itself when our Prefect server answers, its plain function otherwise: no server is started for it."""
    return flow if with_server else flow.fn


def is_our_server(settings: Settings) -> bool:
    """Whether the Prefect server on the configured port answers and works in this installation's home folder."""
    try:
        with urllib.request.urlopen(  # noqa: S310  (always http, to this machine)
            f"{settings.prefect_api_url}/admin/settings", timeout=PATIENCE_SECONDS
        ) as answer:
            home = Path(json.load(answer)["home"])
    except urllib.error.HTTPError as error:
        return error.code in (401, 403)  # a password is set: the run itself will say if it is the wrong one
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if home.resolve() == settings.home / "prefect":
        return True
    typer.echo(f"Port {settings.prefect_port} serves another installation ({home}); running without it.", err=True)
    return False


def execute(body: Body, *, parameters: Mapping[str, Value]) -> Outcome:
    """Run to the end; problems come back in the outcome, not as an error."""
    from flows.orders import ProblemsRemainError

    try:
        return asyncio.run(body(**parameters))
    except ProblemsRemainError as remaining:
        return remaining.outcome


def read_parameters(body: Body, *, written: list[str]) -> dict[str, Value]:
    """NAME=VALUE texts as typed parameters of a flow; a DomainError names what the flow takes."""
    known = inspect.signature(body).parameters
    values: dict[str, Value] = {}
    for text in written:
        name, separator, value = text.partition("=")
        name = name.strip().replace("-", "_")
        if not separator or name not in known:
            raise DomainError(f"“{text}” is not a parameter; write NAME=VALUE with one of: {', '.join(known)}.")
        values[name] = _read(name, value.strip(), known[name].default)
    return values


def _read(name: str, text: str, default: object) -> Value:
    # The default tells the kind: only days default to nothing.
    if default is None:
        return as_day(text)
    if isinstance(default, bool):
        return _read_switch(name, text)
    if isinstance(default, int):
        if not text.isdecimal():
            raise DomainError(f"“{text}” is not a number; write for instance {name}=2026.")
        return int(text)
    return text


def _read_switch(name: str, text: str) -> bool:
    if text.lower() not in ("true", "false", "yes", "no", "1", "0"):
        raise DomainError(f"“{text}” is neither yes nor no; write {name}=true or {name}=false.")
    return text.lower() in ("true", "yes", "1")
