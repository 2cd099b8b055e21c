"""The committee's review and the evaluation as flows: matrices and packs, decisions on recommendations, assessments."""

from datetime import date
from typing import Literal

from prefect import flow

from flows.confirmation import confirmed
from flows.orders import carry_out, run_name
from flows.services.committee.committee_reviews import review_committees
from flows.services.committee.recommendation_decisions import RecommendationOrder
from flows.services.committee.recommendation_decisions import decide_recommendation as decide
from flows.services.desk import Desk
from flows.services.evaluation.assessment_recording import record_assessment as record
from flows.services.outcome import Outcome


@flow(name="committee-review", flow_run_name=run_name)
async def committee_review(
    plan: str = "",
    again: bool = False,
    as_of: date | None = None,
    preview: bool = False,
    confirmation: str = "",
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Freeze the matrices of a closed collection, send them to the committees, follow their recommendations.

    Args:
        plan: Code of the action plan. Leave empty for the only one, or for each of several.
        again: Freeze a new version of every matrix whose rows have changed since, and ask its committee anew.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show who would get what; send and change nothing.
        confirmation: The number the preview ended with. Without it nothing is sent.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def order(desk: Desk, preview: bool) -> Outcome:
        return review_committees(desk, plan=desk.plan, again=again, preview=preview)

    work = confirmed(order, preview=preview, confirmation=confirmation)
    return await carry_out(
        work, plan=plan, every=not confirmation, working_days=True, as_of=as_of, operator=operator, reason=reason
    )


@flow(name="decide-recommendation", flow_run_name=run_name)
async def decide_recommendation(
    recommendation: str = "",
    decision: Literal["assign", "accept", "partly", "refuse", "withdraw"] = "assign",
    owner: str = "",
    due_on: date | None = None,
    answer: str = "",
    implemented_on: date | None = None,
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Decide about a committee's recommendation: who answers, by when, or what the answer is.

    Args:
        recommendation: Code of the recommendation, such as R-LAA-003.
        decision: What is decided. “assign” only names the owner or the day.
        owner: Code of the official who answers for it. Leave empty to keep the present one.
        due_on: The day the answer is due, within the plan. Leave empty to keep the present one.
        answer: The answer in words; a refusal, even in part, needs its reason.
        implemented_on: The day it was carried out, when it was.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would change. Untick to carry the decision out.
        operator: Who decides. Written in the ledger.
        reason: Why. Written in the ledger.
    """
    order = RecommendationOrder(recommendation, decision, owner, due_on, answer, implemented_on)

    def work(desk: Desk) -> Outcome:
        return decide(desk, plan=desk.plan, order=order, operator=operator, reason=reason, preview=preview)

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


@flow(name="record-assessment", flow_run_name=run_name)
async def record_assessment(
    file: str = "",
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Record a signed assessment from its file, whole or not at all.

    Args:
        file: Path of the .yaml or .xlsx file on the machine that runs the flows.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would be recorded. Untick to record it.
        operator: Who records it. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        return record(desk, plan=desk.plan, file=file, operator=operator, preview=preview)

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)
