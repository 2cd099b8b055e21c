"""Personal data past its term, as a flow: once a month what the register no longer allows to keep is cleared."""

from datetime import date

from prefect import flow

from flows.orders import carry_out, run_name
from flows.services.desk import Desk
from flows.services.outcome import Outcome
from flows.services.people_records.retention import apply_retention
from flows.settings import read_settings
from models.rules.retention import read_months


@flow(name="retention", flow_run_name=run_name)
async def retention(
    plan: str = "",
    as_of: date | None = None,
    preview: bool = False,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Clear personal data whose term has passed: names and addresses become pseudonyms, mails are emptied, facts stay.

    Args:
        plan: Code of the action plan. Leave empty for all of them.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would be cleared, and when the next term passes.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        own_months = read_months(read_settings().retention_months)
        return apply_retention(desk, plan=desk.plan, own_months=own_months, preview=preview)

    return await carry_out(work, plan=plan, every=True, as_of=as_of, operator=operator, reason=reason)
