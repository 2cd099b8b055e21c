"""Reading one stored message and giving it its one fate, in one transaction."""

from dataclasses import replace

from sqlmodel import Session, col, select

from flows.services import ledger, outbox
from flows.services.bounces import settle_bounce
from flows.services.desk import Desk
from flows.services.forms import build_form, requested_items
from flows.services.matching import Match, match
from flows.services.notices import tell_of_decision, warn_holder
from flows.services.receipts import is_answerable, queue_receipt
from flows.services.recording import Reply, add_line, record_answer
from models.tables import Campaign, DataRequest, InboundMessage, OutboundMessage
from models.vocabulary import InboundClass, LedgerAction, LineOutcome, MessageKind, RequestState, ValueStatus
from notifications.answer import Reading
from notifications.classify import Automatic, Bounce, Suspect, classify
from notifications.evidence import Decision, decide
from notifications.mime import ParsedMail, parse
from notifications.reading import read_reply
from notifications.reasons import Reason

READ_ALOUD = (InboundClass.RECORDED, InboundClass.PROVISIONAL, InboundClass.NO_VALUES)
OWN_MAILS_COMPARED = 10


def settle(desk: Desk, *, inbound_id: int) -> None:
    """Read one stored message and give it its one fate, in one transaction; one we cannot read goes to a person."""
    try:
        with desk.session() as session:
            inbound = session.get_one(InboundMessage, inbound_id, with_for_update=True)
            if inbound.fate is InboundClass.RECEIVED:
                _settle(session, desk, inbound=inbound)
                session.commit()
    except Exception as error:  # noqa: BLE001  (one bad mail blocks nothing: it is parked, with the reason)
        with desk.session() as session:
            inbound = session.get_one(InboundMessage, inbound_id)
            _note_headers(inbound, parse(inbound.raw, envelope_to=inbound.envelope_to))
            inbound.fate, inbound.settled_at = InboundClass.TRIAGE, desk.now
            inbound.reasons = [f"program_error: {type(error).__name__}: {str(error)[:300]}"]
            session.commit()


def _settle(session: Session, desk: Desk, *, inbound: InboundMessage) -> None:
    mail = parse(inbound.raw, envelope_to=inbound.envelope_to)
    _note_headers(inbound, mail)
    inbound.settled_at = desk.now
    if inbound.size > len(inbound.raw):
        _end(session, desk, inbound, InboundClass.OVERSIZE, ("larger_than_25_mb",))
    elif _is_copy(session, inbound=inbound):
        _end(session, desk, inbound, InboundClass.DUPLICATE, ("came_by_another_way_before",))
    elif _is_our_own(session, mail=mail):
        _end(session, desk, inbound, InboundClass.AUTOMATIC, (Reason.OWN_MESSAGE,))
    else:
        _settle_foreign(session, desk, inbound=inbound, mail=mail)


def _settle_foreign(session: Session, desk: Desk, *, inbound: InboundMessage, mail: ParsedMail) -> None:
    nature = classify(mail)
    found = match(session, desk, mail=mail)
    inbound.authentication = found.evidence.authentication
    _note_match(inbound, found)
    if isinstance(nature, Bounce):
        settle_bounce(session, desk, inbound=inbound, mail=mail, report=nature.report)
        _end(session, desk, inbound, InboundClass.BOUNCE, nature.reasons)
        return
    reading = _read(session, desk, mail=mail, found=found)
    evidence = replace(
        found.evidence,
        is_automatic=isinstance(nature, Automatic),
        is_suspect=isinstance(nature, Suspect),
        has_values=bool(reading and reading.with_outcome(LineOutcome.RECORDED)),
    )
    decision = decide(evidence)
    fate = decision.fate
    if reading and found.request and found.official and fate in READ_ALOUD:
        fate = _record(session, desk, inbound=inbound, found=found, reading=reading, fate=fate)
    _end(session, desk, inbound, fate, (*nature.reasons, *decision.reasons))
    _write_back(session, desk, inbound=inbound, found=found, decision=decision)


def _read(session: Session, desk: Desk, *, mail: ParsedMail, found: Match) -> Reading | None:
    """What the mail answers to its form; our own mails it may quote are never taken for an answer."""
    if found.request is None:
        return None
    query = (
        select(OutboundMessage.raw)
        .where(OutboundMessage.data_request_id == found.request.id)
        .order_by(col(OutboundMessage.id).desc())
    )
    sent = [parse(raw) for raw in session.exec(query.limit(OWN_MAILS_COMPARED)).all()]
    return read_reply(mail, build_form(session, request=found.request, today=desk.today), sent=sent)


