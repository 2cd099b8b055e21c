"""Senders killed at random moments, and senders side by side: no mail is lost, none is sent twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from flows.local_mail_server import LocalMailServer, LocalPost
from flows.services.desk import Desk
from models.vocabulary import OutboundState
from notifications.mailbox_maildir import list_mails

SENDER = Path(__file__).with_name("sender_process.py")
Spawn = Callable[[], int]


class SlowPost(LocalPost):
    """Keeps the mail, then takes 0 to 8 ms to say so: the moment in which a killed sender does not know."""

    def store(self, raw: bytes, **envelope) -> Path:  # type: ignore[no-untyped-def]
        path = super().store(raw, **envelope)
        time.sleep(random.random() * 0.008)
        return path


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[LocalMailServer]:
    with LocalMailServer(SlowPost(tmp_path / "home", ())) as server:
        yield server


@pytest.fixture
def spawn(desk: Desk, tmp_path: Path, slow: LocalMailServer) -> Iterator[Spawn]:
    url = desk.engine.url.render_as_string(hide_password=False)
    arguments = [url, str(slow.port), str(tmp_path / "home/mail/all"), "1.0"]
    nursery = subprocess.Popen(
        [sys.executable, str(SENDER), *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": "."},
    )  # fmt: skip
    assert nursery.stdout is not None
    assert nursery.stdin is not None
    assert nursery.stdout.readline() == "ready\n"

    senders: list[int] = []

    def start() -> int:
        nursery.stdin.write("\n")
        nursery.stdin.flush()
        senders.append(int(nursery.stdout.readline()))
        return senders[-1]

    yield start
    for sender in senders:
        os.kill(sender, signal.SIGKILL)  # its parent has not waited for it, so the number is still its own
    nursery.stdin.close()
    nursery.kill()
    nursery.wait()
    nursery.stdout.close()


def accepted(home: Path) -> Counter[str]:
    return Counter(message_from_bytes(path.read_bytes())["Message-ID"] for path in list_mails(home / "mail/all"))


def wait_until_all_are_sent(rows, *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and {row.state for row in rows()} != {OutboundState.SENT}:
        time.sleep(0.2)


@pytest.mark.slow
def test_killed_senders_lose_nothing_and_send_nothing_twice(fill, rows, spawn: Spawn, tmp_path: Path):
    fill(250)
    kills = 0
    while kills < 8 and any(row.state is OutboundState.PENDING for row in rows()):
        sender = spawn()
        time.sleep(random.uniform(0.08, 0.35))
        os.kill(sender, signal.SIGKILL)
        kills += 1
    assert kills >= 3
    spawn()
    wait_until_all_are_sent(rows, seconds=60)
    assert accepted(tmp_path / "home") == {row.message_id: 1 for row in rows()}
    assert Counter(row.state for row in rows()) == {OutboundState.SENT: 250}


def test_two_senders_on_one_outbox_send_every_mail_once(fill, rows, spawn: Spawn, tmp_path: Path):
    fill(120)
    spawn(), spawn()
    wait_until_all_are_sent(rows, seconds=60)
    assert accepted(tmp_path / "home") == {row.message_id: 1 for row in rows()}
    assert len({row.claimed_by for row in rows()}) == 2
