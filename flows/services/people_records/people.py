"""Who holds which role for which member: the addressees of escalations and notices."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.services.kept import kept
from models.tables import Official, RoleAssignment
from models.vocabulary import OfficialRole

Holding = tuple[Official, RoleAssignment]

_HOLDINGS = (
    select(Official, RoleAssignment)
    .join(RoleAssignment, col(RoleAssignment.official_id) == Official.id)
    .where(col(Official.plan_id) == sa.bindparam("plan"))
    .order_by(col(RoleAssignment.id))
)


def holdings(session: Session, *, plan_id: int, today: date) -> list[Holding]:
    """Who holds which role of a plan today, in the order they were entered."""

    def read() -> list[Holding]:
        return [(official, role) for official, role in session.exec(_HOLDINGS, params={"plan": plan_id}).all()]

    rows = kept(session, ("holdings", plan_id), read, of=(Official, RoleAssignment))
    return [row for row in rows if (row[1].starts_on or date.min) <= today <= (row[1].ends_on or date.max)]


def holder(
    session: Session, *, plan_id: int, role: OfficialRole, member_id: int | None, today: date
) -> Official | None:
    """The official who holds a role today for a member; failing that, one who holds it for the whole plan."""
    current = [
        (official, assignment.member_id)
        for official, assignment in holdings(session, plan_id=plan_id, today=today)
        if assignment.role is role
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
