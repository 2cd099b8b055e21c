"""The long form of `long_killed.py`: a machine vanishes in mid-campaign with its cable pulled, and nobody helps.

    .venv/bin/pytest tests/deployments/hosts/long_form.py

It takes about five minutes, because it waits as life does: for the database server to give up a connection that says
nothing, for the automation to end a run without heartbeat, and for the flow to be run again on the other machine.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Office

pytestmark = [pytest.mark.server, pytest.mark.slow]

Patiently = Callable[[Callable[[], Any], float], Any]


def test_a_machine_that_vanishes_while_it_asks_is_made_up_for_without_any_help(
    office: "Office", patiently: Patiently
) -> None:
    assert patiently(lambda: all(host.is_working for host in office.hosts.values()), 90)
    run = office.order("quarterly-collection")
    asking = patiently(office.asking_host, 120)
    assert asking, office.story(run)
    office.network.pull_cable(asking.name)  # no farewell reaches the servers
    asking.kill()
    began = time.monotonic()
    again = office.made_up_for("quarterly-collection", seconds=300)
    noticed = time.monotonic() - began
    assert office.finished(again, seconds=180) == "COMPLETED", office.story(again)
    print(f"\nmade up for after {noticed:.0f} s, everybody asked after {time.monotonic() - began:.0f} s")
    assert office.run_state(run) == "CRASHED"
    asked = office.rows("SELECT count(*), count(DISTINCT official_id) FROM outbound_message WHERE kind = 'request'")
    assert tuple(asked[0]) == (office.officials, office.officials)
    sent = office.order("outbox")
    assert office.finished(sent) == "COMPLETED", office.story(sent)
    assert patiently(lambda: sum(office.received().values()) >= office.officials, 30)
    assert set(office.received().values()) == {1}
