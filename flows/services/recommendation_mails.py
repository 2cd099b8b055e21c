"""Telling owners of the recommendations they answer for: one mail per person with everything new, and what is late."""

from dataclasses import dataclass

from sqlmodel import Session, select

from flows.services import outbox
from flows.services.committee_letters import review_envelope
from flows.services.desk import Desk
from flows.services.forms import in_language
from flows.services.lateness import LateThing
from flows.services.recommendations import recommendations_of
from models.tables import (
    ActionPlan,
    Commitment,
    CommitmentInstance,
    Member,
    Official,
    Organisation,
    Recommendation,
    Review,
)
from models.vocabulary import EscalationSubject, Language, MessageKind, RecommendationState
from notifications.compose import compose_notice
from notifications.compose_recommendations import owner_words
from notifications.language import phrases
from notifications.pack import OwnedRecommendation

TO_FOLLOW = (RecommendationState.OPEN, RecommendationState.ANSWERED)


@dataclass(frozen=True)
class Told:
    """One owner written to, and about which recommendations."""

    official: str
    codes: tuple[str, ...]


def tell_owners(session: Session, desk: Desk, *, plan: ActionPlan) -> list[Told]:
    """Write once to every owner of open recommendations not yet told of them, in the caller's transaction."""
    waiting: dict[int, list[Recommendation]] = {}
    for row in recommendations_of(session, plan, states=(RecommendationState.OPEN,)):
        if row.owner_id is not None and row.told_on is None:
            waiting.setdefault(row.owner_id, []).append(row)
    told = []
    for owner_id, rows in waiting.items():
        owner = session.get_one(Official, owner_id)
        if owner.email and not owner.suppressed_because and _queue(session, desk, plan=plan, owner=owner, rows=rows):
            told.append(Told(owner.code, tuple(row.code for row in rows)))
    return told


def late_recommendations(session: Session, desk: Desk, *, plan: ActionPlan) -> list[LateThing]:
    """Recommendations past their day: not answered, or accepted and not yet carried out; oldest first.

    In the shape of late milestones, so that the same escalation follows them.
    """
    rows = [r for r in recommendations_of(session, plan, states=TO_FOLLOW) if r.due_on and r.due_on < desk.today]
    return [_late(session, row) for row in sorted(rows, key=lambda r: (r.due_on or desk.today, r.code))]


def recommendation_settlement(session: Session, *, plan_id: int, code: str) -> str:
    """Why a recommendation is no longer late ("implemented", "refused" …); "" while it is still to be followed."""
    row = session.exec(
        select(Recommendation).where(Recommendation.plan_id == plan_id, Recommendation.code == code)
    ).first()
    if row is None:
        return "the recommendation no longer exists"
    return "" if row.state in TO_FOLLOW else row.state.value


def _late(session: Session, row: Recommendation) -> LateThing:
    text = " ".join(row.text.split())
    return LateThing(
        subject=EscalationSubject.RECOMMENDATION,
        code=row.code,
        titles={language.value: text for language in Language},
        commitment=_commitment_code(session, row),
        member_id=row.member_id,
        responsible=session.get(Official, row.owner_id) if row.owner_id else None,
        due_on=row.due_on or row.made_on,
        illustrative=row.illustrative,
    )


def _commitment_code(session: Session, row: Recommendation) -> str:
    if row.commitment_id is None:
        return ""
    own = session.exec(
        select(CommitmentInstance.code).where(
            CommitmentInstance.commitment_id == row.commitment_id, CommitmentInstance.member_id == row.member_id
        )
    ).first()
    return own or session.get_one(Commitment, row.commitment_id).code


def _queue(session: Session, desk: Desk, *, plan: ActionPlan, owner: Official, rows: list[Recommendation]) -> bool:
    book = phrases(owner.language)
    items = tuple(_owned(session, row, language=owner.language) for row in rows)
    words = owner_words(items, book=book)
    key = f"recommendations:{plan.code}:{owner.code}:{desk.today.isoformat()}:{rows[-1].code}"
    review = session.get(Review, rows[-1].review_id) if rows[-1].review_id else None
    name = owner.names.get(owner.language.value) or owner.name
    mail = compose_notice(
        language=owner.language, subject=words.subject, paragraphs=words.paragraphs, greeting_name=name,
        envelope=review_envelope(desk, name=name, address=owner.email, key=key, review=review),
    )  # fmt: skip
    queued = outbox.queue(
        session, mail=mail, key=key, kind=MessageKind.RECOMMENDATION, now=desk.now, plan_id=plan.id,
        official_id=owner.id,
    )  # fmt: skip
    for row in rows:
        row.told_on = desk.today
        session.add(row)
    return queued is not None


def _owned(session: Session, row: Recommendation, *, language: Language) -> OwnedRecommendation:
    review = session.get(Review, row.review_id) if row.review_id else None
    committee = session.get(Organisation, review.organisation_id) if review else None
    member = session.get(Member, row.member_id) if row.member_id else None
    body = (in_language(committee.names, language) or committee.name) if committee else row.made_by
    region = (in_language(member.names, language) or member.name) if member else ""
    return OwnedRecommendation(
        code=row.code,
        text=row.text,
        commitment=_commitment_code(session, row),
        due_on=row.due_on,
        committee=f"{body}, {region}" if region and region not in body else body,
    )
