"""A whole installation in a temporary folder, started and stopped as an administrator would."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from flows.settings import Settings, child_environment, read_settings
from models.database import migrate, open_engine, open_session
from models.tables import ActionPlan, Commitment, CommitmentInstance, Member
from models.vocabulary import Stage

ROOT = Path(__file__).parents[2]
READY_SECONDS = 240


@dataclass
class Installation:
    """One home folder with ports of its own."""

    home: Path
    prefect_port: int
    smtp_port: int
    processes: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        ours = {
            "ILTIZAM_HOME": str(self.home),
            "ILTIZAM_PREFECT_PORT": str(self.prefect_port),
            "ILTIZAM_SMTP_PORT": str(self.smtp_port),
            "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "5",  # a test cannot wait a minute for the next look
        }
        return {**child_environment(Settings(home=self.home, prefect_port=self.prefect_port)), **ours}

    @property
    def said(self) -> str:
        """Everything `iltizam start` has said since it was last started."""
        return (self.home / "said.txt").read_text(encoding="utf-8")

    def start(self, *options: str) -> "subprocess.Popen[bytes]":
        """Start and wait until it is ready."""
        with (self.home / "said.txt").open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "deployments.start", *options],
                cwd=ROOT, env=self.environment, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.processes.append(process)
        wait_for(lambda: "\nready" in self.said or process.poll() is not None, READY_SECONDS)
        assert "\nready" in self.said, self.said + self._logs()
        return process

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a Python module to its end."""
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=READY_SECONDS,
        )  # fmt: skip

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Call Prefect's API as a browser would, with its protection against forged requests."""
        url = f"http://127.0.0.1:{self.prefect_port}/api"
        with urlopen(f"{url}/csrf-token?client=test") as answer:
            token = json.load(answer)["token"]
        headers = {"content-type": "application/json", "Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "test"}
        data = None if body is None else json.dumps(body).encode()
        for attempt in range(5):
            try:
                with urlopen(Request(url + path, method=method, data=data, headers=headers)) as answer:
                    text = answer.read()
                break
            except HTTPError as error:
                if error.code != 503 or attempt == 4:  # 503: the database of a busy server was locked for a moment
                    raise
                time.sleep(2)
        return json.loads(text) if text else None

    def ports_are_free(self) -> bool:
        """Whether both ports could be used again at once."""
        for port in (self.prefect_port, self.smtp_port):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    return False
        return True

    def _logs(self) -> str:
        return "\n".join(path.read_text(errors="replace")[-3000:] for path in (self.home / "log").glob("*.log"))


def wait_for(condition: Callable[[], Any], seconds: float) -> Any:
    """Wait for something true and return it; None when it does not come in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.25)
    return None


@pytest.fixture(scope="module")
def patiently() -> Callable[[Callable[[], Any], float], Any]:
    """`wait_for`, for the tests."""
    return wait_for


@pytest.fixture(autouse=True)
def _fresh_settings() -> Iterator[None]:
    read_settings.cache_clear()
    yield
    read_settings.cache_clear()


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with a small plan: one commitment in execution, nobody to write to. Not started yet."""
    home = tmp_path_factory.mktemp("home")
    made = Installation(home, _free_port(), _free_port())
    _load_small_plan(f"sqlite:///{home / 'iltizam.db'}")
    yield made
    for process in made.processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _load_small_plan(url: str) -> None:
    migrate(url)
    engine = open_engine(url)
    with open_session(engine) as session:
        plan = ActionPlan(
            code="small", title="Small", submitted_on=date(2025, 4, 2), submission_year=2025,
            starts="2025-04", end="2027-06", loaded_at=datetime(2026, 1, 1, tzinfo=UTC),
        )  # fmt: skip
        session.add(plan)
        session.flush()
        member = Member(plan_id=plan.id, position=1, code="LAA", name="Laâyoune-Sakia El Hamra")
        session.add(member)
        session.flush()
        commitment = Commitment(
            plan_id=plan.id, member_id=member.id, position=1, code="MALAA0001", short_code="LAA1",
            title="Points d’eau", start="2025-04", end="2027-06", stage=Stage.EXECUTION,
        )  # fmt: skip
        session.add(commitment)
        session.flush()
        session.add(
            CommitmentInstance(plan_id=plan.id, commitment_id=commitment.id, member_id=member.id, code="MALAA0001")
        )
        session.commit()
    engine.dispose()


def children_of(pid: int) -> list[int]:
    """Process ids of the direct children."""
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_of(pid: int) -> str:
    """The command line of a process."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


@pytest.fixture(scope="module")
def child() -> Callable[["subprocess.Popen[bytes]", str], int]:
    """Finds the child of a process by a word of its command line."""

    def find(parent: "subprocess.Popen[bytes]", word: str) -> int:
        return next(pid for pid in children_of(parent.pid) if word in command_of(pid))

    return find


@pytest.fixture(scope="module")
def is_gone() -> Callable[[int], bool]:
    """Whether a process has ended."""

    def gone(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"

    return gone
