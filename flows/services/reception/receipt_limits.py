"""When a receipt would be one too many: five a day to one person, and one for one outcome. What ends every loop.

An automatic responder that nothing betrays answers the receipt; its answer has the same outcome, so nothing follows.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.reception.reply_rows import RequestRows
from models.tables import DataRequest, InboundLine, InboundMessage, Official, OutboundMessage
from models.vocabulary import InboundClass, LineOutcome, MessageKind

RECEIPTS_PER_DAY = 5

LineOfOutcome = tuple[str, str, str, str, str, str]
OutcomeKey = tuple[InboundClass, frozenset[LineOfOutcome]]


def may_send_receipt(
    session: Session,
    desk: Desk,
    *,
    inbound: InboundMessage,
    rows: Sequence[InboundLine],
    official: Official,
    request: DataRequest,
    known: RequestRows | None = None,
) -> bool:
    """Whether a receipt of this message would tell its official anything new, and is not one too many today.

    `known` is what is at hand about the request.
    """
    today = known.receipts_today if known else _receipts_today(session, desk, official=official)
    if today >= RECEIPTS_PER_DAY:
        return False
    if known and not known.has_receipts:
        return True
    return _outcome(inbound.fate, rows) not in _outcomes_told(session, inbound=inbound, request=request)


def _receipts_today(session: Session, desk: Desk, *, official: Official) -> int:
    query = select(OutboundMessage.id).where(
        OutboundMessage.official_id == official.id,
        OutboundMessage.kind == MessageKind.RECEIPT,
        OutboundMessage.queued_at > desk.now - timedelta(days=1),
    )
    return len(session.exec(query).all())


def _outcomes_told(session: Session, *, inbound: InboundMessage, request: DataRequest) -> set[OutcomeKey]:
    """The outcomes of earlier replies to the same form whose receipts have been queued."""
    query = select(InboundMessage.id, InboundMessage.fate).where(
        InboundMessage.data_request_id == request.id,
        col(InboundMessage.receipt_id).is_not(None),
        InboundMessage.id != inbound.id,
    )
    fates = {earlier: InboundClass(fate) for earlier, fate in session.exec(query).all()}
    if not fates:
        return set()
    lines: dict[int, list[InboundLine]] = {earlier: [] for earlier in fates}
    for row in session.exec(select(InboundLine).where(col(InboundLine.inbound_id).in_(list(fates)))).all():
        lines[row.inbound_id].append(row)
    return {_outcome(fate, lines[earlier]) for earlier, fate in fates.items()}


def _outcome(fate: InboundClass, rows: Sequence[InboundLine]) -> OutcomeKey:
    """What became of a message, without its wording: a reply that changes a value has another outcome than the first.

    What was written counts only beside a code: a number that each automatic answer changes must not look like news.
    """
    told = (row for row in rows if row.outcome is not LineOutcome.IGNORED)
    lines = ((r.outcome.value, r.code, r.before, r.after, r.reason, r.raw_text if r.code else "") for r in told)
    return fate, frozenset(lines)
