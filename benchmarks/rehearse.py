"""Rehearsals against the clock: the consortium's whole plan, and a plan of a thousand commitments in many regions.

    python -m benchmarks.rehearse                      # the consortium's plan, 27 months
    python -m benchmarks.rehearse --commitments 1000   # a made-up plan of that size
    python -m benchmarks.rehearse --idle               # what a day costs on which nothing is due

Each measure is one process: wall and processor time from the first day to the last table, and memory at a tenth of the
days and at the end. A second figure compares the mails of each official with one mail per late milestone per day.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from statistics import median

from sqlmodel import SQLModel

from benchmarks.ingest import OFFICE, _memory_mib
from benchmarks.small_plan import load_plan_of
from flows.rehearsal.figures import loads, summarise
from flows.rehearsal.order import REHEARSAL_KEY, Order
from flows.rehearsal.output import empty_folder, write_output
from flows.rehearsal.run import Run
from flows.rehearsal.scenario import Scenario, read_scenario
from flows.rehearsal.staging import rehearse
from flows.rehearsal.story import Story
from models.database import open_engine, open_session

CONSORTIUM = Path(__file__).parents[1] / "deployments/plans/consortium-2025-2027"
FIRST, LAST = date(2025, 4, 2), date(2027, 6, 30)


@dataclass
class Measure:
    """Memory in MiB while the days go by."""

    memory: list[float] = field(default_factory=list)


def main() -> None:
    """Measure what was asked for and print tables."""
    given = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        order = _order(given, Path(folder))
        if given.idle:
            _idle(order)
            return
        out = Path(folder) / "out"
        empty_folder(out)
        measure, started, used = Measure(), time.perf_counter(), time.process_time()
        with _weighed(measure):
            story = rehearse(order, out=out)
        write_output(story, out)
        seconds, processor = time.perf_counter() - started, time.process_time() - used
    _print(story, measure, seconds=seconds, processor=processor)
    _print_year(story, year=2026)


def _order(given: argparse.Namespace, folder: Path) -> Order:
    office = replace(OFFICE, key=REHEARSAL_KEY)
    if not given.commitments:
        scenario = read_scenario(CONSORTIUM / "scenario.yaml")
        return Order(office, scenario, FIRST, LAST, files=CONSORTIUM, compiles_reports=given.reports)
    source = open_engine(f"sqlite:///{folder / 'plan.db'}")
    SQLModel.metadata.create_all(source)
    with open_session(source) as session:
        load_plan_of(session, officials=given.commitments)
        session.commit()
    scenario = Scenario.model_validate({"default": {"behaviour": "prompt", "after": 3, "announces": True}})
    return Order(
        office, scenario, FIRST, LAST, source=source, plan="benchmark", compiles_reports=False, keeps_mails=given.mails
    )


def _idle(order: Order) -> None:
    """The milliseconds of days on which nothing is due: the plan's first three months, before anything is asked."""
    spent: list[float] = []
    with _timed(spent):
        rehearse(
            replace(order, first_day=date(2025, 4, 3), last_day=date(2025, 6, 30), compiles_reports=False), out=None
        )
    print(f"{len(spent)} days on which nothing is due: median {median(spent) * 1000:.2f} ms a day")


@contextmanager
def _weighed(measure: Measure) -> Iterator[None]:
    """Note the memory of this process after each tenth of the days."""
    with _each_day(lambda number, _: measure.memory.append(_memory_mib()) if number % 82 == 0 else None):
        yield


@contextmanager
def _timed(spent: list[float]) -> Iterator[None]:
    with _each_day(lambda _, seconds: spent.append(seconds)):
        yield


@contextmanager
def _each_day(note: Callable[[int, float], None]) -> Iterator[None]:
    """Call `note` with the number of each simulated day and the processor seconds it took."""
    original, number = Run.live, 0

    def live(run: Run, day: date) -> None:
        nonlocal number
        number += 1
        started = time.process_time()
        original(run, day)
        note(number, time.process_time() - started)

    Run.live = live  # type: ignore[method-assign]
    try:
        yield
    finally:
        Run.live = original  # type: ignore[method-assign]


def _print(story: Story, measure: Measure, *, seconds: float, processor: float) -> None:
    figures = summarise(story)
    print(
        "| commitments | officials | days | mails out | mails in | seconds | processor s | MiB at 1/10 | MiB at the end |"
    )
    print("|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    days = (story.last_day - story.first_day).days + 1
    commitments = len({m.commitment.split("/")[0] for m in story.milestones})
    print(
        f"| {commitments} | {figures.people} | {days} | {figures.sent} | {figures.received} | {seconds:.1f} "
        f"| {processor:.1f} | {measure.memory[0]:.0f} | {measure.memory[-1]:.0f} |"
    )


def _print_year(story: Story, *, year: int) -> None:
    people = [load for load in loads(story, first=date(year, 1, 1), last=date(year, 12, 31)) if load.naive]
    ours, naive = sorted(load.unasked for load in people), sorted(load.naive for load in people)
    if not people:
        return
    print(f"\n| mails in {year} per responsible official | least | median | most | all |")
    print("|---|--:|--:|--:|--:|")
    for name, counts in (("unasked, as rehearsed", ours), ("one per late milestone per day", naive)):
        print(f"| {name} | {counts[0]} | {median(counts):.0f} | {counts[-1]} | {sum(counts)} |")
    print(f"| ratio | | | | {sum(naive) / max(1, sum(ours)):.1f} |")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--commitments", type=int, default=0, help="a made-up plan of that many; 0: the consortium's plan"
    )
    parser.add_argument("--reports", action="store_true", help="compile the annual reports too")
    parser.add_argument("--mails", action="store_true", help="keep every mail of a made-up plan as a file")
    parser.add_argument("--idle", action="store_true", help="only the days on which nothing is due")
    return parser.parse_args()


if __name__ == "__main__":
    main()
