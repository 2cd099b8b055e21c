"""Recommendations of a committee: made once, given an owner and a date. Rows in the caller's transaction."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.people_records.people import contact
from flows.services.timekeeping.calendars import calendar_for
from models.rules.codes import normalise_code
from models.rules.committee_review import ANSWER_RULE, ANSWER_WITHIN, day_within
from models.rules.errors import DomainError
from models.rules.partial_dates import PartialDate
from models.tables import (
    ActionPlan,
    Commitment,
    CommitmentInstance,
    InboundMessage,
    Member,
    Milestone,
    Official,
    Recommendation,
    Review,
)
from models.vocabulary import LedgerAction, RecommendationState

DUE = "due_on"
_ALL = (
    select(Recommendation)
    .where(col(Recommendation.plan_id) == sa.bindparam("plan"))
    .where(col(Recommendation.state).in_(sa.bindparam("states", expanding=True)))
    .order_by(col(Recommendation.id))
)


@dataclass(frozen=True)
class Subject:
    """What a recommendation is about: a commitment, its instance of the committee's member, perhaps one milestone."""

    commitment: Commitment | None = None
    instance: CommitmentInstance | None = None
    milestone: Milestone | None = None


def recommendations_of(
    session: Session,
    plan: ActionPlan,
    *,
    member_id: int | None = None,
    states: tuple[RecommendationState, ...] = (),
    made_before: date | None = None,
) -> list[Recommendation]:
    """Recommendations of a plan in the order they were made; of one member, in some states, or made before a day."""
    rows = session.exec(_ALL, params={"plan": plan.id, "states": list(states or RecommendationState)}).all()
    return [
        row for row in rows if member_id in (None, row.member_id) and (made_before is None or row.made_on < made_before)
    ]


def find_recommendation(session: Session, *, plan: ActionPlan, code: str) -> Recommendation:
    """One recommendation by its code, whatever its dashes; a DomainError lists those that are open."""
    wanted = normalise_code(code)
    rows = recommendations_of(session, plan)
    found = next((row for row in rows if normalise_code(row.code) == wanted), None)
    if found is None:
        known = ", ".join(r.code for r in rows if r.state is RecommendationState.OPEN) or "none is open"
        raise DomainError(f"There is no recommendation “{code.strip()}” in {plan.code}; open ones: {known}.")
    return found


def make_recommendation(
    session: Session,
    desk: Desk,
    *,
    plan: ActionPlan,
    review: Review,
    member: Member,
    text: str,
    made_by: str,
    subject: Subject,
    inbound: InboundMessage | None,
    illustrative: bool = False,
) -> Recommendation:
    """Record one recommendation with its code, its owner and its day by the default rule stated in the mail."""
    owner = default_owner(session, desk, plan=plan, member=member, subject=subject)
    due_on = day_by_rule(desk, plan=plan, days=ANSWER_WITHIN)
    row = Recommendation(
        plan_id=plan.id,
        review_id=review.id,
        meeting_id=review.meeting_id,
        member_id=member.id,
        commitment_id=subject.commitment.id if subject.commitment else None,
        milestone_id=subject.milestone.id if subject.milestone else None,
        code=_next_code(session, plan=plan, member=member),
        text=text,
        made_by=made_by,
        made_on=desk.today,
        inbound_id=inbound.id if inbound else None,
        owner_id=owner.id if owner else None,
        due_on=due_on,
        first_due_on=due_on,
        state=RecommendationState.OPEN,
        illustrative=illustrative,
    )
    session.add(row)
    session.flush()
    source = f"sha256:{inbound.sha256}" if inbound else ""
    ledger.record(
        session, desk, action=LedgerAction.RECOMMENDATION_MADE, subject=row.code, plan_id=plan.id, after=text,
        reason=subject.instance.code if subject.instance else "", source=source, actor=made_by,
    )  # fmt: skip
    ledger.record(
        session, desk, action=LedgerAction.RECOMMENDATION_ASSIGNED, subject=row.code, plan_id=plan.id, field="owner",
        after=owner.code if owner else "", reason=f"by default; answer by {due_on}: {ANSWER_RULE}", source=source,
    )  # fmt: skip
    return row


