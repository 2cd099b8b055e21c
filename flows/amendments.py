"""Amendments of a commitment and of what it measures, as flows an administrator starts by button; previewed first."""

from datetime import date
from typing import Literal

from prefect import flow

from flows.orders import carry_out, run_name
from flows.services.desk import Desk
from flows.services.lifecycle import commitment_amendments, indicator_amendments
from flows.services.lifecycle.amendment_rows import Decision
from flows.services.lifecycle.commitment_amendments import CommitmentOrder
from flows.services.lifecycle.indicator_amendments import IndicatorAction
from flows.services.lifecycle.indicator_inputs import IndicatorOrder
from flows.services.outcome import Outcome


@flow(name="amend-commitment", flow_run_name=run_name)
async def amend_commitment(
    commitment: str = "", title_fr: str = "", title_ar: str = "", title_en: str = "", start: str = "", end: str = "",
    lead: str = "", region: str = "", axis: str = "", ogp_values: str = "", sdgs: str = "", institutions: str = "",
    page: str = "", inception_report: str = "", weight: int = 0, evidence: str = "", plan: str = "",
    as_of: date | None = None, preview: bool = True, operator: str = "", reason: str = "",
) -> Outcome:  # fmt: skip
    """Amend a commitment after adoption: titles, dates, leading institution, axis, goals. Empty boxes change nothing.

    Args:
        commitment: Code of the commitment, such as MALAA0001.
        title_fr: Title in French. Numbers in it must be the same in all languages.
        title_ar: Title in Arabic.
        title_en: Title in English.
        start: New start, such as 2026-03 or 2026-03-15. A later start never moves the end.
        end: New end within the plan, such as 2027-05. Open milestones after it are amended first.
        lead: Institution that leads the commitment.
        region: Code of the region whose lead changes, when several carry the commitment out.
        axis: Code of the plan's axis, such as A1. “none” empties it.
        ogp_values: OGP values, separated by semicolons. “none” empties them.
        sdgs: Numbers of the Sustainable Development Goals, separated by semicolons. “none” empties them.
        institutions: Institutions involved, separated by semicolons. “none” empties them.
        page: Address of the page on OGP's site. “none” empties it.
        inception_report: What OGP's page says of the inception report. “none” empties it.
        weight: Weight from 1 to 9: what is heavier is followed up sooner. 0 changes nothing.
        evidence: Where the decision can be read, such as a minute or a decree. Kept with it.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would change. Untick to carry it out.
        operator: Who decides. Written in the history and the ledger.
        reason: Why. Written in the history and the ledger.
    """
    order = CommitmentOrder(
        commitment=commitment, title_fr=title_fr, title_ar=title_ar, title_en=title_en, start=start, end=end, lead=lead,
        region=region, axis=axis, ogp_values=ogp_values, sdgs=sdgs, institutions=institutions, page=page,
        inception_report=inception_report, weight=weight,
    )  # fmt: skip
    decision = Decision(operator, reason, evidence)

    def work(desk: Desk) -> Outcome:
        return commitment_amendments.amend_commitment(
            desk, plan=desk.plan, order=order, decision=decision, preview=preview
        )

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


@flow(name="amend-indicator", flow_run_name=run_name)
async def amend_indicator(
    action: Literal["change", "add", "withdraw", "take_up_again"] = "change", indicator: str = "",
    title_fr: str = "", title_ar: str = "", title_en: str = "", same_meaning: bool = False, unit_fr: str = "",
    unit_ar: str = "", unit_en: str = "", kind: Literal["", "performance", "impact"] = "",
    direction: Literal["", "increase", "decrease"] = "", aggregation: Literal["", "sum", "mean", "none"] = "",
    cumulative: Literal["", "since_the_start", "in_the_period"] = "", is_whole: Literal["", "whole", "decimal"] = "",
    minimum: str = "", maximum: str = "", baseline: str = "", baseline_missing_because: str = "", target: str = "",
    target_by: str = "", means_of_verification: str = "", evidence: str = "", plan: str = "",
    as_of: date | None = None, preview: bool = True, operator: str = "", reason: str = "",
) -> Outcome:  # fmt: skip
    """Amend an indicator after adoption, from the next quarter on. Values given so far keep their unit and meaning.

    Args:
        action: Change the boxes filled in, add a new indicator, withdraw one, or take it up again.
        indicator: Code of the indicator, such as DRA3-I1Z. To add one, code of the commitment, or MALAA0001/ORI for one part.
        title_fr: What is measured, in French. Numbers in it must be the same in all languages.
        title_ar: What is measured, in Arabic.
        title_en: What is measured, in English.
        same_meaning: The titles are only better worded. Unticked, other words are another definition.
        unit_fr: Unit in French. A new unit needs all three languages, and its numbers written again.
        unit_ar: Unit in Arabic.
        unit_en: Unit in English.
        kind: Performance or impact.
        direction: Which way is better.
        aggregation: How values of several regions combine.
        cumulative: Counted since the start of the plan, or anew in each period.
        is_whole: Whole numbers only, or decimals too.
        minimum: Smallest possible value, such as 0. “none” takes it away.
        maximum: Largest possible value, such as 100. “none” takes it away.
        baseline: Value at the beginning, such as 12.5. “none” needs a reason in the next box.
        baseline_missing_because: Why there is no baseline.
        target: Value to reach. “none” takes it away.
        target_by: By when, such as 2027-06.
        means_of_verification: How a value can be verified.
        evidence: Where the decision can be read. Kept with it.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would change. Untick to carry it out.
        operator: Who decides. Written in the history and the ledger.
        reason: Why. Written in the history and the ledger.
    """
    order = IndicatorOrder(
        title_fr=title_fr, title_ar=title_ar, title_en=title_en, same_meaning=same_meaning, unit_fr=unit_fr,
        unit_ar=unit_ar, unit_en=unit_en, kind=kind, direction=direction, aggregation=aggregation,
        cumulative=cumulative, is_whole=is_whole, minimum=minimum, maximum=maximum, baseline=baseline,
        baseline_missing_because=baseline_missing_because, target=target, target_by=target_by,
        means_of_verification=means_of_verification,
    )  # fmt: skip
    decision = Decision(operator, reason, evidence)

    def work(desk: Desk) -> Outcome:
        return indicator_amendments.amend_indicator(
            desk, plan=desk.plan, action=IndicatorAction(action), subject=indicator, order=order,
            decision=decision, preview=preview,
        )  # fmt: skip

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)
