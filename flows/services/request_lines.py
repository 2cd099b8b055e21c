"""The lines of data requests, frozen when they are asked; for many requests together, in a few queries."""

from collections.abc import Sequence
from typing import TypeVar

from sqlmodel import Session, col, select

from flows.services.forms import requested_items_of
from models.rules.lateness import SETTLED
from models.tables import CommitmentInstance, DataRequest, Indicator, Milestone, RequestedItem
from models.vocabulary import ItemKind

Row = TypeVar("Row", Indicator, Milestone)
Asking = tuple[DataRequest, list[CommitmentInstance]]


def freeze_items(session: Session, *, asking: Sequence[Asking]) -> None:
    """Write down what each new request asks for: figures, then milestones not yet settled, commitment by commitment."""
    instances = [instance.id for _, own in asking for instance in own]
    if not instances:
        return
    figures = _by_instance(session, Indicator, instances)
    milestones = _by_instance(session, Milestone, instances)
    for request, own in asking:
        lines = []
        for instance in own:
            lines += [
                RequestedItem(data_request_id=request.id, position=0, code=figure.code, kind=ItemKind.INDICATOR,
                              indicator_id=figure.id)
                for figure in figures.get(instance.id, [])
            ]  # fmt: skip
            lines += [
                RequestedItem(data_request_id=request.id, position=0, code=milestone.code, kind=ItemKind.MILESTONE,
                              milestone_id=milestone.id)
                for milestone in milestones.get(instance.id, [])
                if milestone.status not in SETTLED
            ]  # fmt: skip
        for position, line in enumerate(lines, start=1):
            line.position = position
        session.add_all(lines)
    session.flush()


def items_by_request(session: Session, *, requests: Sequence[DataRequest]) -> dict[int, list[RequestedItem]]:
    """The lines of several requests in printed order, by request."""
    found: dict[int, list[RequestedItem]] = {request.id: [] for request in requests}
    for item in requested_items_of(session, request_ids=list(found)):
        found[item.data_request_id].append(item)
    return found


def _by_instance(session: Session, table: type[Row], instances: Sequence[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    query = select(table).where(col(table.instance_id).in_(instances)).order_by(col(table.number))
    for row in session.exec(query).all():
        found.setdefault(row.instance_id, []).append(row)
    return found
