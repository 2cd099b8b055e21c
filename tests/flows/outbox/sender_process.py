"""A process that starts senders on demand: each line on stdin forks one, whose number is printed; it may be killed.

Arguments: database URL, port of the relay, Maildir in which the relay keeps what it accepts, seconds of grace.
"""

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func
from sqlmodel import col, select

from flows.services.desk import Desk, Office
from flows.services.dispatch.outbox_delivery import deliver_due
from flows.services.dispatch.outbox_reconcile import reconcile
from models.database import open_engine
from models.tables import OutboundMessage
from models.vocabulary import OutboundState
from notifications.mailbox_lookup import MaildirLookup
from notifications.smtp import Relay

OPEN = [OutboundState.PENDING, OutboundState.SENDING, OutboundState.IN_DOUBT]
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OFFICE = Office("Suivi", "suivi@plan.example", "reponse@plan.example", b"k" * 32, allowed_domains=(".example",))


def work(url: str, port: int, folder: Path, grace: timedelta) -> None:
    engine = open_engine(url)
    relay, lookup = Relay("127.0.0.1", port, timeout=20), MaildirLookup(folder)
    while True:
        now = START + timedelta(seconds=time.monotonic())  # the same for all processes of a machine
        desk = Desk(engine, OFFICE, now.date(), now)
        reconcile(desk, lookup=lookup, grace=grace)
        deliver_due(desk, relay=relay)
        with desk.session() as session:
            left = select(func.count()).select_from(OutboundMessage).where(col(OutboundMessage.state).in_(OPEN))
            if not session.exec(left).one():
                return
        time.sleep(0.1)


def main(url: str, port: str, folder: str, grace: str) -> None:
    print("ready", flush=True)
    for _ in sys.stdin:
        number = os.fork()
        if not number:
            work(url, int(port), Path(folder), timedelta(seconds=float(grace)))
            os._exit(0)
        print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
