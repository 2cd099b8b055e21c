"""What a settled reply makes us write: the receipt, the question to the person asked, the notices. Decides nothing."""

from collections.abc import Sequence

from sqlmodel import Session

from flows.services.desk import Desk
from flows.services.reception.held import ask_assigned
from flows.services.reception.matching import Match
from flows.services.reception.receipts import is_answerable, queue_receipt
from flows.services.upkeep.notices import tell_of_decision, warn_holder
from models.tables import InboundLine, InboundMessage, RequestedItem
from models.vocabulary import LineOutcome
from notifications.answer import Reading
from notifications.evidence import Decision
from notifications.form import Form


def write_back(
    session: Session,
    desk: Desk,
    *,
    inbound: InboundMessage,
    found: Match,
    decision: Decision,
    form: Form | None,
    items: Sequence[RequestedItem],
    reading: Reading | None,
    has_workbook: bool,
    lines: Sequence[InboundLine] | None,
) -> None:
    """Queue what the decision asks for, in the transaction that recorded the reply; `lines` are those it left."""
    request, official = found.request, found.official
    if request is None or official is None or form is None:
        return
    if decision.sends_receipt and is_answerable(inbound.fate):
        receipt = queue_receipt(
            session,
            desk,
            inbound=inbound,
            official=official,
            request=request,
            form=form,
            with_workbook=has_workbook,
            items=items,
            known=found.rows,
            lines=lines,
        )
        inbound.receipt_id = receipt.id if receipt else None
    asked = None
    if decision.asks_assigned and reading and reading.with_outcome(LineOutcome.RECORDED):
        asked = ask_assigned(session, desk, inbound=inbound, request=request, official=official, reading=reading)
    if asked is None and (decision.asks_assigned or decision.tells_focal_point) and found.evidence.is_tied:
        tell_of_decision(session, desk, inbound=inbound, request=request, official=official)
    if decision.notifies_registered:
        warn_holder(session, desk, inbound=inbound, request=request, official=official)
