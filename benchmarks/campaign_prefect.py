"""An installation of its own for a benchmark: started, asked over Prefect's interface, weighed, its rows counted.

A busy server on SQLite answers 503 while its database is locked for a moment; every question is asked again, later.
"""

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from flows.confirmation import CATCH_UP
from flows.settings import Settings, child_environment

ROOT = Path(__file__).parents[1]
PATIENCE = 1800.0
ATTEMPTS = 8
BUSY = (429, 500, 502, 503)
OVER = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


@dataclass(frozen=True)
class Server:
    """The Prefect server of a running installation."""

    settings: Settings
    process: int

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """One question, asked again up to a minute while the server is busy."""
        for attempt in range(ATTEMPTS):
            try:
                return self._once(method, path, body)
            except (HTTPError, URLError, TimeoutError) as error:
                if attempt == ATTEMPTS - 1 or (isinstance(error, HTTPError) and error.code not in BUSY):
                    raise
                time.sleep(0.5 * 2**attempt)
        raise AssertionError("unreachable")

    def _once(self, method: str, path: str, body: object) -> Any:
        url = self.settings.prefect_api_url
        with urlopen(f"{url}/csrf-token?client=bench", timeout=60) as answer:
            token = json.load(answer)["token"]
        headers = {"content-type": "application/json", "Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "bench"}
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(url + path, method=method, data=data, headers=headers), timeout=120) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def deployments(self) -> dict[str, str]:
        """Their ids by name."""
        return {entry["name"]: str(entry["id"]) for entry in self.ask("POST", "/deployments/filter", {"limit": 200})}

    def pause(self) -> None:
        """Stop all schedules, so that nothing else runs while we measure."""
        for number in self.deployments().values():
            self.ask("POST", f"/deployments/{number}/pause_deployment")

    def create(self, deployment: str, parameters: dict[str, object], *, key: str) -> str:
        """Create a run in place of the schedule's; its id. The key keeps a repeated question from making a second."""
        body = {"parameters": parameters, "tags": [CATCH_UP], "idempotency_key": key}
        return str(self.ask("POST", f"/deployments/{deployment}/create_flow_run", body)["id"])

    def finished(self, run: str) -> dict[str, Any]:
        """Wait for a run's end; anything but completed stops the benchmark."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            state: dict[str, Any] = self.ask("GET", f"/flow_runs/{run}")
            if state["state_type"] in OVER:
                if state["state_type"] != "COMPLETED":
                    raise RuntimeError(state["state"]["message"])
                return state
            time.sleep(1)
        raise TimeoutError(run)

    def run(self, deployment: str, parameters: dict[str, object], *, key: str) -> "Took":
        """Create a run, wait for its end: the seconds of its work, and those from the click to the end."""
        state = self.finished(self.create(deployment, parameters, key=key))
        clicked, ended = (datetime.fromisoformat(state[name]) for name in ("created", "end_time"))
        return Took(float(state["total_run_time"]), (ended - clicked).total_seconds())

    def task_runs(self) -> Counter[str]:
        """How many task runs the server knows, by state."""
        found: Counter[str] = Counter()
        while page := self.ask("POST", "/task_runs/filter", {"limit": 200, "offset": sum(found.values())}):
            found.update(entry["state_type"] for entry in page)
        return found

    def rows(self) -> int:
        """Rows in Prefect's own database."""
        (path,) = (self.settings.home / "prefect").glob("*.db")
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=60) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return sum(database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables)

    def settled_rows(self) -> int:
        """The same, once the server has written down everything it has heard."""
        seen = self.rows()
        for _ in range(30):
            time.sleep(3)
            if (now := self.rows()) == seen:
                break
            seen = now
        return seen


@dataclass(frozen=True)
class Took:
    """Seconds of one run: of its work alone, and from the click to its end."""

    work: float
    whole: float


@contextmanager
def installation(home: Path) -> Iterator[Server]:
    """`iltizam start` in this home, on ports of its own, without opening a collection and without any schedule."""
    settings = Settings(home=home, prefect_port=free_port(), smtp_port=free_port())
    with (home / "said.txt").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "deployments.start", "--no-collection"],
            cwd=ROOT, env=environment(settings), stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_for(lambda: "\nready" in (home / "said.txt").read_text() or process.poll() is not None, 300)
        if process.poll() is not None:
            raise RuntimeError((home / "said.txt").read_text())
        server = Server(settings, process.pid)
        server.pause()
        yield server
    except Exception:
        sys.stderr.write((home / "log" / "serve.log").read_text(errors="replace")[-6000:])
        raise
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=120)


def environment(settings: Settings) -> dict[str, str]:
    """What every process of the installation gets; without the limit a recipient domain is given for politeness."""
    return {
        **child_environment(settings), "ILTIZAM_PREFECT_PORT": str(settings.prefect_port),
        "ILTIZAM_SMTP_PORT": str(settings.smtp_port), "ILTIZAM_SMTP_PER_MINUTE": "0",
        "PREFECT_CLIENT_MAX_RETRIES": "10",
    }  # fmt: skip


class Memory:
    """Peak memory (VmHWM) of the processes below one, looked at four times a second until stopped."""

    def __init__(self, parent: int) -> None:
        self._parent, self._over, self._peak = parent, threading.Event(), dict[str, float]()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> dict[str, float]:
        """MiB by kind of process."""
        self._over.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        while not self._over.wait(0.25):
            for number in descendants(self._parent):
                try:
                    command = Path(f"/proc/{number}/cmdline").read_text().replace("\0", " ")
                    status = Path(f"/proc/{number}/status").read_text()
                except OSError:
                    continue
                peak = next((int(line.split()[1]) / 1024 for line in status.splitlines() if "VmHWM" in line), 0.0)
                self._peak[kind_of(command)] = max(self._peak.get(kind_of(command), 0.0), peak)


def kind_of(command: str) -> str:
    """What a process of the installation is for."""
    kinds = {"deployments.serve": "executor", "prefect.engine": "flow run", "flow_run": "flow run"}
    kinds |= {"flows.local_mail": "mail", "server": "server"}
    return next((name for words, name in kinds.items() if words in command), "other")


def descendants(parent: int) -> list[int]:
    """Numbers of all processes below one."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            above = int((path / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(above, []).append(int(path.name))
    found, todo = [], [parent]
    while todo:
        todo += (below := children.get(todo.pop(), []))
        found += below
    return found


def wait_for(condition: Callable[[], bool], seconds: float) -> None:
    """Wait for something true."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.25)


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
