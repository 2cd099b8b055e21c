"""Who sits in the supervisory committees, who may speak for whom, and whether both sides are there."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.rules.committee_review import review_invalid_because
from models.tables import Invitation, Meeting, Member, Membership, Official, Organisation, Review
from models.vocabulary import Language, MeetingState, OrganisationKind, Side


@dataclass(frozen=True)
class Seat:
    """One member of a body on a day, with the address to write to ("" when none is known or it is broken)."""

    membership_id: int
    name: str
    email: str
    language: Language
    side: Side
    official_id: int | None = None
    illustrative: bool = False


def committees(session: Session, *, plan_id: int) -> list[tuple[Organisation, Member]]:
    """The supervisory committee of each member that has one, in the order of the members."""
    query = (
        select(Organisation, Member)
        .join(Member, col(Organisation.member_id) == Member.id)
        .where(Organisation.plan_id == plan_id, Organisation.kind == OrganisationKind.SUPERVISORY_COMMITTEE)
        .order_by(col(Member.position), col(Organisation.position))
    )
    return [(organisation, member) for organisation, member in session.exec(query).all()]


def seats_of(session: Session, *, organisation_id: int, today: date) -> list[Seat]:
    """Everybody who sits in a body today, in the order they were entered."""
    query = select(Membership).where(Membership.organisation_id == organisation_id).order_by(col(Membership.id))
    rows = session.exec(query).all()
    return [_seat(session, row) for row in rows if (row.starts_on or date.min) <= today <= (row.ends_on or date.max)]


def find_seat(seats: list[Seat], *, address: str) -> Seat | None:
    """The seat of an address, whatever its case."""
    wanted = address.casefold()
    return next((seat for seat in seats if wanted and seat.email.casefold() == wanted), None)


def invalid_because(session: Session, *, review: Review, today: date) -> str:
    """Why this review would not count today: a side without a seat, or absent from the meeting that was held."""
    seated = {seat.side for seat in seats_of(session, organisation_id=review.organisation_id, today=today)}
    return review_invalid_because(seated=seated, present=_present(session, review=review))


def _present(session: Session, *, review: Review) -> set[Side] | None:
    meeting = session.get(Meeting, review.meeting_id) if review.meeting_id else None
    if meeting is None or meeting.state is not MeetingState.HELD:
        return None
    query = select(Invitation).where(Invitation.meeting_id == meeting.id, col(Invitation.attended).is_not(None))
    rows = session.exec(query).all()
    return {row.side for row in rows if row.attended and row.side} if rows else None


def _seat(session: Session, row: Membership) -> Seat:
    official = session.get(Official, row.official_id) if row.official_id else None
    if official is None:
        return Seat(
            row.id, row.name, row.email, _language(row.language), row.side, illustrative=row.illustrative
        )  # fmt: skip
    return Seat(
        membership_id=row.id,
        name=official.names.get(official.language.value) or official.name,
        email="" if official.suppressed_because else official.email,
        language=official.language,
        side=row.side,
        official_id=official.id,
        illustrative=official.illustrative,
    )


def _language(text: str) -> Language:
    return Language(text) if text in set(Language) else Language.FRENCH
