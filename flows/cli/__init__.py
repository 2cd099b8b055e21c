"""The command line: the same use cases as the flows, from a terminal. Starts fast: a command imports what it needs."""

import importlib
import sys
import traceback
from collections.abc import Sequence
from importlib.util import find_spec

import typer

import flows.runtime  # noqa: F401  (makes Python read the pinned time-zone data before anything asks for a zone)
from flows.settings import wants_tracebacks
from models.rules.errors import DomainError

A_PERSON_CAN_FIX_IT = 1
OUR_FAULT = 70
COMMANDS = (
    "load",
    "plan",
    "calendar",
    "status",
    "run",
    "receive",
    "inbox",
    "outbox",
    "mail",
    "report",
    "people",
    "trace",
    "rehearse",
    "lmtp",
    "start",
    "doctor",
    "health",
    "backup",
    "restore",
    "settle",
    "upgrade",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point of `iltizam`. Exit 0 done, 1 something a person can fix, 2 wrong usage, 70 a fault in the program."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(answer(given))


def answer(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; sentences go to stderr, results to stdout."""
    command = typer.main.get_command(build(arguments))
    try:
        command(args=list(arguments), prog_name="iltizam")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else OUR_FAULT if end.code else 0
    except DomainError as error:
        return _explain(error)
    except Exception:  # noqa: BLE001  (the last one before the terminal: a fault of ours, shown whole)
        traceback.print_exc()
        return OUR_FAULT
    return 0


def build(arguments: Sequence[str]) -> typer.Typer:
    """The application with the command that was asked for; with every command when none was (help, completion)."""
    app = typer.Typer(
        name="iltizam",
        help="Keeps the promises of an open-government action plan, by e-mail.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.callback()(_nothing_more)
    asked = next((argument for argument in arguments if not argument.startswith("-")), "")
    for name in (asked,) if asked in COMMANDS else COMMANDS:
        _mount(app, name)
    return app


def _mount(app: typer.Typer, name: str) -> None:
    module_name = f"{__name__}.{name}"
    if find_spec(module_name) is None:
        return
    module = importlib.import_module(module_name)
    group: typer.Typer = module.app
    single = len(group.registered_commands) == 1 and group.registered_callback is None
    if single:
        app.add_typer(group)  # its one command carries the name
    else:
        app.add_typer(group, name=name)


def _nothing_more() -> None:
    """Keeps the promises of an open-government action plan, by e-mail."""


def _explain(error: DomainError) -> int:
    if wants_tracebacks():
        traceback.print_exc()
    else:
        typer.echo(error.sentence, err=True)
    return A_PERSON_CAN_FIX_IT
