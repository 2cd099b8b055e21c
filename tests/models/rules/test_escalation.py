"""The escalation ladder: every step on time, none too early, none after the end."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.escalation import Facts, Move, decide, next_level_on
from models.rules.working_days import WorkingCalendar

CALENDAR = WorkingCalendar()
DUE = date(2026, 10, 30)  # a Friday
LATE = Facts(due_on=DUE, is_settled=False)


def move(facts: Facts, today: date) -> tuple[Move, int | None]:
    decision = decide(facts, today=today, calendar=CALENDAR)
    return decision.move, decision.level


@pytest.mark.parametrize(
    ("facts", "today", "expected"),
    [
        (LATE, DUE, (Move.STAY, None)),
        (LATE, date(2026, 10, 31), (Move.STAY, None)),  # late since midnight, but offices are closed on Saturday
        (LATE, date(2026, 11, 2), (Move.RAISE, 0)),
        (replace(LATE, level=0, level_reached_on=date(2026, 11, 2)), date(2026, 11, 5), (Move.STAY, None)),
        (replace(LATE, level=0, level_reached_on=date(2026, 11, 2)), date(2026, 11, 6), (Move.RAISE, 1)),
        (replace(LATE, level=1, level_reached_on=date(2026, 11, 6)), date(2026, 11, 12), (Move.STAY, None)),
        (replace(LATE, level=1, level_reached_on=date(2026, 11, 6)), date(2026, 11, 13), (Move.RAISE, 2)),
        (replace(LATE, level=4, level_reached_on=date(2026, 11, 6)), date(2027, 3, 1), (Move.STAY, None)),
        (replace(LATE, is_settled=True, settled_because="done", level=2), date(2026, 12, 1), (Move.END, None)),
        (replace(LATE, promised_on=date(2026, 11, 20)), date(2026, 11, 19), (Move.PAUSE, None)),
        (replace(LATE, promised_on=date(2026, 11, 20)), date(2026, 11, 23), (Move.RAISE, 0)),
        (replace(LATE, promised_on=date(2026, 12, 20), has_paused_before=True), date(2026, 11, 23), (Move.RAISE, 0)),
        (replace(LATE, responsible_is_unreachable=True), date(2026, 11, 23), (Move.HOLD, None)),
        (replace(LATE, started_on=date(2026, 1, 1)), date(2026, 11, 23), (Move.END, None)),
    ],
)
def test_what_an_escalation_does_today(facts: Facts, today: date, expected: tuple[Move, int | None]) -> None:
    assert move(facts, today) == expected


def test_after_downtime_a_superior_is_not_told_before_the_official_had_some_days() -> None:
    today = date(2027, 1, 4)
    assert move(LATE, today) == (Move.RAISE, 0)
    told = replace(LATE, level=0, level_reached_on=today)
    assert move(told, today) == (Move.STAY, None)
    assert move(told, date(2027, 1, 7)) == (Move.RAISE, 1)


@given(st.integers(0, 200), st.booleans())
def test_nothing_is_raised_after_it_is_settled(offset: int, settled: bool) -> None:
    facts = replace(LATE, is_settled=settled, level=1, level_reached_on=DUE)
    raised = move(facts, DUE + timedelta(days=offset))[0] is Move.RAISE
    assert not (settled and raised)


def test_the_next_level_is_announced_for_the_day_it_comes() -> None:
    facts, today = LATE, date(2026, 11, 2)
    for _ in range(5):
        kind, level = move(facts, today)
        assert kind is Move.RAISE
        facts = replace(facts, level=level, level_reached_on=today)
        following = next_level_on(facts, today=today, calendar=CALENDAR)
        if following is None:
            break
        assert move(facts, following - timedelta(days=1))[0] is Move.STAY
        today = following
    assert facts.level == 4
