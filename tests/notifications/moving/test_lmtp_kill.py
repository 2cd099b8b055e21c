"""The LMTP receiver killed at random: what it accepted is in the database, what it did not the sender offers again."""

import os
import random
import re
import signal
import smtplib
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

COUNT = 120
KILLS = 4
RUN = "from flows.cli import main; main()"


class Receiver:
    """`iltizam lmtp` as a process that can be killed and started again on the same port."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, 0
        self.environment = {
            **os.environ, "ILTIZAM_HOME": str(home), "ILTIZAM_REPLY_ADDRESS": "reponse@plan.example",
            "ILTIZAM_DATABASE_URL": "",
        }  # fmt: skip
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, "lmtp", "--port", str(self.port)],
            env=self.environment, cwd=self.home, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        line = self.process.stdout.readline()
        found = re.search(r"127\.0\.0\.1:(\d+)", line)
        assert found, line
        self.port = int(found[1])

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stored(self) -> int:
        with sqlite3.connect(self.home / "iltizam.db") as database:
            return database.execute("SELECT count(*) FROM inbound_message").fetchone()[0]


def mail(number: int) -> bytes:
    return b"Message-ID: <%d@region.example>\r\nSubject: n\r\n\r\n%s\r\n" % (number, b"x" * 2000)


def offer(receiver: Receiver, queue: list[int], accepted: list[int]) -> None:
    """What the queue of Postfix does: a mail leaves it only when it was accepted."""
    while queue:
        try:
            with smtplib.LMTP("127.0.0.1", receiver.port, timeout=5) as client:
                while queue:
                    client.sendmail("a@region.example", ["reponse@plan.example"], mail(queue[0]))
                    accepted.append(queue.pop(0))
        except (smtplib.SMTPException, OSError):
            time.sleep(0.05)


@pytest.mark.slow
def test_what_was_accepted_is_stored_once_though_the_receiver_is_killed(tmp_path):
    receiver = Receiver(tmp_path)
    queue, accepted = list(range(COUNT)), []
    postfix = threading.Thread(target=offer, args=(receiver, queue, accepted))
    postfix.start()
    dice = random.Random(7)
    kills = 0
    while postfix.is_alive() and kills < KILLS:
        before = len(accepted)
        deadline = time.monotonic() + 20
        while postfix.is_alive() and len(accepted) < before + COUNT // (KILLS + 2) and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(dice.random() / 200)
        receiver.kill()
        assert receiver.stored() >= len(accepted)  # accepted means committed
        kills += 1
        receiver.start()
    postfix.join(timeout=60)
    receiver.kill()
    assert (kills, sorted(accepted)) == (KILLS, list(range(COUNT)))
    assert receiver.stored() == COUNT
