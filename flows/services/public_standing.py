"""For administrators: who was asked to approve which figures, what was said, what was published where, how many errata."""

from zoneinfo import ZoneInfo

from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from flows.services.frozen_reports import subject_of
from flows.services.outcome import ReportTable
from models.rules.approval_codes import approval_code
from models.tables import (
    ActionPlan,
    Erratum,
    FrozenReport,
    IndependentReport,
    Organisation,
    Publication,
    SignOff,
    SignOffRequest,
)

_LIGHT = defer(FrozenReport.figures)  # type: ignore[arg-type]
COLUMNS = ("What", "Report", "Code", "Who or where", "On")


def public_record_table(session: Session, *, plan: ActionPlan) -> ReportTable:
    """Approvals asked, given and refused, publications, reports of independent bodies and errata, newest first."""
    rows = [*_asked(session, plan), *_said(session, plan), *_published(session, plan), *_beside(session, plan)]
    rows.sort(key=lambda row: row[-1], reverse=True)
    return ReportTable("public-record", "Approvals, publications and errata", COLUMNS, tuple(rows))


def _asked(session: Session, plan: ActionPlan) -> list[tuple[str, ...]]:
    query = (
        select(SignOffRequest, FrozenReport, Organisation)
        .where(
            SignOffRequest.plan_id == plan.id,
            SignOffRequest.report_id == FrozenReport.id,
            SignOffRequest.organisation_id == Organisation.id,
        )
        .options(_LIGHT)
    )
    return [
        (f"asked, answer by {request.respond_by}", subject_of(report), approval_code(report.sha256), body.name,
         request.asked_on.isoformat())
        for request, report, body in session.exec(query).all()
    ]  # fmt: skip


def _said(session: Session, plan: ActionPlan) -> list[tuple[str, ...]]:
    zone = ZoneInfo(plan.time_zone)
    query = (
        select(SignOff, FrozenReport, Organisation)
        .where(
            SignOff.plan_id == plan.id, SignOff.report_id == FrozenReport.id, SignOff.organisation_id == Organisation.id
        )
        .options(_LIGHT)
    )
    return [
        (f"{'approved' if row.is_approved else 'refused'} ({row.method})", subject_of(report), approval_code(row.sha256),
         body.name, row.signed_at.astimezone(zone).date().isoformat())
        for row, report, body in session.exec(query).all()
    ]  # fmt: skip


def _published(session: Session, plan: ActionPlan) -> list[tuple[str, ...]]:
    reports = {
        r.id: r for r in session.exec(select(FrozenReport).where(FrozenReport.plan_id == plan.id).options(_LIGHT)).all()
    }
    found = []
    for row in session.exec(select(Publication).where(Publication.plan_id == plan.id)).all():
        report = reports.get(row.report_id or 0)
        what = f"published, {row.channel.value.replace('_', ' ')}" + (" (draft)" if row.is_unapproved else "")
        name = subject_of(report) if report else row.subject.value.replace("_", " ")
        code = approval_code(report.sha256) if report else ""
        found.append((what, name, code, row.address, row.published_on.isoformat()))
    return found


def _beside(session: Session, plan: ActionPlan) -> list[tuple[str, ...]]:
    own = select(
        IndependentReport.title, IndependentReport.period, IndependentReport.sha256, Organisation.name,
        IndependentReport.signed_on,
    ).where(IndependentReport.plan_id == plan.id, IndependentReport.organisation_id == Organisation.id)  # fmt: skip
    found = [
        (f"report of the body: {title}", period, sha256[:12], name, day.isoformat())
        for title, period, sha256, name, day in session.exec(own).all()
    ]
    errata = (
        select(
            FrozenReport.kind, FrozenReport.period, FrozenReport.sha256, func.count(), func.max(Erratum.corrected_at)
        )
        .where(Erratum.report_id == FrozenReport.id, Erratum.plan_id == plan.id)
        .group_by(FrozenReport.kind, FrozenReport.period, FrozenReport.sha256)
        .order_by(col(FrozenReport.period))
    )
    for kind, period, sha256, count, last in session.exec(errata).all():
        day = last.date().isoformat() if hasattr(last, "date") else str(last)[:10]
        found.append((f"{count} errata", f"{kind}-{period}", approval_code(sha256), "", day))
    return found
