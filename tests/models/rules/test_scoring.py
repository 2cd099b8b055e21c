"""Scores: how milestones stand against their dates, rates, totals of several members, achievement."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.scoring import (
    MilestoneStanding,
    Rate,
    ScheduleState,
    achievement,
    combine,
    delay_days,
    overall_state,
    schedule_state,
)
from models.vocabulary import Aggregation, MilestoneStatus

DUE = date(2026, 6, 30)
NOT_STARTED, IN_PROGRESS = MilestoneStatus.NOT_STARTED, MilestoneStatus.IN_PROGRESS
DONE, WITHDRAWN = MilestoneStatus.DONE, MilestoneStatus.WITHDRAWN


@pytest.mark.parametrize(
    ("status", "on", "state", "days"),
    [
        (NOT_STARTED, date(2026, 6, 29), ScheduleState.NOT_STARTED, 0),
        (NOT_STARTED, date(2026, 6, 30), ScheduleState.NOT_STARTED, 0),
        (NOT_STARTED, date(2026, 7, 1), ScheduleState.DELAYED, 1),
        (IN_PROGRESS, date(2026, 6, 30), ScheduleState.ON_TRACK, 0),
        (IN_PROGRESS, date(2026, 7, 30), ScheduleState.DELAYED, 30),
        (DONE, date(2027, 1, 1), ScheduleState.COMPLETED, 0),
        (WITHDRAWN, date(2027, 1, 1), ScheduleState.WITHDRAWN, 0),
    ],
)
def test_a_milestone_is_late_the_day_after_its_due_date(
    status: MilestoneStatus, on: date, state: ScheduleState, days: int
) -> None:
    milestone = MilestoneStanding(status, DUE)
    assert schedule_state(milestone, on=on) is state
    assert delay_days(milestone, on=on) == days


def test_a_milestone_done_after_its_date_is_completed_and_keeps_its_delay() -> None:
    milestone = MilestoneStanding(DONE, DUE, done_on=date(2026, 7, 10))
    assert schedule_state(milestone, on=date(2026, 7, 10)) is ScheduleState.COMPLETED
    assert delay_days(milestone, on=date(2026, 12, 31)) == 10


def test_a_milestone_is_not_yet_done_on_a_day_before_the_deed() -> None:
    milestone = MilestoneStanding(DONE, DUE, done_on=date(2027, 2, 1))
    assert schedule_state(milestone, on=date(2026, 12, 31)) is ScheduleState.DELAYED


@pytest.mark.parametrize(
    ("percent", "on", "state"),
    [
        (Decimal(50), date(2026, 4, 1), ScheduleState.ON_TRACK),
        (Decimal(29), date(2026, 4, 1), ScheduleState.AT_RISK),
        (Decimal(31), date(2026, 4, 1), ScheduleState.ON_TRACK),
        (None, date(2026, 6, 1), ScheduleState.ON_TRACK),
        (Decimal(0), date(2026, 1, 1), ScheduleState.ON_TRACK),
    ],
)
def test_work_is_at_risk_when_time_runs_more_than_twenty_points_ahead_of_progress(
    percent: Decimal | None, on: date, state: ScheduleState
) -> None:
    milestone = MilestoneStanding(IN_PROGRESS, DUE, starts_on=date(2026, 1, 1), percent=percent)
    assert schedule_state(milestone, on=on) is state


def test_work_that_has_not_begun_long_after_its_start_is_at_risk() -> None:
    milestone = MilestoneStanding(NOT_STARTED, DUE, starts_on=date(2026, 1, 1))
    assert schedule_state(milestone, on=date(2026, 1, 20)) is ScheduleState.NOT_STARTED
    assert schedule_state(milestone, on=date(2026, 4, 1)) is ScheduleState.AT_RISK


def test_an_announced_later_date_puts_a_milestone_at_risk_but_does_not_move_its_date() -> None:
    milestone = MilestoneStanding(IN_PROGRESS, DUE, promised_on=date(2026, 9, 30))
    assert schedule_state(milestone, on=date(2026, 5, 1)) is ScheduleState.AT_RISK
    assert schedule_state(milestone, on=date(2026, 8, 1)) is ScheduleState.DELAYED


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([], None),
        (["completed", "completed"], "completed"),
        (["completed", "not_started"], "on_track"),
        (["not_started", "not_started"], "not_started"),
        (["completed", "at_risk", "on_track"], "at_risk"),
        (["completed", "at_risk", "delayed"], "delayed"),
        (["withdrawn", "completed"], "completed"),
        (["withdrawn"], "withdrawn"),
    ],
)
def test_the_worst_part_shows_in_the_whole(parts: list[str], whole: str | None) -> None:
    expected = ScheduleState(whole) if whole else None
    assert overall_state(ScheduleState(part) for part in parts) is expected


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_rate_lies_between_0_and_100_and_reads_100_only_when_whole(part: int, more: int) -> None:
    rate = Rate(part, part + more)
    if not rate.whole:
        assert rate.percent is None
        return
    assert rate.percent is not None
    assert 0 <= rate.percent <= 100
    assert (rate.percent == 100) == (more == 0)
    assert (rate.percent == 0) == (part == 0)


def test_more_answers_than_questions_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="not a share"):
        Rate(5, 4)


def test_a_missing_member_is_not_added_as_zero() -> None:
    total = combine([Decimal(10), None, Decimal(5), Decimal(0)], aggregation=Aggregation.SUM)
    assert total is not None
    assert (total.value, total.counted, total.expected, total.is_complete) == (Decimal(15), 3, 4, False)
    mean = combine([Decimal(10), None, Decimal(5)], aggregation=Aggregation.MEAN)
    assert mean is not None
    assert mean.value == Decimal("7.50")


def test_nobody_reported_gives_no_total_and_never_zero() -> None:
    total = combine([None, None], aggregation=Aggregation.SUM)
    assert total is not None
    assert total.value is None


def test_what_must_not_be_added_up_is_not() -> None:
    assert combine([Decimal(1), Decimal(2)], aggregation=Aggregation.NONE) is None


@pytest.mark.parametrize(
    ("value", "baseline", "target", "share"),
    [
        (Decimal(50), Decimal(0), Decimal(100), Decimal("50.0")),
        (Decimal(0), Decimal(0), Decimal(100), Decimal("0.0")),
        (Decimal(120), Decimal(0), Decimal(100), Decimal("120.0")),
        (Decimal(6), Decimal(10), Decimal(2), Decimal("50.0")),
        (Decimal(12), Decimal(10), Decimal(2), Decimal("-25.0")),
        (None, Decimal(0), Decimal(100), None),
        (Decimal(50), None, Decimal(100), None),
        (Decimal(50), Decimal(0), None, None),
        (Decimal(5), Decimal(5), Decimal(5), None),
    ],
)
def test_achievement_is_the_share_of_the_way_from_baseline_to_target(
    value: Decimal | None, baseline: Decimal | None, target: Decimal | None, share: Decimal | None
) -> None:
    assert achievement(value, baseline=baseline, target=target) == share


@given(st.dates(date(2025, 1, 1), date(2028, 1, 1)), st.integers(1, 400))
def test_being_late_never_ends_by_waiting(due: date, days: int) -> None:
    milestone = MilestoneStanding(IN_PROGRESS, due)
    assert delay_days(milestone, on=due + timedelta(days=days)) == days
