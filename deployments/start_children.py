"""The processes `iltizam start` brings up: each in a session of its own, with a log file, stopped in bounded time."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.rules.errors import DomainError

LARGEST_LOG_BYTES = 10_000_000
_LOOK_EVERY_SECONDS = 0.1
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Child:
    """A running process and where it writes."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def is_running(self) -> bool:
        """Whether it lives."""
        return self.process.poll() is None

    def require_running(self) -> None:
        """Raise a DomainError that leads to the log when it has ended on its own."""
        if not self.is_running:
            raise DomainError(f"{self.name} ended unexpectedly (code {self.process.returncode}); see {self.log}.")

    def stop(self, *, seconds: float) -> None:
        """Ask it to end, wait, and end it with its whole group if it has not."""
        if self.is_running:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=seconds)
        self.kill()

    def kill(self) -> None:
        """End what is left of its group at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def spawn(name: str, arguments: Sequence[str], *, environment: Mapping[str, str], log: Path) -> Child:
    """Start `python -m …` in the background; it ends when we end, however that happens (on Linux)."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LARGEST_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, *arguments],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_follow_parent(),  # noqa: PLW1509  (we have one thread here)
        )
    return Child(name, process, log)


def require_free_port(port: int, *, setting: str) -> None:
    """Raise a DomainError that names the port and the setting when something listens there already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise DomainError(
                f"Port {port} cannot be used ({error.strerror}): stop what uses it, or set {setting} to another port."
            ) from error


def is_listening(port: int) -> bool:
    """Whether something on this machine accepts connections on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(done: Callable[[], bool], *, children: Sequence[Child], seconds: float, what: str) -> None:
    """Wait for a condition while the children live; a DomainError says what did not come in time."""
    deadline = time.monotonic() + seconds
    while not done():
        for child in children:
            child.require_running()
        if time.monotonic() > deadline:
            logs = " and ".join(str(child.log) for child in children)
            raise DomainError(f"{what} did not come within {seconds:.0f} seconds; see {logs}.")
        time.sleep(_LOOK_EVERY_SECONDS)


def _follow_parent() -> Callable[[], None]:
    library = ctypes.CDLL(None) if sys.platform == "linux" else None

    def prepare() -> None:
        # A parent started in the background may ignore SIGINT; a Prefect process that inherits this never stops.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if library is not None:
            library.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)

    return prepare
