"""Two hosts, one killed in mid-campaign: the other finishes, and everybody has been asked exactly once.

The tests share one office and follow a campaign in order. The long form, in which a machine vanishes with its cable
pulled and nobody helps, is `long_form.py` beside this file.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Host, Office

pytestmark = [pytest.mark.server, pytest.mark.slow]

A_QUARTER_OF_AN_HOUR_LATER = "UPDATE outbound_message SET claimed_at = claimed_at - interval '15 minutes' WHERE state = 'sending'"
Patiently = Callable[[Callable[[], Any], float], Any]


def other(office: "Office", host: "Host") -> "Host":
    return next(one for one in office.hosts.values() if one.name != host.name)


def test_a_host_killed_while_it_asks_leaves_nothing_half_asked(office: "Office", patiently: Patiently) -> None:
    assert patiently(lambda: all(host.is_working for host in office.hosts.values()), 90)
    order = office.order("quarterly-collection")
    asking = patiently(office.asking_host, 120)
    assert asking, office.story(order)
    assert asking.kill() >= 2  # the worker and the process of its run
    assert office.rows("SELECT count(*) FROM data_request")[0][0] == 0


def test_the_next_run_on_the_other_host_asks_everybody_once(office: "Office") -> None:
    again = office.order("quarterly-collection")
    assert office.finished(again) == "COMPLETED"
    asked = office.rows("SELECT count(*), count(DISTINCT official_id) FROM outbound_message WHERE kind = 'request'")
    assert tuple(asked[0]) == (160, 160)


def test_a_host_killed_while_it_sends_is_made_up_for_and_nobody_gets_two_mails(
    office: "Office", patiently: Patiently
) -> None:
    sent = office.order("outbox")
    sending = patiently(lambda: len(office.received()) > 15 and office.sending_host(), 120)
    assert sending, office.story(sent)
    sending.kill()
    before = len(office.received())
    assert before < 160
    idle = other(office, sending)
    if not idle.is_working:
        idle.start()
    # What the automation for silent machines does after two minutes (shown by the long form).
    state = {"state": {"type": "CRASHED", "message": "The machine fell silent."}, "force": True}
    office.ask("POST", f"/flow_runs/{sent}/set_state", state)
    assert office.rows("SELECT count(*) FROM outbound_message WHERE state = 'sending'")[0][0] > 0
    office.rows(A_QUARTER_OF_AN_HOUR_LATER)  # a claim of another machine is never taken over before
    again = office.order("outbox")
    assert office.finished(again) == "COMPLETED", office.story(again)
    assert patiently(lambda: sum(office.received().values()) >= 160, 30)
    assert set(office.received().values()) == {1}
    assert len(office.received()) == 160
    assert office.rows("SELECT DISTINCT state FROM outbound_message") == [("sent",)]
