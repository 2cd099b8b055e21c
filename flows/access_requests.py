"""Requests under law 31-13 as a flow: one step of one request, its clock computed and shown."""

from datetime import date
from typing import Literal

from prefect import flow

from flows.orders import carry_out, run_name
from flows.services.desk import Desk
from flows.services.lifecycle.access_requests import AccessOrder
from flows.services.lifecycle.access_requests import record_access_request as keep
from flows.services.outcome import Outcome


@flow(name="record-access-request", flow_run_name=run_name)
async def record_access_request(
    code: str = "",
    step: Literal["received", "extended", "answered", "refused"] = "received",
    text: str = "",
    on: str = "",
    member: str = "",
    is_urgent: bool = False,
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Note a request for access to information (law 31-13), its extension or its answer; shows how long is left.

    Args:
        code: Number of the request, as the office gave it. Do not write who asked.
        step: What happened.
        text: Subject of the request, reason of the extension or refusal, or reference of the answer.
        on: The day it happened, as YYYY-MM-DD. Leave empty for today.
        member: Code of the region it was sent to. Empty means the consortium.
        is_urgent: Protection of life, safety or liberty: three working days instead of twenty.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would be noted. Untick to note it.
        operator: Who notes this. Written in the ledger.
        reason: Why. Written in the ledger.
    """
    order = AccessOrder(code, step, text, on, member, is_urgent)

    def work(desk: Desk) -> Outcome:
        return keep(desk, plan=desk.plan, order=order, operator=operator, preview=preview)

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)
