"""Telling owners of the recommendations they answer for: one mail per person with everything new, and what is late."""

from dataclasses import dataclass

from sqlmodel import Session

from flows.services.collection.forms import in_language
from flows.services.committee.committee_letters import review_envelope
from flows.services.committee.recommendations import commitment_code, recommendations_of
from flows.services.desk import Desk
from flows.services.dispatch import outbox
from models.tables import (
    ActionPlan,
    Member,
    Official,
    Organisation,
    Recommendation,
    Review,
)
from models.vocabulary import Language, MessageKind, RecommendationState
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
        commitment=commitment_code(session, row),
        due_on=row.due_on,
        committee=f"{body}, {region}" if region and region not in body else body,
    )
