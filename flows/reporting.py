"""The annual report as a flow: figures frozen, report printed in three languages."""

from datetime import date

from prefect import flow

from flows.documents import folder_for
from flows.orders import carry_out, run_name
from flows.services.compilation import reporting
from flows.services.desk import Desk
from flows.services.outcome import Outcome


@flow(name="annual-report", flow_run_name=run_name)
async def annual_report(
    plan: str = "",
    year: int = 0,
    as_of: date | None = None,
    preview: bool = False,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Freeze the figures of a year and print the annual report from them.

    Args:
        plan: Code of the action plan. Leave empty for the only one, or for each of several.
        year: The year to report on. 0 means the last complete year.
        as_of: The day to decide for. Leave empty for today.
        preview: Print it to look at, in the folder “preview”; freeze nothing.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        # A preview is looked at, so it is written too, but never where the real report stands.
        chosen = year or desk.today.year - 1
        out = folder_for(desk, f"annual-{chosen}", preview=preview)
        return reporting.annual_report(desk, plan=desk.plan, year=chosen, preview=preview, out=out)

    return await carry_out(work, plan=plan, every=True, as_of=as_of, operator=operator, reason=reason)
