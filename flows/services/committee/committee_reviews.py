"""The quarterly committee loop: matrices frozen after the closing date, packs mailed, reviews closed when due."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.committee.committee_letters import review_nonce
from flows.services.committee.committee_matrix import figures_of_period, freeze_matrix, latest_matrix
from flows.services.committee.committee_members import committees, invalid_because
from flows.services.committee.committee_packs import Sent, send_packs
from flows.services.committee.quarterly_meetings import quarterly_meetings
from flows.services.committee.recommendation_mails import Told, tell_owners
from flows.services.committee.recommendations import recommendations_of
from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.timekeeping.calendars import plan_calendar
from models.rules.committee_review import RESPOND_WITHIN
from models.tables import (
    ActionPlan,
    Campaign,
    MatrixVersion,
    Meeting,
    Member,
    Official,
    Organisation,
    Recommendation,
    Review,
)
from models.vocabulary import LedgerAction, MeetingPurpose, MeetingState, RecommendationState
from reports.figures import AnnualFigures

FLOW = "committee-review"
LONGEST_AGO = timedelta(days=200)


@dataclass
class ReviewDay:
    """What one run of the loop did."""

    frozen: list[tuple[str, ...]] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    closed: list[tuple[str, ...]] = field(default_factory=list)
    incomplete: list[tuple[str, ...]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def review_committees(desk: Desk, *, plan: str, again: bool = False, preview: bool = False) -> Outcome:
    """Freeze what is closed, ask the committees, tell owners, close reviews. Ten runs on one day do no more than one.

    With `again`, matrices whose rows have changed since are frozen as a new version, and the committee is asked anew.
    """
    with desk.session() as session:
        row = find_plan(session, code=plan)
        done = ReviewDay()
        campaigns = closed_campaigns(session, desk, plan=row)
        for campaign in campaigns:
            _ask_about(session, desk, plan=row, campaign=campaign, again=again, done=done)
        done.told = tell_owners(session, desk, plan=row)
        _close_reviews(session, desk, plan=row, done=done)
        meetings = quarterly_meetings(session, desk, plan=row, campaigns=campaigns[-1:])
        outcome = _outcome(session, desk, row, done, meetings, preview)
        session.rollback() if preview else session.commit()
    return outcome


def closed_campaigns(session: Session, desk: Desk, *, plan: ActionPlan) -> list[Campaign]:
    """Collections whose closing date has passed, oldest first; nothing older than some seven months is sent any more."""
    query = select(Campaign).where(
        Campaign.plan_id == plan.id,
        col(Campaign.respond_by) < desk.today,
        col(Campaign.respond_by) >= desk.today - LONGEST_AGO,
    )
    return list(session.exec(query.order_by(col(Campaign.period))).all())


def _ask_about(
    session: Session, desk: Desk, *, plan: ActionPlan, campaign: Campaign, again: bool, done: ReviewDay
) -> None:
    facts: AnnualFigures | None = None
    for committee, member in committees(session, plan_id=plan.id):
        matrix = latest_matrix(session, plan_id=plan.id, member_id=member.id, period=campaign.period)
        if matrix is None or again:
            facts = facts or figures_of_period(session, desk, plan=plan, period=campaign.period)
            matrix, is_new = freeze_matrix(
                session, desk, plan=plan, member=member, campaign=campaign, facts=facts
            )  # fmt: skip
            if is_new:
                done.frozen.append((campaign.period, member.code, str(matrix.version), matrix.sha256[:12]))
        review = ask_review(session, desk, plan=plan, committee=committee, member=member, matrix=matrix)
        if review.closed_on is None:
            _complete(session, desk, plan=plan, committee=committee, member=member, review=review, done=done)


def ask_review(
    session: Session, desk: Desk, *, plan: ActionPlan, committee: Organisation, member: Member, matrix: MatrixVersion
) -> Review:
    """The review of one matrix by one committee, asked once; linked to the meeting of the period when there is one."""
    known = session.exec(
        select(Review).where(Review.matrix_id == matrix.id, Review.organisation_id == committee.id)
    ).first()
    meeting = _meeting(session, plan=plan, committee=committee, member=member, period=matrix.period)
    if known is not None:
        known.meeting_id = known.meeting_id or (meeting.id if meeting else None)
        session.add(known)
        return known
    key = f"{plan.code}:{matrix.period}:{committee.code}:{matrix.version}"
    review = Review(
        plan_id=plan.id,
        matrix_id=matrix.id,
        organisation_id=committee.id,
        meeting_id=meeting.id if meeting else None,
        nonce=review_nonce(key, desk=desk),
        asked_on=desk.today,
        respond_by=plan_calendar(session, plan=plan, today=desk.today).add(desk.today, RESPOND_WITHIN),
    )
    session.add(review)
    session.flush()
    ledger.record(
        session, desk, action=LedgerAction.REVIEW_ASKED, subject=f"{matrix.period}/{committee.code}", plan_id=plan.id,
        field="respond_by", after=review.respond_by, source=f"sha256:{matrix.sha256}",
        reason=f"{RESPOND_WITHIN} working days after asking",
    )  # fmt: skip
    return review


def _complete(
    session: Session, desk: Desk, *, plan: ActionPlan, committee: Organisation, member: Member, review: Review,
    done: ReviewDay,
) -> None:  # fmt: skip
    because = invalid_because(session, review=review, today=desk.today)
    review.is_valid, review.invalid_because = not because, because
    session.add(review)
    if because:
        done.incomplete.append((committee.code, member.code, because))
    done.sent += send_packs(session, desk, plan=plan, committee=committee, member=member, review=review)


def _close_reviews(session: Session, desk: Desk, *, plan: ActionPlan, done: ReviewDay) -> None:
    """Close what is past its day, valid or not; recommendations that come later are still recorded and followed."""
    query = select(Review).where(
        Review.plan_id == plan.id, col(Review.closed_on).is_(None), col(Review.respond_by) < desk.today
    )
    for review in session.exec(query.order_by(col(Review.id))).all():
        because = invalid_because(session, review=review, today=review.respond_by)
        review.is_valid, review.invalid_because, review.closed_on = not because, because, desk.today
        session.add(review)
        matrix = session.get_one(MatrixVersion, review.matrix_id)
        committee = session.get_one(Organisation, review.organisation_id)
        made = session.exec(select(Recommendation.id).where(Recommendation.review_id == review.id)).all()
        ledger.record(
            session, desk, action=LedgerAction.REVIEW_CLOSED, subject=f"{matrix.period}/{committee.code}",
            plan_id=plan.id, field="valid", after="no" if because else "yes", reason=because,
            source=f"sha256:{matrix.sha256}",
        )  # fmt: skip
        done.closed.append((matrix.period, committee.code, str(len(made)), because or "valid"))


def _meeting(
    session: Session, *, plan: ActionPlan, committee: Organisation, member: Member, period: str
) -> Meeting | None:
    query = select(Meeting).where(
        Meeting.plan_id == plan.id,
        Meeting.period == period,
        Meeting.purpose == MeetingPurpose.COMMITTEE_REVIEW,
        Meeting.state != MeetingState.CANCELLED,
        (col(Meeting.organisation_id) == committee.id) | (col(Meeting.member_id) == member.id),
    )
    return session.exec(query.order_by(col(Meeting.id).desc())).first()


def recommendation_table(session: Session, plan: ActionPlan) -> ReportTable:
    """Every recommendation, who answers for it, by when, and what became of it."""
    rows = []
    for row in recommendations_of(session, plan):
        owner = session.get(Official, row.owner_id) if row.owner_id else None
        day = row.due_on.isoformat() if row.due_on else "none"
        state = row.state.value + (f" ({row.response.value})" if row.response else "")
        rows.append((row.code, row.text[:160], owner.code if owner else "nobody", day, state, row.response_text[:160]))
    columns = ("Recommendation", "Text", "Owner", "Due", "State", "Answer")
    return ReportTable("recommendations", "Recommendations", columns, tuple(rows))


def _outcome(
    session: Session, desk: Desk, plan: ActionPlan, done: ReviewDay, meetings: ReportTable, preview: bool
) -> Outcome:
    unowned = recommendations_of(session, plan, states=(RecommendationState.OPEN,))
    orphans = [row.code for row in unowned if row.owner_id is None]
    counts = {
        "frozen": len(done.frozen), "packs": sum(one.is_new for one in done.sent), "owners_told": len(done.told),
        "reviews_closed": len(done.closed), "committees_incomplete": len(done.incomplete),
        "without_owner": len(orphans),
    }  # fmt: skip
    verb = "would be" if preview else "were"
    summary = (
        f"{counts['frozen']} matrices {verb} frozen, {counts['packs']} packs {verb} queued, {counts['owners_told']} "
        f"owners {verb} told, {counts['reviews_closed']} reviews {verb} closed, "
        f"{counts['committees_incomplete']} committees are incomplete."
    )
    tables = (
        ReportTable("matrices-frozen", "Matrices frozen", ("Period", "Member", "Version", "SHA-256"),
                    tuple(done.frozen)),
        ReportTable("committee-packs", "Who gets which matrix", ("Committee", "Member of the committee", "Side", "State"),
                    tuple((one.committee, one.name, one.side, one.state) for one in done.sent)),
        ReportTable("committees-incomplete", "Committees to complete", ("Committee", "Member", "Why"),
                    tuple(done.incomplete)),
        ReportTable("reviews-closed", "Reviews closed", ("Period", "Committee", "Recommendations", "Valid"),
                    tuple(done.closed)),
        ReportTable("owners-told", "Owners told", ("Official", "Recommendations"),
                    tuple((one.official, ", ".join(one.codes)) for one in done.told)),
        meetings,
        recommendation_table(session, plan),
    )  # fmt: skip
    problems = tuple(
        f"{code} has no owner; name one with decide-recommendation, because no official of the region can be reached."
        for code in orphans
    )
    return Outcome(FLOW, plan.code, desk.today, preview, summary, counts, tables, problems)
