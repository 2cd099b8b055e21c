"""For administrators: who was asked to approve which figures, what was said, what was published where, how many errata."""

from zoneinfo import ZoneInfo

from sqlalchemy.orm import defer
from sqlmodel import Session, select

from flows.services.compilation.frozen_reports import subject_of
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
    found: list[tuple[str, ...]] = []
    for row in session.exec(select(Publication).where(Publication.plan_id == plan.id)).all():
        report = reports.get(row.report_id or 0)
        what = f"published, {row.channel.value.replace('_', ' ')}" + (" (draft)" if row.is_unapproved else "")
        name = subject_of(report) if report else row.subject.value.replace("_", " ")
        code = approval_code(report.sha256) if report else ""
        found.append((what, name, code, row.address, row.published_on.isoformat()))
    return found


def _beside(session: Session, plan: ActionPlan) -> list[tuple[str, ...]]:
    own = (
        select(IndependentReport, Organisation)
        .options(defer(IndependentReport.content))  # type: ignore[arg-type]
        .where(IndependentReport.plan_id == plan.id, IndependentReport.organisation_id == Organisation.id)
    )
    found: list[tuple[str, ...]] = [
        (f"report of the body: {row.title}", row.period, row.sha256[:12], body.name, row.signed_on.isoformat())
        for row, body in session.exec(own).all()
    ]
    zone = ZoneInfo(plan.time_zone)
    errata = select(Erratum, FrozenReport).where(Erratum.report_id == FrozenReport.id, Erratum.plan_id == plan.id)
    for row, report in session.exec(errata.options(_LIGHT)).all():
        what, day = (
            f"erratum: {row.published} → {row.corrected or 'taken back'}",
            row.corrected_at.astimezone(zone).date(),
        )
        found.append((what, subject_of(report), approval_code(report.sha256), row.figure_id, day.isoformat()))
    return found
