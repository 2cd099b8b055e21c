"""Reading one stored message and giving it its one fate, in one transaction."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.absences import note_absence
from flows.services.answers import read_against, record_reading
from flows.services.bounces import settle_bounce, settle_complaint
from flows.services.desk import Desk
from flows.services.forms import build_form
from flows.services.held import UNDECIDED, ask_assigned, resolve, subject_of
from flows.services.matching import Match, match
from flows.services.notices import tell_of_decision, warn_holder
from flows.services.receipts import is_answerable, queue_receipt
from flows.services.reply_context import Reply
from flows.services.workbooks import OpenedWorkbook, open_workbooks
from models.tables import Campaign, InboundMessage, OutboundMessage
from models.vocabulary import Authentication, InboundClass, LedgerAction, LineOutcome, MessageKind, ValueStatus
from notifications.answer import Reading
from notifications.classify import Automatic, Bounce, Suspect, classify
from notifications.decisions import Verdict, read_verdict
from notifications.evidence import Decision, decide
from notifications.form import Form
from notifications.mime import ParsedMail, parse
from notifications.reading import is_objection
from notifications.reasons import Reason

PROVISIONAL_ONLY = (InboundClass.PROVISIONAL,)
READ_ALOUD = (InboundClass.RECORDED, InboundClass.PROVISIONAL, InboundClass.NO_VALUES)


def settle(desk: Desk, *, inbound_id: int) -> None:
    """Read one stored message and give it its one fate, in one transaction; one we cannot read goes to a person."""
    try:
        with desk.session() as session:
            inbound = session.get_one(InboundMessage, inbound_id, with_for_update=True)
            if inbound.fate is InboundClass.RECEIVED:
                _settle(session, desk, inbound=inbound)
                session.commit()
    except (OperationalError, InterfaceError):
        raise  # the database is away or locked: the mail is not to blame, stays unread, and the next run takes it up
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
    workbooks = open_workbooks(mail, key=desk.office.key)
    found = match(session, desk, mail=mail, sheet_references=[w.reference for w in workbooks if w.reference])
    inbound.authentication = found.evidence.authentication
    _note_match(inbound, found)
    if isinstance(nature, Bounce):
        settle_bounce(session, desk, inbound=inbound, mail=mail, report=nature.report)
        _end(session, desk, inbound, InboundClass.BOUNCE, nature.reasons)
        return
    if Reason.FEEDBACK_REPORT in nature.reasons:
        settle_complaint(session, desk, inbound=inbound, mail=mail)
    if found.sender and isinstance(nature, Automatic):
        note_absence(session, desk, inbound=inbound, official=found.sender, read=nature.absence)
    if not isinstance(nature, Automatic) and _is_verdict(session, desk, inbound=inbound, mail=mail, found=found):
        return
    form = build_form(session, request=found.request, today=desk.today) if found.request else None
    reading = None
    if found.request and form:
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
            session, desk, inbound=inbound, mail=mail, found=found, reading=reading, workbooks=workbooks, fate=fate
        )
    _end(session, desk, inbound, fate, (*nature.reasons, *decision.reasons))
    _write_back(
        session,
        desk,
        inbound=inbound,
        found=found,
        decision=decision,
        form=form,
        reading=reading,
        has_workbook=any(w.reference for w in workbooks),
    )


def _is_verdict(session: Session, desk: Desk, *, inbound: InboundMessage, mail: ParsedMail, found: Match) -> bool:
    """Carry out a yes or no to one of our questions, or "it was not me" to a receipt; False when it is neither."""
    evidence = found.evidence
    if found.answered is None or not evidence.is_from_the_asked or not evidence.from_is_strict:
        return False
    if evidence.authentication is Authentication.FAIL:
        return False
    subject = subject_of(session, answered=found.answered)
    verdict = _verdict_on(found.answered, mail=mail)
    decidable = PROVISIONAL_ONLY if found.answered.kind is MessageKind.RECEIPT else UNDECIDED
    if subject is None or verdict is None or subject.fate not in decidable:
        return False
    decided_by = found.official.code if found.official else inbound.from_address
    resolve(session, desk, inbound=subject, verdict=verdict, decided_by=decided_by)
    _end(session, desk, inbound, InboundClass.DECISION, (f"{verdict.value}:{subject.sha256[:12]}",))
    return True


def _verdict_on(answered: OutboundMessage, *, mail: ParsedMail) -> Verdict | None:
    """What a reply to one of our mails decides: a receipt can only be objected to, a question is answered yes or no."""
    if answered.kind is MessageKind.RECEIPT:
        return Verdict.REFUSE if is_objection(mail, sent=[parse(answered.raw)]) else None
    return read_verdict(mail) if answered.kind is MessageKind.CONFIRMATION else None


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
    reading: Reading | None,
    has_workbook: bool,
) -> None:
    """The receipt, the question or the notices that the decision asks for; in the transaction that recorded it."""
    request, official = found.request, found.official
    if request is None or official is None or form is None:
        return
    if decision.sends_receipt and is_answerable(inbound.fate):
        receipt = queue_receipt(
            session, desk, inbound=inbound, official=official, request=request, form=form, with_workbook=has_workbook
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
