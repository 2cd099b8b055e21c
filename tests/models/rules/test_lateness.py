"""Lateness on both sides of zero, in civil and in working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.services.timekeeping.calendars import calendar_for
from models.rules.lateness import milestone_days_late, request_days_late, working_days_late
from models.rules.working_days import WorkingCalendar
from models.vocabulary import MilestoneStatus, RequestState

DUE = date(2026, 10, 30)
DAYS = st.dates(min_value=date(2025, 1, 1), max_value=date(2027, 12, 31))


@pytest.mark.parametrize(("offset", "late"), [(-30, 0), (-1, 0), (0, 0), (1, 1), (2, 2), (365, 365)])
def test_a_milestone_is_late_the_day_after_its_due_date(offset: int, late: int) -> None:
    today = DUE + timedelta(days=offset)
    assert milestone_days_late(due_on=DUE, status=MilestoneStatus.IN_PROGRESS, today=today) == late


@pytest.mark.parametrize("status", [MilestoneStatus.DONE, MilestoneStatus.WITHDRAWN])
def test_a_finished_milestone_is_never_late(status: MilestoneStatus) -> None:
    assert milestone_days_late(due_on=DUE, status=status, today=date(2030, 1, 1)) == 0


@pytest.mark.parametrize(
    ("state", "late"),
    [
        (RequestState.OPEN, 3),
        (RequestState.PARTLY_ANSWERED, 3),
        (RequestState.ANSWERED, 0),
        (RequestState.WAIVED, 0),
        (RequestState.CLOSED_UNANSWERED, 0),
    ],
)
def test_only_an_awaited_answer_is_late(state: RequestState, late: int) -> None:
    assert request_days_late(respond_by=DUE, state=state, today=DUE + timedelta(days=3)) == late


@given(DAYS, DAYS)
def test_lateness_never_shrinks_as_days_pass(due: date, today: date) -> None:
    before = milestone_days_late(due_on=due, status=MilestoneStatus.NOT_STARTED, today=today)
    after = milestone_days_late(due_on=due, status=MilestoneStatus.NOT_STARTED, today=today + timedelta(days=1))
    assert before <= after <= before + 1


MOROCCO = calendar_for("Morocco", 2026)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 10, 1), 15, date(2026, 10, 22)),
        (date(2026, 10, 30), 1, date(2026, 11, 2)),  # Unity Day, 31 October, is a Saturday in 2026
        (date(2026, 11, 5), 1, date(2026, 11, 9)),  # Green March, Friday 6 November
        (date(2026, 11, 17), 1, date(2026, 11, 19)),  # Independence Day, 18 November
        (date(2026, 11, 9), -1, date(2026, 11, 5)),
        (date(2026, 11, 6), 0, date(2026, 11, 9)),
        (date(2026, 1, 13), 1, date(2026, 1, 15)),  # Amazigh New Year, 14 January
    ],
)
def test_working_days_know_moroccan_holidays(start: date, days: int, end: date) -> None:
    assert MOROCCO.add(start, days) == end


@given(DAYS, st.integers(1, 60))
def test_adding_and_counting_working_days_agree(start: date, days: int) -> None:
    calendar = WorkingCalendar(holidays={date(2026, 11, 18): "Independence Day"})
    end = calendar.add(start, days)
    assert calendar.is_working_day(end)
    assert calendar.count(start, end) == days
    assert working_days_late(start, end, calendar=calendar) == days


def test_the_calendar_reaches_a_year_ahead() -> None:
    assert calendar_for("Morocco", 2026).reaches >= date(2027, 11, 23)
    assert any(day.year == 2027 for day in calendar_for("Morocco", 2026).holidays)
