"""The three stages of a commitment as flows an administrator can start: co-creation, execution, evaluation.

Each runs every working day for all commitments in its stage, and by button for one.
"""

from datetime import date

from prefect import flow

from flows.catalogue import code_of
from flows.orders import carry_out, plan_code, run_name
from flows.services import lifecycles
from flows.services.desk import Desk
from flows.services.outcome import Outcome
from models.vocabulary import Stage


@flow(name="co-creation", flow_run_name=run_name)
async def co_creation(
    plan: str = "",
    commitment: str = "all",
    as_of: date | None = None,
    preview: bool = False,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Check commitments that are being drafted, and move to execution those whose conditions are met.

    Args:
        plan: Code of the action plan. Leave empty for the only one.
        commitment: One commitment, or all of them.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would happen; change nothing.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        return lifecycles.review_stage(
            desk, plan=plan_code(plan), stage=Stage.CO_CREATION, commitment=code_of(commitment), preview=preview
        )

    return await carry_out(work, as_of=as_of, operator=operator, reason=reason)


@flow(name="execution", flow_run_name=run_name)
async def execution(
    plan: str = "",
    commitment: str = "all",
    as_of: date | None = None,
    preview: bool = False,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Check commitments that are being carried out: what is late, what comes next, which ones are over.

    Args:
        plan: Code of the action plan. Leave empty for the only one.
        commitment: One commitment, or all of them.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would happen; change nothing.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        return lifecycles.review_stage(
            desk, plan=plan_code(plan), stage=Stage.EXECUTION, commitment=code_of(commitment), preview=preview
        )

    return await carry_out(work, as_of=as_of, operator=operator, reason=reason)


@flow(name="evaluation", flow_run_name=run_name)
async def evaluation(
    plan: str = "",
    commitment: str = "all",
    as_of: date | None = None,
    preview: bool = False,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Check commitments that are being assessed, and close those whose assessment is complete.

    Args:
        plan: Code of the action plan. Leave empty for the only one.
        commitment: One commitment, or all of them.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would happen; change nothing.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        return lifecycles.review_stage(
            desk, plan=plan_code(plan), stage=Stage.EVALUATION, commitment=code_of(commitment), preview=preview
        )

    return await carry_out(work, as_of=as_of, operator=operator, reason=reason)
