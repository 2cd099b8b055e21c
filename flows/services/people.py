"""Who holds which role for which member: the addressees of escalations and notices."""

from datetime import date

from sqlmodel import Session, col, select

from models.tables import Official, RoleAssignment
from models.vocabulary import OfficialRole


def holder(
    session: Session, *, plan_id: int, role: OfficialRole, member_id: int | None, today: date
) -> Official | None:
    """The official who holds a role today for a member; failing that, one who holds it for the whole plan."""
    query = (
        select(Official, RoleAssignment)
        .join(RoleAssignment, col(RoleAssignment.official_id) == Official.id)
        .where(Official.plan_id == plan_id, RoleAssignment.role == role)
        .order_by(col(RoleAssignment.id))
    )
    current = [
        (official, assignment.member_id)
        for official, assignment in session.exec(query).all()
        if (assignment.starts_on or date.min) <= today <= (assignment.ends_on or date.max)
    ]
    for wanted in (member_id, None):
        for official, member in current:
            if member == wanted:
                return official
    return None


def contact(session: Session, *, plan_id: int, member_id: int | None, today: date) -> Official | None:
    """Who is told of a broken address or a held reply: the member's focal point, else an administrator."""
    for role in (OfficialRole.FOCAL_POINT, OfficialRole.ADMINISTRATOR, OfficialRole.TECHNICAL_TEAM):
        found = holder(session, plan_id=plan_id, role=role, member_id=member_id, today=today)
        if found and found.email and not found.suppressed_because:
            return found
    return None
