"""Where everything stands, for administrators: commitments, regions by quarter, who owes what, what was compiled.

Reads only; each table is a standing artifact that the daily run renews.
"""

from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from flows.services.compilation.public_standing import public_record_table
from flows.services.desk import Desk
from flows.services.lifecycle.access_requests import access_requests
from flows.services.lifecycle.standings import commitments_of, find_plan, open_questions, standing
from flows.services.outcome import Outcome, ReportTable
from flows.services.timekeeping.calendars import calendar_for
from flows.services.upkeep.parked import list_parked
from models.rules.lateness import AWAITED
from models.tables import ActionPlan, Campaign, DataRequest, FrozenReport, Member, Official, RequestedItem
from models.vocabulary import RequestState

FLOW = "overview"
QUARTERS_SHOWN = 8


def overview(desk: Desk, *, plan: str) -> Outcome:
    """The tables of one plan on one day; nothing is sent and nothing is changed."""
    with desk.reading() as session:
        row = find_plan(session, code=plan)
        commitments = _commitments(session, desk, plan=row)
        owed = _owed(session, desk, plan=row)
        parked = list_parked(session, plan_id=row.id)
        questions = len(open_questions(session, plan_id=row.id))
        late = sum(1 for line in commitments.rows if line[4] != "none")
        summary = (
            f"{len(commitments.rows)} commitments, {late} with late milestones; {len(owed.rows)} forms are awaited; "
            f"{len(parked)} things wait for a person; {questions} questions about the plan are open."
        )
        counts = {
            "commitments": len(commitments.rows), "with_late_milestones": late, "forms_awaited": len(owed.rows),
            "parked": len(parked), "open_questions": questions,
        }  # fmt: skip
        tables = (
            commitments,
            _by_quarter(session, plan=row),
            owed,
            access_requests(session, desk, plan=row),
            _reports(session, plan=row),
            public_record_table(session, plan=row),
        )
    return Outcome(FLOW, row.code, desk.today, False, summary, counts, tables)


def _commitments(session: Session, desk: Desk, *, plan: ActionPlan) -> ReportTable:
    stands = [standing(session, desk, commitment=row) for row in commitments_of(session, plan_id=plan.id)]
    rows = tuple(
        (s.code, s.stage, s.next_deadline_on.isoformat() if s.next_deadline_on else "none",
         ", ".join(s.late) or "none", s.lead, s.title)
        for s in stands
    )  # fmt: skip
    columns = ("Commitment", "Stage", "Next deadline", "Late milestones", "Lead", "Title")  # the widest stands last
    return ReportTable("commitments", "Where each commitment stands", columns, rows)


def _by_quarter(session: Session, *, plan: ActionPlan) -> ReportTable:
    campaigns = session.exec(
        select(Campaign).where(Campaign.plan_id == plan.id).order_by(col(Campaign.period).desc()).limit(QUARTERS_SHOWN)
    ).all()[::-1]
    members = session.exec(select(Member).where(Member.plan_id == plan.id).order_by(col(Member.position))).all()
    cells = _answered(session, plan=plan)
    rows = tuple(
        (member.name, *(_share(cells.get((member.id, campaign.id), (0, 0))) for campaign in campaigns))
        for member in members
    )
    columns = ("Region", *(campaign.period for campaign in campaigns))
    return ReportTable("regions-by-quarter", "Forms answered, by region and quarter", columns, rows)


def _answered(session: Session, *, plan: ActionPlan) -> dict[tuple[int | None, int], tuple[int, int]]:
    """Forms answered and forms asked, for each member and campaign. A waived form is asked of nobody."""
    query = (
        select(Official.member_id, DataRequest.campaign_id, DataRequest.state, func.count())
        .join(Official, col(DataRequest.official_id) == Official.id)
        .where(DataRequest.plan_id == plan.id, DataRequest.state != RequestState.WAIVED)
        .group_by(col(Official.member_id), col(DataRequest.campaign_id), col(DataRequest.state))
    )
    found: dict[tuple[int | None, int], tuple[int, int]] = {}
    for member_id, campaign_id, state, count in session.exec(query).all():
        answered, asked = found.get((member_id, campaign_id), (0, 0))
        found[member_id, campaign_id] = (answered + (count if state is RequestState.ANSWERED else 0), asked + count)
    return found


def _share(cell: tuple[int, int]) -> str:
    answered, asked = cell
    return f"{answered} of {asked}" if asked else "nobody asked"


def _owed(session: Session, desk: Desk, *, plan: ActionPlan) -> ReportTable:
    calendar = calendar_for(plan.country, desk.today.year)
    missing = (
        select(func.count())
        .select_from(RequestedItem)
        .where(RequestedItem.data_request_id == DataRequest.id, col(RequestedItem.is_answered).is_(False))
        .correlate(DataRequest)
        .scalar_subquery()
    )
    query = (
        select(DataRequest, Official, missing)
        .join(Campaign, col(DataRequest.campaign_id) == Campaign.id)
        .join(Official, col(DataRequest.official_id) == Official.id)
        .where(DataRequest.plan_id == plan.id, col(Campaign.closed_on).is_(None))
        .where(col(DataRequest.state).in_(list(AWAITED)))
        .order_by(col(DataRequest.respond_by), col(DataRequest.reference))
    )
    rows = tuple(
        (official.code, official.name, request.reference, str(lines), request.respond_by.isoformat(),
         str(calendar.count(request.respond_by, desk.today)), official.suppressed_because or "reachable")
        for request, official, lines in session.exec(query).all()
    )  # fmt: skip
    columns = ("Official", "Name", "Form", "Lines missing", "Respond by", "Working days late", "Address")
    return ReportTable("who-owes-what", "Who owes what", columns, rows)


def _reports(session: Session, *, plan: ActionPlan) -> ReportTable:
    query = select(FrozenReport).options(defer(FrozenReport.figures))  # type: ignore[arg-type]
    found = session.exec(query.where(FrozenReport.plan_id == plan.id).order_by(col(FrozenReport.id).desc())).all()
    rows = tuple((r.kind, r.period, r.as_of.isoformat(), r.sha256[:12]) for r in found)
    return ReportTable("reports", "Reports frozen", ("Kind", "Period", "Figures as of", "Hash"), rows)
