"""One campaign through a deployed Prefect flow, beside the same services in a plain loop and beside one flow run a commitment.

    python -m benchmarks.campaign --commitments 1000 10000 --per-official 5

Each size gets a fresh installation (SQLite, local Prefect server, executor) in a temporary folder, loaded with a made-up
plan. Memory is the peak of each process (VmHWM), rows are those Prefect's own database gained.
"""

import argparse
import json
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from sqlmodel import func, select

from benchmarks.crowded_plan import load_crowded_plan
from flows.confirmation import CATCH_UP
from flows.services.campaigns import open_quarter
from flows.services.desk import Desk, Office
from flows.settings import Settings, child_environment
from models.database import migrate, open_engine
from models.tables import OutboundMessage

OFFICE = Office("Suivi", "suivi@iltizam.example", "reponse@iltizam.example", b"k" * 32, allowed_domains=(".example",))
TODAY, NOW = date(2026, 10, 8), datetime(2026, 10, 8, 9, tzinfo=UTC)
ROOT = Path(__file__).parents[1]
PATIENCE = 1800.0
SINGLE_RUNS = 20


@dataclass
class Row:
    """What one size measured; seconds are of the work alone, memory in MiB."""

    commitments: int
    officials: int
    plain_seconds: float = 0.0
    flow_seconds: float = 0.0
    one_each_seconds: float = 0.0
    mails: int = 0
    prefect_rows: int = 0
    task_runs_unfinished: int = 0
    memory: dict[str, float] = field(default_factory=dict)


def main() -> None:
    """Measure every size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commitments", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--per-official", type=int, default=5)
    options = parser.parse_args()
    rows = [measure(count, per_official=options.per_official) for count in options.commitments]
    report(rows)


def measure(commitments: int, *, per_official: int) -> Row:
    """One size: the plain loop in a process of its own, then the deployed flow, then some runs of one commitment."""
    row = Row(commitments, commitments // per_official)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        fill(home / "plain.db", commitments=commitments, per_official=per_official)
        row.plain_seconds = plain(home / "plain.db")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        fill(home / "iltizam.db", commitments=commitments, per_official=per_official)
        with_prefect(row, home)
    return row


def fill(path: Path, *, commitments: int, per_official: int) -> None:
    """A migrated database with the made-up plan."""
    url = f"sqlite:///{path}"
    migrate(url)
    engine = open_engine(url)
    with Desk(engine, OFFICE, TODAY, NOW).session() as session:
        load_crowded_plan(session, commitments=commitments, per_official=per_official)
        session.commit()
    engine.dispose()


def plain(path: Path) -> float:
    """Seconds of the service alone, in a fresh interpreter like the flow's."""
    code = (
        "import sys, time; from benchmarks.campaign import open_plain\n"
        "began = time.perf_counter(); open_plain(sys.argv[1]); print(time.perf_counter() - began)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    return float(done.stdout)


def open_plain(path: str) -> None:
    """The same use case, without any flow."""
    open_quarter(Desk(open_engine(f"sqlite:///{path}"), OFFICE, TODAY, NOW), plan="benchmark")


def with_prefect(row: Row, home: Path) -> None:
    """Start the installation, run the campaign as a deployment, count what it left."""
    settings = Settings(home=home, prefect_port=free_port(), smtp_port=free_port())
    environment = {
        **child_environment(settings), "ILTIZAM_PREFECT_PORT": str(settings.prefect_port),
        "ILTIZAM_SMTP_PORT": str(settings.smtp_port),
    }  # fmt: skip
    with (home / "said.txt").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "deployments.start", "--no-collection"],
            cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_for(lambda: "\nready" in (home / "said.txt").read_text() or process.poll() is not None, 180)
        before = prefect_rows(home)
        watch = Memory(process.pid)
        run = run_deployment(settings.prefect_port, "quarterly-collection", {"as_of": TODAY.isoformat()})
        row.flow_seconds = run["total_run_time"]
        row.memory = watch.stop()
        row.prefect_rows = prefect_rows(home) - before
        row.mails = count_mails(home / "iltizam.db")
        row.task_runs_unfinished = unfinished_task_runs(settings.prefect_port)
        row.one_each_seconds = one_run_each(settings.prefect_port)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=120)


