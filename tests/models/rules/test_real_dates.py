"""Tables of real dates on both sides of every threshold: quarter ends, leap day, Ramadan, Eid, the change of clock."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.runtime import current_day
from flows.services.timekeeping.calendar_proposals import propose, proposed_calendar
from models.calendar_file import CalendarFile, calendar_text, read_calendar
from models.rules.burden import first_free_day, has_room, mail_hours, not_before
from models.rules.clocks import (
    MilestoneFacts,
    evidence_days_late,
    is_at_risk,
    milestone_clocks,
    projected_completion,
    report_days_late,
)
from models.rules.deadlines import add_months, by_working_days
from models.rules.errors import DomainError
from models.rules.ogp_clocks import OgpClock, clock_due, results_meetings_due
from models.rules.periods import Period
from models.rules.policy import DEFAULT_POLICY
from models.rules.reminders import wish_day
from models.vocabulary import DayStanding, MilestoneStatus, RequestState

PLAN = Path(__file__).parents[3] / "deployments" / "plans" / "consortium-2025-2027" / "calendar.yaml"
MOROCCO = proposed_calendar("Morocco", 2024, 2029)
DAYS = MOROCCO.working_days()
ZONE = ZoneInfo("Africa/Casablanca")
PLAN_END = date(2027, 6, 30)


def test_the_calendar_of_the_plan_reaches_a_year_ahead() -> None:
    calendar = read_calendar(PLAN).office_calendar()
    ahead = current_day() + timedelta(days=365)
    assert calendar.reaches >= ahead, "renew it: iltizam calendar propose, then read and correct the new year"
    assert max(day.day for day in calendar.days) >= ahead - timedelta(days=90)


def test_a_calendar_file_is_written_as_it_was_read() -> None:
    file = read_calendar(PLAN)
    assert calendar_text(file) == PLAN.read_text(encoding="utf-8")
    hijri = [day for day in file.days if "eid" in day.code or "prophet" in day.code or "islamic" in day.code]
    assert len(hijri) == 28
    assert {day.standing for day in hijri} == {DayStanding.TENTATIVE}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("day: 2026-11-06", "day: 2026-11-31"),
        ("code: green-march-2026", "code: green-march-2025"),
        ("standing: confirmed", "standing: perhaps"),
        ("country: MA", "land: MA"),
    ],
)
def test_a_mistake_in_a_calendar_file_is_named(tmp_path: Path, change: str, sentence: str) -> None:
    (tmp_path / "calendar.yaml").write_text(
        PLAN.read_text(encoding="utf-8").replace(change, sentence), encoding="utf-8"
    )
    with pytest.raises(DomainError, match=r"calendar\.yaml"):
        read_calendar(tmp_path / "calendar.yaml")


@pytest.mark.parametrize(
    ("start", "days", "due", "not_counted"),
    [
        (date(2026, 10, 1), 15, date(2026, 10, 22), []),
        (date(2026, 10, 22), 15, date(2026, 11, 13), ["2026-11-06"]),  # Unity Day, 31 October 2026, is a Saturday
        (date(2026, 12, 31), 15, date(2027, 1, 26), ["2027-01-01", "2027-01-11", "2027-01-14"]),  # end of a quarter
        (date(2028, 2, 28), 1, date(2028, 2, 29), []),  # leap day
        (date(2027, 2, 26), 1, date(2027, 3, 1), []),  # no leap day, in Ramadan
        (date(2027, 3, 8), 1, date(2027, 3, 11), ["2027-03-09", "2027-03-10"]),  # Eid al-Fitr
        (date(2026, 9, 18), 1, date(2026, 9, 21), []),  # over the night of the change of clock
        (date(2027, 6, 29), 1, PLAN_END, []),  # the plan's last day
        (PLAN_END, 1, date(2027, 7, 1), []),
    ],
)
def test_a_deadline_names_the_days_it_did_not_count(start: date, days: int, due: date, not_counted: list[str]) -> None:
    found = by_working_days(start, days, calendar=DAYS)
    assert found.due_on == due
    assert [day.day.isoformat() for day in found.not_counted] == not_counted
    assert found.calendar_version == MOROCCO.version


def test_eid_moved_by_a_day_moves_what_depends_on_it() -> None:
    file = propose("Morocco", 2027, 2027)
    moved = CalendarFile(
        calendar=file.calendar,
        hours=file.hours,
        days=tuple(
            day.model_copy(update={"day": day.day + timedelta(days=1)}) if day.code.startswith("eid-al-fitr") else day
            for day in file.days
        ),
    )
    before, after = file.office_calendar(), moved.office_calendar()
    assert before.version != after.version
    assert before.working_days().add(date(2027, 3, 8), 1) == date(2027, 3, 11)
    assert after.working_days().add(date(2027, 3, 8), 1) == date(2027, 3, 9)
    assert after.working_days().add(date(2027, 3, 9), 1) == date(2027, 3, 12)


def test_a_regional_day_holds_for_its_member_only() -> None:
    file = propose("Morocco", 2027, 2027)
    regional = file.days[0].model_copy(update={"code": "fair-2027", "day": date(2027, 4, 21), "members": ("DRA",)})
    calendar = CalendarFile(calendar=file.calendar, days=(*file.days, regional)).office_calendar()
    assert not calendar.working_days("DRA").is_working_day(date(2027, 4, 21))
    assert calendar.working_days("ORI").is_working_day(date(2027, 4, 21))
    assert calendar.working_days().is_working_day(date(2027, 4, 21))


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.integers(0, 400))
def test_counting_by_arithmetic_agrees_with_counting_one_by_one(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    one_by_one = sum(DAYS.is_working_day(start + timedelta(days=n)) for n in range(1, length + 1))
    assert DAYS.count(start, end) == one_by_one
    assert DAYS.count(end, start) == 0


@given(st.dates(date(2025, 4, 1), PLAN_END), st.dates(date(2025, 4, 1), date(2028, 6, 30)))
def test_every_clock_only_grows_as_days_pass(due: date, today: date) -> None:
    facts = MilestoneFacts(due, MilestoneStatus.IN_PROGRESS)
    done = MilestoneFacts(due, MilestoneStatus.DONE, claimed_done_on=due)
    for one in (facts, done):
        now = milestone_clocks(one, today=today, policy=DEFAULT_POLICY, calendar=DAYS)
        then = milestone_clocks(one, today=today + timedelta(days=1), policy=DEFAULT_POLICY, calendar=DAYS)
        assert now.milestone_late <= then.milestone_late
        assert now.evidence_late <= then.evidence_late
    awaited = [
        report_days_late(respond_by=due, state=RequestState.OPEN, today=today + timedelta(days=n)) for n in (0, 1)
    ]
    assert awaited[0] <= awaited[1]


@pytest.mark.parametrize(
    ("today", "late"),
    [(date(2026, 10, 15), 0), (date(2026, 10, 16), 1), (date(2026, 10, 17), 1), (date(2026, 10, 19), 2)],
)
def test_evidence_is_missing_ten_working_days_after_the_claim(today: date, late: int) -> None:
    facts = MilestoneFacts(date(2026, 9, 30), MilestoneStatus.DONE, claimed_done_on=date(2026, 10, 1))
    assert evidence_days_late(facts, today=today, policy=DEFAULT_POLICY, calendar=DAYS) == late
    shown = MilestoneFacts(
        date(2026, 9, 30), MilestoneStatus.DONE, claimed_done_on=date(2026, 10, 1), has_evidence=True
    )
    assert evidence_days_late(shown, today=today, policy=DEFAULT_POLICY, calendar=DAYS) == 0


def test_the_three_clocks_are_kept_apart() -> None:
    facts = MilestoneFacts(date(2026, 6, 30), MilestoneStatus.DONE, claimed_done_on=date(2026, 9, 1))
    clocks = milestone_clocks(facts, today=date(2026, 11, 23), policy=DEFAULT_POLICY, calendar=DAYS)
    assert clocks.milestone_late == 0  # it is done, however late it was
    assert clocks.evidence_late > 0
    assert report_days_late(respond_by=date(2026, 10, 22), state=RequestState.OPEN, today=date(2026, 11, 23)) == 32


@pytest.mark.parametrize(
    ("percent", "today", "at_risk", "projected"),
    [
        (50, date(2026, 7, 2), False, date(2026, 12, 31)),  # half the time, half the work
        (30, date(2026, 6, 29), False, date(2027, 8, 21)),  # 49.2 % of the time: 19.2 points behind
        (30, date(2026, 7, 5), True, date(2027, 9, 10)),  # 50.8 % of the time: 20.8 points behind
        (100, date(2026, 7, 2), False, date(2026, 7, 2)),
        (0, date(2026, 7, 2), True, None),
    ],
)
def test_at_risk_is_said_before_late(percent: int, today: date, at_risk: bool, projected: date | None) -> None:
    facts = MilestoneFacts(date(2026, 12, 31), MilestoneStatus.IN_PROGRESS, starts_on=date(2026, 1, 1), percent=percent)
    assert is_at_risk(facts, today=today, policy=DEFAULT_POLICY) is at_risk
    assert projected_completion(facts, today=today) == projected
    late = milestone_clocks(facts, today=date(2027, 1, 1), policy=DEFAULT_POLICY, calendar=DAYS)
    assert late.milestone_late == 1
    assert not late.is_at_risk


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2025, 4, 2), 2, date(2025, 6, 2)),  # the inception assessment of this plan
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 6, 30), 6, date(2027, 12, 30)),
    ],
)
def test_months_are_civil(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


def test_the_clocks_of_ogp() -> None:
    submitted = date(2025, 4, 2)
    assert clock_due(OgpClock.INCEPTION_ASSESSMENT, counts_from=submitted).due_on == date(2025, 6, 2)
    assert clock_due(OgpClock.PUBLIC_INFORMATION, counts_from=submitted).due_on == date(2025, 8, 2)
    assert clock_due(OgpClock.FORUM, counts_from=submitted).due_on == date(2025, 10, 2)
    assert clock_due(OgpClock.END_ASSESSMENT, counts_from=date(2026, 1, 31)).due_on == date(2026, 2, 28)
    assert results_meetings_due(year=2026, held_on=[]).due_on == date(2026, 6, 30)
    assert results_meetings_due(year=2026, held_on=[date(2026, 3, 1)]).due_on == date(2026, 12, 31)
    assert results_meetings_due(year=2026, held_on=[date(2026, 3, 1), date(2026, 10, 1)]) is None


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 9, 30), "2026-Q2"),
        (date(2026, 10, 1), "2026-Q3"),
        (date(2026, 12, 31), "2026-Q3"),
        (date(2027, 1, 1), "2026-Q4"),
        (date(2028, 2, 29), "2027-Q4"),
        (PLAN_END, "2027-Q1"),
        (date(2027, 7, 1), "2027-Q2"),
    ],
)
def test_the_quarter_to_collect_on_both_sides_of_its_end(day: date, quarter: str) -> None:
    assert str(Period.ended_before(day)) == quarter


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        ("2026-11-23T08:29", "2026-11-23T08:30"),
        ("2026-11-23T08:30", "2026-11-23T08:30"),
        ("2026-11-23T16:00", "2026-11-23T16:00"),
        ("2026-11-23T16:01", "2026-11-24T08:30"),
        ("2026-11-20T12:00", "2026-11-20T12:00"),  # a Friday
        ("2026-11-20T12:01", "2026-11-23T08:30"),
        ("2026-11-06T10:00", "2026-11-09T08:30"),  # Green March, a Friday
        ("2027-02-08T08:30", "2027-02-08T09:00"),  # the first day of Ramadan
        ("2027-02-08T15:01", "2027-02-09T09:00"),
        ("2027-03-08T15:01", "2027-03-11T08:30"),  # its last evening, then Eid
        ("2026-09-19T23:30", "2026-09-21T08:30"),  # the Saturday night on which the clock changed
        ("2027-06-30T17:00", "2027-07-01T08:30"),
    ],
)
def test_mail_goes_out_in_office_hours_on_working_days(moment: str, sent: str) -> None:
    local = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
    found = not_before(local, office=MOROCCO, calendar=DAYS, policy=DEFAULT_POLICY)
    assert found.strftime("%Y-%m-%dT%H:%M") == sent


def test_the_hour_of_the_reader_is_kept_over_the_change_of_clock() -> None:
    before = not_before(datetime(2026, 9, 18, 3, tzinfo=ZONE), office=MOROCCO, calendar=DAYS, policy=DEFAULT_POLICY)
    after = not_before(datetime(2026, 9, 21, 3, tzinfo=ZONE), office=MOROCCO, calendar=DAYS, policy=DEFAULT_POLICY)
    assert (before.time(), after.time()) == (time(8, 30), time(8, 30))
    assert (before.utcoffset(), after.utcoffset()) == (timedelta(hours=1), timedelta(0))
    assert mail_hours(date(2027, 2, 10), office=MOROCCO, policy=DEFAULT_POLICY) == (time(9), time(15))


@given(st.lists(st.dates(date(2026, 9, 1), date(2027, 3, 31)), max_size=60))
def test_the_budget_is_never_exceeded(wanted: list[date]) -> None:
    mailed: list[date] = []
    for day in wanted:  # in any order: catching up, clocks set back
        free = first_free_day(mailed, day=day, policy=DEFAULT_POLICY, calendar=DAYS)
        if has_room(mailed, day=free, policy=DEFAULT_POLICY, calendar=DAYS):
            mailed.append(free)
    assert len(mailed) == len(set(mailed))
    assert all(DAYS.is_working_day(day) for day in mailed)
    for start in mailed:
        assert sum(start <= day < start + timedelta(days=7) for day in mailed) <= DEFAULT_POLICY.mails_per_week


@pytest.mark.parametrize(
    ("wanted", "day"),
    [
        (date(2026, 11, 6), date(2026, 11, 9)),  # Green March
        (date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 10, 1), date(2026, 10, 21)),  # in the past: as soon as possible
        (date(2026, 12, 31), date(2026, 12, 31)),  # the last day of the collection
        (date(2027, 1, 15), date(2026, 12, 31)),  # never beyond it
    ],
)
def test_a_wished_reminder_keeps_to_working_days_and_to_the_campaign(wanted: date, day: date) -> None:
    found = wish_day(wanted, today=date(2026, 10, 20), campaign_ends_on=date(2026, 12, 31), calendar=DAYS)
    assert found == day
    assert wish_day(wanted, today=date(2026, 12, 31), campaign_ends_on=date(2026, 12, 31), calendar=DAYS) is None
