"""What is recorded by button beside meetings: consultations, contributions and their responses, acts of bodies."""

from datetime import date
from typing import Literal

from prefect import flow

from flows.catalogue import one_of
from flows.orders import carry_out, run_name
from flows.services.desk import Desk
from flows.services.lifecycle.act_records import ActOrder
from flows.services.lifecycle.acts import record_act as keep_act
from flows.services.outcome import Outcome
from flows.services.participation.consultations import ConsultationOrder
from flows.services.participation.consultations import record_consultation as keep_consultation
from flows.services.participation.contributions import ContributionOrder
from flows.services.participation.contributions import record_contribution as keep_contribution


@flow(name="record-consultation", flow_run_name=run_name)
async def record_consultation(
    code: str = "",
    kind: Literal["online_survey", "comment_period", "social_network", "public_comment"] = "online_survey",
    title: str = "",
    commitments: str = "",
    address: str = "",
    opens_on: str = "",
    closes_on: str = "",
    answers: int = -1,
    results_file: str = "",
    results_are_public: bool = False,
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Announce an online survey or a comment period, and note how many answered; its dates open and close it.

    Args:
        code: Code of the consultation, chosen by you, such as SV-2026-1. The same code again means the same one.
        kind: What kind of consultation it is.
        title: What it is called.
        commitments: Codes of the commitments concerned, separated by commas. Empty means the whole plan.
        address: Where people answer.
        opens_on: First day, as YYYY-MM-DD.
        closes_on: Last day, as YYYY-MM-DD.
        answers: How many answered. -1 while nobody has counted.
        results_file: Path of a file with the results on this machine, or the hash of a file already kept here.
        results_are_public: Let the public site show that file. Unticked, it stays internal.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would be recorded. Untick to record it.
        operator: Who records this. Written in the ledger.
        reason: Why. Written in the ledger.
    """
    order = ConsultationOrder(
        code, kind, title, commitments, address, opens_on, closes_on, answers, results_file, results_are_public
    )

    def work(desk: Desk) -> Outcome:
        return keep_consultation(desk, plan=desk.plan, order=order, operator=operator, preview=preview)

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


@flow(name="record-contribution", flow_run_name=run_name)
async def record_contribution(
    action: Literal["receive", "respond"] = "receive",
    code: str = "",
    commitment: str = "",
    text: str = "",
    category: str = "",
    challenge: str = "",
    origin: str = "",
    received_on: str = "",
    response: Literal["", "accepted", "partly", "refused"] = "",
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Keep what somebody contributed, or the reasoned response it was given.

    Args:
        action: Keep a contribution, or the response to one.
        code: Code of the contribution. Leave empty to have a new one numbered.
        commitment: Code of the commitment it is about.
        text: The contribution, or the reasons of the response.
        category: Participant category it came from, PC1 to PC9.
        challenge: Code of the challenge it answers, such as C3.
        origin: Code of the meeting or the consultation it came from.
        received_on: Day it came, as YYYY-MM-DD. Leave empty for today.
        response: The decision, when responding.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would be recorded. Untick to record it.
        operator: Who records or responds. Written in the ledger.
        reason: Why. Written in the ledger.
    """
    order = ContributionOrder(code, one_of(commitment), text, category, challenge, origin, received_on, response)

    def work(desk: Desk) -> Outcome:
        return keep_contribution(desk, plan=desk.plan, action=action, order=order, operator=operator, preview=preview)

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


@flow(name="record-act", flow_run_name=run_name)
async def record_act(
    act: Literal[
        "committee_approval",
        "council_adoption",
        "submission",
        "consultative_opinion",
        "draft",
        "timeline_published",
        "information_published",
        "agreement_planned",
        "agreement_signed",
        "obstacle_opened",
        "obstacle_resolved",
        "duty_conditions",
        "duty_resources",
        "duty_communication",
    ] = "draft",
    commitment: str = "",
    body: str = "",
    code: str = "",
    on: str = "",
    reference: str = "",
    text: str = "",
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Record what a body did: approval, adoption, opinion, draft, publication, agreement, obstacle, a committee's duty.

    Args:
        act: What was done.
        commitment: Code of the commitment. Empty for an act on the whole plan; several for an agreement.
        body: Code of the body that acted; the partner of an agreement; the official who is to remove an obstacle.
        code: Code of an agreement or an obstacle; code of the comment period of a draft.
        on: The day it was done, as YYYY-MM-DD. Leave empty for today.
        reference: Where it can be read, such as the number of a decision or an address on the web.
        text: Text of the draft, title of the agreement, what stands in the way, or how it was overcome.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would be recorded. Untick to record it.
        operator: Who records this. Written in the ledger.
        reason: Why. Written in the ledger.
    """
    order = ActOrder(act, commitment, body, code, on, reference, text, operator)

    def work(desk: Desk) -> Outcome:
        return keep_act(desk, plan=desk.plan, order=order, preview=preview)

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)
