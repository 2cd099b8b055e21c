"""Mail as flows: read what has come, hand over what is due. Both run every few minutes, one at a time."""

from contextlib import closing
from dataclasses import replace
from datetime import date

from prefect import flow

from flows.mail_route import require_probed_route
from flows.mail_servers import lookup_of, mailbox_of, relay_of
from flows.orders import carry_out, plan_code, run_name
from flows.runtime import current_moment
from flows.services.desk import Desk
from flows.services.dispatch.outbox_delivery import LINGER, deliver_and_reconcile
from flows.services.outcome import Outcome
from flows.services.reception.replies import read_mailbox
from flows.settings import read_settings


@flow(name="inbound-replies", flow_run_name=run_name)
async def inbound_replies(
    plan: str = "", as_of: date | None = None, preview: bool = False, operator: str = "", reason: str = ""
) -> Outcome:
    """Read the mails that have come: keep them, record the figures they answer, prepare receipts.

    Args:
        plan: Code of the action plan the result is filed under. Mails of all plans come in by the same door.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what has come; record nothing and leave it in the mailbox.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        with closing(mailbox_of(read_settings())) as mailbox:
            return read_mailbox(desk, plan=plan_code(plan), mailbox=mailbox, preview=preview)

    return await carry_out(work, as_of=as_of, operator=operator, reason=reason, quiet=True)


@flow(name="outbox", flow_run_name=run_name)
async def outbox(
    plan: str = "", as_of: date | None = None, preview: bool = False, operator: str = "", reason: str = ""
) -> Outcome:
    """Hand the mails that are due to the mail server, each exactly once.

    Args:
        plan: Code of the action plan the result is filed under. Mails of all plans leave by the same door.
        as_of: The day to note in the result. Mails always leave by the clock.
        preview: Only show what would be sent to whom; send nothing.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        if not preview:
            require_probed_route(desk, settings=read_settings())
        # By the real clock: a simulated day must not make a mail that is just being sent look abandoned.
        done = deliver_and_reconcile(
            desk,
            relay=relay_of(read_settings()),
            lookup=lookup_of(read_settings()),
            moment=current_moment(),
            linger=LINGER,
            preview=preview,
        )
        return replace(done, plan=plan_code(plan))

    return await carry_out(work, as_of=as_of, operator=operator, reason=reason, quiet=True, shows_progress=not preview)
