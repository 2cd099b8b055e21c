"""Who a reply about a review comes from, and which of its lines that person may say: member, owner, administrator."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from flows.services.committee.committee_members import Seat, find_seat, seats_of
from flows.services.desk import Desk
from flows.services.lifecycle.bodies import roles_of
from flows.services.reception.absences import is_deputy
from models.rules.codes import normalise_code
from models.tables import (
    ActionPlan,
    Commitment,
    CommitmentInstance,
    Milestone,
    Official,
    OpenQuestion,
    Recommendation,
    Review,
)
from models.vocabulary import Language, OfficialRole
from notifications.reading.committee_lines import CommitteeCodes

ANSWERS_QUESTIONS = (OfficialRole.ADMINISTRATOR, OfficialRole.FOCAL_POINT, OfficialRole.TECHNICAL_TEAM)


@dataclass(frozen=True)
class Speaker:
    """The sender of a reply, as far as we know them: a seat in the committee asked, an official of the plan, or both."""

    address: str
    name: str
    language: Language
    seat: Seat | None
    official: Official | None
    owned: frozenset[str]
    answers_questions: bool

    @property
    def is_known(self) -> bool:
        """Whether this person may say anything here."""
        return self.seat is not None or bool(self.owned) or self.answers_questions


def speaker_of(session: Session, desk: Desk, *, plan: ActionPlan, review: Review | None, address: str) -> Speaker:
    """Who writes from this address: looked up on the day, so that a seat that ended no longer speaks."""
    official = _official(session, plan=plan, address=address)
    seats = seats_of(session, organisation_id=review.organisation_id, today=desk.today) if review else []
    seat = find_seat(seats, address=address)
    roles = roles_of(session, official=official, day=desk.today) if official else set()
    name = seat.name if seat else (official.names.get(official.language.value) or official.name if official else "")
    return Speaker(
        address=seat.email if seat else (official.email if official else address),
        name=name,
        language=seat.language if seat else (official.language if official else Language.FRENCH),
        seat=seat,
        official=official,
        owned=_owned(session, desk, plan=plan, address=address),
        answers_questions=bool(roles & set(ANSWERS_QUESTIONS)),
    )


def codes_of(session: Session, *, plan: ActionPlan) -> CommitteeCodes:
    """Every code a reply may name, each folded for comparison: commitments, milestones, recommendations, questions."""
    subjects: dict[str, str] = {}
    for table in (Commitment, CommitmentInstance, Milestone):
        for code in session.exec(select(table.code).where(table.plan_id == plan.id)).all():
            subjects[normalise_code(code.replace("/", "-"))] = code
    for short, code in session.exec(
        select(Commitment.short_code, Commitment.code).where(Commitment.plan_id == plan.id)
    ).all():
        subjects.setdefault(normalise_code(short), code)
    recommendations = session.exec(select(Recommendation.code).where(Recommendation.plan_id == plan.id)).all()
    return CommitteeCodes(
        subjects=subjects,
        recommendations={normalise_code(code): code for code in recommendations},
        questions=_question_codes(session, plan=plan),
    )


def _question_codes(session: Session, *, plan: ActionPlan) -> dict[str, str]:
    """Open questions by their full code, and by the short name printed for them where only one bears it."""
    rows = session.exec(select(OpenQuestion).where(OpenQuestion.plan_id == plan.id)).all()
    stems: dict[str, list[str]] = {}
    for row in rows:
        stems.setdefault(normalise_code(row.code.split("-")[0]), []).append(row.code)
    codes = {stem: found[0] for stem, found in stems.items() if len(found) == 1}
    return codes | {normalise_code(row.code): row.code for row in rows}


def _official(session: Session, *, plan: ActionPlan, address: str) -> Official | None:
    if not address:
        return None
    query = select(Official).where(Official.plan_id == plan.id, func.lower(Official.email) == address.lower())
    return session.exec(query.order_by(col(Official.id))).first()


def _owned(session: Session, desk: Desk, *, plan: ActionPlan, address: str) -> frozenset[str]:
    query = (
        select(Recommendation, Official)
        .join(Official, col(Recommendation.owner_id) == Official.id)
        .where(Recommendation.plan_id == plan.id)
    )
    return frozenset(
        row.code
        for row, owner in session.exec(query).all()
        if owner.email.lower() == address.lower()
        or is_deputy(session, official_id=owner.id, address=address, today=desk.today)
    )
