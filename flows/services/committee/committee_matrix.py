"""The monitoring matrix of one member for one period, frozen with its hash: the rows and figures of the reports."""

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.compilation.reporting_content import annual_content
from flows.services.compilation.reporting_snapshot import moment_of, take_snapshot
from flows.services.desk import Desk
from models.rules.periods import Period
from models.tables import ActionPlan, Campaign, MatrixVersion, Member
from models.vocabulary import LedgerAction
from reports.canonical import content_hash
from reports.figures import AnnualFigures, Cell, Figure, InstanceFacts
from reports.sources import MailSource

LAYOUT = "matrix-1"
Row = dict[str, object]


def figures_of_period(session: Session, desk: Desk, *, plan: ActionPlan, period: str) -> AnnualFigures:
    """The frozen figures of the reports for the year of a period, as they stand today; a broken chain stops it."""
    snapshot = take_snapshot(session, plan=plan, moment=moment_of(desk))
    return annual_content(snapshot, year=Period.parse(period).year, as_of=desk.today)


def latest_matrix(session: Session, *, plan_id: int, member_id: int, period: str) -> MatrixVersion | None:
    """The newest frozen matrix of a member and period."""
    query = select(MatrixVersion).where(
        MatrixVersion.plan_id == plan_id, MatrixVersion.member_id == member_id, MatrixVersion.period == period
    )
    return session.exec(query.order_by(col(MatrixVersion.version).desc())).first()


def freeze_matrix(
    session: Session, desk: Desk, *, plan: ActionPlan, member: Member, campaign: Campaign, facts: AnnualFigures
) -> tuple[MatrixVersion, bool]:
    """Freeze one member's matrix in the caller's transaction; the version, and whether it is new.

    The same rows give the same hash and no new version: only what changed since is frozen again.
    """
    rows = matrix_rows(facts, region=member.code, period=campaign.period)
    sha256 = content_hash({"layout": LAYOUT, "member": member.code, "period": campaign.period, "rows": rows})  # type: ignore[dict-item]
    last = latest_matrix(session, plan_id=plan.id, member_id=member.id, period=campaign.period)
    if last is not None and last.sha256 == sha256:
        return last, False
    frozen = MatrixVersion(
        plan_id=plan.id,
        member_id=member.id,
        period=campaign.period,
        version=(last.version if last else 0) + 1,
        frozen_at=desk.now,
        as_of=desk.today,
        sha256=sha256,
        content={"layout": LAYOUT, "rows": rows},
    )
    session.add(frozen)
    session.flush()
    ledger.record(
        session, desk, action=LedgerAction.MATRIX_FROZEN, subject=f"{campaign.period}/{member.code}", plan_id=plan.id,
        field="version", before=last.version if last else "", after=frozen.version, source=f"sha256:{sha256}",
    )  # fmt: skip
    return frozen, True


def matrix_rows(facts: AnnualFigures, *, region: str, period: str) -> list[Row]:
    """One row per indicator and milestone of a region, with its figure of the period and the mail it came from."""
    figures = facts.by_id()
    return [
        row
        for commitment in facts.commitments
        for instance in commitment.instances
        if instance.region == region
        for row in _instance_rows(
            instance, titles={"en": commitment.title, **commitment.titles}, figures=figures, period=period
        )
    ]


def _instance_rows(
    instance: InstanceFacts, *, titles: dict[str, str], figures: dict[str, Figure], period: str
) -> list[Row]:
    common: Row = {"commitment": instance.code, "commitment_titles": titles, "lead": instance.lead}
    milestones: list[Row] = [
        common
        | {
            "code": m.code, "kind": "milestone", "titles": m.titles, "due_on": m.due_on.isoformat(),
            "first_due_on": m.first_due_on.isoformat(), "status": m.status.value, "schedule": m.schedule.value,
            "days_late": m.days_late, "illustrative": m.illustrative,
        }
        | _answer(_cell(m.cells, period), figures)
        for m in instance.milestones
    ]  # fmt: skip
    indicators: list[Row] = [
        common
        | {
            "code": i.code, "kind": "indicator", "titles": i.titles, "units": i.units,
            "baseline": _number(figures, i.baseline), "target": _number(figures, i.target), "target_by": i.target_by,
            "illustrative": i.illustrative,
        }
        | _answer(_cell(i.cells, period), figures)
        for i in instance.indicators
    ]  # fmt: skip
    return indicators + milestones


def _cell(cells: tuple[Cell, ...], period: str) -> Cell | None:
    return next((cell for cell in cells if cell.period == period), None)


def _answer(cell: Cell | None, figures: dict[str, Figure]) -> Row:
    figure = figures.get(cell.figure) if cell and cell.figure else None
    row: Row = {"standing": cell.standing if cell else "not_asked", "figure": figure.id if figure else ""}
    if figure is None:
        return row
    source = figure.source
    mail = source if isinstance(source, MailSource) else None
    return row | {
        "value": None if figure.value is None else format(figure.value, "f"),
        "unit": figure.unit,
        "value_status": figure.status.value if figure.status else "",
        "reported_status": figure.milestone_status.value if figure.milestone_status else "",
        "promised_on": figure.promised_on.isoformat() if figure.promised_on else "",
        "comment": figure.comment,
        "mail_sha256": mail.sha256 if mail else "",
        "mail_where": mail.where if mail else "",
        "request": mail.request if mail else "",
    }


def _number(figures: dict[str, Figure], reference: str) -> str:
    figure = figures.get(reference)
    return "" if figure is None or figure.value is None else format(figure.value, "f")
