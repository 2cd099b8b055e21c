"""The rows that the lines of one reply may change, loaded together: a reply costs the same few queries however long it is.

What is recorded waits here until the lines it points to have their numbers.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, col, or_, select

from flows.services.collection.forms import requested_items
from flows.services.inserting import insert_rows, values_of, write_all
from flows.services.lifecycle.indicator_versions import Definition, definition_for, versions_of
from flows.services.reception.reply_context import Reply
from models.tables import InboundLine, Indicator, IndicatorActual, Milestone, MilestoneUpdate, RequestedItem

Row = TypeVar("Row", Indicator, Milestone)


class Ground:
    """Lines of the form by code, what they are about, and what was answered for the period so far."""

    def __init__(self, session: Session, *, reply: Reply, items: Sequence[RequestedItem]) -> None:
        self.items = list(items) or requested_items(session, request_id=reply.request.id)
        self._by_code = {item.code: item for item in self.items}
        self._indicators = _by_id(session, Indicator, (item.indicator_id for item in self.items))
        self._milestones = _by_id(session, Milestone, (item.milestone_id for item in self.items))
        self._period = reply.campaign.period
        known = reply.rows
        self._versions = known.versions if known else versions_of(session, indicator_ids=self._indicators)
        self._actuals = list(known.actuals) if known else self._answered_figures(session, period=reply.campaign.period)
        self._updates = list(known.updates) if known else self._answered_milestones(session, reply=reply)
        self._waiting: list[tuple[IndicatorActual | MilestoneUpdate, InboundLine]] = []

    def item(self, code: str) -> RequestedItem:
        """The line of the form with this code."""
        return self._by_code[code]

    def indicator(self, item: RequestedItem) -> Indicator:
        """The figure a line asks for."""
        return self._indicators[item.indicator_id or 0]

    def definition(self, indicator: Indicator) -> Definition:
        """What the figure meant when it was asked for: an amendment since then does not touch this form."""
        return definition_for(indicator, self._versions, period=self._period)

    def milestone(self, item: RequestedItem) -> Milestone:
        """The milestone a line asks about."""
        return self._milestones[item.milestone_id or 0]

    def current_figures(self, indicator_id: int) -> list[IndicatorActual]:
        """The current values of a figure for the period."""
        return [row for row in self._actuals if row.indicator_id == indicator_id and row.is_current]

    def current_updates(self, milestone_id: int) -> list[MilestoneUpdate]:
        """The current answers about a milestone for the period."""
        return [row for row in self._updates if row.milestone_id == milestone_id and row.is_current]

    def update_of(self, milestone_id: int, *, inbound_id: int) -> MilestoneUpdate | None:
        """What the same mail has already said about a milestone."""
        rows = (row for row in self._updates if row.milestone_id == milestone_id)
        return next((row for row in rows if row.inbound_id == inbound_id), None)

    def keep(self, row: IndicatorActual | MilestoneUpdate, *, line: InboundLine) -> None:
        """Record a new row once the line it came from is written."""
        self._waiting.append((row, line))
        if isinstance(row, IndicatorActual):
            self._actuals.append(row)
        else:
            self._updates.append(row)

    def write(self, session: Session, lines: Sequence[InboundLine]) -> None:
        """Write the lines, then what they recorded."""
        insert_rows(session, lines, by="position")
        for row, line in self._waiting:
            row.line_id = line.id
        for table in (IndicatorActual, MilestoneUpdate):
            write_all(session, table, [values_of(row) for row, _ in self._waiting if isinstance(row, table)])
        self._waiting.clear()

    def _answered_figures(self, session: Session, *, period: str) -> list[IndicatorActual]:
        if not self._indicators:
            return []
        query = select(IndicatorActual).where(
            col(IndicatorActual.indicator_id).in_(self._indicators),
            IndicatorActual.period == period,
            col(IndicatorActual.is_current).is_(True),
        )
        return list(session.exec(query.order_by(col(IndicatorActual.id))).all())

    def _answered_milestones(self, session: Session, *, reply: Reply) -> list[MilestoneUpdate]:
        if not self._milestones:
            return []
        query = select(MilestoneUpdate).where(
            col(MilestoneUpdate.milestone_id).in_(self._milestones),
            MilestoneUpdate.period == reply.campaign.period,
            or_(col(MilestoneUpdate.is_current).is_(True), MilestoneUpdate.inbound_id == reply.inbound.id),
        )
        return list(session.exec(query.order_by(col(MilestoneUpdate.id))).all())


def _by_id(session: Session, table: type[Row], keys: Iterable[int | None]) -> dict[int, Row]:
    """Rows by number; the form was built from them, so most often they are at hand."""
    at_hand = session.identity_map
    wanted = ((key, identity_key(table, key)) for key in keys if key is not None)
    return {key: at_hand.get(name) or session.get_one(table, key) for key, name in wanted}
