"""Loading a plan from files, all or nothing, and writing it back."""

from pathlib import Path

from sqlmodel import Session

from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_plan, open_questions, status
from flows.services.outcome import Outcome, ReportTable
from flows.services.timekeeping.calendar_changes import calendar_as_text, load_beside_plan
from models.calendar_file import FILE_NAME as CALENDAR_FILE
from models.plan_file import LoadReport, export_plan, load_plan, read_plan, write_folder, write_workbook

__all__ = ["export", "find_plan", "load", "status"]


def load(desk: Desk, *, path: Path, check: bool = False) -> Outcome:
    """Load a plan folder or workbook, all or nothing; with `check`, say what would change and change nothing."""
    plan_file = read_plan(path)
    with desk.session() as session:
        report = load_plan(session, plan_file, now=desk.now, actor=desk.actor)
        session.flush()
        calendar = load_beside_plan(session, desk, plan=find_plan(session, code=report.plan_code), folder=path)
        questions = _question_table(session, plan_code=report.plan_code)
        session.rollback() if check else session.commit()
    verb = "would change" if check else "changed"
    summary = f"{report.plan_code}: {len(report.changes)} entries {verb}, {len(questions.rows)} open questions."
    return Outcome(
        "load", report.plan_code, desk.today, check, summary,
        counts={"changes": len(report.changes), "kept": len(report.kept), "questions": len(questions.rows)},
        tables=(_change_table(report), _kept_table(report), questions, *calendar),
    )  # fmt: skip


def export(desk: Desk, *, plan: str, path: Path) -> Outcome:
    """Write a loaded plan back as a folder of YAML files, or as one workbook when the path ends in .xlsx."""
    with desk.reading() as session:
        code = find_plan(session, code=plan).code
        plan_file = export_plan(session, plan_code=code)
        calendar = calendar_as_text(session, plan=find_plan(session, code=code))
    (write_workbook if path.suffix.lower() == ".xlsx" else write_folder)(plan_file, path)
    if calendar and path.is_dir():
        (path / CALENDAR_FILE).write_text(calendar, encoding="utf-8")
    return Outcome("export", code, desk.today, False, f"{code} written to {path}.")


def _question_table(session: Session, *, plan_code: str) -> ReportTable:
    plan = find_plan(session, code=plan_code)
    rows = tuple((q.code, q.subject, q.text) for q in open_questions(session, plan_id=plan.id))
    return ReportTable("open-questions", "Open questions", ("Question", "About", "Text"), rows)


def _change_table(report: LoadReport) -> ReportTable:
    rows = tuple((change.subject, change.field, change.before, change.after) for change in report.changes)
    return ReportTable("plan-changes", "What changes", ("Entry", "Field", "From", "To"), rows)


def _kept_table(report: LoadReport) -> ReportTable:
    return ReportTable("plan-kept", "What is left as it is, and why", ("Sentence",), tuple((k,) for k in report.kept))
