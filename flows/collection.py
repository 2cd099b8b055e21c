"""Collecting figures as flows: ask everybody once a quarter, then follow up on what has not come."""

from datetime import date

from prefect import flow

from flows.confirmation import confirmed
from flows.orders import carry_out, collection_run_name, run_name
from flows.services.collection import campaigns
from flows.services.desk import Desk
from flows.services.escalation import follow_ups
from flows.services.outcome import Outcome


@flow(name="quarterly-collection", flow_run_name=collection_run_name)
async def quarterly_collection(
    plan: str = "",
    as_of: date | None = None,
    preview: bool = False,
    confirmation: str = "",
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Open the collection of the quarter that has ended: one form per responsible official. Nobody is asked twice.

    Args:
        plan: Code of the action plan. Leave empty for the only one, or for each of several.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show who would be asked for what; send nothing.
        confirmation: Number of the preview you have read. Started by hand without it, this is a preview.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def order(desk: Desk, only_preview: bool) -> Outcome:
        return campaigns.open_quarter(desk, plan=desk.plan, preview=only_preview)

    work = confirmed(order, preview=preview, confirmation=confirmation)
    return await carry_out(work, plan=plan, every=not confirmation, as_of=as_of, operator=operator, reason=reason)


@flow(name="follow-up", flow_run_name=run_name)
async def follow_up(
    plan: str = "",
    as_of: date | None = None,
    preview: bool = False,
    confirmation: str = "",
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Remind those who have not answered, tell superiors what stays late, and close collections that are over.

    Args:
        plan: Code of the action plan. Leave empty for the only one, or for each of several.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show who would be written to and why; send nothing.
        confirmation: Number of the preview you have read. Started by hand without it, this is a preview.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def order(desk: Desk, only_preview: bool) -> Outcome:
        return follow_ups.follow_up(desk, plan=desk.plan, preview=only_preview)

    work = confirmed(order, preview=preview, confirmation=confirmation)
    return await carry_out(work, plan=plan, every=not confirmation, as_of=as_of, operator=operator, reason=reason)
