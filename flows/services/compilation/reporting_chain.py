"""From an answer back to its mail: the chain each figure carries, and the refusal when a link is missing or altered."""

import hashlib
from decimal import Decimal, InvalidOperation

from flows.services.compilation.reporting_snapshot import Answer, Snapshot
from models.rules.codes import normalise_code
from models.rules.errors import DomainError
from models.tables import DataRequest, InboundLine, InboundMessage, IndicatorActual, OutboundMessage
from reports.figure_id import figure_id
from reports.privacy import publishable
from reports.sources import MailSource


def answer_code(snapshot: Snapshot, answer: Answer) -> str:
    """Code of the indicator or milestone an answer is about."""
    if isinstance(answer, IndicatorActual):
        return snapshot.index.indicator[answer.indicator_id].code
    return snapshot.index.milestone[answer.milestone_id].code


def answer_id(snapshot: Snapshot, answer: Answer) -> str:
    """Printed reference of an answer: the same plan, item, period and mail always give the same one."""
    code = answer_code(snapshot, answer)
    message = _message(snapshot, answer, name=f"{code} of {answer.period}")
    return figure_id(snapshot.plan.code, code=code, period=answer.period, source=message.sha256)


def mail_source(snapshot: Snapshot, answer: Answer) -> MailSource:
    """The whole chain of an answer, checked link by link; a broken one is a DomainError that names the figure."""
    code = answer_code(snapshot, answer)
    name = f"{code} of {answer.period}"
    message = _intact(_message(snapshot, answer, name=name), name=name)
    line = _line(snapshot, answer, name=name, code=code)
    _check_ledger(snapshot, answer, line, message=message, code=code, name=name)
    official = snapshot.officials[answer.reported_by_id]
    request = _request(snapshot, answer, message=message, code=code)
    outbound = _request_mail(snapshot, message=message, request=request)
    return MailSource(
        sha256=message.sha256,
        message_id=message.message_id,
        received_at=message.received_at,
        sent_at_text=message.sent_at_text,
        authentication=message.authentication,
        fate=message.fate,
        line=line.position,
        where=line.where,
        raw_text=publishable(line.raw_text),
        official=official.code,
        official_unit=official.unit,
        official_is_illustrative=official.illustrative,
        request=request.reference if request else "",
        asked_on=request.asked_on if request else None,
        request_message_id=outbound.message_id if outbound else "",
        request_kind=outbound.kind if outbound else None,
        parser_version=answer.parser_version,
    )


def _message(snapshot: Snapshot, answer: Answer, *, name: str) -> InboundMessage:
    message = snapshot.inbound.get(answer.inbound_id)
    if message is None:
        raise DomainError(
            f"The figure {name} has lost its mail (inbound message {answer.inbound_id} is missing); "
            "restore the mail from the archive, or have the official send the value again."
        )
    return message


def _intact(message: InboundMessage, *, name: str) -> InboundMessage:
    if hashlib.sha256(message.raw).hexdigest() != message.sha256:
        raise DomainError(
            f"The mail behind the figure {name} is no longer the one received: its bytes do not give the SHA-256 "
            f"{message.sha256}; restore the mail from the archive."
        )
    return message


def _line(snapshot: Snapshot, answer: Answer, *, name: str, code: str) -> InboundLine:
    line = snapshot.lines.get(answer.line_id)
    if line is None or line.inbound_id != answer.inbound_id:
        raise DomainError(
            f"The figure {name} does not lead to a line of its own mail; read the mail again with `iltizam receive`."
        )
    if line.code and normalise_code(line.code) != normalise_code(code):
        raise DomainError(f"The figure {name} leads to a line about {line.code}; record the value under its own code.")
    if isinstance(answer, IndicatorActual) and None not in (answer.value, line.value) and answer.value != line.value:
        raise DomainError(
            f"The figure {name} says {answer.value}, but its mail says {line.value}; "
            "a correction must come by a mail of its own."
        )
    return line


def _check_ledger(
    snapshot: Snapshot, answer: Answer, line: InboundLine, *, message: InboundMessage, code: str, name: str
) -> None:
    """The ledger is written in the same transaction as the value, and by nobody since: the two must say the same."""
    key = (f"sha256:{message.sha256}#{line.where}", normalise_code(code), answer.period)
    said = snapshot.witnesses.get(key, ())
    if not said:
        raise DomainError(
            f"The ledger has no entry for the figure {name} and its mail {message.sha256[:12]}; an entry was changed or "
            "removed: restore the ledger from a backup."
        )
    if not any(_agrees(text, answer, line) for text in said):
        raise DomainError(
            f"The figure {name} and its entry in the ledger differ: the ledger says “{said[-1]}”; one of the two was "
            "changed: restore it from a backup."
        )


def _agrees(text: str, answer: Answer, line: InboundLine) -> bool:
    if text != line.after:
        return False
    if not isinstance(answer, IndicatorActual):
        return True
    try:
        return Decimal(text) == answer.value
    except InvalidOperation:
        return answer.value is None


def _request(snapshot: Snapshot, answer: Answer, *, message: InboundMessage, code: str) -> DataRequest | None:
    """The request that asked for this item and period; else the one the mail answered."""
    asked = [
        snapshot.requests[item.data_request_id]
        for item in snapshot.index.items.get(code, ())
        if snapshot.campaigns[snapshot.requests[item.data_request_id].campaign_id].period == answer.period
    ]
    own = [request for request in asked if request.official_id == answer.reported_by_id]
    replied = snapshot.requests.get(message.data_request_id) if message.data_request_id is not None else None
    return next(iter([*own, *asked]), replied)


def _request_mail(
    snapshot: Snapshot, *, message: InboundMessage, request: DataRequest | None
) -> OutboundMessage | None:
    answered = snapshot.outbound.get(message.outbound_id) if message.outbound_id is not None else None
    return answered or (snapshot.request_mails.get(request.id) if request else None)
