"""The lines of data requests, frozen when they are asked; for many requests together, in a few queries."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from sqlmodel import Session, col, select

from flows.services.collection.asked_lines import FrozenLine
from flows.services.collection.forms import requested_items_of
from flows.services.inserting import write_all
from flows.services.lifecycle.indicator_versions import is_asked_in
from models.rules.lateness import SETTLED
from models.tables import Campaign, CommitmentInstance, DataRequest, Indicator, Milestone, RequestedItem
from models.vocabulary import ItemKind

Row = TypeVar("Row", Indicator, Milestone)
Asking = tuple[DataRequest, list[CommitmentInstance]]


def freeze_items(session: Session, *, asking: Sequence[Asking]) -> dict[int, list[FrozenLine]]:
    """Write down what each new request asks for: figures, then milestones not yet settled, commitment by commitment.

    The lines in printed order, by request.
    """
    found: dict[int, list[FrozenLine]] = {request.id: [] for request, _ in asking}
    instances = [instance.id for _, own in asking for instance in own]
    if not instances:
        return found
    periods = _periods(session, [request for request, _ in asking])
    figures = _by_instance(session, Indicator, instances)
    milestones = _by_instance(session, Milestone, instances)
    for request, own in asking:
        found[request.id] += _lines(own, figures, milestones, periods[request.campaign_id])
    write_all(session, RequestedItem, [row for number, lines in found.items() for row in _rows(number, lines)])
    return found


def _rows(request_id: int, lines: Sequence[FrozenLine]) -> Iterator[dict[str, object]]:
    for position, line in enumerate(lines, start=1):
        ids = {"indicator_id": line.indicator_id, "milestone_id": line.milestone_id}
        yield {"data_request_id": request_id, "position": position, "code": line.code, "kind": line.kind, **ids}


def _lines(
    instances: Sequence[CommitmentInstance],
    figures: Mapping[int, Sequence[Indicator]],
    milestones: Mapping[int, Sequence[Milestone]],
    period: str,
) -> Iterator[FrozenLine]:
    for instance in instances:
        for figure in (f for f in figures.get(instance.id, ()) if is_asked_in(f, period=period)):
            yield FrozenLine(figure.code, ItemKind.INDICATOR, indicator_id=figure.id)
        for milestone in milestones.get(instance.id, ()):
            if milestone.status not in SETTLED:
                yield FrozenLine(milestone.code, ItemKind.MILESTONE, milestone_id=milestone.id)


def _periods(session: Session, requests: Sequence[DataRequest]) -> dict[int, str]:
    query = select(Campaign.id, Campaign.period).where(col(Campaign.id).in_({r.campaign_id for r in requests}))
    return dict(session.exec(query).all())


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
