"""The simulated day runs what the schedules run, at their times."""

from datetime import date

from deployments.registry import DEPLOYMENTS
from flows.rehearsal.timetable import TIMES, runs_on

WITHOUT_MAIL = {"overview", "retention"}
"""Flows on a schedule that write to nobody: one shows things, one empties what lies past its term, years after the plan."""
EVERY_FIVE_MINUTES = "*/5 * * * *"


def test_every_scheduled_flow_that_acts_is_in_the_timetable_at_its_time() -> None:
    scheduled = {d.name: d.cron for d in DEPLOYMENTS if d.cron and d.cron != EVERY_FIVE_MINUTES}
    for name in WITHOUT_MAIL:
        scheduled.pop(name, None)
    assert set(scheduled) == set(TIMES)
    for name, cron in scheduled.items():
        minute, hour, *_ = cron.split()
        assert (TIMES[name].hour, TIMES[name].minute) == (int(hour), int(minute)), name


def test_the_timetable_is_in_the_order_of_the_day() -> None:
    assert list(TIMES.values()) == sorted(TIMES.values())


def test_stages_rest_while_offices_are_closed_and_the_report_has_its_day() -> None:
    saturday = date(2026, 10, 3)
    assert not runs_on("execution", saturday, is_open=False)
    assert runs_on("execution", saturday, is_open=True)  # where the weekend is another one
    assert runs_on("quarterly-collection", saturday, is_open=False)
    assert runs_on("annual-report", date(2027, 1, 15), is_open=False)
    assert not runs_on("annual-report", date(2027, 1, 16), is_open=True)
