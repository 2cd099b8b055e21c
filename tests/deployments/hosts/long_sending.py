"""The long form of `long_killed.py`, second part: a machine is killed while it sends, and nobody gets two mails.

    HOSTS_COMMITMENTS=4000 .venv/bin/pytest tests/deployments/hosts/long_sending.py

A few hundred mails are gone in a second or two; eight hundred leave time to kill the sender in the middle of them.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Office

pytestmark = [pytest.mark.server, pytest.mark.slow]

Patiently = Callable[[Callable[[], Any], float], Any]


def test_a_host_killed_while_it_sends_is_made_up_for_and_nobody_gets_two_mails(
    office: "Office", patiently: Patiently
) -> None:
    assert patiently(lambda: all(host.is_working for host in office.hosts.values()), 90)
    asked = office.order("quarterly-collection")
    assert office.finished(asked) == "COMPLETED", office.story(asked)
    sent = office.order("outbox")
    sending = patiently(lambda: len(office.received()) > 15 and office.sending_host(), 120)
    assert sending, office.story(sent)
    sending.kill()
    assert 15 < len(office.received()) < office.officials
    assert office.rows("SELECT count(*) FROM outbound_message WHERE state = 'sending'")[0][0] > 0
    office.let_a_quarter_of_an_hour_pass()  # a claim of another machine is never taken over before
    office.end(sent)
    again = office.made_up_for("outbox")
    assert office.finished(again) == "COMPLETED", office.story(again)
    assert patiently(lambda: sum(office.received().values()) >= office.officials, 30)
    assert set(office.received().values()) == {1}
    assert len(office.received()) == office.officials
    assert [tuple(row) for row in office.rows("SELECT DISTINCT state FROM outbound_message")] == [("sent",)]
