"""The annual report: figures frozen as of a day, then printed in three languages. A broken chain stops it."""

import re
from dataclasses import dataclass
from pathlib import Path

from flows.services.compilation.reporting_files import write_folder_at_once
from flows.services.compilation.reporting_freeze import FrozenFigures as FrozenFigures
from flows.services.compilation.reporting_freeze import freeze_annual as freeze_annual
from flows.services.compilation.reporting_freeze import freeze_quarter as freeze_quarter
from flows.services.desk import Desk
from flows.services.outcome import CompiledFile, Outcome, ReportTable
from models.vocabulary import Language
from reports.annual import annual_files
from reports.listing import figure_lines, figure_table

FLOW = "annual-report"
LEADING = re.compile(r"annual-\d{4}\.[a-z]{2}\.(html|pdf)")
"""The page and the first volume in each language; further volumes and data are reached from the list."""


@dataclass(frozen=True)
class PrintedReport:
    """A report as written: its frozen figures and its files with their sizes in bytes."""

    frozen: FrozenFigures
    folder: Path
    files: dict[str, int]


def print_annual(
    desk: Desk, *, plan: str, year: int, preview: bool = False, with_pdf: bool = True, out: Path
) -> PrintedReport:
    """Freeze the year and write the report to the folder `out`: pages and PDF in three languages, and the data.

    The folder appears whole or not at all; equal figures give equal bytes. A preview writes the files too (that is how
    a report is looked at) but stores no snapshot.
    """
    return print_frozen(freeze_annual(desk, plan=plan, year=year, preview=preview), with_pdf=with_pdf, out=out)


def print_frozen(frozen: FrozenFigures, *, with_pdf: bool = True, out: Path) -> PrintedReport:
    """The second half of `print_annual`, which needs no database: the files of frozen figures in the folder `out`."""
    files = annual_files(frozen.content, sha256=frozen.sha256, standing=frozen.standing, with_pdf=with_pdf)
    write_folder_at_once(out, files=files)
    return PrintedReport(frozen, out, {name: len(content) for name, content in files.items()})


def annual_report(
    desk: Desk, *, plan: str, year: int, preview: bool = False, with_pdf: bool = True, out: Path
) -> Outcome:
    """`print_annual`, told as an outcome: how many figures, which files, and every reported value."""
    printed = print_annual(desk, plan=plan, year=year, preview=preview, with_pdf=with_pdf, out=out)
    content = printed.frozen.content
    columns, rows = figure_table(content, language=Language.ENGLISH)
    counts = {"figures": len(rows), "files": len(printed.files), "questions": len(content.questions)}
    table = ReportTable("reported-values", "Reported values", columns, rows)
    files = tuple(
        CompiledFile(name, printed.folder / name, size, leads=bool(LEADING.fullmatch(name)))
        for name, size in printed.files.items()
    )
    said = summary_of(printed)
    return Outcome(FLOW, content.plan.code, desk.today, preview, said, counts, (table,), files=files)


def summary_of(printed: PrintedReport) -> str:
    """One sentence: what was printed, where, and under which hash."""
    content = printed.frozen.content
    reported = len(figure_lines(content))
    return (
        f"Annual report {content.year} of {content.plan.code}: {reported} reported figures, "
        f"{len(printed.files)} files in {printed.folder}, SHA-256 {printed.frozen.sha256[:12]}."
    )
