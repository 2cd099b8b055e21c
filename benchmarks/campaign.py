"""One campaign through deployed Prefect flows, beside the same services in a plain loop and beside one flow run a commitment.

    python -m benchmarks.campaign --commitments 1000 10000 --per-official 5

Each size gets a fresh installation (SQLite, Prefect server, executor, mail server) in a temporary folder, loaded with a
made-up plan. A campaign is two runs: `quarterly-collection` asks everybody, `outbox` hands the mails to the mail server.
The plain loop calls the same services in a process of its own, once before and once after; the table shows the mean.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlmodel import col, func, select

from benchmarks.campaign_prefect import (
    PATIENCE,
    ROOT,
    Memory,
    Server,
    Took,
    environment,
    free_port,
    installation,
    wait_for,
)  # fmt: skip
from benchmarks.crowded_plan import PLAN, load_crowded_plan
from deployments.start_children import is_listening
from flows.mail_servers import lookup_of, relay_of
from flows.runtime import current_moment, open_desk
from flows.services.collection.campaigns import open_quarter
from flows.services.dispatch.outbox_delivery import deliver_and_reconcile
from flows.settings import Settings, read_settings
from models.database import migrate, open_engine, open_session
from models.tables import Commitment, OutboundMessage
from models.vocabulary import OutboundState

TODAY = date(2026, 10, 8)
SINGLE_RUNS = 12
ASK, SEND = "ask", "send"


@dataclass
class Row:
    """What one size measured; seconds by part of the campaign, memory in MiB."""

    commitments: int
    officials: int
    plain: list[dict[str, float]] = field(default_factory=list)
    flow: dict[str, Took] = field(default_factory=dict)
    one_each: float = 0.0
    mails: int = 0
    prefect_rows: int = 0
    one_each_rows: float = 0.0
    task_runs: Counter[str] = field(default_factory=Counter)
    memory: dict[str, float] = field(default_factory=dict)

    def plain_seconds(self, part: str) -> float:
        """The mean of the plain loops."""
        return sum(times[part] for times in self.plain) / len(self.plain)


def main() -> None:
    """Measure every size and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--commitments", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--per-official", type=int, default=5)
    options = parser.parse_args()
    rows = [measure(count, per_official=options.per_official) for count in options.commitments]
    report(rows)


