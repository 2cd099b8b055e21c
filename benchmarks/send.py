"""Mails per second into one real Postfix: Iltizam beside django-post_office, a naive loop and a bare socket.

    python -m benchmarks.send --peers /path/to/other/environment/bin/python     # peers: benchmarks/requirements.txt

Every way takes its turn in every round, so the ratios hold when the machine's speed drifts; medians are printed.
Needs root and Postfix, like `make chaos`.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import col, select

from benchmarks.send_desk import desk_of
from benchmarks.send_peer_forms import write_forms
from benchmarks.send_ways import Rendered, floor, plain_aiosmtplib
from benchmarks.small_plan import load_plan_of
from flows.services.collection.campaigns import open_quarter
from flows.services.desk import Desk
from flows.services.dispatch.outbox_delivery import deliver_due
from models.database import migrate
from models.tables import OutboundMessage
from models.vocabulary import OutboundState
from notifications.smtp import Relay
from tests.chaos.servers import Postfix

DELAY = 0.01  # seconds one way: a round trip of 20 ms
Times = dict[str, list[float]]


def fresh_desk(folder: Path, *, name: str, mails: int) -> Desk:
    """A plan of `mails` officials in a SQLite file of its own."""
    url = f"sqlite:///{folder / name}.db"
    migrate(url)
    desk = desk_of(url)
    with desk.session() as session:
        load_plan_of(session, officials=mails)
        session.commit()
    return desk


def rendered(desk: Desk) -> list[Rendered]:
    """The mails of the outbox."""
    with desk.reading() as session:
        rows = session.exec(select(OutboundMessage).order_by(col(OutboundMessage.id))).all()
        return [Rendered(row.envelope_from, row.envelope_to, row.raw) for row in rows]


def make_due_again(desk: Desk) -> None:
    """Put every mail back, so that delivery alone can be timed."""
    with desk.session() as session:
        for row in session.exec(select(OutboundMessage)):
            row.state, row.claimed_by, row.attempts = OutboundState.PENDING, "", 0
        session.commit()


def delivery(desk: Desk, *, port: int, connections: int) -> float:
    """Seconds for claiming, sending and settling what is due."""
    began = time.perf_counter()
    outcome = deliver_due(desk, relay=Relay("127.0.0.1", port, connections=connections))
    seconds = time.perf_counter() - began
    assert outcome.counts["left"] == 0, outcome
    assert not outcome.problems, outcome.problems[:3]
    return seconds


def whole_campaign(desk: Desk, *, mails: int, port: int, connections: int) -> float:
    """Seconds from an empty outbox to every mail accepted and settled, in two processes as in an installation.

    This one composes and queues (the flow `quarterly-collection`), the other one sends meanwhile (the flow `outbox`).
    """
    command = [sys.executable, "-m", "benchmarks.send_outbox", str(desk.engine.url), str(port), str(connections)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as outbox:
        assert outbox.stdin is not None
        assert outbox.stdout is not None
        assert outbox.stdout.readline() == "ready\n"
        began = time.perf_counter()
        outbox.stdin.write("begin\n")
        outbox.stdin.flush()
        open_quarter(desk, plan="benchmark")
        while unsettled(desk):
            time.sleep(0.005)
        seconds = time.perf_counter() - began
        outbox.stdin.close()
        sent = int(outbox.stdout.readline())
    assert sent == mails, (sent, mails)
    return seconds


def unsettled(desk: Desk) -> bool:
    """Whether a mail is not yet known to be accepted."""
    with desk.reading() as session:
        return (
            session.exec(select(OutboundMessage.id).where(OutboundMessage.state != OutboundState.SENT)).first()
            is not None
        )


def one_after_the_other(desk: Desk, *, port: int, connections: int) -> float:
    """Seconds for the same work in one process: nothing is sent before the last mail is queued."""
    began = time.perf_counter()
    open_quarter(desk, plan="benchmark")
    seconds = time.perf_counter() - began
    return seconds + delivery(desk, port=port, connections=connections)


def peer(python: str, name: str, *, port: int, mails: Path, folder: Path) -> float:
    """Seconds as the peer itself measures them."""
    script = Path(__file__).with_name("send_peers.py")
    command = [python, str(script), name, str(port), str(mails), tempfile.mkdtemp(dir=folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return float(done.stdout)


@contextmanager
def delayed(port: int) -> Iterator[int]:
    """A port that leads to `port` with 20 ms of round trip, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.send_line", str(port), str(DELAY)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def near(
    folder: Path, postfix: Postfix, *, mails: int, connections: int, python: str
) -> dict[str, Callable[[], float]]:
    """The ways into the relay on this machine, by name."""
    desk = fresh_desk(folder, name="near", mails=mails)
    open_quarter(desk, plan="benchmark")
    ready, path, numbers = rendered(desk), folder / "mails.json", iter(range(1_000))
    write_forms(desk, path)
    line = {"port": postfix.port, "connections": connections}

    def campaign() -> float:
        fresh = fresh_desk(folder, name=f"campaign{next(numbers)}", mails=mails)
        return whole_campaign(fresh, mails=mails, **line)

    def in_turn() -> float:
        return one_after_the_other(fresh_desk(folder, name=f"campaign{next(numbers)}", mails=mails), **line)

    def alone() -> float:
        make_due_again(desk)
        return delivery(desk, **line)

    ways: dict[str, Callable[[], float]] = {
        "floor: rendered before, pipelined socket": lambda: floor(ready, **line),
        "Iltizam, delivery alone: claimed, sent, settled": alone,
        "Iltizam, end to end: rendered with workbook, stored, claimed, sent, settled": campaign,
        "Iltizam, end to end in one process, sending after composing": in_turn,
        "plain aiosmtplib, rendered before, connections reused": lambda: plain_aiosmtplib(ready, **line),
    }
    if python:
        for name, label in (("post_office", "django-post_office, 4 threads"), ("naive", "naive aiosmtplib loop")):
            ways[f"{label}, openpyxl"] = lambda name=name: peer(  # type: ignore[misc]
                python, name, port=postfix.port, mails=path, folder=folder
            )
    return ways


