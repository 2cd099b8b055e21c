"""What is known of a report beside its frozen figures: approvals by independent bodies, and errata. Reads only."""

from zoneinfo import ZoneInfo

from pydantic import JsonValue
from sqlmodel import Session, col, select

from flows.services.approval.sign_off_recording import is_approved, standing_approvals
from flows.services.compilation.frozen_reports import same_facts
from models.tables import ActionPlan, Erratum, FrozenReport, SignOff
from reports.privacy import publishable
from reports.view_status import Approval, Correction, Standing


def approved_version(
    session: Session, *, plan: ActionPlan, kind: str, period: str, figures: dict[str, JsonValue]
) -> FrozenReport | None:
    """The approved figures that say the same as these but for their day: nothing changed since, so they still stand."""
    query = select(FrozenReport).where(
        FrozenReport.plan_id == plan.id,
        FrozenReport.kind == kind,
        FrozenReport.period == period,
        col(FrozenReport.id).in_(select(SignOff.report_id).where(SignOff.plan_id == plan.id)),
    )
    rows = session.exec(query.order_by(col(FrozenReport.id).desc())).all()
    return next((row for row in rows if same_facts(row.figures, figures) and is_approved(session, row)), None)


def standing_of(session: Session, *, plan: ActionPlan, kind: str, period: str) -> Standing:
    """Approvals of every version of this report, each bound to its figures; and every erratum of the plan, with its report."""
    versions = select(FrozenReport.id).where(
        FrozenReport.plan_id == plan.id, FrozenReport.kind == kind, FrozenReport.period == period
    )
    keys = session.exec(versions).all()
    signed = standing_approvals(session, report_ids=list(keys))
    errata = session.exec(
        select(Erratum, FrozenReport.period)
        .where(Erratum.report_id == FrozenReport.id, Erratum.plan_id == plan.id)
        .order_by(col(Erratum.corrected_at), col(Erratum.id))
    ).all()
    zone = ZoneInfo(plan.time_zone)
    return Standing(
        approvals=tuple(Approval(body.name, row.signed_at.astimezone(zone).date(), row.sha256) for row, body in signed),
        corrections=tuple(
            Correction(
                reference=row.figure_id,
                published=row.published,
                corrected=row.corrected,
                reason=publishable(row.reason),
                on=row.corrected_at.astimezone(zone).date(),
                report=published,
            )
            for row, published in errata
        ),
    )
