"""What runs at which time of a simulated day, in the order of the schedule, and the moments of that day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

TIMES = {
    "co-creation": time(6, 30),
    "execution": time(6, 40),
    "evaluation": time(6, 50),
    "annual-report": time(7, 0),
    "quarterly-collection": time(8, 0),
    "committee-review": time(8, 20),
    "follow-up": time(8, 30),
    "mail-check": time(9, 0),
}
"""Civil time of each daily flow; a test compares them with the schedules of the deployments."""

REPORT_DAY = (1, 15)
"""Month and day of the annual report."""
WORKING_DAYS_ONLY = frozenset({"co-creation", "execution", "evaluation", "committee-review"})


@dataclass(frozen=True)
class Clock:
    """The simulated clock of one time zone."""

    zone: ZoneInfo

    def moment(self, day: date, at: time) -> datetime:
        """A civil day and time as an aware moment in UTC."""
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)


def runs_on(flow: str, day: date, *, is_open: bool) -> bool:
    """Whether a daily flow does its work on a day; `is_open` says whether the plan's offices are."""
    if flow == "annual-report":
        return (day.month, day.day) == REPORT_DAY
    return is_open or flow not in WORKING_DAYS_ONLY
