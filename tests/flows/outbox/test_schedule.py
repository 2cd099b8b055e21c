"""When a mail turned away is tried again, how fast a domain is written to, and who is still alive."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from flows.services.outbox_schedule import retry_delay
from flows.services.outbox_throttle import Throttle
from flows.services.outbox_worker import is_dead, worker_name


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


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_domain_gets_so_many_mails_a_minute_evenly_and_others_do_not_wait_for_it():
    clock = Clock()
    throttle = Throttle(30, clock=clock)
    throttle.take("region.example")
    assert throttle.closed_domains() == {"region.example"}
    assert throttle.seconds_to_wait() == pytest.approx(2.0)
    clock.now += 2.0
    assert throttle.closed_domains() == set()


def test_a_domain_that_asks_for_patience_is_left_alone_for_the_run_and_nobody_waits_for_it():
    throttle = Throttle(30, clock=Clock())
    throttle.take("region.example")
    throttle.pause("region.example")
    assert throttle.closed_domains() == {"region.example"}
    assert throttle.seconds_to_wait() is None


def test_without_a_limit_no_domain_is_closed():
    throttle = Throttle(0, clock=Clock())
    throttle.take("region.example")
    assert (throttle.closed_domains(), throttle.seconds_to_wait()) == (set(), None)


def test_a_living_worker_is_not_dead_and_a_finished_one_is():
    assert not is_dead(worker_name())
    code = "from flows.services.outbox_worker import worker_name; print(worker_name())"
    environment = {**os.environ, "PYTHONPATH": "."}
    gone = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert is_dead(gone.stdout.strip())


def test_a_worker_elsewhere_is_never_known_to_be_dead():
    assert not is_dead("another-machine/pid:[1]/1/5/1")
    assert not is_dead("")


def test_a_number_given_again_to_another_process_is_not_the_old_worker():
    place, number, _born, serial = worker_name().rsplit("/", 3)
    assert is_dead(f"{place}/{number}/1/{serial}")
