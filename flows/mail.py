"""Mail as flows: read what has come, hand over what is due. Both run every few minutes, one at a time."""

from contextlib import closing
from datetime import date

from prefect import flow

from flows.mail_servers import mailbox_of, relay_of
from flows.orders import carry_out, run_name
from flows.services.desk import Desk
from flows.services.outbox_delivery import deliver_due
from flows.services.outcome import Outcome
from flows.services.replies import read_mailbox
from flows.settings import read_settings


@flow(name="inbound-replies", flow_run_name=run_name)
async def inbound_replies(
    plan: str = "", as_of: date | None = None, preview: bool = False, operator: str = "", reason: str = ""
) -> Outcome:
    """Read the mails that have come: keep them, record the figures they answer, prepare receipts.

    Args:
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what has come; record nothing and leave it in the mailbox.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        with closing(mailbox_of(read_settings())) as mailbox:
            return read_mailbox(desk, plan=plan, mailbox=mailbox, preview=preview)

    return await carry_out(work, as_of=as_of, operator=operator, reason=reason, quiet=True)


@flow(name="outbox", flow_run_name=run_name)
async def outbox(as_of: date | None = None, preview: bool = False, operator: str = "", reason: str = "") -> Outcome:
    """Hand the mails that are due to the mail server, each exactly once.

    Args:
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would be sent to whom; send nothing.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        return deliver_due(desk, relay=relay_of(read_settings()), preview=preview)

    return await carry_out(work, as_of=as_of, operator=operator, reason=reason, quiet=True)