def one_run_each(port: int) -> float:
    """Seconds a commitment costs when each gets a flow run of its own, from the first run's creation to the last's end."""
    began = time.monotonic()
    runs = [
        create(port, "execution", {"commitment": "all", "preview": True, "as_of": TODAY.isoformat()})
        for _ in range(SINGLE_RUNS)
    ]
    for run in runs:
        finished(port, run)
    return (time.monotonic() - began) / SINGLE_RUNS


def run_deployment(port: int, name: str, parameters: dict[str, object]) -> dict[str, Any]:
    """Run a deployment in place of its schedule and wait for its end."""
    return finished(port, create(port, name, parameters))


def create(port: int, name: str, parameters: dict[str, object]) -> str:
    """Create a run; its id."""
    (found,) = [entry for entry in ask(port, "POST", "/deployments/filter", {}) if entry["name"] == name]
    body = {"parameters": parameters, "tags": [CATCH_UP]}
    return str(ask(port, "POST", f"/deployments/{found['id']}/create_flow_run", body)["id"])


def finished(port: int, run: str) -> dict[str, Any]:
    """Wait for a run's end; anything but completed stops the benchmark."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        state: dict[str, Any] = ask(port, "GET", f"/flow_runs/{run}")
        if state["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
            if state["state_type"] != "COMPLETED":
                raise RuntimeError(state["state"]["message"])
            return state
        time.sleep(1)
    raise TimeoutError(run)


def ask(port: int, method: str, path: str, body: object = None) -> Any:
    """Prefect's API with its protection against forged requests."""
    url = f"http://127.0.0.1:{port}/api"
    with urlopen(f"{url}/csrf-token?client=bench") as answer:
        token = json.load(answer)["token"]
    headers = {"content-type": "application/json", "Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "bench"}
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(url + path, method=method, data=data, headers=headers), timeout=120) as answer:
        return json.load(answer)


def unfinished_task_runs(port: int) -> int:
    """Task runs that Prefect does not know to be over."""
    body = {"task_runs": {"state": {"type": {"any_": ["RUNNING", "PENDING", "SCHEDULED"]}}}}
    return int(ask(port, "POST", "/task_runs/count", body))


class Memory:
    """Peak memory of the processes below one, looked at twice a second until stopped."""

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
        while not self._over.wait(0.5):
            for number in descendants(self._parent):
                try:
                    command = Path(f"/proc/{number}/cmdline").read_text().replace("\0", " ")
                    status = Path(f"/proc/{number}/status").read_text()
                except OSError:
                    continue
                peak = next((int(line.split()[1]) / 1024 for line in status.splitlines() if "VmHWM" in line), 0.0)
                name = kind_of(command)
                self._peak[name] = max(self._peak.get(name, 0.0), peak)


def kind_of(command: str) -> str:
    """What a process of the installation is for."""
    for words, name in (("deployments.serve", "executor"), ("flow_run", "flow run"), ("prefect.engine", "flow run")):
        if words in command:
            return name
    return "server" if "server" in command else "other"


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


def prefect_rows(home: Path) -> int:
    """Rows in Prefect's own database."""
    (path,) = (home / "prefect").glob("*.db")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return sum(database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables)


def count_mails(path: Path) -> int:
    """Mails in the outbox."""
    engine = open_engine(f"sqlite:///{path}")
    with Desk(engine, OFFICE, TODAY, NOW).reading() as session:
        return session.exec(select(func.count()).select_from(OutboundMessage)).one()


def wait_for(condition: Callable[[], bool], seconds: float) -> None:
    """Wait for something true."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.5)


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def report(rows: list[Row]) -> None:
    """The table as docs/benchmarks.md has it."""
    print("| commitments | officials | plain loop s | deployed flow s | ratio | mails/s | ms a commitment |"
          " one run each: ms a commitment | ratio | Prefect rows | open task runs | peak MiB |")  # fmt: skip
    print("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|")
    for row in rows:
        each = 1000 * row.flow_seconds / row.commitments
        memory = ", ".join(f"{name} {peak:.0f}" for name, peak in sorted(row.memory.items()))
        print(
            f"| {row.commitments:,} | {row.officials:,} | {row.plain_seconds:.1f} | {row.flow_seconds:.1f} "
            f"| {row.flow_seconds / row.plain_seconds:.2f} | {row.mails / row.flow_seconds:.0f} | {each:.1f} "
            f"| {1000 * row.one_each_seconds:.0f} | {1000 * row.one_each_seconds / each:.0f} | {row.prefect_rows} "
            f"| {row.task_runs_unfinished} | {memory} |"
        )


if __name__ == "__main__":
    main()
