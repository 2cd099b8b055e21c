"""Two hosts, one killed in mid-campaign: the other finishes, and everybody has been asked exactly once.

The tests share one office and follow a campaign in order. Here the test ends the run of a killed host; in the long form
(`long_form.py` beside this file) a machine vanishes with its cable pulled and nobody helps; in `long_sending.py` one is
killed while it sends.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Office

pytestmark = [pytest.mark.server, pytest.mark.slow]

Patiently = Callable[[Callable[[], Any], float], Any]


@pytest.fixture(scope="module")
def orders() -> dict[str, str]:
    """Runs that were ordered, by deployment."""
    return {}


def test_a_host_killed_while_it_asks_leaves_nothing_half_asked(
    office: "Office", patiently: Patiently, orders: dict[str, str]
) -> None:
    assert patiently(lambda: all(host.is_working for host in office.hosts.values()), 90)
    orders["asking"] = office.order("quarterly-collection")
    asking = patiently(office.asking_host, 120)
    assert asking, office.story(orders["asking"])
    assert asking.kill() >= 2  # the worker and the process of its run
    assert office.rows("SELECT count(*) FROM data_request")[0][0] == 0
    assert office.run_state(orders["asking"]) == "RUNNING"  # Prefect does not know yet


def test_once_the_run_is_ended_its_flow_runs_again_on_the_other_host_and_asks_everybody_once(
    office: "Office", orders: dict[str, str]
) -> None:
    (alive,) = [host for host in office.hosts.values() if host.processes()]
    office.end(orders["asking"])  # what the automation for silent machines does after two minutes
    again = office.made_up_for("quarterly-collection")
    assert office.finished(again) == "COMPLETED", office.story(again)
    assert again in alive.log.read_text()
    asked = office.rows("SELECT count(*), count(DISTINCT official_id) FROM outbound_message WHERE kind = 'request'")
    assert tuple(asked[0]) == (office.officials, office.officials)
