"""A run may wait a moment for mails that are being written just now, and never longer than it was told."""

import threading
import time

from flows.services.dispatch.outbox_delivery import deliver_due
from models.vocabulary import OutboundState


def test_mails_that_are_queued_while_a_run_lingers_leave_with_it(desk, fill, rows, relay):
    fill(3)
    later = threading.Timer(0.4, fill, [5], {"start": 4})
    later.start()
    outcome = deliver_due(desk, relay=relay, linger=2.0)
    later.join()
    assert outcome.counts == {"sent": 8, "left": 0, "lost": 0}
    assert {(row.state, row.attempts) for row in rows()} == {(OutboundState.SENT, 1)}


def test_a_run_that_has_sent_everything_ends_when_nothing_more_comes(desk, fill, relay):
    fill(2)
    began = time.monotonic()
    assert deliver_due(desk, relay=relay, linger=0.3).counts["sent"] == 2
    assert 0.3 <= time.monotonic() - began < 5


def test_a_run_that_has_reached_its_limit_does_not_linger(desk, fill, relay):
    fill(4)
    began = time.monotonic()
    assert deliver_due(desk, relay=relay, linger=30.0, limit=2).counts == {"sent": 2, "left": 2, "lost": 0}
    assert time.monotonic() - began < 15


def test_with_nothing_due_nobody_lingers(desk, relay):
    began = time.monotonic()
    assert deliver_due(desk, relay=relay, linger=30.0).counts == {"left": 0, "lost": 0}
    assert time.monotonic() - began < 15
