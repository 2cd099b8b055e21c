"""What became of one inbound message, as the command line, the console and the tests read it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session, col, select, union_all

from models.tables import (
    DataRequest,
    InboundLine,
    InboundMessage,
    IndicatorActual,
    MilestoneUpdate,
    OutboundMessage,
)
from models.vocabulary import InboundClass, LineOutcome, ValueStatus

EXACT_IN_JSON = 15  # digits a JSON reader keeps of a number; longer ones are printed as text


@dataclass(frozen=True)
class LineResult:
    """One line of a reply as the command line and the console show it."""

    outcome: LineOutcome
    code: str
    value: Decimal | None
    unit: str
    status: str
    source: str
    raw: str
    reason: str


@dataclass(frozen=True)
class ReceiveResult:
    """What became of one inbound message. `as_json` is a stable contract of the command line."""

    fate: InboundClass
    sender: str
    data_request: str | None
    lines: tuple[LineResult, ...]
    receipt: str | None
    sha256: str
    reasons: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The contract: class, from, data_request, recorded, doubtful, not_understood, ignored, receipt."""
        by_outcome = {
            outcome.value: [_line_as_json(line) for line in self.lines if line.outcome is outcome]
            for outcome in LineOutcome
        }
        return {
            "class": self.fate.value,
            "from": self.sender,
            "data_request": self.data_request,
            **by_outcome,
            "receipt": self.receipt,
            "sha256": self.sha256,
            "reasons": list(self.reasons),
        }


def result_of(session: Session, *, inbound: InboundMessage, came_again: bool) -> ReceiveResult:
    """The result of a settled message; when the same bytes came again, its class says so and nothing else changed."""
    if came_again:
        return _result(session, inbound, fate=InboundClass.DUPLICATE, reasons=("the same bytes came before",))
    query = select(InboundLine).where(InboundLine.inbound_id == inbound.id).order_by(col(InboundLine.position))
    rows = session.exec(query).all()
    statuses = _statuses(session, inbound_id=inbound.id) if rows else {}
    receipt = session.get(OutboundMessage, inbound.receipt_id) if inbound.receipt_id else None
    return _result(
        session,
        inbound,
        fate=inbound.fate,
        reasons=tuple(inbound.reasons),
        lines=tuple(_line(inbound, row, statuses) for row in rows),
        receipt=receipt.message_id if receipt else None,
    )


def _result(
    session: Session,
    inbound: InboundMessage,
    *,
    fate: InboundClass,
    reasons: tuple[str, ...],
    lines: tuple[LineResult, ...] = (),
    receipt: str | None = None,
) -> ReceiveResult:
    request = session.get(DataRequest, inbound.data_request_id) if inbound.data_request_id else None
    reference = request.reference if request else None
    return ReceiveResult(fate, inbound.from_address, reference, lines, receipt, inbound.sha256, reasons)


def count_by_class(results: Sequence[ReceiveResult]) -> dict[str, int]:
    """How many messages ended in each class."""
    return dict(sorted(Counter(result.fate.value for result in results).items()))


def _line(inbound: InboundMessage, row: InboundLine, statuses: dict[int, str]) -> LineResult:
    return LineResult(
        outcome=row.outcome,
        code=row.code,
        value=row.value,
        unit=row.unit,
        status=statuses.get(row.id, ""),
        source=f"sha256:{inbound.sha256}#{row.where}",
        raw=row.raw_text,
        reason=row.reason,
    )


def _statuses(session: Session, *, inbound_id: int) -> dict[int, str]:
    """Standing of what each line of a message recorded, by line."""
    actuals, updates = (
        select(table.line_id, table.value_status).where(table.inbound_id == inbound_id)
        for table in (IndicatorActual, MilestoneUpdate)
    )
    return {line: ValueStatus(status).value for line, status in session.execute(union_all(updates, actuals))}


def _line_as_json(line: LineResult) -> dict[str, object]:
    return {
        "code": line.code,
        "value": _number(line.value),
        "unit": line.unit,
        "status": line.status,
        "source": line.source,
        "text": line.raw,
        "reason": line.reason,
    }


def _number(value: Decimal | None) -> int | float | str | None:
    if value is None:
        return None
    if len(value.as_tuple().digits) > EXACT_IN_JSON:
        return format(value, "f")
    return int(value) if value == value.to_integral_value() else float(value)