def measure(commitments: int, *, per_official: int) -> Row:
    """One size: plain loop, deployed flows, plain loop again."""
    row = Row(commitments, -(-commitments // per_official))
    with tempfile.TemporaryDirectory(prefix="iltizam-campaign-") as folder:
        filled = Path(folder) / "filled.db"
        fill(filled, commitments=commitments, per_official=per_official)
        homes = [Path(folder) / name for name in ("before", "prefect", "after")]
        for home in homes:
            home.mkdir()
            shutil.copy(filled, home / "iltizam.db")
        row.plain.append(plain(homes[0]))
        with installation(homes[1]) as server:
            with_prefect(row, server)
        row.plain.append(plain(homes[2]))
    return row


def fill(path: Path, *, commitments: int, per_official: int) -> None:
    """A migrated database with the made-up plan, in one file."""
    url = f"sqlite:///{path}"
    migrate(url)
    engine = open_engine(url)
    with open_session(engine) as session:
        load_crowded_plan(session, commitments=commitments, per_official=per_official)
        session.commit()
    engine.dispose()  # the last connection of SQLite folds its log into the file


def plain(home: Path) -> dict[str, float]:
    """Seconds of the services alone, in a fresh interpreter like the flow's, beside a mail server like the flow's."""
    settings = Settings(home=home, smtp_port=free_port())
    port, address = str(settings.smtp_port), settings.reply_address
    mail = [sys.executable, "-m", "flows.local_mail", "--home", str(home), "--port", port, "--reply-address", address]
    loop = [sys.executable, "-c", "from benchmarks.campaign import plain_loop; plain_loop()"]
    server = subprocess.Popen(mail, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_for(lambda: is_listening(settings.smtp_port), 60)
        done = subprocess.run(
            loop, cwd=ROOT, env=environment(settings), stdout=subprocess.PIPE, text=True, check=True, timeout=PATIENCE
        )
    finally:
        server.terminate()
        server.wait(timeout=60)
    return {part: float(seconds) for part, seconds in json.loads(done.stdout).items()}


def plain_loop() -> None:
    """The same use cases in the same order, without any flow; prints the seconds of each."""
    began = time.perf_counter()
    open_quarter(open_desk(TODAY), plan=PLAN)
    asked = time.perf_counter()
    settings = read_settings()
    deliver_and_reconcile(
        open_desk(), relay=relay_of(settings), lookup=lookup_of(settings), moment=current_moment()
    )  # fmt: skip
    sys.stdout.write(json.dumps({ASK: asked - began, SEND: time.perf_counter() - asked}))


def with_prefect(row: Row, server: Server) -> None:
    """Run the campaign as deployments, count what it left; then some runs of one commitment each."""
    numbers, before = server.deployments(), server.settled_rows()
    watch = Memory(server.process)
    row.flow[ASK] = server.run(numbers["quarterly-collection"], {"as_of": TODAY.isoformat()}, key="ask")
    row.flow[SEND] = server.run(numbers["outbox"], {}, key="send")
    row.memory = watch.stop()
    after = server.settled_rows()
    row.prefect_rows, row.task_runs = after - before, server.task_runs()
    row.mails = count_sent(server.settings)
    if row.mails != row.officials:
        raise RuntimeError(f"{row.mails} mails were sent to {row.officials} officials")
    row.one_each = one_run_each(server, numbers["execution"])
    row.one_each_rows = (server.settled_rows() - after) / SINGLE_RUNS


def one_run_each(server: Server, deployment: str) -> float:
    """Seconds a commitment costs when each gets a flow run of its own, from the first run's creation to the last's end."""
    labels = server.ask("GET", f"/deployments/{deployment}")["parameter_openapi_schema"]["properties"]["commitment"]
    began = time.monotonic()
    runs = [
        server.create(
            deployment, {"commitment": label, "preview": True, "as_of": TODAY.isoformat()}, key=f"single {label}"
        )
        for label in labels["enum"][1 : SINGLE_RUNS + 1]
    ]
    for run in runs:
        server.finished(run)
    return (time.monotonic() - began) / len(runs)


def count_sent(settings: Settings) -> int:
    """Mails that the mail server has taken."""
    engine = open_engine(settings.database_url)
    with open_session(engine, reads_only=True) as session:
        sent = select(func.count()).where(col(OutboundMessage.state) == OutboundState.SENT)
        if not session.exec(select(func.count()).select_from(Commitment)).one():
            raise RuntimeError("the plan is missing")
        return session.exec(sent).one()


def report(rows: list[Row]) -> None:
    """The tables as docs/benchmarks.md has them."""
    print("| commitments | officials | part | plain loop s | deployed flow s | ratio | click to end s | ms a commitment"
          " | mails/s |")  # fmt: skip
    print("|--:|--:|---|--:|--:|--:|--:|--:|--:|")
    for row in rows:
        for name, parts in (("asked", (ASK,)), ("handed over", (SEND,)), ("campaign", (ASK, SEND))):
            plain_seconds = sum(row.plain_seconds(part) for part in parts)
            work, whole = (sum(getattr(row.flow[p], kind) for p in parts) for kind in ("work", "whole"))
            print(
                f"| {row.commitments:,} | {row.officials:,} | {name} | {plain_seconds:.1f} | {work:.1f} "
                f"| {work / plain_seconds:.2f} | {whole:.1f} | {1000 * work / row.commitments:.2f} "
                f"| {row.mails / work:.0f} |"
            )
    print("\n| commitments | Prefect rows | task runs (not over) | peak MiB | one flow run each: ms a commitment | rows |"
          " × campaign |")  # fmt: skip
    print("|--:|--:|--:|---|--:|--:|--:|")
    for row in rows:
        each = 1000 * sum(took.work for took in row.flow.values()) / row.commitments
        open_ones = sum(count for state, count in row.task_runs.items() if state not in ("COMPLETED", "FAILED"))
        memory = ", ".join(f"{name} {peak:.0f}" for name, peak in sorted(row.memory.items()))
        print(
            f"| {row.commitments:,} | {row.prefect_rows} | {sum(row.task_runs.values())} ({open_ones}) | {memory} "
            f"| {1000 * row.one_each:.0f} | {row.one_each_rows:.0f} | {1000 * row.one_each / each:.0f} |"
        )


if __name__ == "__main__":
    main()
