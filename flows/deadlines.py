"""Deadlines as decisions of administrators: a day off confirmed, an extension granted, a point waived; previewed first."""

from datetime import date

from prefect import flow

from flows.orders import carry_out, run_name
from flows.services.desk import Desk
from flows.services.outcome import Outcome
from flows.services.timekeeping import calendar_changes, easing
from flows.services.timekeeping.calendar_changes import DayChange


@flow(name="confirm-day-off", flow_run_name=run_name)
async def confirm_day_off(
    day_off: str = "",
    moved_to: date | None = None,
    name_french: str = "",
    name_arabic: str = "",
    name_english: str = "",
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Confirm a tentative day off, move it, or grant a day off once; every deadline that depends on it is computed anew.

    Args:
        day_off: Code of the day, such as eid-al-fitr-2027; or a new code for a day newly granted.
        moved_to: The day it falls on, when it moved or is newly granted. Leave empty to confirm the day as it stands.
        name_french: Name in French, for a day newly granted.
        name_arabic: Name in Arabic, for a day newly granted.
        name_english: Name in English, for a day newly granted.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would move. Untick to decide.
        operator: Who decides. Written in the ledger.
        reason: Why, such as the number of the circular. Written in the ledger.
    """
    names = tuple((k, v) for k, v in (("fr", name_french), ("ar", name_arabic), ("en", name_english)) if v)
    change = DayChange(day_off.strip().lower(), moved_to, names)

    def work(desk: Desk) -> Outcome:
        return calendar_changes.confirm_day_off(
            desk, plan=desk.plan, change=change, operator=operator, reason=reason, preview=preview
        )

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


@flow(name="grant-extension", flow_run_name=run_name)
async def grant_extension(
    code: str = "",
    new_date: date | None = None,
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Give a milestone or a form a new date, with the reason. The first date is kept and shown.

    Args:
        code: Code of the milestone (LAA1-M1D) or of the form (2026-Q3/OF-LAA-02).
        new_date: The new date, after the present one.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would change. Untick to decide.
        operator: Who decides. Written in the ledger.
        reason: Why. Written in the ledger and shown with the deadline.
    """

    def work(desk: Desk) -> Outcome:
        return easing.grant_extension(
            desk, plan=desk.plan, code=code, new_date=new_date, operator=operator, reason=reason, preview=preview
        )

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


@flow(name="waive", flow_run_name=run_name)
async def waive(
    code: str = "",
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Follow up on one late thing no more: no reminder, no word to superiors. It stays late in the reports.

    Args:
        code: Code of the milestone (LAA1-M1D), of the form (2026-Q3/OF-LAA-02) or of whatever the tables call late.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would change. Untick to decide.
        operator: Who decides. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        return easing.waive(desk, plan=desk.plan, code=code, operator=operator, reason=reason, preview=preview)

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)