def default_owner(
    session: Session, desk: Desk, *, plan: ActionPlan, member: Member, subject: Subject
) -> Official | None:
    """Who answers unless a person decides otherwise: the official in charge of the commitment, else the focal point."""
    if subject.instance and subject.instance.responsible_id:
        return session.get(Official, subject.instance.responsible_id)
    return contact(session, plan_id=plan.id, member_id=member.id, today=desk.today)


def assign(
    session: Session,
    desk: Desk,
    *,
    plan: ActionPlan,
    row: Recommendation,
    owner: Official | None,
    due_on: date | None,
    reason: str,
    actor: str,
) -> None:
    """Give a recommendation another owner or another day; the first day stays, and the new owner will be told."""
    if owner is not None and owner.id != row.owner_id:
        before = session.get(Official, row.owner_id) if row.owner_id else None
        row.owner_id, row.told_on = owner.id, None
        ledger.record(
            session, desk, action=LedgerAction.RECOMMENDATION_ASSIGNED, subject=row.code, plan_id=plan.id,
            field="owner", before=before.code if before else "", after=owner.code, reason=reason, actor=actor,
        )  # fmt: skip
    if due_on is not None and due_on != row.due_on:
        check_in_plan(due_on, plan=plan)
        move_due(session, desk, plan=plan, row=row, due_on=due_on, reason=reason, actor=actor)
    session.add(row)


def check_in_plan(day: date, *, plan: ActionPlan) -> None:
    """Refuse a day outside the plan; the sentence names its first and last day."""
    first, last = PartialDate.parse(plan.starts).first_day(), PartialDate.parse(plan.end).last_day()
    if not first <= day <= last:
        raise DomainError(f"{day} is outside the plan, which runs from {first} to {last}; choose a day within it.")


def move_due(
    session: Session, desk: Desk, *, plan: ActionPlan, row: Recommendation, due_on: date, reason: str, actor: str
) -> None:
    """Give a recommendation another day, in the ledger too; the first one is never overwritten."""
    before, row.due_on = row.due_on, due_on
    row.first_due_on = row.first_due_on or due_on
    session.add(row)
    ledger.record(
        session, desk, action=LedgerAction.RECOMMENDATION_ASSIGNED, subject=row.code, plan_id=plan.id, field=DUE,
        before=before, after=due_on, reason=reason, actor=actor,
    )  # fmt: skip


def day_by_rule(desk: Desk, *, plan: ActionPlan, days: int) -> date:
    """Working days from today, never after the plan's end while it lies ahead."""
    calendar = calendar_for(plan.country, desk.today.year)
    return day_within(desk.today, days=days, calendar=calendar, plan_end=PartialDate.parse(plan.end).last_day())


def _next_code(session: Session, *, plan: ActionPlan, member: Member) -> str:
    prefix = f"R-{member.code}-"
    query = select(col(Recommendation.code)).where(
        Recommendation.plan_id == plan.id, col(Recommendation.code).startswith(prefix, autoescape=True)
    )
    numbers = [int(code.removeprefix(prefix)) for code in session.exec(query).all()]
    return f"{prefix}{max(numbers, default=0) + 1:03}"


def commitment_code(session: Session, row: Recommendation) -> str:
    """The commitment a recommendation is about, as the region of its committee carries it out; "" for none."""
    if row.commitment_id is None:
        return ""
    own = session.exec(
        select(CommitmentInstance.code).where(
            CommitmentInstance.commitment_id == row.commitment_id, CommitmentInstance.member_id == row.member_id
        )
    ).first()
    return own or session.get_one(Commitment, row.commitment_id).code
