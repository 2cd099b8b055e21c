"""Frozen reports as rows: found by period or hash, checked against their own hash, and whether newer figures replace them."""

from pydantic import JsonValue
from sqlmodel import Session, col, select

from models.rules.approval_codes import approval_code, read_approval_code
from models.rules.errors import DomainError
from models.rules.periods import Period
from models.tables import ActionPlan, FrozenReport
from reports.canonical import canonical_json, content_hash
from reports.figures import AnnualFigures

SHORTEST = 8


def subject_of(report: FrozenReport) -> str:
    """What a report is called in the ledger: "annual-2025"."""
    return f"{report.kind}-{report.period}"


def find_report(session: Session, *, plan: ActionPlan, period: str = "", figures: str = "") -> FrozenReport:
    """The frozen report of a year or quarter, or of the hash (its beginning) or code in `figures`; the newest of several.

    A DomainError says what is frozen, and how to freeze a report.
    """
    query = select(FrozenReport).where(FrozenReport.plan_id == plan.id)
    if period.strip():
        query = query.where(FrozenReport.period == _period(period))
    found = list(session.exec(query.order_by(col(FrozenReport.id).desc())).all())
    wanted = figures.strip().lower().removeprefix("sha256:")
    if wanted:
        found = [row for row in found if _is_meant(row, wanted)]
    if not (period.strip() or wanted):
        raise DomainError(
            "Name the report: a year such as 2025, a quarter such as 2026-Q3, or the hash of its figures."
        )
    if not found:
        what = " ".join(part for part in (period.strip(), figures.strip()) if part)
        raise DomainError(
            f"No figures are frozen for “{what}” in {plan.code}; print the report first (flow annual-report, or `iltizam "
            "report annual`), which freezes them."
        )
    return found[0]


def check_report(report: FrozenReport) -> AnnualFigures:
    """The figures of a report, after comparing them with their hash; a DomainError when they are not those frozen."""
    if content_hash(report.figures) != report.sha256:
        raise DomainError(
            f"The figures stored for {subject_of(report)} are no longer those frozen: they do not give the SHA-256 "
            f"{report.sha256[:12]}; restore the row from a backup."
        )
    return AnnualFigures.model_validate(report.figures)


def figures_bytes(report: FrozenReport) -> bytes:
    """The canonical JSON of the figures: the file whose SHA-256 is the hash of the report."""
    return canonical_json(report.figures).encode()


def replaced_by(session: Session, report: FrozenReport) -> FrozenReport | None:
    """The newest figures of the same report when they say anything else; a later day with the same facts says the same."""
    query = select(FrozenReport).where(
        FrozenReport.plan_id == report.plan_id,
        FrozenReport.kind == report.kind,
        FrozenReport.period == report.period,
    )
    newest = session.exec(query.order_by(col(FrozenReport.id).desc())).first()
    if newest is None or newest.id == report.id or same_facts(newest.figures, report.figures):
        return None
    return newest


def same_facts(one: dict[str, JsonValue], other: dict[str, JsonValue]) -> bool:
    """Whether two sets of figures differ at most in the day they were taken."""
    return one | {"as_of": ""} == other | {"as_of": ""}


def _is_meant(report: FrozenReport, wanted: str) -> bool:
    if len(wanted) >= SHORTEST and report.sha256.startswith(wanted):
        return True
    code = read_approval_code(wanted)
    return code is not None and approval_code(report.sha256) == code


def _period(text: str) -> str:
    plain = text.strip()
    return plain if len(plain) == 4 and plain.isdigit() else str(Period.parse(plain))
