"""The daily check of the post as a flow: every message has its fate, and administrators hear of what waits."""

from datetime import date

from prefect import flow

from flows.confirmation import confirmed
from flows.orders import carry_out, run_name
from flows.services.desk import Desk
from flows.services.outcome import Outcome
from flows.services.upkeep.fates import check_mail


@flow(name="mail-check", flow_run_name=run_name)
async def mail_check(
    plan: str = "",
    as_of: date | None = None,
    preview: bool = False,
    confirmation: str = "",
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Check that every mail in and out has its fate, and send administrators one list a day of what waits for them.

    Args:
        plan: Code of the action plan. Leave empty for the only one, or for each of several.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what waits; send nothing.
        confirmation: Number of the preview you have read. Started by hand without it, this is a preview.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def order(desk: Desk, only_preview: bool) -> Outcome:
        return check_mail(desk, plan=desk.plan, preview=only_preview)

    work = confirmed(order, preview=preview, confirmation=confirmation)
    return await carry_out(
        work, plan=plan, every=not confirmation, as_of=as_of, operator=operator, reason=reason, quiet=True
    )
