"""The receipt of one reply, printed from the rows it left: recorded, doubtful, not understood, ignored, missing."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlmodel import Session, col, select

from flows.services.collection.forms import missing_items, requested_items
from flows.services.collection.workbooks import marked_workbook
from flows.services.desk import Desk
from flows.services.dispatch import letters, outbox
from flows.services.reception.receipt_limits import may_send_receipt
from flows.services.reception.reply_rows import RequestRows
from models.tables import DataRequest, InboundLine, InboundMessage, Official, OutboundMessage, RequestedItem
from models.vocabulary import InboundClass, LineOutcome, MessageKind, MilestoneStatus, ValueStatus
from notifications.compose import compose_receipt
from notifications.form import Form, FormItem
from notifications.language import Phrasebook, phrases
from notifications.mail import Receipt, ReceiptLine
from notifications.reasons import Reason


def queue_receipt(
    session: Session,
    desk: Desk,
    *,
    inbound: InboundMessage,
    official: Official,
    request: DataRequest,
    form: Form,
    with_workbook: bool = False,
    items: Sequence[RequestedItem] | None = None,
    known: RequestRows | None = None,
    lines: Sequence[InboundLine] | None = None,
) -> OutboundMessage | None:
    """Queue the receipt to the registered address, in the caller's transaction; None when it would be one too many.

    Who answered in the workbook (`with_workbook`) gets it back, each cell marked with what became of it.

    It goes to the address we know, never to the one the mail claims to come from. `items` are the lines of the request
    where they are at hand, `known` what else is known of it, `lines` what the
    reply left.
    """
    rows = _rows(session, inbound=inbound) if lines is None else lines
    if not may_send_receipt(session, desk, inbound=inbound, rows=rows, official=official, request=request, known=known):
        return None
    key = f"receipt:{inbound.sha256}" + (":decided" if inbound.receipt_id else "")  # its first one said: kept aside
    envelope = letters.envelope(
        office=desk.office, to=official, key=key, now=desk.now, request=request, is_receipt=True,
        in_reply_to=inbound.message_id,
    )  # fmt: skip
    asked = requested_items(session, request_id=request.id) if items is None else items
    missing = missing_items(asked, form=form)
    receipt = build_receipt(desk, inbound=inbound, official=official, rows=rows, missing=missing, form=form)
    attached = (marked_workbook(form, lines=rows, desk=desk),) if with_workbook else ()
    mail = compose_receipt(receipt, envelope=envelope, attachments=attached)
    return outbox.queue(
        session, mail=mail, key=key, kind=MessageKind.RECEIPT, now=desk.now, plan_id=request.plan_id,
        period=form.period, official_id=official.id, data_request_id=request.id,
    )  # fmt: skip


def build_receipt(
    desk: Desk,
    *,
    inbound: InboundMessage,
    official: Official,
    rows: Sequence[InboundLine],
    missing: tuple[FormItem, ...],
    form: Form,
) -> Receipt:
    """The receipt as data, in the official's language; `form` is the form the reply was read against."""
    book = phrases(official.language)
    return Receipt(
        fate=inbound.fate,
        language=official.language,
        recipient_name=form.recipient_name,
        received_on=desk.today,
        lines=tuple(_line(row, form=form, book=book) for row in rows if row.reason != Reason.REMINDER_WISHED),
        missing=missing,
        form=form,
        original_subject=inbound.subject,
        remind_on=next((date.fromisoformat(r.after) for r in rows if r.reason == Reason.REMINDER_WISHED), None),
    )


def _rows(session: Session, *, inbound: InboundMessage) -> list[InboundLine]:
    query = select(InboundLine).where(InboundLine.inbound_id == inbound.id)
    return list(session.exec(query.order_by(col(InboundLine.position))).all())


def _line(row: InboundLine, *, form: Form, book: Phrasebook) -> ReceiptLine:
    item = next((item for item in form.items if item.code == row.code), None)
    needs_answer = row.outcome in (LineOutcome.DOUBTFUL, LineOutcome.NOT_UNDERSTOOD)
    return ReceiptLine(
        outcome=row.outcome,
        raw=row.raw_text,
        code=row.code,
        title=item.title if item else "",
        before=in_words(row.before, book=book),
        after=in_words(row.after, book=book),
        reason=row.reason,
        send_back=f"{row.code} = " if needs_answer and item else "",
    )


def in_words(shown: str, *, book: Phrasebook) -> str:
    """What a row shows ("in_progress · 60 % · 2026-09-30"), in the reader's language."""
    return " · ".join(_word(part, book=book) for part in shown.split(" · ")) if shown else ""


def _word(part: str, *, book: Phrasebook) -> str:
    for words in (MilestoneStatus, ValueStatus):
        if part in set(words):
            return book.label(words(part))
    try:
        return book.date(date.fromisoformat(part))
    except ValueError:
        pass
    number, percent, rest = part.partition(" %")
    try:
        return book.number(Decimal(number)) + percent + rest
    except InvalidOperation:
        return part


def is_answerable(fate: InboundClass) -> bool:
    """Whether a message of this class may ever be answered (RFC 3834: automatic ones never are)."""
    return fate in (InboundClass.RECORDED, InboundClass.PROVISIONAL, InboundClass.NO_VALUES, InboundClass.LATE)
