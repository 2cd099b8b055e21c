"""The lines of data requests, frozen when they are asked; for many requests together, in a few queries."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from sqlmodel import Session, col, select

from flows.services.forms import requested_items_of
from flows.services.indicator_versions import is_asked_in
from flows.services.inserting import insert_all
from models.rules.lateness import SETTLED
from models.tables import Campaign, CommitmentInstance, DataRequest, Indicator, Milestone, RequestedItem
from models.vocabulary import ItemKind

Row = TypeVar("Row", Indicator, Milestone)
Asking = tuple[DataRequest, list[CommitmentInstance]]


def freeze_items(session: Session, *, asking: Sequence[Asking]) -> dict[int, list[RequestedItem]]:
    """Write down what each new request asks for: figures, then milestones not yet settled, commitment by commitment.

    The lines in printed order, by request.
    """
    found: dict[int, list[RequestedItem]] = {request.id: [] for request, _ in asking}
    instances = [instance.id for _, own in asking for instance in own]
    if not instances:
        return found
    periods = _periods(session, [request for request, _ in asking])
    figures = _by_instance(session, Indicator, instances)
    milestones = _by_instance(session, Milestone, instances)
    rows = [
        line | {"data_request_id": request.id, "position": position}
        for request, own in asking
        for position, line in enumerate(_lines(own, figures, milestones, periods[request.campaign_id]), start=1)
    ]
    for item in sorted(insert_all(session, RequestedItem, rows), key=lambda item: item.position):
        found[item.data_request_id].append(item)
    return found


def _lines(
    instances: Sequence[CommitmentInstance],
    figures: Mapping[int, Sequence[Indicator]],
    milestones: Mapping[int, Sequence[Milestone]],
    period: str,
) -> Iterator[dict[str, object]]:
    for instance in instances:
        for figure in (f for f in figures.get(instance.id, ()) if is_asked_in(f, period=period)):
            yield _line(figure.code, ItemKind.INDICATOR, indicator_id=figure.id)
        for milestone in milestones.get(instance.id, ()):
            if milestone.status not in SETTLED:
                yield _line(milestone.code, ItemKind.MILESTONE, milestone_id=milestone.id)


def _periods(session: Session, requests: Sequence[DataRequest]) -> dict[int, str]:
    query = select(Campaign.id, Campaign.period).where(col(Campaign.id).in_({r.campaign_id for r in requests}))
    return dict(session.exec(query).all())


def _line(
    code: str, kind: ItemKind, *, indicator_id: int | None = None, milestone_id: int | None = None
) -> dict[str, object]:
    return {"code": code, "kind": kind, "indicator_id": indicator_id, "milestone_id": milestone_id}


def items_by_request(session: Session, *, requests: Sequence[DataRequest]) -> dict[int, list[RequestedItem]]:
    """The lines of several requests in printed order, by request."""
    found: dict[int, list[RequestedItem]] = {request.id: [] for request in requests}
    if not found:
        return found
    for item in requested_items_of(session, request_ids=list(found)):
        found[item.data_request_id].append(item)
    return found


def _by_instance(session: Session, table: type[Row], instances: Sequence[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    query = select(table).where(col(table.instance_id).in_(instances)).order_by(col(table.number))
    for row in session.exec(query).all():
        found.setdefault(row.instance_id, []).append(row)
    return found
