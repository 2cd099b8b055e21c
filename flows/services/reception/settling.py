"""Reading one stored message and giving it its one fate, in one transaction."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.collection.forms import build_form, requested_items
from flows.services.committee.committee_beside import record_beside
from flows.services.desk import Desk
from flows.services.plan_desk import desk_for
from flows.services.reception.answers import read_against, record_reading
from flows.services.reception.inbox import Stored, stored_message
from flows.services.reception.matching import Match, match
from flows.services.reception.opened_mail import OpenedMail, open_mail
from flows.services.reception.reply_context import Reply
from flows.services.reception.reply_prefetch import Prefetched
from flows.services.reception.reply_results import ReceiveResult, result_of, results_of
from flows.services.reception.settling_apart import settle_apart
from flows.services.reception.writing_back import write_back
from models.tables import ActionPlan, Campaign, InboundMessage, RequestedItem
from models.vocabulary import InboundClass, LedgerAction, LineOutcome, ValueStatus
from notifications.answer import Reading
from notifications.classify import Automatic, Suspect
from notifications.evidence import decide
from notifications.mime import ParsedMail, parse
from notifications.reasons import Reason

READ_ALOUD = (InboundClass.RECORDED, InboundClass.PROVISIONAL, InboundClass.NO_VALUES)


def settle(desk: Desk, *, inbound_id: int) -> ReceiveResult:
    """Read one stored message and give it its one fate, in one transaction; one we cannot read goes to a person."""
    with desk.reading() as session:
        stored = stored_message(session, inbound_id=inbound_id)
    return settle_all(desk, stored=[stored])[0]


def settle_all(desk: Desk, *, stored: Sequence[Stored]) -> list[ReceiveResult]:
    """Settle different messages in one transaction; if one of them fails, none was settled and each gets its own."""
    if not stored:
        return []
    try:
        opened = [_opened(desk, message) for message in stored]
        with desk.session() as session:
            settled = _settle_together(session, desk, opened=opened)
            results = results_of(session, settled)
            session.commit()
            return results
    except (OperationalError, InterfaceError):
        raise  # the database is away or locked: the mail is not to blame, stays unread, and the next run takes it up
    except Exception as error:  # noqa: BLE001  (one bad mail blocks nothing: it is parked, with the reason)
        if len(stored) == 1:
            return [_park(desk, stored[0], error)]
    return [settle_all(desk, stored=[message])[0] for message in stored]


def _opened(desk: Desk, stored: Stored) -> OpenedMail:
    return open_mail(
        desk, inbound_id=stored.id, raw=stored.kept, envelope_to=stored.envelope_to,
        is_header_only=stored.is_header_only,
    )  # fmt: skip


def _settle_together(
    session: Session, desk: Desk, *, opened: Sequence[OpenedMail]
) -> list[tuple[InboundMessage, bool]]:
    """The messages in their order, and whether each was settled by somebody else before."""
    query = select(InboundMessage).where(col(InboundMessage.id).in_([one.inbound_id for one in opened]))
    locked = query.options(defer(InboundMessage.raw)).order_by(col(InboundMessage.id)).with_for_update()  # type: ignore[arg-type]
    rows = {row.id: row for row in session.exec(locked).all()}
    at_hand = Prefetched(session, desk, mails=[one.mail for one in opened])
    settled = []
    for one in opened:
        inbound = rows[one.inbound_id]
        came_again = inbound.fate is not InboundClass.RECEIVED
        if not came_again:
            _settle(session, desk, inbound=inbound, opened=one, at_hand=at_hand)
        settled.append((inbound, came_again))
    return settled


def _park(desk: Desk, stored: Stored, error: Exception) -> ReceiveResult:
    with desk.session() as session:
        inbound = session.get_one(InboundMessage, stored.id)
        _note_headers(inbound, parse(inbound.raw, envelope_to=inbound.envelope_to))
        inbound.fate, inbound.settled_at = InboundClass.TRIAGE, desk.now
        inbound.reasons = [f"program_error: {type(error).__name__}: {str(error)[:300]}"]
        session.commit()
        return result_of(session, inbound=inbound, came_again=False)


def _settle(session: Session, desk: Desk, *, inbound: InboundMessage, opened: OpenedMail, at_hand: Prefetched) -> None:
    _note_headers(inbound, opened.mail)
    inbound.settled_at = desk.now
    if opened.is_header_only:
        _end(session, desk, inbound, InboundClass.OVERSIZE, ("larger_than_25_mb",))
    elif at_hand.is_copy(inbound):
        _end(session, desk, inbound, InboundClass.DUPLICATE, ("came_by_another_way_before",))
    elif opened.mail.message_id in at_hand.ours:  # by Message-ID, not by domain: officials may share our domain
        _end(session, desk, inbound, InboundClass.AUTOMATIC, (Reason.OWN_MESSAGE,))
    else:
        _settle_foreign(session, desk, inbound=inbound, opened=opened, at_hand=at_hand)
        return
    at_hand.has_settled(inbound, request=None, is_answer=True)


def _settle_foreign(
    session: Session, desk: Desk, *, inbound: InboundMessage, opened: OpenedMail, at_hand: Prefetched
) -> None:
    mail, nature = opened.mail, opened.nature
    with session.no_autoflush:  # what is noted of the mail so far decides nothing that is asked here
        found = match(session, desk, mail=mail, at_hand=at_hand, sheet_references=opened.sheet_references)
    inbound.authentication = found.evidence.authentication
    _note_match(inbound, found)
    if found.request:  # from here on as its plan sees it: its day, its name under what is written back
        desk = desk_for(desk, session.get_one(ActionPlan, found.request.plan_id))
    apart = settle_apart(session, desk, inbound=inbound, mail=mail, nature=nature, found=found)
    if apart:
        if apart.fate:
            _end(session, desk, inbound, apart.fate, apart.reasons)
        at_hand.has_settled(inbound, request=found.request, is_answer=False)
        return
    with ledger.gathered(session):
        _settle_answer(session, desk, inbound=inbound, opened=opened, found=found)
    at_hand.has_settled(inbound, request=found.request, is_answer=inbound.fate in READ_ALOUD)


def _settle_answer(session: Session, desk: Desk, *, inbound: InboundMessage, opened: OpenedMail, found: Match) -> None:
    """Read an answer to a form, decide about it, record it and write back."""
    mail, nature, workbooks = opened.mail, opened.nature, opened.workbooks
    form, reading = None, None
    items = _items(session, found)
    if found.request:
        known = found.rows.form_rows if found.rows else None
        form = build_form(session, request=found.request, today=desk.today, items=items, rows=known)
        reading = read_against(
            session, mail=mail, request=found.request, form=form, workbooks=workbooks, key=desk.office.key,
            inbound_id=inbound.id, known=found.rows,
        )  # fmt: skip
    evidence = replace(
        found.evidence,
        is_automatic=isinstance(nature, Automatic),
        is_suspect=isinstance(nature, Suspect),
        has_values=bool(reading and reading.with_outcome(LineOutcome.RECORDED)),
    )
    decision = decide(evidence)
    fate, lines = decision.fate, None
    if reading and found.request and found.official and fate in READ_ALOUD:
        reply = _reply(session, inbound=inbound, found=found, reading=reading, fate=fate, items=items)
        recorded = record_reading(session, desk, reply=reply, reading=reading, mail=mail, workbooks=workbooks)
        fate, lines = fate if recorded else InboundClass.NO_VALUES, reply.lines
        fate = record_beside(session, desk, inbound=inbound, mail=mail, fate=fate, kept=lines)
    _end(session, desk, inbound, fate, (*nature.reasons, *decision.reasons))
    write_back(
        session,
        desk,
        inbound=inbound,
        found=found,
        decision=decision,
        form=form,
        items=items,
        reading=reading,
        has_workbook=bool(opened.sheet_references),
        lines=lines,
    )


def _items(session: Session, found: Match) -> Sequence[RequestedItem]:
    if found.rows:
        return found.rows.items
    return requested_items(session, request_id=found.request.id) if found.request else []


def _reply(
    session: Session,
    *,
    inbound: InboundMessage,
    found: Match,
    reading: Reading,
    fate: InboundClass,
    items: Sequence[RequestedItem],
) -> Reply:
    assert found.request is not None
    assert found.official is not None
    return Reply(
        inbound=inbound,
        request=found.request,
        campaign=session.get_one(Campaign, found.request.campaign_id),
        official=found.official,
        standing=ValueStatus.PROVISIONAL if fate is InboundClass.PROVISIONAL else ValueStatus.CONFIRMED,
        parser_version=reading.parser_version,
        items=tuple(items),
        rows=found.rows,
    )


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
