"""Reading a mail against its form and recording it; the same for a reply taken at once and one accepted later."""

from sqlmodel import Session, col, select

from flows.services import outbox
from flows.services.desk import Desk
from flows.services.evidence import keep_attachments
from flows.services.forms import requested_items
from flows.services.recording import add_line, record_answer
from flows.services.reply_context import Reply
from models.tables import DataRequest, OutboundMessage
from models.vocabulary import LineOutcome, MessageKind, RequestState
from notifications.answer import Reading
from notifications.form import Form
from notifications.mime import ParsedMail, parse
from notifications.reading import read_reply

OWN_MAILS_COMPARED = 10


def read_against(session: Session, *, mail: ParsedMail, request: DataRequest, form: Form) -> Reading:
    """What the mail answers to the form of this request; our own mails it may quote are never taken for an answer."""
    query = (
        select(OutboundMessage.raw)
        .where(OutboundMessage.data_request_id == request.id)
        .order_by(col(OutboundMessage.id).desc())
    )
    sent = [parse(raw) for raw in session.exec(query.limit(OWN_MAILS_COMPARED)).all()]
    return read_reply(mail, form, sent=sent)


def record_reading(session: Session, desk: Desk, *, reply: Reply, reading: Reading, mail: ParsedMail) -> int:
    """Record what was understood, keep every line and every file, bring the request up to date.

    Returns how many answers were recorded; a file alone is evidence, not an answer.
    """
    inbound = reply.inbound
    inbound.comment, inbound.parser_version = reading.comment, reading.parser_version
    rows = [
        record_answer(session, desk, reply=reply, line=line, position=position)
        if line.outcome is LineOutcome.RECORDED
        else add_line(session, inbound, line=line, position=position)
        for position, line in enumerate(reading.lines, start=1)
    ]
    keep_attachments(session, desk, reply=reply, mail=mail, rows=rows)
    _update_request(session, desk, request=reply.request)
    return sum(row.outcome is LineOutcome.RECORDED for row in rows)


def _update_request(session: Session, desk: Desk, *, request: DataRequest) -> None:
    session.flush()
    items = requested_items(session, request_id=request.id)
    answered = sum(item.is_answered for item in items)
    if answered == len(items):
        request.state, request.answered_at = RequestState.ANSWERED, request.answered_at or desk.now
        outbox.cancel(session, data_request_id=request.id, kinds=(MessageKind.REMINDER,), now=desk.now)
    elif answered:
        request.state = RequestState.PARTLY_ANSWERED
