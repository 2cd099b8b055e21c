"""The annual report of the year before, as it was frozen: the approved version if there is one, else the last. Reads only."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from flows.services.approval.sign_off_recording import is_approved
from flows.services.compilation.frozen_reports import check_report, same_facts
from models.tables import ActionPlan, FrozenReport
from reports.previous import previous_facts
from reports.previous_facts import PreviousFacts


def previous_report(
    session: Session, *, plan: ActionPlan, kind: str, year: int, moment: datetime
) -> PreviousFacts | None:
    """What the report of the year before `year` said, as known at `moment`; None when none was frozen by then.

    Figures that no longer give the hash they were frozen under are a DomainError: nothing is compared with them.
    """
    query = select(FrozenReport).where(
        FrozenReport.plan_id == plan.id,
        FrozenReport.kind == kind,
        FrozenReport.period == str(year - 1),
        FrozenReport.frozen_at <= moment,
    )
    rows = session.exec(query.order_by(col(FrozenReport.frozen_at), col(FrozenReport.id))).all()
    if not rows:
        return None
    chosen = _chosen(session, rows)
    return previous_facts(check_report(chosen), sha256=chosen.sha256)


def _chosen(session: Session, rows: Sequence[FrozenReport]) -> FrozenReport:
    """The last one approved, else the last; of several that say the same, the one frozen first, which never changes."""
    approved = [row for row in rows if is_approved(session, row)]
    last = (approved or rows)[-1]
    return next(row for row in approved or rows if same_facts(row.figures, last.figures))
