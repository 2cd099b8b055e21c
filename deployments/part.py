"""One part of an installation as a process of its own, for systemd and containers: `python -m deployments.part NAME`.

`iltizam start` brings up the same parts as its children. Each refuses to start where it would be open to everybody.
"""

import os
import sys
import time
import traceback
from collections.abc import Callable

from flows.runtime import check_time_zone, current_moment
from flows.settings import adopt_environment, child_environment, prefect_environment, read_settings, wants_tracebacks
from models.rules.errors import DomainError

PATIENCE_SECONDS = 120.0
_LOOK_EVERY_SECONDS = 1.0


def serve_pages() -> int:
    """Prefect's server with the administrators' pages; this process becomes it."""
    settings = read_settings()
    command = [sys.executable, "-m", "prefect", "server", "start"]
    command += ["--host", settings.prefect_host, "--port", str(settings.prefect_port)]
    os.execve(sys.executable, command, child_environment(settings))  # noqa: S606


def await_pages() -> None:
    """Make this process a client of Prefect's server, and wait until that answers."""
    settings = read_settings()
    adopt_environment(prefect_environment(settings))
    from deployments import start_prefect

    deadline = time.monotonic() + PATIENCE_SECONDS
    while not start_prefect.is_healthy(settings.prefect_api_url):
        if time.monotonic() > deadline:
            raise DomainError(f"{settings.prefect_api_url} did not answer within {PATIENCE_SECONDS:.0f} seconds.")
        time.sleep(_LOOK_EVERY_SECONDS)


def execute() -> int:
    """Deploy every flow and execute its runs; first mark what an earlier executor left behind as interrupted."""
    await_pages()
    from deployments import serve, start_prefect

    with start_prefect.client() as connection:
        start_prefect.reconcile(connection)
        start_prefect.drop_missed(connection, before=current_moment())
    return serve.main()


def show_reports() -> int:
    """The compiled reports, to read in a browser."""
    from flows import report_server

    return report_server.main()


def deploy_to_pool() -> int:
    """Deploy every flow to the work pool that several machines share, and end."""
    await_pages()
    from deployments import pool

    return pool.deploy()


def work_for_pool() -> int:
    """Execute runs of the work pool on this machine, beside other machines."""
    await_pages()
    from deployments import pool

    return pool.work()


PARTS: dict[str, Callable[[], int]] = {
    "server": serve_pages,
    "executor": execute,
    "reports": show_reports,
    "pool": deploy_to_pool,
    "worker": work_for_pool,
}


def main() -> int:
    """Run the part that is named; sentences for what a person can fix, tracebacks for the rest."""
    name = sys.argv[1] if len(sys.argv) == 2 else ""
    if name not in PARTS:
        sys.stderr.write(f"Name one part: {', '.join(PARTS)}.\n")
        return 2
    try:
        check_time_zone()
        return PARTS[name]()
    except DomainError as error:
        if wants_tracebacks():
            traceback.print_exc()
        sys.stderr.write(f"{error.sentence}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
