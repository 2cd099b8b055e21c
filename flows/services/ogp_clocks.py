"""The clocks OGP sets with the rows that are their evidence: what runs, what is overdue, and what was done for it."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from flows.services.attendance import people_present, sides_present
from flows.services.desk import Desk
from flows.services.late_clocks import clocks
from flows.services.outcome import ReportTable
from models.rules.ogp_clocks import OgpClock
from models.tables import ActionPlan, Meeting, Publication
from models.vocabulary import MeetingPurpose, MeetingState

_PURPOSES = {OgpClock.FORUM: MeetingPurpose.FORUM, OgpClock.RESULTS_MEETINGS: MeetingPurpose.RESULTS}


@dataclass(frozen=True)
class ClockReading:
    """One running clock on one day. `about` is a commitment's code, "" for the plan; evidence is newest first."""

    clock: OgpClock
    code: str
    about: str
    counts_from: date
    due_on: date
    is_overdue: bool
    evidence: tuple[str, ...]


def ogp_clocks(session: Session, desk: Desk, plan: ActionPlan) -> list[ClockReading]:
    """Every clock of a plan that runs today, soonest first, each with the rows that show what was done for it."""
    return [
        ClockReading(
            clock=running.due.clock,
            code=running.code,
            about=running.about,
            counts_from=running.due.counts_from,
            due_on=running.due.due_on,
            is_overdue=running.due.due_on < desk.today,
            evidence=_evidence(session, plan, running.due.clock, desk.today),
        )
        for running in clocks(session, plan=plan, today=desk.today)
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
        )
        for reading in ogp_clocks(session, desk, plan)
    )
    columns = ("Clock", "Counts from", "Due", "State", "Newest evidence")
    return ReportTable("ogp-clocks", "Clocks set by OGP", columns, rows)


def _evidence(session: Session, plan: ActionPlan, clock: OgpClock, today: date) -> tuple[str, ...]:
    if clock is OgpClock.PUBLIC_INFORMATION:
        query = select(Publication).where(Publication.plan_id == plan.id, Publication.published_on <= today)
        rows = session.exec(query.order_by(col(Publication.published_on).desc())).all()
        return tuple(f"{row.published_on} {row.subject.value} {row.address}" for row in rows)
    if clock not in _PURPOSES:
        return ()
    held = session.exec(
        select(Meeting)
        .where(
            Meeting.plan_id == plan.id, Meeting.purpose == _PURPOSES[clock], Meeting.state == MeetingState.HELD
        )
        .order_by(col(Meeting.starts_at).desc())
    ).all()  # fmt: skip
    return tuple(_shown(session, plan, meeting) for meeting in held)


def _shown(session: Session, plan: ActionPlan, meeting: Meeting) -> str:
    day = meeting.starts_at.astimezone(ZoneInfo(plan.time_zone)).date()
    sides = ", ".join(sorted(side.value for side in sides_present(session, meeting=meeting))) or "sides not recorded"
    minutes = f"; {meeting.minutes}" if meeting.minutes else ""
    return f"{day} {meeting.code}: {people_present(session, meeting=meeting)} people, {sides}{minutes}"
