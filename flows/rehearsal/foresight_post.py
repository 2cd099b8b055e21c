"""When the committee loop and the check of the mail can find something to do: days reached, and what lies in the post.

On the safe side, like `foresight`: what would be found for nothing costs a run, what would be missed is a fault.
"""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_plan
from flows.services.upkeep.fate_checks import LONGEST_WAIT
from models.rules.lateness import AWAITED
from models.tables import Campaign, DataRequest, Membership, Organisation, OutboundMessage, Review
from models.vocabulary import OutboundState

REVIEWED = (
    "campaign", "organisation", "member", "membership", "official", "role_assignment", "matrix_version", "review",
    "meeting", "invitation", "recommendation",
)  # fmt: skip
"""Tables the committee loop decides by. Figures are frozen by it, but only when a collection was closed."""
CHECKED = ("inbound_message", "official", "role_assignment")
"""Tables whose every change the check of the mail looks at; mails out are asked for by their state."""
ONE_DAY = timedelta(days=1)
_IS = col(OutboundMessage.state)
_AWAITED = sa.exists().where(
    col(DataRequest.id) == col(OutboundMessage.data_request_id), col(DataRequest.state).in_(list(AWAITED))
)
_RESTLESS = (
    sa.select(col(OutboundMessage.id))
    .where(
        _IS.in_((OutboundState.SENDING, OutboundState.IN_DOUBT, OutboundState.FAILED, OutboundState.HELD))
        | ((_IS == OutboundState.BOUNCED) & _AWAITED)
        | ((_IS == OutboundState.PENDING) & (col(OutboundMessage.next_try_at) < sa.bindparam("at")))
    )
    .limit(1)
)


def next_committee_review(desk: Desk, *, plan: str) -> date:
    """The first day after `desk.today` on which a collection or a review is closed, or a seat begins or ends."""
    with desk.reading() as session:
        row = find_plan(session, code=plan)
        closing = session.exec(select(col(Campaign.respond_by)).where(Campaign.plan_id == row.id)).all()
        open_ones = select(col(Review.respond_by)).where(Review.plan_id == row.id, col(Review.closed_on).is_(None))
        reviews = session.exec(open_ones).all()
        seats = select(col(Membership.starts_on), col(Membership.ends_on)).join(Organisation)
        terms = session.exec(seats.where(Organisation.plan_id == row.id)).all()
    days = [day + ONE_DAY for day in (*closing, *reviews)]
    days += [first for first, _ in terms if first] + [last + ONE_DAY for _, last in terms if last]
    return min((day for day in days if day > desk.today), default=date.max)


def is_post_restless(desk: Desk) -> bool:
    """Whether a mail out lies there that may have to be told of: failed, in doubt, held, overdue, bounced unanswered."""
    with desk.engine.execution_options(reads_only=True).connect() as connection:
        return connection.execute(_RESTLESS, {"at": desk.now - LONGEST_WAIT}).first() is not None
