"""Lateness as a function of a due date and a day; never stored, never "since the last run"."""

from datetime import date

from models.rules.working_days import WorkingCalendar
from models.vocabulary import MilestoneStatus, RequestState

SETTLED = frozenset({MilestoneStatus.DONE, MilestoneStatus.CLOSED, MilestoneStatus.WITHDRAWN})
AWAITED = frozenset({RequestState.OPEN, RequestState.PARTLY_ANSWERED})


def days_late(due_on: date, today: date) -> int:
    """Civil days past the due date: 0 on the due date itself, 1 the day after."""
    return max(0, (today - due_on).days)


def milestone_days_late(*, due_on: date, status: MilestoneStatus, today: date) -> int:
    """Civil days an unfinished milestone is late; one that is done, closed or withdrawn is never late."""
    return 0 if status in SETTLED else days_late(due_on, today)


def request_days_late(*, respond_by: date, state: RequestState, today: date) -> int:
    """Civil days an answer is late; a partly answered form is still awaited."""
    return days_late(respond_by, today) if state in AWAITED else 0


def working_days_late(due_on: date, today: date, *, calendar: WorkingCalendar) -> int:
    """Working days after the due date, up to and including today."""
    return calendar.count(due_on, today)
