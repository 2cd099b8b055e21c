"""The outbox at work in a process of its own, as in an installation: run after run until the composing is over.

Arguments: database, port of the relay, connections. Says "ready", begins at the first line of its input, ends after the
end of its input, and then says how many mails it sent.
"""

import sys
import threading
import time

from benchmarks.send_desk import desk_of
from flows.services.dispatch.outbox_delivery import LINGER, deliver_due
from models.vocabulary import OutboundState
from notifications.smtp import Relay

PAUSE = 0.01  # seconds between two runs


def main(url: str, port: str, connections: str) -> None:
    desk, relay = desk_of(url), Relay("127.0.0.1", int(port), connections=int(connections))
    deliver_due(
        desk, relay=relay
    )  # nothing is due yet: everything is imported and compiled, as in a process that lives
    print("ready", flush=True)
    sys.stdin.readline()
    over, sent = threading.Event(), 0
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    while not over.is_set():
        outcome = deliver_due(desk, relay=relay, linger=LINGER)
        assert not outcome.problems, outcome.problems[:3]
        sent += outcome.counts.get(OutboundState.SENT.value, 0)
        time.sleep(PAUSE)
    print(sent, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
