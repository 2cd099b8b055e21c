"""Reading a mail against its form and recording it; the same for a reply taken at once and one accepted later."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from flows.services.collection.wishes import note_wish
from flows.services.collection.workbooks import OpenedWorkbook, answers_in, are_ours
from flows.services.desk import Desk
from flows.services.dispatch import outbox
from flows.services.dispatch.withdrawing import settle_what_was_answered
from flows.services.reception.evidence import keep_attachments
from flows.services.reception.ground import Ground
from flows.services.reception.recording import line_of, record_answer
from flows.services.reception.reply_context import Reply
from flows.services.reception.reply_rows import RequestRows, earlier_lines, sent_bytes
from models.tables import DataRequest, RequestedItem
from models.vocabulary import LineOutcome, MessageKind, RequestState
from notifications.answer import Reading
from notifications.form import Form
from notifications.mime import ParsedMail
from notifications.own_mail import texts_of_own
from notifications.reading import read_reply
from notifications.reading.reconcile import reconcile


def read_against(
    session: Session,
    *,
    mail: ParsedMail,
    request: DataRequest,
    form: Form,
    workbooks: Sequence[OpenedWorkbook],
    key: bytes,
    inbound_id: int,
    known: RequestRows | None = None,
) -> Reading:
    """What the mail and its workbooks answer to the form; our own mails it may quote are never taken for an answer.

    Text and workbook are held against each other: the same answer counts once, two different ones are asked back.
    What earlier replies said, and this one quotes, is not said anew. `known` is what is at hand about the request.
    """
    number = request.id
    ours = known.sent if known else sent_bytes(session, numbers=[number]).get(number, ())
    earlier = known.earlier if known else earlier_lines(session, numbers=[number], but=inbound_id).get(number, ())
    reading = read_reply(mail, form, sent=[texts_of_own(raw) for raw in ours], earlier=earlier)
    found = answers_in(workbooks, form=form, key=key, mail=mail)
    return replace(reading, lines=reconcile([*reading.lines, *found])) if found else reading


def record_reading(
    session: Session,
    desk: Desk,
    *,
    reply: Reply,
    reading: Reading,
    mail: ParsedMail,
    workbooks: Sequence[OpenedWorkbook],
) -> int:
    """Record what was understood, keep every line and every file, bring the request up to date.

    Returns how many answers were recorded; a file alone is evidence, not an answer.
    """
    inbound = reply.inbound
    inbound.comment, inbound.parser_version = reading.comment, reading.parser_version
    with session.no_autoflush:
        ground = Ground(session, reply=reply, items=reply.items)
        rows = [
            record_answer(session, desk, reply=reply, ground=ground, line=line, position=position)
            if line.outcome is LineOutcome.RECORDED
            else line_of(inbound, line=line, position=position)
            for position, line in enumerate(reading.lines, start=1)
        ]
        ground.write(session, rows)
    reply.lines.extend(rows)
    keep_attachments(session, desk, reply=reply, mail=mail, rows=rows, not_evidence=are_ours(workbooks))
    _update_request(session, desk, request=reply.request, items=ground.items)
    codes = {row.code for row in rows if row.code}
    known = reply.rows.escalations if reply.rows else None
    settle_what_was_answered(session, desk, request=reply.request, codes=codes, running=known)
    recorded = sum(row.outcome is LineOutcome.RECORDED for row in rows)
    note_wish(session, desk, reply=reply, mail=mail, rows=rows)
    return recorded


def _update_request(session: Session, desk: Desk, *, request: DataRequest, items: Sequence[RequestedItem]) -> None:
    answered = sum(item.is_answered for item in items)
    if answered == len(items):
        request.state, request.answered_at = RequestState.ANSWERED, request.answered_at or desk.now
        outbox.cancel(session, data_request_id=request.id, kinds=(MessageKind.REMINDER,), now=desk.now)
    elif answered:
        request.state = RequestState.PARTLY_ANSWERED