def _record(
    session: Session, desk: Desk, *, inbound: InboundMessage, found: Match, reading: Reading, fate: InboundClass
) -> InboundClass:
    """Record what was understood and keep every line; NO_VALUES when nothing could be recorded after all."""
    assert found.request is not None
    assert found.official is not None
    inbound.comment, inbound.parser_version = reading.comment, reading.parser_version
    reply = Reply(
        inbound=inbound,
        request=found.request,
        campaign=session.get_one(Campaign, found.request.campaign_id),
        official=found.official,
        standing=ValueStatus.PROVISIONAL if fate is InboundClass.PROVISIONAL else ValueStatus.CONFIRMED,
        parser_version=reading.parser_version,
    )
    rows = [
        record_answer(session, desk, reply=reply, line=line, position=position)
        if line.outcome is LineOutcome.RECORDED
        else add_line(session, inbound, line=line, position=position)
        for position, line in enumerate(reading.lines, start=1)
    ]
    _update_request(session, desk, request=found.request)
    return fate if any(row.outcome is LineOutcome.RECORDED for row in rows) else InboundClass.NO_VALUES


def _write_back(session: Session, desk: Desk, *, inbound: InboundMessage, found: Match, decision: Decision) -> None:
    """The receipt, or the notices, that the decision asks for; in the transaction that recorded the answer."""
    if found.request is None or found.official is None:
        return
    if decision.sends_receipt and is_answerable(inbound.fate):
        receipt = queue_receipt(session, desk, inbound=inbound, official=found.official, request=found.request)
        inbound.receipt_id = receipt.id if receipt else None
    if (decision.asks_assigned or decision.tells_focal_point) and found.evidence.is_tied:
        tell_of_decision(session, desk, inbound=inbound, request=found.request, official=found.official)
    if decision.notifies_registered:
        warn_holder(session, desk, inbound=inbound, request=found.request, official=found.official)


def _update_request(session: Session, desk: Desk, *, request: DataRequest) -> None:
    session.flush()
    items = requested_items(session, request_id=request.id)
    answered = sum(item.is_answered for item in items)
    if answered == len(items):
        request.state, request.answered_at = RequestState.ANSWERED, request.answered_at or desk.now
        outbox.cancel(session, data_request_id=request.id, kinds=(MessageKind.REMINDER,), now=desk.now)
    elif answered:
        request.state = RequestState.PARTLY_ANSWERED


def _end(session: Session, desk: Desk, inbound: InboundMessage, fate: InboundClass, reasons: tuple[str, ...]) -> None:
    inbound.fate, inbound.reasons = fate, list(reasons)
    ledger.record(
        session, desk, action=LedgerAction.MESSAGE_CLASSED, subject=f"inbound:{inbound.sha256[:12]}",
        plan_id=inbound.plan_id, field="class", before=InboundClass.RECEIVED.value, after=fate.value,
        reason=", ".join(reasons), source=f"sha256:{inbound.sha256}",
    )  # fmt: skip


def _note_headers(inbound: InboundMessage, mail: ParsedMail) -> None:
    inbound.message_id = mail.message_id[:500]
    inbound.from_address = mail.from_address[:320]
    inbound.subject = mail.subject[:1000]
    inbound.sent_at_text = mail.date_text[:200]


def _note_match(inbound: InboundMessage, found: Match) -> None:
    if found.request:
        inbound.plan_id, inbound.data_request_id = found.request.plan_id, found.request.id
    who = found.sender or found.official
    if who:
        inbound.official_id, inbound.plan_id = who.id, inbound.plan_id or who.plan_id


def _is_copy(session: Session, *, inbound: InboundMessage) -> bool:
    """The same message by another way: other Received lines, same Message-ID, sender and date."""
    if not inbound.message_id:
        return False
    query = select(InboundMessage.id).where(
        InboundMessage.message_id == inbound.message_id,
        InboundMessage.from_address == inbound.from_address,
        InboundMessage.sent_at_text == inbound.sent_at_text,
        InboundMessage.id != inbound.id,
        col(InboundMessage.fate).not_in([InboundClass.RECEIVED, InboundClass.DUPLICATE]),
    )
    return session.exec(query).first() is not None


def _is_our_own(session: Session, *, mail: ParsedMail) -> bool:
    """Whether one of our own mails came back to us. By Message-ID, not by domain: officials may share our domain."""
    query = select(OutboundMessage.id).where(OutboundMessage.message_id == mail.message_id)
    return session.exec(query).first() is not None
