"""Documents on paper as flows: what a quarter is discussed with, and the dossier of the independent body."""

from datetime import date
from pathlib import Path
from typing import Literal

from prefect import flow

from flows.orders import carry_out, run_name
from flows.services.compilation import compiling
from flows.services.desk import Desk
from flows.services.outcome import Outcome
from flows.settings import read_settings
from models.rules.errors import DomainError
from models.rules.periods import Period
from models.vocabulary import Language
from reports.print_files import Kind

ALL = "all"
QUARTERLY = {kind.value: kind for kind in (Kind.SCORECARD, Kind.MATRIX, Kind.CHART, Kind.PACK)}


@flow(name="quarterly-documents", flow_run_name=run_name)
async def quarterly_documents(
    plan: str = "",
    period: str = "",
    document: Literal["all", "scorecard", "matrix", "chart", "pack"] = "all",
    region: str = "",
    commitment_code: str = "",
    language: Literal["all", "fr", "ar", "en"] = "all",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Print the documents of a quarter: scorecards, monitoring matrix, management chart, committee pack.

    Args:
        plan: Code of the action plan. Leave empty for the only one.
        period: The quarter, such as 2026-Q3. Leave empty for the last one that ended.
        document: Which document; “chart” is the Director General's: achievements and constraints.
        region: Code of the only region to print, such as LAA. Leave empty for all.
        commitment_code: Code of the only commitment to print. Leave empty for all.
        language: The only language to print in; all three otherwise.
        as_of: The day to report for. Leave empty for today.
        preview: Print them to look at, in a folder of their own; freeze nothing. Untick to freeze the figures.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        chosen = period.strip() or str(Period.ended_before(desk.today))
        parts = ("quarterly" if document == ALL else document, chosen, region.strip(), commitment_code.strip())
        return compiling.quarterly_documents(
            desk,
            plan=desk.plan,
            period=chosen,
            kinds=tuple(QUARTERLY.values()) if document == ALL else (_kind(document),),
            region=region.strip(),
            commitment=commitment_code.strip(),
            languages=_languages(language),
            preview=preview,
            out=folder_for(desk, "-".join(part for part in parts if part), preview=preview),
        )

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


@flow(name="instance-dossier", flow_run_name=run_name)
async def instance_dossier(
    plan: str = "",
    year: int = 0,
    language: Literal["all", "fr", "ar", "en"] = "all",
    as_of: date | None = None,
    preview: bool = True,
    operator: str = "",
    reason: str = "",
) -> Outcome:
    """Print the dossier for the Independent Reporting Instance, with the report it fills in and signs itself.

    Args:
        plan: Code of the action plan. Leave empty for the only one.
        year: The year to report on. 0 means the last complete year.
        language: The only language to print in; all three otherwise.
        as_of: The day to report for. Leave empty for today.
        preview: Print it to look at, in a folder of its own; freeze nothing. Untick to freeze the figures.
        operator: Who asks for this. Written in the ledger.
        reason: Why. Written in the ledger.
    """

    def work(desk: Desk) -> Outcome:
        chosen = year or desk.today.year - 1
        return compiling.instance_dossier(
            desk,
            plan=desk.plan,
            year=chosen,
            languages=_languages(language),
            preview=preview,
            out=folder_for(desk, f"dossier-{chosen}", preview=preview),
        )

    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)


def folder_for(desk: Desk, name: str, *, preview: bool) -> Path:
    """Where a document is written: a preview never where the real one stands, a plan never in another plan's folder.

    The name must be a plain one: it holds what people typed.
    """
    if Path(name).name != name or name.startswith("."):
        raise DomainError(f"“{name}” cannot name a folder; check the period, the region and the commitment.")
    reports = compiling.plan_shelf(desk, reports=read_settings().home / "reports")
    return reports / (f"preview-{name}" if preview else name)


def _kind(document: str) -> Kind:
    if document not in QUARTERLY:
        raise DomainError(f"There is no document “{document}”; write one of: {ALL}, {', '.join(QUARTERLY)}.")
    return QUARTERLY[document]


def _languages(language: str) -> tuple[Language, ...]:
    if language == ALL:
        return tuple(Language)
    if language not in {known.value for known in Language}:
        raise DomainError(f"“{language}” is no language of the reports; write fr, ar, en or all.")
    return (Language(language),)
