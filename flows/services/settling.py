"""Reading one stored message and giving it its one fate, in one transaction."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.answers import read_against, record_reading
from flows.services.committee_beside import record_beside
from flows.services.desk import Desk
from flows.services.forms import build_form, requested_items
from flows.services.held import ask_assigned
from flows.services.matching import Match, match
from flows.services.notices import tell_of_decision, warn_holder
from flows.services.receipts import is_answerable, queue_receipt
from flows.services.reply_context import Reply
from flows.services.reply_results import ReceiveResult, result_of
from flows.services.settling_apart import settle_apart
from flows.services.workbooks import OpenedWorkbook, open_workbooks
from models.tables import Campaign, InboundMessage, OutboundMessage, RequestedItem
from models.vocabulary import InboundClass, LedgerAction, LineOutcome, ValueStatus
from notifications.answer import Reading
from notifications.classify import Automatic, Suspect, classify
from notifications.evidence import Decision, decide
from notifications.form import Form
from notifications.mime import ParsedMail, parse
from notifications.reasons import Reason

READ_ALOUD = (InboundClass.RECORDED, InboundClass.PROVISIONAL, InboundClass.NO_VALUES)


def settle(desk: Desk, *, inbound_id: int) -> ReceiveResult:
    """Read one stored message and give it its one fate, in one transaction; one we cannot read goes to a person."""
    try:
        with desk.session() as session:
            inbound = session.get_one(InboundMessage, inbound_id, with_for_update=True)
            if inbound.fate is InboundClass.RECEIVED:
                _settle(session, desk, inbound=inbound)
                session.flush()
                result = result_of(session, inbound=inbound, came_again=False)
                session.commit()
                return result
            return result_of(session, inbound=inbound, came_again=True)
    except (OperationalError, InterfaceError):
        raise  # the database is away or locked: the mail is not to blame, stays unread, and the next run takes it up
    except Exception as error:  # noqa: BLE001  (one bad mail blocks nothing: it is parked, with the reason)
        with desk.session() as session:
            inbound = session.get_one(InboundMessage, inbound_id)
            _note_headers(inbound, parse(inbound.raw, envelope_to=inbound.envelope_to))
            inbound.fate, inbound.settled_at = InboundClass.TRIAGE, desk.now
            inbound.reasons = [f"program_error: {type(error).__name__}: {str(error)[:300]}"]
            session.commit()
            return result_of(session, inbound=inbound, came_again=False)


def _settle(session: Session, desk: Desk, *, inbound: InboundMessage) -> None:
    mail = parse(inbound.raw, envelope_to=inbound.envelope_to)
    _note_headers(inbound, mail)
    inbound.settled_at = desk.now
    with session.no_autoflush:  # what is noted of the mail so far decides nothing that is asked here
        is_copy, is_our_own = _is_copy(session, inbound=inbound), _is_our_own(session, mail=mail)
    if inbound.size > len(inbound.raw):
        _end(session, desk, inbound, InboundClass.OVERSIZE, ("larger_than_25_mb",))
    elif is_copy:
        _end(session, desk, inbound, InboundClass.DUPLICATE, ("came_by_another_way_before",))
    elif is_our_own:
        _end(session, desk, inbound, InboundClass.AUTOMATIC, (Reason.OWN_MESSAGE,))
    else:
        _settle_foreign(session, desk, inbound=inbound, mail=mail)


def _settle_foreign(session: Session, desk: Desk, *, inbound: InboundMessage, mail: ParsedMail) -> None:
    nature = classify(mail)
    workbooks = open_workbooks(mail, key=desk.office.key)
    with session.no_autoflush:
        found = match(session, desk, mail=mail, sheet_references=[w.reference for w in workbooks if w.reference])
    inbound.authentication = found.evidence.authentication
    _note_match(inbound, found)
    apart = settle_apart(session, desk, inbound=inbound, mail=mail, nature=nature, found=found)
    if apart:
        if apart.fate:
            _end(session, desk, inbound, apart.fate, apart.reasons)
        return
    form, reading = None, None
    items = requested_items(session, request_id=found.request.id) if found.request else []
    if found.request:
        form = build_form(session, request=found.request, today=desk.today, items=items)
        reading = read_against(
            session, mail=mail, request=found.request, form=form, workbooks=workbooks, key=desk.office.key
        )
    evidence = replace(
        found.evidence,
        is_automatic=isinstance(nature, Automatic),
        is_suspect=isinstance(nature, Suspect),
        has_values=bool(reading and reading.with_outcome(LineOutcome.RECORDED)),
    )
    decision = decide(evidence)
    fate = decision.fate
    if reading and fate in READ_ALOUD:
        fate = _record(
            session,
            desk,
            inbound=inbound,
            mail=mail,
            found=found,
            reading=reading,
            workbooks=workbooks,
            fate=fate,
            items=items,
        )
        fate = record_beside(session, desk, inbound=inbound, mail=mail, fate=fate)
    _end(session, desk, inbound, fate, (*nature.reasons, *decision.reasons))
    _write_back(
        session,
        desk,
        inbound=inbound,
        found=found,
        decision=decision,
        form=form,
        items=items,
        reading=reading,
        has_workbook=any(w.reference for w in workbooks),
    )


def _record(
    session: Session,
    desk: Desk,
    *,
    inbound: InboundMessage,
    mail: ParsedMail,
    found: Match,
    reading: Reading,
    workbooks: Sequence[OpenedWorkbook],
    fate: InboundClass,
    items: Sequence[RequestedItem],
) -> InboundClass:
    """Record what was understood and keep every line; NO_VALUES when nothing could be recorded after all."""
    if found.request is None or found.official is None:
        return fate
    reply = Reply(
        inbound=inbound,
        request=found.request,
        campaign=session.get_one(Campaign, found.request.campaign_id),
        official=found.official,
        standing=ValueStatus.PROVISIONAL if fate is InboundClass.PROVISIONAL else ValueStatus.CONFIRMED,
        parser_version=reading.parser_version,
        items=tuple(items),
    )
    recorded = record_reading(session, desk, reply=reply, reading=reading, mail=mail, workbooks=workbooks)
    return fate if recorded else InboundClass.NO_VALUES


def _write_back(
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
) -> None:
    """The receipt, the question or the notices that the decision asks for; in the transaction that recorded it."""
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
        )
        inbound.receipt_id = receipt.id if receipt else None
    asked = None
    if decision.asks_assigned and reading and reading.with_outcome(LineOutcome.RECORDED):
        asked = ask_assigned(session, desk, inbound=inbound, request=request, official=official, reading=reading)
    if asked is None and (decision.asks_assigned or decision.tells_focal_point) and found.evidence.is_tied:
        tell_of_decision(session, desk, inbound=inbound, request=request, official=official)
    if decision.notifies_registered:
        warn_holder(session, desk, inbound=inbound, request=request, official=official)


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
