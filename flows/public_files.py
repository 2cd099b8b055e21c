"""What the public reads, as flows: the sites of the portals, the press release, the data package. Nothing is sent."""

from datetime import date

from prefect import flow

from flows.documents import folder_for
from flows.orders import carry_out, run_name
from flows.services.compilation import compiling
from flows.services.compilation.publishing import read_addresses
from flows.services.compilation.publishing_parts import Part
from flows.services.desk import Desk
from flows.services.outcome import Outcome
from flows.settings import read_settings

CHECKS = "evidence-check.json"


@flow(name="public-sites", flow_run_name=run_name)
async def public_sites(
    plan: str = "",
    year: int = 0,
    addresses: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Write the public sites: one folder per portal, in three languages, with data, feeds and documents.

    Args:
        plan: Code of the action plan. Leave empty for the only one.
        year: The year to report on. 0 means the year of the day.
        addresses: Public addresses of portals, such as laa=https://portal.example/, som=https://other.example/.
        as_of: The day to report for. Leave empty for today.
        preview: Write them to look at, in a folder of their own; freeze nothing. Untick to freeze the figures.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        chosen = year or desk.today.year
        return compiling.public_sites(
            desk,
            plan=desk.plan,
            year=chosen,
            addresses=read_addresses(text for text in addresses.split(",") if text.strip()),
            checks=read_settings().home / "reports" / CHECKS,
            preview=preview,
            out=folder_for(desk, f"sites-{chosen}", preview=preview),
        )

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


@flow(name="press-release", flow_run_name=run_name)
async def press_release(
    plan: str = "",
    year: int = 0,
    region: str = "",
    address: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Write the press release, an editable text of one page in three languages, to be completed by people.

    Args:
        plan: Code of the action plan. Leave empty for the only one.
        year: The year to report on. 0 means the year of the day.
        region: Code of the region it is about, such as LAA. Leave empty for all regions together.
        address: Public address of the site its links lead to. Leave empty to complete them by hand.
        as_of: The day to report for. Leave empty for today.
        preview: Write it to look at, in a folder of its own; freeze nothing. Untick to freeze the figures.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        return _part(desk, Part.PRESS_RELEASE, year=year, region=region, address=address, preview=preview)

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


@flow(name="data-package", flow_run_name=run_name)
async def data_package(
    plan: str = "",
    year: int = 0,
    region: str = "",
    address: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Write the open data: a Data Package with its tables and the catalogue entry for data portals.

    Args:
        plan: Code of the action plan. Leave empty for the only one.
        year: The year to report on. 0 means the year of the day.
        region: Code of the region it is about, such as LAA. Leave empty for all regions together.
        address: Public address of the site the data will stand on. Leave empty while there is none.
        as_of: The day to report for. Leave empty for today.
        preview: Write it to look at, in a folder of its own; freeze nothing. Untick to freeze the figures.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        return _part(desk, Part.DATA_PACKAGE, year=year, region=region, address=address, preview=preview)

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


def _part(desk: Desk, part: Part, *, year: int, region: str, address: str, preview: bool) -> Outcome:
    chosen, own = year or desk.today.year, region.strip()
    name = "-".join(text for text in (part.value, str(chosen), own) if text)
    return compiling.publish_part_of_site(
        desk,
        part,
        plan=desk.plan,
        year=chosen,
        region=own,
        address=address.strip(),
        preview=preview,
        out=folder_for(desk, name, preview=preview),
    )
