"""The pack each member of a committee gets: one mail per person and matrix version, queued once."""

from dataclasses import dataclass

from sqlmodel import Session

from flows.services.collection.forms import in_language
from flows.services.collection.requests import is_written
from flows.services.committee.committee_letters import address_mark, review_envelope
from flows.services.committee.committee_members import Seat, seats_of
from flows.services.committee.recommendations import recommendations_of
from flows.services.desk import Desk
from flows.services.dispatch import outbox
from models.tables import ActionPlan, Commitment, MatrixVersion, Member, Organisation, Recommendation, Review
from models.vocabulary import Language, MessageKind
from notifications.compose_pack import compose_pack
from notifications.pack import FollowedRecommendation, MatrixRow, Pack


@dataclass(frozen=True)
class Sent:
    """One member of a committee and what happened: asked now, asked before, or not reachable."""

    committee: str
    name: str
    side: str
    state: str
    is_new: bool


def send_packs(
    session: Session, desk: Desk, *, plan: ActionPlan, committee: Organisation, member: Member, review: Review
) -> list[Sent]:
    """Queue the pack for every member of the committee who was not sent it yet, in the caller's transaction."""
    matrix = session.get_one(MatrixVersion, review.matrix_id)
    seats = seats_of(session, organisation_id=committee.id, today=desk.today)
    followed = followed_recommendations(session, plan, member=member, matrix=matrix)
    sent, written = [], set()
    for seat in seats:
        state = "no address"
        if seat.email:
            key = f"pack:{plan.code}:{matrix.period}:{committee.code}:v{matrix.version}:{address_mark(seat.email)}"
            is_new = key not in written and not is_written(session, key=key)
            if is_new:
                pack = _pack(plan, committee, member, matrix, review, seat, followed)
                _queue(session, desk, pack=pack, seat=seat, key=key, review=review, period=matrix.period)
            written.add(key)
            state = "asked now" if is_new else "asked before"
        sent.append(Sent(committee.code, seat.name, seat.side.value, state, state == "asked now"))
    return sent


def followed_recommendations(
    session: Session, plan: ActionPlan, *, member: Member, matrix: MatrixVersion
) -> tuple[FollowedRecommendation, ...]:
    """Every recommendation made for this region before the matrix was frozen: none is ever left out of a pack."""
    rows = [r for r in recommendations_of(session, plan, member_id=member.id) if r.made_on <= matrix.as_of]
    return tuple(_followed(session, row) for row in rows)


def _followed(session: Session, row: Recommendation) -> FollowedRecommendation:
    commitment = session.get(Commitment, row.commitment_id) if row.commitment_id else None
    return FollowedRecommendation(
        code=row.code,
        text=row.text,
        commitment=commitment.code if commitment else "",
        state=row.state,
        response=row.response,
        response_text=row.response_text,
        due_on=row.due_on,
    )


def _pack(
    plan: ActionPlan,
    committee: Organisation,
    member: Member,
    matrix: MatrixVersion,
    review: Review,
    seat: Seat,
    followed: tuple[FollowedRecommendation, ...],
) -> Pack:
    language: Language = seat.language
    rows = tuple(MatrixRow.model_validate(row) for row in matrix.content["rows"])
    return Pack(
        language=language,
        recipient_name=seat.name,
        plan_title=plan.title,
        committee=in_language(committee.names, language) or committee.name,
        member=in_language(member.names, language) or member.name,
        period=matrix.period,
        version=matrix.version,
        respond_by=review.respond_by,
        rows=rows,
        member_code=member.code,
        followed=followed,
        is_illustrative=seat.illustrative or any(row.illustrative for row in rows),
    )


def _queue(session: Session, desk: Desk, *, pack: Pack, seat: Seat, key: str, review: Review, period: str) -> None:
    envelope = review_envelope(desk, name=seat.name, address=seat.email, key=key, review=review)
    outbox.queue(
        session, mail=compose_pack(pack, envelope=envelope), key=key, kind=MessageKind.COMMITTEE_PACK, now=desk.now,
        plan_id=review.plan_id, period=period, official_id=seat.official_id,
    )  # fmt: skip
