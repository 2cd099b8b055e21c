"""One installation for the whole story: a home of its own, free ports, the commands a person would type."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@dataclass
class Machine:
    """A machine on which somebody typed `make start`."""

    home: Path
    smtp_port: int
    prefect_port: int
    start: "subprocess.Popen[bytes]"

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.home, self.smtp_port, self.prefect_port)

    def iltizam(self, *words: str, stdin: bytes = b"", fails: bool = False) -> bytes:
        """Run one command and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", "from flows.cli import main; main()", *words],
            cwd=ROOT, env=self.environment, input=stdin, capture_output=True, check=False, timeout=120,
        )  # fmt: skip
        assert (done.returncode != 0) == fails, done.stderr.decode()[-3000:]
        return done.stderr if fails else done.stdout

    def json(self, *words: str, stdin: bytes = b"") -> Any:
        """Run one command with --json and read it."""
        return json.loads(self.iltizam(*words, "--json", stdin=stdin))


def environment(home: Path, smtp_port: int, prefect_port: int) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ILTIZAM_", "PREFECT_"))}
    return clean | {
        "ILTIZAM_HOME": str(home),
        "ILTIZAM_SMTP_PORT": str(smtp_port),
        "ILTIZAM_PREFECT_PORT": str(prefect_port),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """`iltizam start` on the consortium's plan, until it says ready; stopped by Ctrl-C at the end."""
    home = tmp_path_factory.mktemp("machine")
    ports = free_port(), free_port()
    said = home / "said.txt"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", "from flows.cli import main; main()", "start"],
            cwd=ROOT, env=environment(home, *ports), stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        end = time.monotonic() + 170
        while b"\nready" not in said.read_bytes() and process.poll() is None and time.monotonic() < end:
            time.sleep(0.3)
        assert b"\nready" in said.read_bytes(), said.read_text()
        yield Machine(home, *ports, process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)
