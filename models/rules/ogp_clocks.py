"""Clocks that OGP sets: inception and end-of-commitment assessment, public information, forum, meetings on results.

Sources: OGP Local Handbook 3.5.1 and 3.5.2; Participation and Co-Creation Standards, minimum requirements 1.1 and 5.1;
public information every four months as the inception assessment asks. Civil dates only.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from models.rules.deadlines import add_months

MEETINGS_A_YEAR = 2


class OgpClock(StrEnum):
    """What OGP asks for by a date."""

    INCEPTION_ASSESSMENT = "inception_assessment"
    END_ASSESSMENT = "end_of_commitment_assessment"
    PUBLIC_INFORMATION = "public_information"
    FORUM = "forum"
    RESULTS_MEETINGS = "results_meetings"


MONTHS = {
    OgpClock.INCEPTION_ASSESSMENT: 2,
    OgpClock.END_ASSESSMENT: 1,
    OgpClock.PUBLIC_INFORMATION: 4,
    OgpClock.FORUM: 6,
}


@dataclass(frozen=True)
class ClockDue:
    """One due date of one clock: the day it counts from, and the day it is due."""

    clock: OgpClock
    counts_from: date
    due_on: date


def clock_due(clock: OgpClock, *, counts_from: date) -> ClockDue:
    """When a clock that counts months is due. The clock of the two meetings a year has a rule of its own."""
    return ClockDue(clock, counts_from, add_months(counts_from, MONTHS[clock]))


def results_meetings_due(*, year: int, held_on: Collection[date]) -> ClockDue | None:
    """Two meetings a year: the first is due by 30 June, the second by 31 December; None when both were held.

    The half-years are this project's reading of “at least two meetings every year”.
    """
    held = sorted(day for day in held_on if day.year == year)
    if len(held) >= MEETINGS_A_YEAR:
        return None
    due_on = date(year, 12, 31) if held else date(year, 6, 30)
    return ClockDue(OgpClock.RESULTS_MEETINGS, due_on.replace(month=due_on.month - 5, day=1), due_on)


def days_left(due: ClockDue, *, today: date) -> timedelta:
    """Time left; negative when it is late."""
    return due.due_on - today
