"""The annual report: figures frozen as of a day, then printed in three languages. A broken chain stops it."""

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.outcome import Outcome, ReportTable
from flows.services.reporting_content import annual_content
from flows.services.reporting_files import write_folder_at_once
from flows.services.reporting_snapshot import moment_of, take_snapshot
from flows.services.standings import find_plan
from models.rules.errors import DomainError
from models.tables import ActionPlan, FrozenReport
from models.vocabulary import Language, LedgerAction
from reports.annual import annual_files
from reports.canonical import content_hash
from reports.figures import AnnualFigures
from reports.listing import figure_table

FLOW = "annual-report"
KIND = "annual"


@dataclass(frozen=True)
class FrozenFigures:
    """Figures as they stood, and the SHA-256 of their canonical JSON, to which any approval is bound."""

    content: AnnualFigures
    sha256: str
    is_new: bool


def freeze_annual(desk: Desk, *, plan: str, year: int, preview: bool = False) -> FrozenFigures:
    """Freeze the figures of one year of one plan as known on `desk.today`.

    The same figures give the same hash and are stored once; a preview stores nothing. A figure whose way back to its
    mail is broken is a DomainError that names it. An empty `plan` means the only plan loaded.
    """
    with desk.reading() as session:
        row = find_plan(session, code=plan)
        _check_year(row, year=year, desk=desk)
        content = annual_content(take_snapshot(session, plan=row, moment=moment_of(desk)), year=year, as_of=desk.today)
    sha256 = content_hash(content.model_dump(mode="json"))
    with desk.reading() if preview else desk.session() as session:
        is_new = not _is_stored(session, plan=row, year=year, sha256=sha256)
        if is_new and not preview:
            _store(session, desk, plan=row, content=content, sha256=sha256)
            session.commit()
    return FrozenFigures(content, sha256, is_new)


@dataclass(frozen=True)
class PrintedReport:
    """A report as written: its frozen figures and its files with their sizes in bytes."""

    frozen: FrozenFigures
    folder: Path
    files: dict[str, int]


def print_annual(desk: Desk, *, plan: str, year: int, preview: bool = False, out: Path) -> PrintedReport:
    """Freeze the year and write the report to the folder `out`: three pages, figures, provenance, observations.

    The folder appears whole or not at all; equal figures give equal bytes. A preview writes the files too (that is how
    a report is looked at) but stores no snapshot.
    """
    frozen = freeze_annual(desk, plan=plan, year=year, preview=preview)
    files = annual_files(frozen.content, sha256=frozen.sha256)
    write_folder_at_once(out, files=files)
    return PrintedReport(frozen, out, {name: len(content) for name, content in files.items()})


def annual_report(desk: Desk, *, plan: str, year: int, preview: bool = False, out: Path) -> Outcome:
    """`print_annual`, told as an outcome: how many figures, which files, and every reported value."""
    printed = print_annual(desk, plan=plan, year=year, preview=preview, out=out)
    content = printed.frozen.content
    columns, rows = figure_table(content, language=Language.ENGLISH)
    counts = {"figures": len(rows), "files": len(printed.files), "questions": len(content.questions)}
    tables = (
        ReportTable("reported-values", "Reported values", columns, rows),
        ReportTable("report-files", "Files", ("File", "Bytes"), tuple((n, str(b)) for n, b in printed.files.items())),
    )
    return Outcome(FLOW, content.plan.code, desk.today, preview, summary_of(printed), counts, tables)


def summary_of(printed: PrintedReport) -> str:
    """One sentence: what was printed, where, and under which hash."""
    content = printed.frozen.content
    reported = sum(figure.source.kind == "mail" for figure in content.figures)
    return (
        f"Annual report {content.year} of {content.plan.code}: {reported} reported figures, "
        f"{len(printed.files)} files in {printed.folder}, SHA-256 {printed.frozen.sha256[:12]}."
    )


def _check_year(plan: ActionPlan, *, year: int, desk: Desk) -> None:
    first = int(plan.starts[:4]) if plan.starts[:4].isdigit() else plan.submission_year
    last = min(int(plan.end[:4]) if plan.end[:4].isdigit() else year, desk.today.year)
    if not first <= year <= last:
        raise DomainError(
            f"There is no annual report of {plan.code} for {year}; write a year from {first} to {max(first, last)}."
        )


def _is_stored(session: Session, *, plan: ActionPlan, year: int, sha256: str) -> bool:
    query = select(FrozenReport).where(
        FrozenReport.plan_id == plan.id,
        FrozenReport.kind == KIND,
        FrozenReport.period == str(year),
        FrozenReport.sha256 == sha256,
    )
    return session.exec(query).first() is not None


def _store(session: Session, desk: Desk, *, plan: ActionPlan, content: AnnualFigures, sha256: str) -> None:
    session.add(
        FrozenReport(
            plan_id=plan.id,
            kind=KIND,
            period=str(content.year),
            as_of=content.as_of,
            frozen_at=desk.now,
            sha256=sha256,
            figures=content.model_dump(mode="json"),
        )
    )
    subject = f"{KIND}-{content.year}"
    ledger.record(session, desk, action=LedgerAction.REPORT_FROZEN, subject=subject, plan_id=plan.id, after=sha256)
