"""Milestones ended by a decision: closed without being done, or withdrawn. A mail that comes later does not undo it.

What the mail says is still recorded, with its source; only the state decided upon stays until somebody takes it up again.
"""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from models.tables import Amendment, Milestone
from models.vocabulary import MilestoneStatus

ENDED = frozenset({MilestoneStatus.CLOSED, MilestoneStatus.WITHDRAWN})


def is_ended_by_decision(session: Session, *, milestone: Milestone) -> bool:
    """Whether an amendment, not a mail, gave the milestone the state it has, and that state is an end."""
    if milestone.status not in ENDED:
        return False
    query = select(Amendment).where(
        Amendment.plan_id == milestone.plan_id, Amendment.subject == milestone.code, Amendment.field == "status"
    )
    last = session.exec(query.order_by(col(Amendment.id).desc())).first()
    return last is not None and last.after == milestone.status.value


def decided_status(amendments: Iterable[Amendment], *, code: str) -> MilestoneStatus | None:
    """The end decided upon by the last of these amendments; None while answers speak for the milestone."""
    decided = [row.after for row in amendments if row.subject == code and row.field == "status"]
    return next((status for status in ENDED if decided and status.value == decided[-1]), None)
