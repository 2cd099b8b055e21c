"""Taking back what one message recorded: the rows stay, marked with the reason, and what stood before stands again."""

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.reception.milestone_decisions import is_ended_by_decision
from models.tables import (
    DataRequest,
    InboundLine,
    InboundMessage,
    IndicatorActual,
    Milestone,
    MilestoneUpdate,
    RequestedItem,
)
from models.vocabulary import LedgerAction, MilestoneStatus, RequestState


def retract(session: Session, desk: Desk, *, inbound: InboundMessage, because: str) -> int:
    """Take back every value and update of one message in the caller's transaction; returns how many."""
    actuals = session.exec(select(IndicatorActual).where(IndicatorActual.inbound_id == inbound.id)).all()
    updates = session.exec(select(MilestoneUpdate).where(MilestoneUpdate.inbound_id == inbound.id)).all()
    for row in (*actuals, *updates):
        row.is_current, row.retracted_at, row.retracted_because = False, desk.now, because
    session.flush()
    for actual in actuals:
        _restore_value(session, actual)
    for update in updates:
        _restore_milestone(session, update)
    for line in session.exec(select(InboundLine).where(InboundLine.inbound_id == inbound.id)).all():
        _reopen_item(session, inbound=inbound, code=line.code)
    ledger.record(
        session, desk, action=LedgerAction.VALUE_RETRACTED, subject=f"inbound:{inbound.sha256[:12]}",
        plan_id=inbound.plan_id, before=len(actuals) + len(updates), after=0, reason=because,
        source=f"sha256:{inbound.sha256}",
    )  # fmt: skip
    return len(actuals) + len(updates)


def _restore_value(session: Session, taken_back: IndicatorActual) -> None:
    query = select(IndicatorActual).where(
        IndicatorActual.indicator_id == taken_back.indicator_id,
        IndicatorActual.period == taken_back.period,
        col(IndicatorActual.retracted_at).is_(None),
    )
    before = session.exec(query.order_by(col(IndicatorActual.id).desc())).first()
    if before:
        before.is_current = True


def _restore_milestone(session: Session, taken_back: MilestoneUpdate) -> None:
    milestone = session.get_one(Milestone, taken_back.milestone_id)
    query = select(MilestoneUpdate).where(
        MilestoneUpdate.milestone_id == milestone.id, col(MilestoneUpdate.retracted_at).is_(None)
    )
    standing = session.exec(query.order_by(col(MilestoneUpdate.id).desc())).first()
    if is_ended_by_decision(session, milestone=milestone):
        if standing is not None:
            standing.is_current = True
        return
    if standing is None:
        line = session.get_one(InboundLine, taken_back.line_id)
        milestone.status = MilestoneStatus(line.before.split(" · ")[0]) if line.before else milestone.status
        milestone.done_on, milestone.percent = None, None
        return
    standing.is_current = True
    milestone.status = standing.status or milestone.status
    milestone.done_on, milestone.percent = standing.done_on, standing.percent


def _reopen_item(session: Session, *, inbound: InboundMessage, code: str) -> None:
    """A line is awaited again unless another message still answers it."""
    if not inbound.data_request_id or not code:
        return
    item = session.exec(
        select(RequestedItem).where(
            RequestedItem.data_request_id == inbound.data_request_id, RequestedItem.code == code
        )
    ).first()
    if item is None or _is_answered(session, item=item):
        return
    item.is_answered = False
    request = session.get_one(DataRequest, inbound.data_request_id)
    if request.state is RequestState.ANSWERED:
        request.state = RequestState.PARTLY_ANSWERED


def _is_answered(session: Session, *, item: RequestedItem) -> bool:
    if item.indicator_id:
        actual = select(IndicatorActual.id).where(
            IndicatorActual.indicator_id == item.indicator_id, col(IndicatorActual.is_current).is_(True)
        )
        return session.exec(actual).first() is not None
    update = select(MilestoneUpdate.id).where(
        MilestoneUpdate.milestone_id == item.milestone_id, col(MilestoneUpdate.is_current).is_(True)
    )
    return session.exec(update).first() is not None
