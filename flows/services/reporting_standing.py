"""What is known of a report beside its frozen figures: approvals by independent bodies, and errata. Reads only."""

from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.tables import ActionPlan, Erratum, FrozenReport, Organisation, SignOff
from reports.privacy import publishable
from reports.view_status import Approval, Correction, Standing


def standing_of(session: Session, *, plan: ActionPlan, kind: str, period: str) -> Standing:
    """Approvals and errata of every version of this report; an approval says which figures it is bound to."""
    versions = select(FrozenReport.id).where(
        FrozenReport.plan_id == plan.id, FrozenReport.kind == kind, FrozenReport.period == period
    )
    keys = session.exec(versions).all()
    signed = session.exec(
        select(SignOff, Organisation)
        .join(Organisation, col(SignOff.organisation_id) == Organisation.id)
        .where(col(SignOff.report_id).in_(keys), col(SignOff.is_approved).is_(True))
        .order_by(col(SignOff.signed_at), col(SignOff.id))
    ).all()
    errata = session.exec(
        select(Erratum).where(col(Erratum.report_id).in_(keys)).order_by(col(Erratum.corrected_at), col(Erratum.id))
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
            )
            for row in errata
        ),
    )
