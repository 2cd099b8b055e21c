"""The outbox at work in a process of its own, as in an installation: run after run until the composing is over.

Arguments: database, port of the relay, connections. Says "ready", begins at the first line of its input, ends when the
input ends and nothing is due any more, and then says how many mails it sent.
"""

import sys
import threading
import time

from benchmarks.send_desk import desk_of
from flows.services.outbox_delivery import deliver_due
from models.vocabulary import OutboundState
from notifications.smtp import Relay

PAUSE = 0.02  # seconds between two runs while the other process is still composing


def main(url: str, port: str, connections: str) -> None:
    desk, relay = desk_of(url), Relay("127.0.0.1", int(port), connections=int(connections))
    deliver_due(
        desk, relay=relay
    )  # nothing is due yet: everything is imported and compiled, as in a process that lives
    print("ready", flush=True)
    sys.stdin.readline()
    over, sent = threading.Event(), 0
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    while True:
        was_over = over.is_set()
        outcome = deliver_due(desk, relay=relay)
        assert not outcome.problems, outcome.problems[:3]
        sent += outcome.counts.get(OutboundState.SENT.value, 0)
        if was_over and not outcome.counts["left"]:
            break
        if not was_over:
            time.sleep(PAUSE)
    print(sent, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
