"""The same mails whatever happens to the schedule: twice a day, ten late runs, a week of downtime, two at once, a zone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from flows.services.collection.campaigns import open_quarter
from flows.services.desk import Desk
from flows.services.escalation.follow_ups import follow_up
from models.rules.policy import DEFAULT_POLICY
from models.tables import Escalation, EscalationStep, OutboundMessage
from models.vocabulary import MessageKind, OutboundState

OPENED = date(2026, 10, 1)
OURS = (MessageKind.REQUEST, MessageKind.REMINDER, MessageKind.ESCALATION)
ZONE = ZoneInfo("Africa/Casablanca")


def mails(session: Session) -> list[OutboundMessage]:
    session.rollback()
    return list(session.exec(select(OutboundMessage).order_by(col(OutboundMessage.id))).all())


def keys(session: Session) -> list[str]:
    return [mail.idempotency_key for mail in mails(session)]


def one_day(desk: Desk) -> None:
    open_quarter(desk, plan="small")
    follow_up(desk, plan="small")


@pytest.fixture
def expected(session: Session, small_plan, desk_on) -> Callable[[date, date], None]:
    """Runs every day from one to another, once."""

    def run(first: date, last: date) -> None:
        for n in range((last - first).days + 1):
            one_day(desk_on(first + timedelta(days=n)))

    return run


def test_two_schedulers_at_once_do_what_one_does(session: Session, small_plan, desk_on) -> None:
    for day in (OPENED, date(2026, 10, 7), date(2026, 10, 15)):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(one_day, [desk_on(day)] * 4))
    found = keys(session)
    assert len(found) == len(set(found))
    assert sum(key.startswith("request:") for key in found) == 3
    assert sum(key.startswith("reminder:") for key in found) == 3
    rows = session.exec(select(Escalation)).all()
    assert len({(e.subject, e.subject_code, e.due) for e in rows}) == len(rows)
    steps = session.exec(select(EscalationStep)).all()
    assert len({(s.escalation_id, s.level) for s in steps}) == len(steps)


def test_ten_late_runs_at_once_do_what_one_does(session: Session, small_plan, desk_on) -> None:
    day = date(2026, 10, 15)
    one_day(desk_on(day))
    once = keys(session)
    assert once
    for _ in range(10):
        one_day(desk_on(day))
    assert keys(session) == once


def test_after_a_week_of_downtime_nobody_gets_two_mails_for_one(
    session: Session, small_plan, desk_on, expected
) -> None:
    expected(OPENED, date(2026, 10, 14))
    before = set(keys(session))
    one_day(desk_on(date(2026, 10, 26)))  # rounds of the 15th and the 22nd were missed
    new = [mail for mail in mails(session) if mail.idempotency_key not in before]
    people = [mail.official_id for mail in new]
    assert people
    assert len(people) == len(set(people))
    assert sum(mail.kind is MessageKind.REMINDER for mail in new) == 3


def test_a_clock_set_back_brings_no_second_mail(session: Session, small_plan, desk_on, expected) -> None:
    expected(OPENED, date(2026, 10, 22))
    once = keys(session)
    for day in (date(2026, 10, 20), date(2026, 10, 15), OPENED, date(2026, 10, 22)):
        one_day(desk_on(day))
    assert keys(session) == once


def test_another_zone_of_the_machine_brings_the_same_mails(session: Session, small_plan, desk_on) -> None:
    for n in range(25):
        desk = desk_on(OPENED + timedelta(days=n))
        elsewhere = replace(desk, now=desk.now.astimezone(ZoneInfo("Asia/Tokyo")))
        one_day(elsewhere)
        one_day(desk)
    found = mails(session)
    assert len({mail.idempotency_key for mail in found}) == len(found)
    assert sum(mail.kind is MessageKind.REMINDER for mail in found) == 6


def test_over_months_nobody_is_mailed_beyond_the_budget_nor_outside_office_hours(
    session: Session, small_plan, desk_on, expected
) -> None:
    expected(date(2026, 9, 28), date(2027, 1, 31))
    days: dict[int, list[date]] = {}
    for mail in mails(session):
        assert mail.kind in OURS
        local = mail.not_before_at.astimezone(ZONE)
        assert (8, 30) <= (local.hour, local.minute) <= (16, 0)
        assert local.weekday() < 5
        if mail.state is not OutboundState.CANCELLED:
            days.setdefault(mail.official_id, []).append(local.date())
    assert sum(map(len, days.values())) > 20
    for mailed in days.values():
        assert len(mailed) == len(set(mailed))
        for first in mailed:
            week = [day for day in mailed if first <= day < first + timedelta(days=7)]
            assert len(week) <= DEFAULT_POLICY.mails_per_week


def test_a_collection_that_opens_on_a_holiday_waits_for_the_next_morning(session: Session, small_plan, desk_on) -> None:
    desk = desk_on(date(2027, 1, 1))
    open_quarter(desk, plan="small")
    moments = {mail.not_before_at.astimezone(ZONE) for mail in mails(session)}
    assert moments == {datetime(2027, 1, 4, 8, 30, tzinfo=ZONE)}
    assert {mail.state for mail in mails(session)} == {OutboundState.PENDING}


def test_without_quiet_hours_mail_goes_at_once(session: Session, small_plan, desk_on) -> None:
    desk = replace(desk_on(date(2027, 1, 1)), quiet_hours=False)
    open_quarter(desk, plan="small")
    assert {mail.not_before_at for mail in mails(session)} == {desk.now}
