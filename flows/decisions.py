"""Decisions of administrators as flows: one message, one choice, a name and a reason; previewed first."""

from datetime import date
from typing import Literal

from prefect import flow

from flows.orders import carry_out, run_name
from flows.services.desk import Desk
from flows.services.dispatch.batches import decide_batch
from flows.services.outcome import Outcome
from flows.services.reception.held import resolve_held_reply as resolve


@flow(name="resolve-held-reply", flow_run_name=run_name)
async def resolve_held_reply(
    message: str = "",
    decision: Literal["accept", "accept-deputy", "refuse"] = "refuse",
    form: str = "",
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Decide on a reply that waits: accept its values, accept them and the sender as deputy, or refuse it.

    Args:
        message: Beginning of the message's hash, as the table of held replies shows it.
        decision: What is to be done with it.
        form: Form it answers, such as 2026-Q3/OF-LAA-02, when nothing in the message says so.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would be recorded. Untick to carry the decision out.
        operator: Who decides. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        return resolve(
            desk,
            message=message,
            decision=decision,
            plan=desk.plan,
            form=form,
            operator=operator,
            reason=reason,
            preview=preview,
        )

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


@flow(name="hold-back-mails", flow_run_name=run_name)
async def hold_back_mails(
    batch: str = "",
    decision: Literal["hold", "release", "cancel"] = "hold",
    as_of: date | None = None,
    preview: bool = False,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Stop the mails of one confirmed order that have not left yet, let them go again, or give them up for good.

    Args:
        batch: Name of the order, as the page of the run that queued the mails shows it.
        decision: Hold them back, release those held back, or cancel them for good.
        as_of: The day to note. Leave empty for today.
        preview: Only show which mails would be stopped.
        operator: Who decides. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        return decide_batch(desk, batch=batch, decision=decision, operator=operator, reason=reason, preview=preview)

    return await carry_out(work, as_of=as_of, operator=operator, reason=reason)
