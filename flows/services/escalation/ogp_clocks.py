"""The clocks OGP sets with the rows that are their evidence: what runs, what is overdue, and what was done for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from flows.services.desk import Desk
from flows.services.escalation.clock_facts import Deed, deeds
from flows.services.escalation.late_clocks import Clock, clocks
from flows.services.outcome import ReportTable
from models.rules.ogp_clocks import OgpClock
from models.tables import ActionPlan


@dataclass(frozen=True)
class ClockReading:
    """One running clock on one day, of a commitment (`about`), of a region, or of the plan; evidence is newest first."""

    clock: OgpClock
    code: str
    about: str
    counts_from: date
    due_on: date
    is_overdue: bool
    evidence: tuple[str, ...]
    region: str = ""


def ogp_clocks(session: Session, desk: Desk, plan: ActionPlan) -> list[ClockReading]:
    """Every clock of a plan that runs today, soonest first, each with the rows that show what was done for it."""
    done = deeds(session, plan=plan, today=desk.today)
    return [
        ClockReading(
            clock=running.due.clock,
            code=running.code,
            about=running.about,
            counts_from=running.due.counts_from,
            due_on=running.due.due_on,
            is_overdue=running.due.due_on < desk.today,
            evidence=_evidence(running, done),
            region=running.region,
        )
        for running in clocks(session, plan=plan, today=desk.today, done=done)
    ]


def clock_table(session: Session, desk: Desk, *, plan: ActionPlan) -> ReportTable:
    """All clocks of a plan for an administrator: due day, what it counts from, the newest evidence, overdue or not."""
    rows = tuple(
        (
            reading.code,
            reading.counts_from.isoformat(),
            reading.due_on.isoformat(),
            "overdue" if reading.is_overdue else "runs",
            reading.evidence[0] if reading.evidence else "none yet",
            reading.region or "all",
        )
        for reading in ogp_clocks(session, desk, plan)
    )
    columns = ("Clock", "Counts from", "Due", "State", "Newest evidence", "Region")
    return ReportTable("ogp-clocks", "Clocks set by OGP", columns, rows)


def _evidence(running: Clock, done: Sequence[Deed]) -> tuple[str, ...]:
    return tuple(deed.said for deed in done if deed.clock is running.due.clock and deed.concerns(running.member_id))
