"""Turning a provisional answer into a confirmed one; only then does it take the place of an earlier confirmed one."""

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.reception.milestone_decisions import is_ended_by_decision
from models.tables import InboundMessage, IndicatorActual, Milestone, MilestoneUpdate
from models.vocabulary import InboundClass, LedgerAction, ValueStatus


def confirm(session: Session, desk: Desk, *, message: InboundMessage, reason: str, decided_by: str) -> int:
    """Confirm one provisional reply and its answers in the caller's transaction; returns how many answers."""
    actuals = session.exec(
        select(IndicatorActual).where(
            IndicatorActual.inbound_id == message.id, col(IndicatorActual.retracted_at).is_(None)
        )
    ).all()
    updates = session.exec(
        select(MilestoneUpdate).where(
            MilestoneUpdate.inbound_id == message.id, col(MilestoneUpdate.retracted_at).is_(None)
        )
    ).all()
    for actual in actuals:
        actual.value_status = _confirmed(actual.value_status)
        _make_current(session, actual)
    for update in updates:
        update.value_status = _confirmed(update.value_status)
        _apply(session, update)
    message.fate, message.decided_by = InboundClass.RECORDED, decided_by
    ledger.record(
        session, desk, action=LedgerAction.VALUE_CONFIRMED, subject=f"inbound:{message.sha256[:12]}",
        plan_id=message.plan_id, before=InboundClass.PROVISIONAL.value, after=InboundClass.RECORDED.value,
        reason=reason, source=f"sha256:{message.sha256}", actor=decided_by,
    )  # fmt: skip
    return len(actuals) + len(updates)


def _confirmed(status: ValueStatus) -> ValueStatus:
    return ValueStatus.CONFIRMED if status is ValueStatus.PROVISIONAL else status


def _make_current(session: Session, confirmed: IndicatorActual) -> None:
    """The newest answer that was not taken back is the current one."""
    query = select(IndicatorActual).where(
        IndicatorActual.indicator_id == confirmed.indicator_id,
        IndicatorActual.period == confirmed.period,
        col(IndicatorActual.retracted_at).is_(None),
    )
    rows = session.exec(query.order_by(col(IndicatorActual.id))).all()
    if any(row.is_current and row.id > confirmed.id for row in rows):
        return
    for row in rows:
        row.is_current = row.id == confirmed.id


def _apply(session: Session, confirmed: MilestoneUpdate) -> None:
    query = select(MilestoneUpdate).where(
        MilestoneUpdate.milestone_id == confirmed.milestone_id, col(MilestoneUpdate.retracted_at).is_(None)
    )
    rows = session.exec(query.order_by(col(MilestoneUpdate.id))).all()
    if confirmed.is_current or any(row.is_current and row.id > confirmed.id for row in rows):
        return
    for row in rows:
        row.is_current = row.id == confirmed.id
    milestone = session.get_one(Milestone, confirmed.milestone_id)
    if is_ended_by_decision(session, milestone=milestone):
        return
    milestone.status = confirmed.status or milestone.status
    milestone.done_on, milestone.percent = confirmed.done_on, confirmed.percent
