"""Approval as flows: the independent body is asked by mail, or signs with a key that is registered for it."""

from datetime import date
from typing import Literal

from prefect import flow

from flows.confirmation import confirmed
from flows.orders import carry_out, run_name
from flows.services.approval.sign_offs import SignOffOrder
from flows.services.approval.sign_offs import request_sign_off as ask
from flows.services.approval.signed_approvals import KeyOrder, SignatureOrder, approve_with_signature
from flows.services.approval.signed_approvals import register_signing_key as register
from flows.services.desk import Desk
from flows.services.outcome import Outcome


@flow(name="request-sign-off", flow_run_name=run_name)
async def request_sign_off(
    report: str = "",
    figures: str = "",
    body: Literal["", "reporting-instance", "monitoring-body"] = "",
    address: str = "",
    plan: str = "",
    as_of: date | None = None,
    preview: bool = False,
    confirmation: str = "",
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Mail the independent body a frozen report with the code of its figures; it approves or refuses by replying.

    Args:
        report: The year or quarter that is frozen, such as 2026 or 2026-Q3.
        figures: Beginning of the hash of the figures, when not the newest are meant.
        body: Who approves. Leave empty for the Independent Reporting Instance, to which the plan gives the report.
        address: Where the report can be read, if anywhere. The report travels with the mail anyway.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show who would get what; send and change nothing.
        confirmation: The number the preview ended with. Without it nothing is sent.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """
    wanted = SignOffOrder(report, figures, body, address)

    def order(desk: Desk, preview: bool) -> Outcome:
        return ask(desk, plan=desk.plan, order=wanted, preview=preview)

    work = confirmed(order, preview=preview, confirmation=confirmation)
    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


@flow(name="approve-report", flow_run_name=run_name)
async def approve_report(
    report: str = "",
    signature: str = "",
    figures: str = "",
    body: Literal["", "reporting-instance", "monitoring-body"] = "",
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Record the approval that a detached OpenSSH signature over the file figures.json gives.

    Args:
        report: The year or quarter that is frozen, such as 2026 or 2026-Q3.
        signature: Text of the signature, or the path of the .sig file on the machine that runs the flows.
        figures: Beginning of the hash of the figures, when not the newest are meant.
        body: Who signed. Leave empty for the Independent Reporting Instance.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only check the signature. Untick to record the approval.
        operator: Who records it. Written in the ledger.
        reason: Why. Written in the ledger.
    """
    wanted = SignatureOrder(signature, report, figures, body)

    def work(desk: Desk) -> Outcome:
        return approve_with_signature(desk, plan=desk.plan, order=wanted, operator=operator, preview=preview)

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


@flow(name="register-signing-key", flow_run_name=run_name)
async def register_signing_key(
    public_key: str = "",
    holder: str = "",
    body: Literal["", "reporting-instance", "monitoring-body"] = "",
    withdraw: bool = False,
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Register the public key with which an independent body signs, or end its use.

    Args:
        public_key: One line of OpenSSH, beginning with ssh-ed25519 or ssh-rsa.
        holder: The person of the body who holds the key.
        body: Whose key it is. Leave empty for the Independent Reporting Instance.
        withdraw: End the use of this key; what it signed before stays signed.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would change. Untick to register the key.
        operator: Who registers it. Written in the ledger.
        reason: How it was made sure whose key it is. Written in the ledger.
    """
    wanted = KeyOrder(body, public_key, holder, withdraw)

    def work(desk: Desk) -> Outcome:
        return register(desk, plan=desk.plan, order=wanted, operator=operator, reason=reason, preview=preview)

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)
