"""What replies to a few forms need, in one query for each sort of row, and each form's share of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, func, select

from flows.services.collection.forms import FormRows, requested_items_of
from flows.services.desk import Desk
from flows.services.lifecycle.indicator_versions import versions_of
from models.tables import (
    Campaign,
    DataRequest,
    Escalation,
    InboundLine,
    InboundMessage,
    IndicatorActual,
    IndicatorVersion,
    MilestoneUpdate,
    OutboundBytes,
    OutboundMessage,
    RequestedItem,
)
from models.vocabulary import EscalationState, MessageKind

OWN_MAILS_COMPARED = 10
EARLIER_LINES_COMPARED = 500

Subject = tuple[str, int]


@dataclass(frozen=True)
class RequestRows:
    """What a reply to one form needs: its lines, what we sent, what was answered for the period and is current.

    `earlier` are lines of the replies that came before.
    `receipts_today` are those of its official in the last 24 hours; `has_receipts` tells whether an earlier reply to
    this form got one.
    """

    items: tuple[RequestedItem, ...]
    form_rows: FormRows
    versions: Sequence[IndicatorVersion]
    sent: tuple[bytes, ...]
    earlier: tuple[str, ...]
    actuals: tuple[IndicatorActual, ...]
    updates: tuple[MilestoneUpdate, ...]
    escalations: tuple[Escalation, ...]
    receipts_today: int
    has_receipts: bool
    about: frozenset[Subject]


def rows_of(session: Session, desk: Desk, *, requests: Sequence[DataRequest]) -> dict[int, RequestRows]:
    """What replies to these requests need, by request."""
    if not requests:
        return {}
    numbers = [request.id for request in requests]
    items: dict[int, list[RequestedItem]] = defaultdict(list)
    for item in requested_items_of(session, request_ids=numbers):
        items[item.data_request_id].append(item)
    rows = _Rows(session, desk, requests=requests, items=items)
    return {request.id: rows.of(request) for request in requests}


class _Rows:
    """One query for each sort of row, and each request's share of them."""

    def __init__(
        self, session: Session, desk: Desk, *, requests: Sequence[DataRequest], items: dict[int, list[RequestedItem]]
    ) -> None:
        self._items = items
        self._periods = {r.id: session.get_one(Campaign, r.campaign_id).period for r in requests}
        self._forms = {
            period: FormRows(
                session,
                items=[i for r in requests if self._periods[r.id] == period for i in items[r.id]],
                period=period,
            )
            for period in set(self._periods.values())
        }
        everything = [item for found in items.values() for item in found]
        self._versions = versions_of(session, indicator_ids=_present(i.indicator_id for i in everything))
        self._actuals = _actuals(session, _present(i.indicator_id for i in everything), set(self._periods.values()))
        self._updates = _updates(session, _present(i.milestone_id for i in everything), set(self._periods.values()))
        self._sent = sent_bytes(session, numbers=list(self._periods))
        self._earlier = earlier_lines(session, numbers=list(self._periods))
        self._escalations = _escalations(session, requests, codes=[item.code for item in everything])
        self._receipts = _receipts(session, desk, {request.official_id for request in requests})
        self._told = _told(session, list(self._periods))

    def of(self, request: DataRequest) -> RequestRows:
        """One request's share."""
        items, period = self._items[request.id], self._periods[request.id]
        indicators, milestones = _present(i.indicator_id for i in items), _present(i.milestone_id for i in items)
        codes = {request.reference, *(item.code for item in items)}
        subjects = {("official", request.official_id), *(("indicator", n) for n in indicators)}
        return RequestRows(
            items=tuple(items),
            form_rows=self._forms[period],
            versions=self._versions,
            sent=tuple(self._sent[request.id]),
            earlier=tuple(self._earlier[request.id]),
            actuals=tuple(a for n in indicators for a in self._actuals[n, period]),
            updates=tuple(u for n in milestones for u in self._updates[n, period]),
            escalations=tuple(e for e in self._escalations if e.plan_id == request.plan_id and e.subject_code in codes),
            receipts_today=self._receipts.get(request.official_id, 0),
            has_receipts=request.id in self._told,
            about=frozenset(subjects | {("milestone", n) for n in milestones}),
        )


