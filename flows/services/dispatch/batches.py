"""The mails of one confirmed order as a whole: held back before they leave, let go again, or given up for good."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy.orm import lazyload
from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.outcome import Outcome, ReportTable
from models.rules.errors import DomainError
from models.tables import OutboundMessage
from models.vocabulary import LedgerAction, OutboundState

FLOW = "hold-back-mails"
BatchDecision = Literal["hold", "release", "cancel"]

MOVES: dict[BatchDecision, tuple[tuple[OutboundState, ...], OutboundState]] = {
    "hold": ((OutboundState.PENDING,), OutboundState.HELD),
    "release": ((OutboundState.HELD,), OutboundState.PENDING),
    "cancel": ((OutboundState.PENDING, OutboundState.HELD), OutboundState.CANCELLED),
}
"""Which states each decision touches, and what they become. A mail that is being sent, or was, stays as it is."""


def decide_batch(
    desk: Desk, *, batch: str, decision: BatchDecision, operator: str, reason: str, preview: bool
) -> Outcome:
    """Hold back, release or cancel what has not left of an order. Twice does it once. Raises DomainError."""
    if not preview and not (operator.strip() and reason.strip()):
        raise DomainError("A decision needs who decides and why; fill in operator and reason.")
    with desk.session() as session:
        rows = _rows(session, batch=batch)
        touched = [row for row in rows if row.state in MOVES[decision][0]]
        before = {row.id: row.state for row in touched}
        for row in touched:
            _move(row, desk=desk, decision=decision, operator=operator, reason=reason)
        if touched:
            ledger.record(
                session, desk, action=LedgerAction.BATCH_DECIDED, subject=f"batch:{batch.strip()}",
                plan_id=touched[0].plan_id, field="state", after=decision, reason=reason, actor=operator or desk.actor,
            )  # fmt: skip
        outcome = _outcome(desk, batch=batch.strip(), decision=decision, rows=rows, before=before, preview=preview)
        session.rollback() if preview else session.commit()
    return outcome


def _rows(session: Session, *, batch: str) -> Sequence[OutboundMessage]:
    query = (
        select(OutboundMessage)
        .options(lazyload(OutboundMessage.content))  # type: ignore[arg-type]
        .where(OutboundMessage.batch == batch.strip(), OutboundMessage.batch != "")
        .order_by(col(OutboundMessage.id))
        .with_for_update()  # a clerk that claims meanwhile comes first or finds the new state
    )
    rows = session.exec(query).all()
    if not rows:
        known = session.exec(select(OutboundMessage.batch).where(OutboundMessage.batch != "").distinct()).all()
        raise DomainError(
            f"There is no order “{batch.strip()}”; the page of the run that queued it names it. "
            f"Known: {', '.join(sorted(known)[-5:]) or 'none'}."
        )
    return rows


def _move(row: OutboundMessage, *, desk: Desk, decision: BatchDecision, operator: str, reason: str) -> None:
    row.state = MOVES[decision][1]
    if decision == "release":
        row.next_try_at, row.last_error = max(desk.now, row.not_before_at), ""
    else:
        row.last_error = f"{'Held back' if decision == 'hold' else 'Given up'} by {operator}: {reason}"


def _outcome(
    desk: Desk, *, batch: str, decision: BatchDecision, rows: Sequence[OutboundMessage],
    before: dict[int, OutboundState], preview: bool,
) -> Outcome:  # fmt: skip
    done = {"hold": "held back", "release": "released", "cancel": "given up"}[decision]
    verb = "would be" if preview else "were"
    summary = f"Order {batch}: {len(before)} of {len(rows)} mails {verb} {done}."
    table = tuple(
        (
            row.message_id.strip("<>"),
            row.kind.value,
            row.envelope_to,
            before.get(row.id, row.state).value,
            row.state.value,
        )
        for row in rows
    )
    columns = ("Mail", "Kind", "To", "Was", "Is")
    return Outcome(
        FLOW, "", desk.today, preview, summary, {"changed": len(before), "mails": len(rows)},
        (ReportTable("order-mails", f"Mails of the order {batch}", columns, table),),
    )  # fmt: skip
