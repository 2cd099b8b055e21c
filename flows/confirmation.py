"""Nothing is sent by accident: an order given by hand is carried out only with the number of the preview that was read.

The number is a short hash of what the preview said. Nothing is remembered: before sending, the preview is made again, and
an order whose preview has become another one is refused and shown anew.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from prefect.context import FlowRunContext

from flows.services.desk import Desk
from flows.services.outcome import Outcome

HOLD = timedelta(minutes=10)
"""Time between a confirmed order and its first mail: time to hold it back."""

CATCH_UP = "catch-up"
"""Tag of runs that the program creates itself, in place of a schedule that was missed."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
_LENGTH = 6

Order = Callable[[Desk, bool], Outcome]
"""A service called with the desk and whether it is only a preview."""


def number_of(shown: Outcome) -> str:
    """The confirmation number of a preview ("7K2M9Q"): the same for the same plan, day, counts and tables, else another."""
    content = [shown.flow, shown.plan, shown.as_of.isoformat(), shown.counts, [[t.key, t.rows] for t in shown.tables]]
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).digest()
    value = int.from_bytes(digest[:5], "big")
    return "".join(_ALPHABET[value >> (5 * place) & 31] for place in range(_LENGTH))


def is_by_hand() -> bool:
    """Whether this run was started by a person with the form of a deployment, not by a schedule or by a program."""
    context = FlowRunContext.get()
    run = context.flow_run if context else None
    if run is None or run.deployment_id is None:
        return False
    by_automation = run.created_by is not None and run.created_by.type == "AUTOMATION"
    return not run.auto_scheduled and not by_automation and CATCH_UP not in run.tags


def confirmed(order: Order, *, preview: bool, confirmation: str) -> Callable[[Desk], Outcome]:
    """The order as `carry_out` wants it: carried out at once by the schedule, after its confirmation by hand."""

    def work(desk: Desk) -> Outcome:
        if not is_by_hand():
            return order(desk, preview)
        return give_by_hand(order, desk, preview=preview, confirmation=confirmation)

    return work


def give_by_hand(order: Order, desk: Desk, *, preview: bool, confirmation: str) -> Outcome:
    """Carry out an order given by a person, or show what it would do and ask for the number of what was shown."""
    shown = order(desk, True)
    number = number_of(shown)
    given = confirmation.strip().upper()
    if preview or not given:
        return replace(shown, confirmation=number)
    if given != number:
        changed = (
            f"Nothing was sent: the number {given} belongs to another preview; what would happen now is shown here."
        )
        return replace(shown, confirmation=number, summary=f"{changed} {shown.summary}")
    done = order(replace(desk, batch=f"{number}-{desk.today:%Y%m%d}", hold=HOLD), False)
    held = f"Mails of this order leave in {HOLD.seconds // 60} minutes; until then hold-back-mails stops them (batch "
    return replace(done, summary=f"{done.summary} {held}{number}-{desk.today:%Y%m%d}).")
