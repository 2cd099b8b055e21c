"""When a mail turned away is tried again, how fast a domain is written to, and who is still alive."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.services.dispatch.outbox_schedule import retry_delay
from flows.services.dispatch.outbox_throttle import fresh_bucket
from flows.services.dispatch.outbox_worker import is_dead, retire, worker_name


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (5, 60), (40, 60)])
def test_the_wait_grows_to_an_hour_and_is_stretched_by_at_most_a_fifth(attempts, minutes):
    waits = {retry_delay(attempts, seed=f"<m{n}@plan.example>") for n in range(50)}
    assert all(timedelta(minutes=minutes) <= wait <= timedelta(minutes=minutes * 1.2) for wait in waits)
    assert len(waits) > 40


def test_the_wait_depends_on_the_mail_and_the_attempt_alone():
    assert retry_delay(2, seed="<a@x.example>") == retry_delay(2, seed="<a@x.example>")


def test_trying_ends_after_forty_eight_hours():
    tries = next(attempts for attempts in range(1, 100) if retry_delay(attempts, seed="x") is None)
    waited = sum((retry_delay(attempt, seed="x") for attempt in range(1, tries)), timedelta())
    assert timedelta(hours=48) <= waited <= timedelta(hours=48 * 1.2)
    assert retry_delay(tries + 1, seed="x") is None


def after(seconds: float) -> datetime:
    return datetime(2026, 11, 23, 9, 0, tzinfo=UTC) + timedelta(seconds=seconds)


def test_a_domain_gets_ten_seconds_worth_at_once_then_so_many_mails_a_minute():
    bucket = fresh_bucket(30, now=after(0))
    assert bucket.may_take(after(0)) == 5
    empty = bucket.take(5)
    assert empty.may_take(after(1.9)) == 0
    assert empty.seconds_until_free(after(0)) == pytest.approx(2.0)
    assert empty.may_take(after(2.0)) == 1
    assert empty.may_take(after(3600)) == 5


def test_a_complaint_halves_the_speed_after_a_quiet_minute_and_counts_once_a_minute():
    slow = fresh_bucket(60, now=after(0)).slowed(after(0))
    assert slow.slowed(after(1)) == slow
    assert slow.may_take(after(59)) == 0
    assert slow.seconds_until_free(after(20)) == pytest.approx(40)
    assert slow.may_take(after(60)) == 1
    assert slow.per_minute == 30


@given(complaints=st.lists(st.floats(61, 600), max_size=20))
def test_however_often_a_server_complains_it_is_written_to_a_little_and_later_as_before(complaints):
    bucket, now = fresh_bucket(60, now=after(0)), 0.0
    for pause in complaints:
        now += pause
        bucket = bucket.slowed(after(now))
        assert 60 / 16 <= bucket.per_minute <= 60
    assert bucket.at(after(now + 60 + 20 * 60)).is_at_full_speed


@given(steps=st.lists(st.tuples(st.floats(0, 30), st.integers(1, 5)), max_size=40))
def test_no_ten_minutes_ever_see_more_than_the_limit_and_the_savings(steps):
    bucket, now, taken = fresh_bucket(60, now=after(0)), 0.0, 0
    for pause, wanted in steps:
        now += pause
        number = min(wanted, bucket.may_take(after(now)))
        bucket, taken = bucket.at(after(now)).take(number), taken + number
        assert taken <= 10 + now + 1e-6


def test_a_living_worker_is_not_dead_and_a_finished_one_is():
    assert not is_dead(worker_name())
    code = "from flows.services.dispatch.outbox_worker import worker_name; print(worker_name())"
    environment = {**os.environ, "PYTHONPATH": "."}
    gone = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert is_dead(gone.stdout.strip())


def test_a_worker_elsewhere_is_never_known_to_be_dead():
    assert not is_dead("another-machine/pid:[1]/1/5/1")
    assert not is_dead("")


def test_a_number_given_again_to_another_process_is_not_the_old_worker():
    place, number, _born, serial = worker_name().rsplit("/", 3)
    assert is_dead(f"{place}/{number}/1/{serial}")


def test_a_worker_whose_run_is_over_is_dead_though_its_process_lives():
    name = worker_name()
    assert not is_dead(name)
    retire(name)
    assert is_dead(name)
