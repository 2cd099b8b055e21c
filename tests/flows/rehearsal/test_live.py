"""What was rehearsed is what happens: the deployed flows, day by day over a part of the plan, send the same mails.

The flows run under Prefect with their real settings, a database, a mail server and a mailbox of their own; only the
clock is set to the rehearsed moment. People answer in both, because in life they do.
"""

import asyncio
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from prefect.testing.utilities import prefect_test_harness

import flows.mail
import flows.runtime
from deployments.registry import find
from flows.orders import ProblemsRemainError
from flows.rehearsal.loopback import LoopbackPost
from flows.rehearsal.order import Order
from flows.rehearsal.run import Run
from flows.rehearsal.scenario import Scenario
from flows.rehearsal.staging import finish, make_run, rehearse, set_stage
from flows.rehearsal.story import Story
from flows.runtime import open_office, ready_engine
from flows.services.desk import Desk
from flows.services.outcome import Outcome
from flows.settings import read_settings

pytestmark = pytest.mark.slow

CAST = {
    "default": {"behaviour": "prompt", "after": 1},
    "officials": {
        "OF-LAA-01": {"behaviour": "silent"},
        "OF-DRA-02": {"behaviour": "deputy", "after": 1},
        "OF-SOM-02": {"behaviour": "wrong_formats", "after": 1},
        "OF-ORI-02": {"behaviour": "bouncing"},
        "OF-SOM-03": {"behaviour": "absent", "from": "2026-12-25", "until": "2027-01-04"},
    },
}
SPAN = date(2026, 12, 30), date(2027, 1, 6)


class _Clock:
    """The clock of the live run: it stands where the rehearsal's clock stands."""

    now: datetime

    def read(self) -> datetime:
        return self.now


def run_deployed(name: str, **parameters: object) -> Outcome:
    """Run one flow by the function that is deployed, inside Prefect."""
    try:
        return asyncio.run(find(name).load_flow()(**parameters))
    except ProblemsRemainError as remaining:
        return remaining.outcome


class LiveRun(Run):
    """The same days, each flow carried out by its deployment instead of by its service."""

    live_clock: _Clock

    def _run(self, flow: str, desk: Desk) -> Outcome:
        self.live_clock.now = desk.now
        return run_deployed(flow, as_of=desk.today)

    def _read(self, desk: Desk) -> None:
        self.live_clock.now = desk.now
        run_deployed("inbound-replies", as_of=desk.today)


class LivePost(LoopbackPost):
    """The local mail server, reached by the deployed outbox flow."""

    live_clock: _Clock

    def deliver(self, desk: Desk) -> int:
        self.live_clock.now = desk.now
        return run_deployed("outbox", as_of=desk.today).counts.get("sent", 0)


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Clock]:
    """An installation in a folder of its own, whose clock the test sets."""
    set_by_test = _Clock()
    for name in ("ILTIZAM_DATABASE_URL", "ILTIZAM_PLAN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ILTIZAM_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(flows.runtime, "current_moment", set_by_test.read)
    monkeypatch.setattr(flows.mail, "current_moment", set_by_test.read)
    read_settings.cache_clear()
    yield set_by_test
    read_settings.cache_clear()
    ready_engine.cache_clear()


def live(order: Order, *, clock: _Clock, home: Path, monkeypatch: pytest.MonkeyPatch) -> Story:
    """Live through the order with the deployed flows."""
    engine = ready_engine(read_settings().database_url)
    stage = set_stage(order, engine)
    post = LivePost(home, office=stage.desk.office)
    try:
        monkeypatch.setenv("ILTIZAM_SMTP_PORT", str(post.port))
        monkeypatch.setenv("ILTIZAM_ALLOWED_RECIPIENT_DOMAINS", ".example")
        read_settings.cache_clear()
        run = make_run(order, stage, post=post, out=None, kind=LiveRun)
        assert isinstance(run, LiveRun)
        run.live_clock = post.live_clock = clock
        run.days(stage.span.first, stage.span.last)
    finally:
        post.close()
    return finish(run, stage)


def test_the_rehearsed_mails_are_those_that_the_deployed_flows_send(
    plan_folder: Path, clock: _Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = read_settings()
    order = Order(
        open_office(settings), Scenario.model_validate(CAST), *SPAN, files=plan_folder, everything=True,
        quiet_hours=settings.keeps_quiet_hours, compiles_reports=False,
    )  # fmt: skip
    rehearsed = rehearse(order, out=None)
    with prefect_test_harness(server_startup_timeout=240):
        lived = live(order, clock=clock, home=settings.home, monkeypatch=monkeypatch)
    assert len(rehearsed.sent) > 25
    # Several connections at once: within one moment the order is the server's.
    assert sorted(mail.identity for mail in lived.sent) == sorted(mail.identity for mail in rehearsed.sent)
    assert lived.steps == rehearsed.steps
    assert lived.milestones == rehearsed.milestones
