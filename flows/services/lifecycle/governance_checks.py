"""What an administrator should see of the bodies each day: committees that cannot sit, mandates that end, gates overridden."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.lifecycle.bodies import check_composition
from flows.services.lifecycle.stage_moves import overrides_of
from flows.services.outcome import ReportTable
from models.rules.errors import DomainError
from models.rules.governance import mandate_warning
from models.rules.lifecycle import Condition
from models.rules.partial_dates import PartialDate
from models.tables import ActionPlan, Commitment, CouncilMandate, DutyReport, Member, Organisation
from models.vocabulary import CommitteeDuty, OrganisationKind


def committee_table(session: Session, desk: Desk, *, plan: ActionPlan) -> ReportTable:
    """Supervisory committees that could not sit today, each with the sentence that says why."""
    committees = session.exec(
        select(Organisation)
        .where(Organisation.plan_id == plan.id, Organisation.kind == OrganisationKind.SUPERVISORY_COMMITTEE)
        .order_by(col(Organisation.position))
    ).all()
    faults = [(body.code, _fault(session, body, desk.today)) for body in committees]
    rows = tuple((code, fault) for code, fault in faults if fault)
    return ReportTable("committees-to-complete", "Committees that cannot sit", ("Committee", "Why"), rows)


def mandate_table(session: Session, desk: Desk, *, plan: ActionPlan) -> ReportTable:
    """Mandates of councils that end soon or before the plan does: hand over in time."""
    query = (
        select(CouncilMandate, Member)
        .join(Member, col(CouncilMandate.member_id) == Member.id)
        .where(CouncilMandate.plan_id == plan.id)
        .order_by(col(Member.position), col(CouncilMandate.start))
    )
    plan_end = PartialDate.parse(plan.end).last_day()
    rows: list[tuple[str, ...]] = []
    for mandate, member in session.exec(query).all():
        # The member's own entry is the more precise one where the printed mandate says only a year.
        printed = member.mandate_ends if member.mandate_ends.startswith(mandate.end) else mandate.end
        warning = mandate_warning(ends=PartialDate.parse(printed), plan_end=plan_end, today=desk.today)
        if warning:
            rows.append((member.code, f"{mandate.start}–{printed}", warning))
    return ReportTable("mandates", "Mandates that end", ("Member", "Mandate", "What to do"), tuple(rows))


def duty_table(session: Session, *, plan: ActionPlan) -> ReportTable:
    """The three duties of each supervisory committee, with the latest thing it did for each, or that nothing is recorded."""
    committees = session.exec(
        select(Organisation)
        .where(Organisation.plan_id == plan.id, Organisation.kind == OrganisationKind.SUPERVISORY_COMMITTEE)
        .order_by(col(Organisation.position))
    ).all()
    reports = session.exec(
        select(DutyReport).where(DutyReport.plan_id == plan.id).order_by(col(DutyReport.done_on), col(DutyReport.id))
    ).all()
    latest = {(report.organisation_id, report.duty): report for report in reports}
    rows = []
    for body in committees:
        for duty in CommitteeDuty:
            found = latest.get((body.id, duty))
            rows.append((body.code, duty.value, f"{found.done_on} {found.text}" if found else "nothing recorded"))
    return ReportTable("committee-duties", "Duties of the committees", ("Committee", "Duty", "Latest"), tuple(rows))


def override_table(session: Session, *, plan: ActionPlan) -> ReportTable:
    """Every gate that was passed with unmet conditions, with who, why, and which conditions."""
    codes = {c.id: c.code for c in session.exec(select(Commitment).where(Commitment.plan_id == plan.id)).all()}
    zone = ZoneInfo(plan.time_zone)
    rows = tuple(
        (
            codes[row.commitment_id], f"{row.from_stage.value} → {row.to_stage.value}",
            row.decided_at.astimezone(zone).date().isoformat(), row.decided_by, row.reason,
            " ".join(Condition.restored(text).sentence for text in row.unmet),
        )
        for row in overrides_of(session, plan_id=plan.id)
    )  # fmt: skip
    columns = ("Commitment", "Gate", "Day", "By", "Why", "Conditions not met")
    return ReportTable("gates-overridden", "Gates passed with unmet conditions", columns, rows)


def _fault(session: Session, body: Organisation, day: date) -> str:
    try:
        check_composition(session, body=body, day=day)
    except DomainError as fault:
        return fault.sentence
    return ""