def far(folder: Path, port: int, *, mails: int, connections: int) -> dict[str, Callable[[], float]]:
    """The ways over a line with 20 ms of round trip, by name."""
    desk = fresh_desk(folder, name="far", mails=mails)
    open_quarter(desk, plan="benchmark")
    ready = rendered(desk)

    def ours() -> float:
        make_due_again(desk)
        return delivery(desk, port=port, connections=connections)

    return {
        "20 ms away: Iltizam, delivery alone": ours,
        "20 ms away: plain aiosmtplib": lambda: plain_aiosmtplib(ready, port=port, connections=connections),
    }


def take_turns(ways: dict[str, Callable[[], float]], *, rounds: int, postfix: Postfix) -> Times:
    """Run every way once a round, each into an empty queue."""
    times: Times = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            while postfix.queued():
                time.sleep(0.1)
            times[name].append(way())
            print(f"  {times[name][-1]:6.2f} s  {name}", file=sys.stderr, flush=True)
    return times


def print_table(times: Times, *, mails: int, base: str) -> None:
    """Medians, and each way's speed beside the first named in `base`."""
    speeds = {name: mails / statistics.median(seconds) for name, seconds in times.items()}
    print(f"| {mails} mails | mails/s (median) | slowest – fastest | × {base.split(':')[0]} |")
    print("|---|--:|--:|--:|")
    for name, seconds in times.items():
        spread = f"{mails / max(seconds):.0f} – {mails / min(seconds):.0f}"
        print(f"| {name} | {speeds[name]:.0f} | {spread} | {speeds[name] / speeds[base]:.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--peers", default="", help="an interpreter with benchmarks/requirements.txt")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="iltizam-send-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with Postfix(folder / "postfix") as postfix:
            ways = near(folder, postfix, mails=given.mails, connections=given.connections, python=given.peers)
            times = take_turns(ways, rounds=given.rounds, postfix=postfix)
            print_table(times, mails=given.mails, base=next(iter(times)))
            with delayed(postfix.port) as port:
                ways = far(folder, port, mails=given.mails, connections=given.connections)
                times = take_turns(ways, rounds=given.rounds, postfix=postfix)
            print()
            print_table(times, mails=given.mails, base=list(times)[1])


if __name__ == "__main__":
    main()
