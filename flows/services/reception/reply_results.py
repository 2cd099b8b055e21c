"""What became of one inbound message, as the command line, the console and the tests read it."""

from collections import Counter, defaultdict
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
    return results_of(session, [(inbound, came_again)])[0]


def results_of(session: Session, settled: Sequence[tuple[InboundMessage, bool]]) -> list[ReceiveResult]:
    """`result_of` for a few messages, each with whether it came again, in two queries."""
    numbers = [inbound.id for inbound, came_again in settled if not came_again]
    query = select(InboundLine).where(col(InboundLine.inbound_id).in_(numbers))
    lines: dict[int, list[InboundLine]] = defaultdict(list)
    for row in session.exec(query.order_by(col(InboundLine.position))).all() if numbers else ():
        lines[row.inbound_id].append(row)
    statuses = _statuses(session, numbers=list(lines)) if lines else {}
    return [
        _came_again(session, inbound) if came_again else _result(session, inbound, lines[inbound.id], statuses)
        for inbound, came_again in settled
    ]


def _came_again(session: Session, inbound: InboundMessage) -> ReceiveResult:
    reasons = ("the same bytes came before",)
    reference = _reference(session, inbound)
    return ReceiveResult(InboundClass.DUPLICATE, inbound.from_address, reference, (), None, inbound.sha256, reasons)


def _result(
    session: Session, inbound: InboundMessage, rows: Sequence[InboundLine], statuses: dict[int, str]
) -> ReceiveResult:
    receipt = session.get(OutboundMessage, inbound.receipt_id) if inbound.receipt_id else None
    return ReceiveResult(
        fate=inbound.fate,
        sender=inbound.from_address,
        data_request=_reference(session, inbound),
        lines=tuple(_line(inbound, row, statuses) for row in rows),
        receipt=receipt.message_id if receipt else None,
        sha256=inbound.sha256,
        reasons=tuple(inbound.reasons),
    )


def _reference(session: Session, inbound: InboundMessage) -> str | None:
    request = session.get(DataRequest, inbound.data_request_id) if inbound.data_request_id else None
    return request.reference if request else None


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


def _statuses(session: Session, *, numbers: Sequence[int]) -> dict[int, str]:
    """Standing of what each line of these messages recorded, by line."""
    actuals, updates = (
        select(table.line_id, table.value_status).where(col(table.inbound_id).in_(numbers))
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