def _present(numbers: Iterable[int | None]) -> set[int]:
    return {number for number in numbers if number is not None}


def _actuals(
    session: Session, numbers: Collection[int], periods: Collection[str]
) -> dict[tuple[int, str], list[IndicatorActual]]:
    found: dict[tuple[int, str], list[IndicatorActual]] = defaultdict(list)
    query = select(IndicatorActual).where(
        col(IndicatorActual.indicator_id).in_(numbers),
        col(IndicatorActual.period).in_(periods),
        col(IndicatorActual.is_current).is_(True),
    )
    for row in session.exec(query.order_by(col(IndicatorActual.id))).all() if numbers else ():
        found[row.indicator_id, row.period].append(row)
    return found


def _updates(
    session: Session, numbers: Collection[int], periods: Collection[str]
) -> dict[tuple[int, str], list[MilestoneUpdate]]:
    found: dict[tuple[int, str], list[MilestoneUpdate]] = defaultdict(list)
    query = select(MilestoneUpdate).where(
        col(MilestoneUpdate.milestone_id).in_(numbers),
        col(MilestoneUpdate.period).in_(periods),
        col(MilestoneUpdate.is_current).is_(True),
    )
    for row in session.exec(query.order_by(col(MilestoneUpdate.id))).all() if numbers else ():
        found[row.milestone_id, row.period].append(row)
    return found


def sent_bytes(session: Session, *, numbers: Collection[int]) -> Mapping[int, Sequence[bytes]]:
    """The bytes of our newest mails about each form, by its request."""
    query = (
        select(OutboundMessage.data_request_id, OutboundBytes.raw)
        .join(OutboundBytes, col(OutboundBytes.outbound_id) == OutboundMessage.id)
        .where(col(OutboundMessage.data_request_id).in_(numbers))
        .order_by(col(OutboundMessage.id).desc())
    )
    found: dict[int, list[bytes]] = defaultdict(list)
    for number, raw in session.exec(query):
        if number is not None and len(found[number]) < OWN_MAILS_COMPARED:
            found[number].append(raw)
    return found


def earlier_lines(session: Session, *, numbers: Collection[int], but: int = 0) -> Mapping[int, Sequence[str]]:
    """Lines with a code of replies that came before about each form, by its request; `but` is the reply being read."""
    query = (
        select(InboundMessage.data_request_id, InboundLine.raw_text)
        .join(InboundLine, col(InboundLine.inbound_id) == InboundMessage.id)
        .where(col(InboundMessage.data_request_id).in_(numbers), InboundLine.code != "", InboundMessage.id != but)
        .order_by(col(InboundLine.id).desc())
    )
    found: dict[int, list[str]] = defaultdict(list)
    for number, text in session.exec(query):
        if number is not None and len(found[number]) < EARLIER_LINES_COMPARED:
            found[number].append(text)
    return found


def _escalations(session: Session, requests: Sequence[DataRequest], *, codes: Sequence[str]) -> Sequence[Escalation]:
    query = select(Escalation).where(
        col(Escalation.plan_id).in_({request.plan_id for request in requests}),
        Escalation.state != EscalationState.ENDED,
        col(Escalation.subject_code).in_([*(request.reference for request in requests), *codes]),
    )
    return session.exec(query).all()


def _receipts(session: Session, desk: Desk, officials: Collection[int]) -> dict[int, int]:
    query = (
        select(OutboundMessage.official_id, func.count())
        .where(
            col(OutboundMessage.official_id).in_(officials),
            OutboundMessage.kind == MessageKind.RECEIPT,
            OutboundMessage.queued_at > desk.now - timedelta(days=1),
        )
        .group_by(col(OutboundMessage.official_id))
    )
    return {official: count for official, count in session.exec(query).all() if official is not None}


def _told(session: Session, numbers: Collection[int]) -> set[int]:
    query = select(InboundMessage.data_request_id).where(
        col(InboundMessage.data_request_id).in_(numbers), col(InboundMessage.receipt_id).is_not(None)
    )
    return {number for number in session.exec(query).all() if number is not None}
