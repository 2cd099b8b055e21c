"""A process that starts senders and receivers on demand: each line on stdin forks one, whose number is printed.

The parent never waits for its children, so that a number stays its child's own until the harness has killed it.
"""

import json
import os
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import InterfaceError, OperationalError

from flows.mail_watch import watch_mailbox
from flows.services.desk import Desk, Office
from flows.services.dispatch.outbox_delivery import deliver_and_reconcile
from flows.services.reception.replies import read_mailbox
from models.database import open_engine
from models.rules.errors import DomainError
from notifications.mailbox import ImapAccount
from notifications.mailbox_imap import ImapMailbox
from notifications.relay_log import RelayLog
from notifications.smtp import Relay

OFFICE = Office("Suivi", "suivi@plan.example", "reponse@plan.example", b"k" * 32, allowed_domains=(".example",))
OPEN = "SELECT count(*) FROM outbound_message WHERE state IN ('pending', 'sending', 'in_doubt')"


def desk_now(engine: Engine) -> Desk:
    now = datetime.now(UTC)
    return Desk(engine, OFFICE, now.date(), now)


def send(engine: Engine, options: dict) -> None:
    """Deliver and reconcile until the outbox is settled."""
    relay = Relay("127.0.0.1", options["port"], timeout=20, final_timeout=options["final_timeout"])
    lookup = RelayLog(Path(options["log"]), zone=datetime.now().astimezone().tzinfo or UTC)
    while True:
        try:
            grace = timedelta(seconds=options["grace"])
            deliver_and_reconcile(desk_now(engine), relay=relay, lookup=lookup, grace=grace)
            with engine.connect() as connection:
                if not connection.execute(sa.text(OPEN)).scalar():
                    return
        except (OperationalError, InterfaceError):
            pass  # the database is away: the next run finds everything as it was
        time.sleep(0.2)


def receive(engine: Engine, options: dict) -> None:
    """Read the mailbox until the harness says that all is read."""
    account = ImapAccount("127.0.0.1", options["port"], "box", "INBOX", options["password"], is_encrypted=False)
    while True:
        try:
            with closing(ImapMailbox(account)) as mailbox:
                read_mailbox(desk_now(engine), plan="", mailbox=mailbox)
        except (OperationalError, InterfaceError, DomainError):
            pass
        time.sleep(0.2)


def watch(engine: Engine, options: dict) -> None:
    """Wait for hints of the server (IDLE) and read, as `iltizam inbox watch` does, until the harness ends it."""
    account = ImapAccount("127.0.0.1", options["port"], "box", "INBOX", options["password"], is_encrypted=False)
    with closing(ImapMailbox(account)) as mailbox:
        watch_mailbox(lambda: desk_now(engine), mailbox=mailbox, plan="", say=lambda _: None)


def main() -> None:
    options = json.loads(sys.argv[1])
    if "password" in options:
        from pydantic import SecretStr

        options["password"] = SecretStr(options["password"])
    print("ready", flush=True)
    for _ in sys.stdin:
        number = os.fork()
        if not number:
            try:
                {"send": send, "receive": receive, "watch": watch}[options["role"]](
                    open_engine(options["url"]), options
                )
            except BaseException:  # noqa: BLE001
                import traceback

                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        print(number, flush=True)


if __name__ == "__main__":
    main()
