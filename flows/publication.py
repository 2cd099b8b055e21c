"""What is public, as flows: the independent body's own report, the record of publications, errata beside published figures."""

from datetime import date
from typing import Literal

from prefect import flow

from flows.orders import carry_out, run_name
from flows.services.compilation.errata import ErratumOrder, record_errata
from flows.services.compilation.independent_reports import IndependentOrder
from flows.services.compilation.independent_reports import receive_independent_report as take_in
from flows.services.compilation.publication_records import PublicationOrder
from flows.services.compilation.publication_records import record_publication as keep_publication
from flows.services.desk import Desk
from flows.services.outcome import Outcome


@flow(name="receive-independent-report", flow_run_name=run_name)
async def receive_independent_report(
    file: str = "",
    report: str = "",
    title: str = "",
    language: Literal["fr", "ar", "en"] = "fr",
    signature: str = "",
    handwritten: bool = False,
    signed_by: str = "",
    signed_on: date | None = None,
    figures: str = "",
    body: Literal["", "reporting-instance", "monitoring-body"] = "",
    address: str = "",
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Take in the report that the independent body wrote and signed itself; it stands beside ours, never in it.

    Args:
        file: Path of the .pdf, .docx or .odt file on the machine that runs the flows.
        report: The year or quarter it is about, such as 2026 or 2026-Q3.
        title: Its title. Leave empty for the name of the file.
        language: The language it is written in.
        signature: Text of its OpenSSH signature, or the path of the .sig file.
        handwritten: Tick when there is no such signature and you have seen that it is signed by hand.
        signed_by: Who signed it. Needed when it is signed by hand.
        signed_on: The day it was signed. Needed when it is signed by hand.
        figures: Beginning of the hash of the frozen figures it speaks of, if it names them.
        body: Whose report it is. Leave empty for the Independent Reporting Instance.
        address: Where the public can read it, beginning with https://.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would be kept. Untick to keep it.
        operator: Who takes it in. Written in the ledger.
        reason: Why. Written in the ledger.
    """
    wanted = IndependentOrder(
        file, report, title, language, figures, body, signature, handwritten, signed_by, signed_on, address
    )

    def work(desk: Desk) -> Outcome:
        return take_in(desk, plan=desk.plan, order=wanted, operator=operator, preview=preview)

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


@flow(name="record-publication", flow_run_name=run_name)
async def record_publication(
    channel: Literal[
        "regional_portal", "social_media_page", "press_release", "document_repository"
    ] = "regional_portal",
    address: str = "",
    published_on: date | None = None,
    report: str = "",
    figures: str = "",
    region: str = "",
    language: Literal["", "fr", "ar", "en"] = "",
    as_draft: bool = False,
    note: str = "",
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Record that a report or other information was made public; the clock of four months starts anew.

    Args:
        channel: Where it was published.
        address: Address of the page; for a press release the newspaper and its date.
        published_on: The day it was published. Leave empty for today.
        report: The year or quarter of the report, such as 2026 or 2026-Q3. Leave empty for other information.
        figures: Beginning of the hash of the figures published, when not the newest are meant.
        region: Code of the region whose channel it was. Leave empty for the whole consortium.
        language: Language of the publication. Leave empty when it is in all three.
        as_draft: Tick when figures that nobody approved were published, as a draft. They are shown as such.
        note: Anything worth knowing about it.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would be recorded. Untick to record it.
        operator: Who records it. Written in the ledger.
        reason: Why. Written in the ledger.
    """
    wanted = PublicationOrder(channel, address, published_on, report, figures, "", region, language, as_draft, note)

    def work(desk: Desk) -> Outcome:
        return keep_publication(desk, plan=desk.plan, order=wanted, operator=operator, preview=preview)

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


@flow(name="record-erratum", flow_run_name=run_name)
async def record_erratum(
    figure: str = "",
    corrected: str = "",
    source: str = "",
    plan: str = "",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Write an erratum beside a published figure; without a figure, look for every correction since publication.

    Args:
        figure: Printed reference of the published figure, such as F-3a9c1e7b. Leave empty to look for corrections by mail.
        corrected: What is right. The published figure itself never changes.
        source: Where the correction can be read.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would be written. Untick to write it.
        operator: Who records it. Written in the ledger.
        reason: Why the published figure was wrong. Printed beside it.
    """
    wanted = ErratumOrder(figure, corrected, reason, source)

    def work(desk: Desk) -> Outcome:
        return record_errata(desk, plan=desk.plan, order=wanted, operator=operator, preview=preview)

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)
