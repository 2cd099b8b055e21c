"""Who lives in an embedded installation, and in which order they come and go: mail, Prefect, reports, executor."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from deployments.start_children import Child, is_listening, require_free_port, spawn, wait_until
from flows.settings import Settings, child_environment

MAIL_SECONDS, SERVER_SECONDS, EXECUTOR_SECONDS = 30.0, 120.0, 90.0
EXECUTOR = "The executor"
FINISH_SECONDS, STOP_SECONDS = 15.0, 10.0


@dataclass
class Household:
    """The child processes of one `iltizam start`. Leaving the context stops them all, last come first gone."""

    settings: Settings
    children: list[Child] = field(default_factory=list)
    is_leaving: bool = False
    hurry: bool = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def require_free_ports(self) -> None:
        """Raise a DomainError before anything is started when a port is taken."""
        require_free_port(self.settings.prefect_port, setting="ILTIZAM_PREFECT_PORT")
        require_free_port(self.settings.reports_port, setting="ILTIZAM_REPORTS_PORT")
        if self.settings.uses_local_mail:
            require_free_port(self.settings.smtp_port, setting="ILTIZAM_SMTP_PORT")

    def begin(self) -> None:
        """Start the servers; they come up while the database is being made ready."""
        settings = self.settings
        if settings.uses_local_mail:
            self._spawn(
                "The mail server", "mail", "-m", "flows.local_mail", "--home", str(settings.home),
                "--port", str(settings.smtp_port), "--reply-address", settings.reply_address,
                "--reply-address", settings.from_address,
            )  # fmt: skip
        self._spawn(
            "The Prefect server", "server", "-m", "prefect", "server", "start",
            "--host", settings.prefect_host, "--port", str(settings.prefect_port),
        )  # fmt: skip

        self._spawn("The reader of reports", "reports", "-m", "flows.report_server")

    def await_mail(self) -> None:
        """Wait until the local mail server accepts connections."""
        port = self.settings.smtp_port
        wait_until(lambda: is_listening(port), children=self.children, seconds=MAIL_SECONDS, what="The mail server")

    def await_server(self, healthy: Callable[[], bool]) -> None:
        """Wait until the administrators' pages answer."""
        wait_until(healthy, children=self.children, seconds=SERVER_SECONDS, what="The Prefect server")

    def serve(self, deployed: Callable[[], bool]) -> None:
        """Start the executor and wait until everything in the registry is deployed."""
        self._spawn(EXECUTOR, "serve", "-m", "deployments.serve")
        wait_until(deployed, children=self.children, seconds=EXECUTOR_SECONDS, what="The executor")

    @property
    def has_executor(self) -> bool:
        """Whether the executor is the one who came last."""
        return bool(self.children) and self.children[-1].name == EXECUTOR

    def check(self) -> None:
        """Raise a DomainError when a child has ended on its own."""
        for child in self.children:
            child.require_running()

    def close(self, *, running: Callable[[], int], reconcile: Callable[[], int]) -> None:
        """Let the executor go first: runs get a moment to end, and what it leaves behind is marked as interrupted.

        A mail cut off in mid-sending would be in doubt, which is why we wait; a second Ctrl-C ends the waiting.
        """
        deadline = time.monotonic() + FINISH_SECONDS
        with contextlib.suppress(Exception):  # a server that no longer answers has nothing to wait for
            while running() and time.monotonic() < deadline and not self.hurry:
                time.sleep(0.2)
        self.dismiss()
        with contextlib.suppress(Exception):
            reconcile()

    def dismiss(self) -> None:
        """Stop the one who came last."""
        child = self.children.pop()
        child.stop(seconds=0 if self.hurry else STOP_SECONDS)

    def stop(self) -> None:
        """Stop everybody, last come first gone, in bounded time."""
        while self.children:
            self.dismiss()

    def _spawn(self, name: str, log: str, *arguments: str) -> None:
        path = self.settings.home / "log" / f"{log}.log"
        self.children.append(spawn(name, arguments, environment=child_environment(self.settings), log=path))
