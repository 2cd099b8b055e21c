"""Reminder rounds go by state, never stack, and leave people alone on days off."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.policy import DEFAULT_POLICY
from models.rules.reminders import DueReminder, next_round_on, reminder_due, round_days
from models.rules.working_days import WorkingCalendar

CALENDAR = WorkingCalendar()
ASKED = date(2026, 10, 1)
RESPOND_BY = date(2026, 10, 22)


def due(today: date, *, told: tuple[int, ...] = (), last: date | None = ASKED) -> DueReminder | None:
    return reminder_due(
        asked_on=ASKED, respond_by=RESPOND_BY, told=told, last_mail_on=last, today=today,
        policy=DEFAULT_POLICY, calendar=CALENDAR,
    )  # fmt: skip


def test_the_rounds_of_a_request_of_1_october() -> None:
    days = round_days(respond_by=RESPOND_BY, policy=DEFAULT_POLICY, calendar=CALENDAR)
    assert days == (date(2026, 10, 15), date(2026, 10, 22), date(2026, 10, 27))


@pytest.mark.parametrize(
    ("today", "told", "last", "round_and_next"),
    [
        (date(2026, 10, 14), (), ASKED, None),
        (date(2026, 10, 15), (), ASKED, (1, date(2026, 10, 22))),
        (date(2026, 10, 16), (1,), date(2026, 10, 15), None),
        (date(2026, 10, 22), (1,), date(2026, 10, 15), (2, date(2026, 10, 27))),
        (date(2026, 10, 27), (1, 2), date(2026, 10, 22), (3, None)),
        (date(2026, 11, 30), (1, 2, 3), date(2026, 10, 27), None),
        # after downtime only the latest round is told
        (date(2026, 10, 28), (), ASKED, (3, None)),
        # a Saturday
        (date(2026, 10, 17), (), ASKED, None),
        # written to only yesterday
        (date(2026, 10, 15), (), date(2026, 10, 14), None),
    ],
)
def test_which_reminder_is_due(
    today: date, told: tuple[int, ...], last: date, round_and_next: tuple[int, date | None] | None
) -> None:
    found = due(today, told=told, last=last)
    assert (found and (found.round, found.next_on)) == round_and_next


def test_the_next_reminder_is_announced() -> None:
    days = {"respond_by": RESPOND_BY, "policy": DEFAULT_POLICY, "calendar": CALENDAR}
    assert next_round_on(told=(), today=ASKED, **days) == date(2026, 10, 15)
    assert next_round_on(told=(1,), today=date(2026, 10, 15), **days) == date(2026, 10, 22)
    assert next_round_on(told=(3,), today=date(2026, 10, 27), **days) is None


@given(st.lists(st.integers(0, 60), min_size=1, max_size=80))
def test_whatever_days_the_sweep_runs_each_round_is_told_once_in_order(offsets: list[int]) -> None:
    told: list[int] = []
    last = ASKED
    for offset in sorted(offsets):
        today = ASKED + timedelta(days=offset)
        found = due(today, told=tuple(told), last=last)
        if found:
            told.append(found.round)
            last = today
        assert due(today, told=tuple(told), last=last) is None
    assert told == sorted(set(told))
    assert len(told) <= 3
