"""What was done for OGP's clocks, read once: publications, forums with both sides, meetings on results; by region.

What names no region was done for all of them; what names one counts for that region and for the plan.
"""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.services.participation.attendance import people_present, sides_present
from models.rules.lifecycle import BOTH_SIDES
from models.rules.ogp_clocks import OgpClock
from models.tables import ActionPlan, Meeting, Publication
from models.vocabulary import MeetingPurpose, MeetingState

PURPOSES = {OgpClock.FORUM: MeetingPurpose.FORUM, OgpClock.RESULTS_MEETINGS: MeetingPurpose.RESULTS}

_PUBLISHED = (
    select(Publication)
    .where(
        col(Publication.plan_id) == sa.bindparam("plan"), col(Publication.published_on) <= sa.bindparam("today")
    )
    .order_by(col(Publication.id).desc())
)  # fmt: skip
_HELD = (
    select(Meeting)
    .where(col(Meeting.plan_id) == sa.bindparam("plan"), Meeting.state == MeetingState.HELD)
    .where(col(Meeting.purpose).in_(list(PURPOSES.values())))
    .order_by(col(Meeting.id).desc())
)


@dataclass(frozen=True)
class Deed:
    """One thing done for a clock. `member_id` is None when it was done for all regions; `counts` says whether it stops it."""

    clock: OgpClock
    on: date
    member_id: int | None
    said: str
    counts: bool = True

    def concerns(self, member_id: int | None) -> bool:
        """Whether it is evidence for this region; everything is evidence for the plan (None)."""
        return member_id is None or self.member_id in (None, member_id)


def deeds(session: Session, *, plan: ActionPlan, today: date) -> list[Deed]:
    """Everything done by `today`, newest first."""
    found = [*_publications(session, plan, today), *_meetings(session, plan, today)]
    return sorted(found, key=lambda deed: deed.on, reverse=True)


def _publications(session: Session, plan: ActionPlan, today: date) -> list[Deed]:
    return [
        Deed(
            OgpClock.PUBLIC_INFORMATION, row.published_on, row.member_id,
            f"{row.published_on} {row.subject.value} {row.address}",
        )
        for row in session.exec(_PUBLISHED, params={"plan": plan.id, "today": today}).all()
    ]  # fmt: skip


def _meetings(session: Session, plan: ActionPlan, today: date) -> list[Deed]:
    zone, clocks = ZoneInfo(plan.time_zone), {purpose: clock for clock, purpose in PURPOSES.items()}
    found = []
    for row in session.exec(_HELD, params={"plan": plan.id}).all():
        day = row.starts_at.astimezone(zone).date()
        if day <= today:
            found.append(_deed(session, row, clocks[row.purpose], day))
    return found


def _deed(session: Session, meeting: Meeting, clock: OgpClock, day: date) -> Deed:
    """A forum counts only when the administration and civil society were both present, as at the gate."""
    present = sides_present(session, meeting=meeting)
    counts = clock is not OgpClock.FORUM or present >= BOTH_SIDES
    sides = ", ".join(sorted(side.value for side in present)) or "sides not recorded"
    minutes = f"; {meeting.minutes}" if meeting.minutes else ""
    said = f"{day} {meeting.code}: {people_present(session, meeting=meeting)} people, {sides}{minutes}"
    return Deed(
        clock, day, meeting.member_id, said if counts else f"{said} (does not count: both sides needed)", counts
    )
