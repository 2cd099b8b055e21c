"""Recording understood answers: values and milestone updates with their source; corrections stand beside the old."""

from sqlmodel import Session

from flows.services.collection.forms import in_language, last_actual
from flows.services.desk import Desk
from flows.services.reception.ground import Ground
from flows.services.reception.recording_milestones import record_milestone
from flows.services.reception.reply_context import WITHOUT_VALUE, Reply, write_entry
from models.tables import InboundLine, InboundMessage, IndicatorActual, RequestedItem
from models.vocabulary import AnswerKind, ItemKind, LedgerAction, LineOutcome
from notifications.answer import AnswerLine
from notifications.reasons import Reason

REMARKS = frozenset({AnswerKind.OBSTACLE, AnswerKind.EVIDENCE})


def record_answer(
    session: Session, desk: Desk, *, reply: Reply, ground: Ground, line: AnswerLine, position: int
) -> InboundLine:
    """Record one understood line; returns its row, with what was shown before and after, to be written by the caller.

    A line that cannot be recorded after all ("no change" with nothing to repeat) comes back as doubtful.
    """
    item = ground.item(line.code)
    row = line_of(reply.inbound, line=line, position=position)
    if item.kind is ItemKind.INDICATOR:
        _record_indicator(session, desk, reply=reply, ground=ground, item=item, line=line, row=row)
    else:
        record_milestone(session, desk, reply=reply, ground=ground, item=item, line=line, row=row)
    if row.outcome is LineOutcome.RECORDED and line.kind not in REMARKS:
        item.is_answered = True
    return row


def line_of(inbound: InboundMessage, *, line: AnswerLine, position: int) -> InboundLine:
    """The row of one line of a reply and its outcome."""
    return InboundLine(
        inbound_id=inbound.id,
        position=position,
        outcome=line.outcome,
        code=line.code,
        answer_kind=line.kind,
        value=line.value if line.value is not None else line.percent,
        unit=line.unit,
        where=line.where,
        raw_text=line.raw[:2000],
        reason=line.reason,
    )


def _record_indicator(
    session: Session, desk: Desk, *, reply: Reply, ground: Ground, item: RequestedItem, line: AnswerLine,
    row: InboundLine,
) -> None:  # fmt: skip
    indicator = ground.indicator(item)
    currents = ground.current_figures(indicator.id)
    previous = next(iter(currents), None)
    row.before = _shown(previous)
    if line.kind in REMARKS or line.kind is AnswerKind.PROGRESS:
        row.after = line.note or line.raw
        return
    value = line.value
    if line.kind is AnswerKind.NO_CHANGE:
        last = last_actual(session, indicator_id=indicator.id, before_period=reply.campaign.period)
        if last is None:
            row.outcome, row.reason = LineOutcome.DOUBTFUL, Reason.NO_LAST_VALUE
            return
        value = last.value
    if value is None and line.kind not in WITHOUT_VALUE:
        row.outcome, row.reason = LineOutcome.NOT_UNDERSTOOD, Reason.NOT_A_NUMBER
        return
    actual = IndicatorActual(
        plan_id=reply.request.plan_id,
        indicator_id=indicator.id,
        period=reply.campaign.period,
        value=value,
        unit=line.unit or in_language(ground.definition(indicator).units, reply.request.language),
        value_status=WITHOUT_VALUE.get(line.kind or AnswerKind.VALUE, reply.standing),
        answer_kind=line.kind or AnswerKind.VALUE,
        is_approximate=line.is_approximate,
        comment=line.note,
        raw_text=line.raw,
        inbound_id=reply.inbound.id,
        reported_by_id=reply.official.id,
        parser_version=reply.parser_version,
        recorded_at=desk.now,
    )
    actual.is_current = reply.displaces(session, previous)
    if actual.is_current:
        for older in currents:
            older.is_current = False
    ground.keep(actual, line=row)
    row.value, row.unit, row.after = value, actual.unit, _shown(actual)
    write_entry(session, desk, reply=reply, row=row, action=LedgerAction.VALUE_RECORDED)


def _shown(actual: IndicatorActual | None) -> str:
    if actual is None:
        return ""
    return format(actual.value, "f") if actual.value is not None else actual.value_status.value
