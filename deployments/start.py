"""`make start`: everything on one machine — mail server, administrators' pages, schedule — and the quarter that is due.

Starting again goes on where things stood; nobody is asked twice, because the database and not this program remembers.
"""

import fcntl
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from deployments.start_household import Household
from flows.runtime import check_time_zone, current_moment, open_desk, prepare_database
from flows.settings import Settings, adopt_environment, prefect_environment, read_settings, wants_tracebacks
from models.rules.errors import DomainError

PLAN = Path(__file__).parent / "plans" / "consortium-2025-2027"
OPENING = ("quarterly-collection", "outbox")
RUN_SECONDS = 180.0


class Stop(BaseException):
    """Somebody asked us to stop."""


def start(
    until_ready: Annotated[bool, typer.Option("--until-ready", help="Stop again as soon as all is ready.")] = False,
    collection: Annotated[bool, typer.Option(help="Open the quarter that is due and send its mails first.")] = True,
    plan: Annotated[Path, typer.Option(help="Plan to load when none is loaded.")] = PLAN,
) -> None:
    """Start everything, say when it is ready, and stop everything on Ctrl-C."""
    began = time.monotonic()
    settings = read_settings()
    check_time_zone()
    with sole_tenant(settings), Household(settings) as household:
        _listen_for_stop(household)
        try:
            household.require_free_ports()
            problems = _bring_up(household, plan=plan, collection=collection)
            _say_ready(settings, seconds=time.monotonic() - began)
            while not until_ready:
                household.check()
                time.sleep(0.5)
        except Stop:
            say("Stopping.")
            problems = 0
        finally:
            _take_down(household)
    if until_ready and problems:
        raise DomainError("Everything started, but the opening runs need a person; see above.")


def _bring_up(household: Household, *, plan: Path, collection: bool) -> int:
    """Start the household and open what is due; how many of the opening runs failed."""
    settings = household.settings
    say(f"Iltizam starts in {settings.home}.")
    household.begin()
    say(prepare_plan(settings, plan=plan))
    if settings.uses_local_mail:
        household.await_mail()
        say(f"Mail server on 127.0.0.1:{settings.smtp_port}: mails stay on this machine.")
    adopt_environment(prefect_environment(settings))
    from deployments import start_prefect as prefect

    household.await_server(lambda: prefect.is_healthy(settings.prefect_api_url))
    say(f"Administrators' pages on {settings.prefect_url}.")
    with prefect.client() as connection:
        interrupted = prefect.reconcile(connection)
        missed = prefect.drop_missed(connection, before=current_moment())
        if interrupted or missed:
            say(f"{interrupted} interrupted runs marked, {missed} missed runs folded into their latest.")
        household.serve(lambda: prefect.are_deployed(connection))
        say("Flows deployed and scheduled.")
        return sum(not _open(name, household) for name in OPENING) if collection else 0


def prepare_plan(settings: Settings, *, plan: Path) -> str:
    """Bring the database up to date, load the plan when there is none, and say what is there."""
    from flows.services.lifecycle import plans

    prepare_database(settings)
    desk = open_desk(actor="start")
    try:
        standing = plans.status(desk, plan=settings.plan)
    except DomainError:
        return plans.load(desk, path=plan, check=False).summary
    return f"Plan {standing['plan']} is loaded."


def _open(name: str, household: Household) -> bool:
    from deployments import start_prefect as prefect

    with prefect.client() as connection:
        completed, said = prefect.run_and_wait(connection, name, seconds=RUN_SECONDS, check=household.check)
    say(f"{name}: {said}" if completed else f"{name} did not complete: {said}")
    return completed


def _take_down(household: Household) -> None:
    household.is_leaving = True
    if household.has_executor:
        from deployments import start_prefect as prefect

        with prefect.client() as connection:
            household.close(
                running=lambda: prefect.running(connection), reconcile=lambda: prefect.reconcile(connection)
            )
    household.stop()


def _say_ready(settings: Settings, *, seconds: float) -> None:
    say(f"\nready ({seconds:.0f} s)")
    say(f"  Administrators' pages   {settings.prefect_url}/deployments")
    say(f"  Standing reports        {settings.prefect_url}/artifacts")
    say(f"  Compiled reports        {settings.reports_url}")
    if settings.uses_local_mail:
        say(f"  Mails that were sent    {settings.home / 'mail'} — or: iltizam mail list")
        say("  Answer one              iltizam mail reply --help")
    say("  Where things stand      iltizam status")
    say("  Stop                    Ctrl-C; starting again goes on from here")


def say(sentence: str) -> None:
    """Tell the person at the terminal."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


@contextmanager
def sole_tenant(settings: Settings) -> Iterator[None]:
    """Hold the home folder: two starts in one would run every flow twice over."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / "start.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DomainError(
                f"Iltizam already runs in {settings.home}; stop it, or set ILTIZAM_HOME to another folder."
            ) from None
        yield


def _listen_for_stop(household: Household) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        if household.is_leaving:
            household.hurry = True
            return
        household.is_leaving = True
        raise Stop

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)


def main() -> int:
    """Run the command; sentences for what a person can fix, tracebacks for the rest."""
    command = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    command.command()(start)
    try:
        typer.main.get_command(command)(prog_name="iltizam start")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except DomainError as error:
        if wants_tracebacks():
            traceback.print_exc()
        sys.stderr.write(f"{error.sentence}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
