"""Decisions about people and bodies as flows: who assesses, who stands in, who takes over, what an open question means."""

from datetime import date
from typing import Literal

from prefect import flow

from flows.orders import carry_out, run_name
from flows.services.desk import Desk
from flows.services.evaluation.monitoring_body import Naming, name_body
from flows.services.outcome import Outcome
from flows.services.people_records.handover import hand_over as pass_on
from flows.services.reception.deputies import register_deputy as register
from flows.services.upkeep.question_orders import answer_question as answer_it


@flow(name="name-monitoring-body", flow_run_name=run_name)
async def name_monitoring_body(
    name: str = "",
    role: Literal["monitoring-body", "reporting-instance"] = "monitoring-body",
    same_body: bool = False,
    name_fr: str = "",
    name_ar: str = "",
    contact_name: str = "",
    contact_email: str = "",
    language: Literal["fr", "ar", "en"] = "fr",
    source: str = "",
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Name the independent Monitoring Body, or the Independent Reporting Instance; the evaluation gate can then open.

    Args:
        name: Name of the body as it is known.
        role: Which of the two roles it is named for.
        same_body: Tick when it holds both roles.
        name_fr: Its name in French.
        name_ar: Its name in Arabic.
        contact_name: Whom to write to in the body.
        contact_email: The address assessments are asked for at. Leave empty to ask for nothing by mail.
        language: The language to write to the body in.
        source: Where the naming is written down: a decision, a letter, an address.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would change. Untick to name the body.
        operator: Who decides. Written in the ledger.
        reason: Why. Written in the ledger.
    """
    naming = Naming(role, name, name_fr, name_ar, contact_name, contact_email, language, same_body, source)

    def work(desk: Desk) -> Outcome:
        return name_body(
            desk, plan=desk.plan, naming=naming, operator=operator, reason=reason, preview=preview
        )  # fmt: skip

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


@flow(name="register-deputy", flow_run_name=run_name)
async def register_deputy(
    official: str = "",
    deputy_name: str = "",
    deputy_email: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Let somebody else answer for an official, from one day to another.

    Args:
        official: Code of the official, such as OF-LAA-02.
        deputy_name: Name of the deputy.
        deputy_email: Address the deputy answers from.
        starts_on: First day. Leave empty for today.
        ends_on: Last day, within the plan. Leave empty for no end.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would change. Untick to register the deputy.
        operator: Who decides. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        return register(
            desk, plan=desk.plan, official=official, name=deputy_name, email=deputy_email, starts_on=starts_on,
            ends_on=ends_on, operator=operator, reason=reason, preview=preview,
        )  # fmt: skip

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


@flow(name="hand-over", flow_run_name=run_name)
async def hand_over(
    from_official: str = "",
    to_official: str = "",
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Give everything that is open with one official to another, at once.

    Args:
        from_official: Code of the official who leaves, such as OF-LAA-02.
        to_official: Code of the official who takes over.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would change hands. Untick to hand over.
        operator: Who decides. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        return pass_on(
            desk, plan=desk.plan, from_official=from_official, to_official=to_official, operator=operator,
            reason=reason, preview=preview,
        )  # fmt: skip

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


@flow(name="answer-question", flow_run_name=run_name)
async def answer_question(
    question: str = "",
    answer: str = "",
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Answer something the plan leaves open; without a question, mail what is open to the administrators.

    Args:
        question: Code of the question, such as G12. Leave empty for the list of open ones.
        answer: The answer in words. It stands once given.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would happen. Untick to record the answer, or to mail the list.
        operator: Who answers. Written in the ledger.
        reason: On what ground. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        return answer_it(
            desk, plan=desk.plan, question=question, answer=answer, operator=operator, reason=reason,
            preview=preview,
        )  # fmt: skip

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)
