"""The three stages of a commitment as flows an administrator can start: co-creation, execution, evaluation.

Each runs every working day for all commitments in its stage, and by button for one. The decisions of administrators on
a stage and on a milestone stand beside them.
"""

from datetime import date
from typing import Literal

from prefect import flow

from flows.catalogue import code_of, one_of
from flows.orders import carry_out, run_name
from flows.services.desk import Desk
from flows.services.evaluation.evaluations import evaluate
from flows.services.lifecycle import lifecycles
from flows.services.lifecycle.amendments import amend_milestone as amend
from flows.services.lifecycle.stage_moves import move_commitment
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
        plan: Code of the action plan. Leave empty for the only one, or for each of several.
        commitment: One commitment, or all of them.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would happen; change nothing.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        return lifecycles.review_stage(
            desk, plan=desk.plan, stage=Stage.CO_CREATION, commitment=code_of(commitment), preview=preview
        )

    return await carry_out(
        work, plan=plan, commitment=one_of(commitment), every=True, working_days=True, as_of=as_of, operator=operator,
        reason=reason,
    )  # fmt: skip


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
        plan: Code of the action plan. Leave empty for the only one, or for each of several.
        commitment: One commitment, or all of them.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would happen; change nothing.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        return lifecycles.review_stage(
            desk, plan=desk.plan, stage=Stage.EXECUTION, commitment=code_of(commitment), preview=preview
        )

    return await carry_out(
        work, plan=plan, commitment=one_of(commitment), every=True, working_days=True, as_of=as_of, operator=operator,
        reason=reason,
    )  # fmt: skip


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
        plan: Code of the action plan. Leave empty for the only one, or for each of several.
        commitment: One commitment, or all of them.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would happen; change nothing.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        return evaluate(desk, plan=desk.plan, commitment=code_of(commitment), preview=preview)

    return await carry_out(
        work, plan=plan, commitment=one_of(commitment), every=True, working_days=True, as_of=as_of, operator=operator,
        reason=reason,
    )  # fmt: skip


@flow(name="advance-commitment", flow_run_name=run_name)
async def advance_commitment(
    commitment: str = "",
    decision: Literal["advance", "hold", "release", "withdraw", "override"] = "advance",
    evidence: str = "",
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Move one commitment to its next stage, hold it, release it, withdraw it, or pass its gate in spite of conditions.

    Args:
        commitment: Code of the commitment, such as MALAA0001.
        decision: Advance when its gate is open; hold and release; withdraw for good; override unmet conditions.
        evidence: Where the decision can be read, such as a minute or a decree. Kept with it.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would happen. Untick to carry the decision out.
        operator: Who decides. Written in the ledger and, for an override, in every report.
        reason: Why. Written in the ledger; needed for everything but to advance.
    """

    def work(desk: Desk) -> Outcome:
        return move_commitment(
            desk, plan=desk.plan, commitment=one_of(commitment), decision=decision, evidence=evidence,
            operator=operator, reason=reason, preview=preview,
        )  # fmt: skip

    return await carry_out(
        work, plan=plan, commitment=one_of(commitment), as_of=as_of, operator=operator, reason=reason
    )


@flow(name="amend-milestone", flow_run_name=run_name)
async def amend_milestone(
    milestone: str = "",
    change: Literal["due_on", "starts_on", "close", "withdraw", "take_up_again"] = "due_on",
    new_value: str = "",
    evidence: str = "",
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Amend one milestone: another due date or start, closed without being done, withdrawn, or taken up again.

    Args:
        milestone: Code of the milestone, such as LAA2-M3K.
        change: What is amended. Closed still counts as not done; withdrawn counts no more. The first due date stays.
        new_value: The new day as YYYY-MM-DD, for a due date or a start.
        evidence: Where the decision can be read. Kept with it.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would change. Untick to carry it out.
        operator: Who decides. Written in the history and the ledger.
        reason: Why. Written in the history and the ledger.
    """

    def work(desk: Desk) -> Outcome:
        return amend(
            desk, plan=desk.plan, milestone=milestone, change=change, new_value=new_value, evidence=evidence,
            operator=operator, reason=reason, preview=preview,
        )  # fmt: skip

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)
