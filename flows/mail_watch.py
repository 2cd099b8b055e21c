"""Reading replies as they come: wait for a hint, read everything, and try again later when the server is away."""

import time
from collections.abc import Callable

from flows.services.desk import Desk
from flows.services.reception.replies import read_mailbox
from models.rules.errors import DomainError
from notifications.backoff import Backoff
from notifications.mailbox import Mailbox

LOOK_EVERY = 300.0
"""Seconds after which everything is looked at, hint or no hint."""


def watch_mailbox(
    new_desk: Callable[[], Desk], *, mailbox: Mailbox, plan: str, say: Callable[[str], None], is_once: bool = False
) -> None:
    """Read the mailbox at once and after every hint. A server that is away is tried again, ever more rarely."""
    backoff = Backoff()
    while True:
        try:
            outcome = read_mailbox(new_desk(), plan=plan, mailbox=mailbox)
            if any(outcome.counts.values()):
                say(outcome.summary)
            backoff.after_success()
            if is_once:
                return
            mailbox.wait(seconds=LOOK_EVERY)
        except DomainError as error:
            if is_once:
                raise
            pause = backoff.after_failure()
            say(f"{error.sentence} Trying again in {pause:.0f} s.")
            time.sleep(pause)
