"""Recommendations past their day: not answered, or accepted and not carried out. Chased like a late milestone."""

from sqlmodel import Session, select

from flows.services.committee.recommendations import commitment_code, recommendations_of
from flows.services.desk import Desk
from flows.services.escalation.lateness import LateThing, Settlement, Subject
from models.rules.policy import Policy
from models.tables import ActionPlan, Official, Recommendation
from models.vocabulary import EscalationEvent, EscalationSubject, Language, RecommendationState

TO_FOLLOW = (RecommendationState.OPEN, RecommendationState.ANSWERED)


def late_recommendations(session: Session, desk: Desk, plan: ActionPlan, _policy: Policy) -> list[LateThing]:
    """What is late today, oldest first; a recommendation without an owner is late too, and nobody is accused of it."""
    rows = [r for r in recommendations_of(session, plan, states=TO_FOLLOW) if r.due_on and r.due_on < desk.today]
    return [_late(session, row) for row in sorted(rows, key=lambda r: (r.due_on or desk.today, r.code))]


def recommendation_settlement(session: Session, desk: Desk, plan: ActionPlan, code: str) -> Settlement | None:
    """Why a recommendation is no longer late, its row locked; None while it still is."""
    row = session.exec(
        select(Recommendation).where(Recommendation.plan_id == plan.id, Recommendation.code == code).with_for_update()
    ).first()
    if row is None:
        return Settlement(EscalationEvent.GONE, "the recommendation no longer exists")
    if row.state is RecommendationState.WITHDRAWN:
        return Settlement(EscalationEvent.GONE, "the recommendation was withdrawn")
    if row.state not in TO_FOLLOW:
        return Settlement(EscalationEvent.ANSWERED, row.state.value)
    if row.due_on is None or row.due_on >= desk.today:
        return Settlement(EscalationEvent.EXTENDED, f"answered; now due on {row.due_on}")
    return None


def _late(session: Session, row: Recommendation) -> LateThing:
    text = " ".join(row.text.split())
    return LateThing(
        subject=EscalationSubject.RECOMMENDATION,
        code=row.code,
        titles={language.value: text for language in Language},
        commitment=commitment_code(session, row),
        member_id=row.member_id,
        responsible=session.get(Official, row.owner_id) if row.owner_id else None,
        due_on=row.due_on or row.made_on,
        illustrative=row.illustrative,
    )


RECOMMENDATIONS = Subject(EscalationSubject.RECOMMENDATION, late_recommendations, recommendation_settlement)
