"""Reporting periods: tables of real dates and properties over all dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import DomainError
from models.rules.periods import Period

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))
MONTHS = st.sampled_from([1, 2, 3, 4, 6, 12])


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2026, 9, 30), "2026-Q2"),
        (date(2026, 10, 1), "2026-Q3"),
        (date(2026, 11, 23), "2026-Q3"),
        (date(2026, 12, 31), "2026-Q3"),
        (date(2027, 1, 1), "2026-Q4"),
        (date(2024, 2, 29), "2023-Q4"),
    ],
)
def test_the_quarter_to_collect_is_the_last_one_that_ended(day: date, period: str) -> None:
    assert str(Period.ended_before(day)) == period


@given(DAYS, MONTHS)
def test_every_day_lies_in_exactly_its_own_period(day: date, months: int) -> None:
    period = Period.containing(day, months=months)
    assert period.start <= day <= period.end
    assert period.next().start == period.end + timedelta(days=1)
    assert period.next().previous() == period


@given(DAYS, MONTHS)
def test_the_ended_period_is_over_and_the_next_one_is_not(day: date, months: int) -> None:
    ended = Period.ended_before(day, months=months)
    assert ended.end < day <= ended.next().end


@given(DAYS, MONTHS)
def test_a_period_is_read_back_from_its_name(day: date, months: int) -> None:
    period = Period.containing(day, months=months)
    assert Period.parse(str(period)) == period


@pytest.mark.parametrize(
    "name", ["2026-Q5", "2026-Q0", "Q3", "2026-M13", "2026", "", "٢٠٢٦-Q9", "2026-H3", "2026-X1", "2026-Y2"]
)
def test_a_period_that_does_not_exist_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(DomainError):
        Period.parse(name)
