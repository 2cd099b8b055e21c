"""Who was at a meeting: the sides present and the people counted, read from invitations and counts."""

from sqlmodel import Session, col, select

from models.rules.governance_counts import PeopleCount, sides_of
from models.tables import Invitation, Meeting, ParticipationCount
from models.vocabulary import Side


def sides_present(session: Session, *, meeting: Meeting) -> frozenset[Side]:
    """The sides of the dialogue that were in the room: invited people who attended, and categories that were counted."""
    attended = session.exec(
        select(Invitation).where(Invitation.meeting_id == meeting.id, col(Invitation.attended).is_(True))
    ).all()
    seats = frozenset(invitation.side for invitation in attended if invitation.side)
    counted = [count.category for count in counts_of(session, meeting=meeting) if count.people > 0]
    return seats | sides_of([*counted, *(i.category for i in attended if i.side is None)])


def people_present(session: Session, *, meeting: Meeting) -> int:
    """How many people were there: those counted, or those known to have attended when nobody counted."""
    counted = sum(count.people for count in counts_of(session, meeting=meeting))
    attended = session.exec(
        select(Invitation.id).where(Invitation.meeting_id == meeting.id, col(Invitation.attended).is_(True))
    ).all()
    return max(counted, len(attended))


def counts_of(session: Session, *, meeting: Meeting) -> list[PeopleCount]:
    """The counts recorded for one meeting."""
    query = select(ParticipationCount).where(ParticipationCount.meeting_id == meeting.id)
    return [
        PeopleCount(row.category, row.people, sex=row.sex, age_group=row.age_group, province=row.province)
        for row in session.exec(query.order_by(col(ParticipationCount.id))).all()
    ]
