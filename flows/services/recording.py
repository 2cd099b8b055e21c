"""Recording understood answers: values and milestone updates with their source; corrections stand beside the old."""

from dataclasses import dataclass, replace
from decimal import Decimal

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.forms import in_language, last_actual
from models.tables import (
    Campaign,
    DataRequest,
    InboundLine,
    InboundMessage,
    Indicator,
    IndicatorActual,
    Milestone,
    MilestoneUpdate,
    Official,
    RequestedItem,
)
from models.vocabulary import AnswerKind, ItemKind, LedgerAction, LineOutcome, MilestoneStatus, ValueStatus
from notifications.answer import AnswerLine
from notifications.reasons import Reason

WITHOUT_VALUE = {
    AnswerKind.NOTHING_TO_REPORT: ValueStatus.NOTHING_TO_REPORT,
    AnswerKind.NOT_AVAILABLE: ValueStatus.NOT_AVAILABLE,
}
REMARKS = frozenset({AnswerKind.OBSTACLE, AnswerKind.EVIDENCE})


@dataclass(frozen=True)
class Reply:
    """One reply being recorded: the mail, the request it answers, who answered, and how far we trust it."""

    inbound: InboundMessage
    request: DataRequest
    campaign: Campaign
    official: Official
    standing: ValueStatus
    parser_version: str


def record_answer(session: Session, desk: Desk, *, reply: Reply, line: AnswerLine, position: int) -> InboundLine:
    """Record one understood line in the caller's transaction; returns its row, with what was shown before and after.

    A line that cannot be recorded after all ("no change" with nothing to repeat) comes back as doubtful.
    """
    item = _requested(session, reply=reply, code=line.code)
    row = add_line(session, reply.inbound, line=line, position=position)
    if item.kind is ItemKind.INDICATOR:
        _record_indicator(session, desk, reply=reply, item=item, line=line, row=row)
    else:
        _record_milestone(session, desk, reply=reply, item=item, line=line, row=row)
    if row.outcome is LineOutcome.RECORDED and line.kind not in REMARKS:
        item.is_answered = True
    return row


def add_line(session: Session, inbound: InboundMessage, *, line: AnswerLine, position: int) -> InboundLine:
    """Keep one line of a reply and its outcome."""
    row = InboundLine(
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
    session.add(row)
    session.flush()
    return row


def _requested(session: Session, *, reply: Reply, code: str) -> RequestedItem:
    query = select(RequestedItem).where(RequestedItem.data_request_id == reply.request.id, RequestedItem.code == code)
    return session.exec(query).one()


def _record_indicator(
    session: Session, desk: Desk, *, reply: Reply, item: RequestedItem, line: AnswerLine, row: InboundLine
) -> None:
    indicator = session.get_one(Indicator, item.indicator_id)
    previous = _current(session, indicator_id=indicator.id, period=reply.campaign.period)
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
        unit=line.unit or in_language(indicator.units, reply.request.language),
        value_status=WITHOUT_VALUE.get(line.kind or AnswerKind.VALUE, reply.standing),
        answer_kind=line.kind or AnswerKind.VALUE,
        is_approximate=line.is_approximate,
        comment=line.note,
        raw_text=line.raw,
        inbound_id=reply.inbound.id,
        line_id=row.id,
        reported_by_id=reply.official.id,
        parser_version=reply.parser_version,
        recorded_at=desk.now,
    )
    for older in _currents(session, indicator_id=indicator.id, period=reply.campaign.period):
        older.is_current = False
    session.add(actual)
    row.value, row.unit, row.after = value, actual.unit, _shown(actual)
    _write(session, desk, reply=reply, row=row, action=LedgerAction.VALUE_RECORDED)


def _record_milestone(
    session: Session, desk: Desk, *, reply: Reply, item: RequestedItem, line: AnswerLine, row: InboundLine
) -> None:
    milestone = session.get_one(Milestone, item.milestone_id)
    line = _milestone_answer(line)
    if line.kind is AnswerKind.DONE_ON and line.on and line.on > desk.today:
        row.outcome, row.reason = LineOutcome.DOUBTFUL, Reason.DONE_IN_FUTURE
        return
    row.before = milestone.status.value
    status = _new_status(milestone, line)
    update = _update_of(session, desk, reply=reply, milestone=milestone, line=line, row=row)
    update.status, update.done_on = status, line.on if line.kind is AnswerKind.DONE_ON else update.done_on
    if line.kind is AnswerKind.NEW_DATE:
        update.promised_on, update.reason = line.on, line.note
    if line.kind not in WITHOUT_VALUE:
        _apply_to_milestone(milestone, line, status)
    row.unit, row.after = "%" if line.percent is not None else "", _milestone_shown(milestone, line)
    session.add(update)
    _write(session, desk, reply=reply, row=row, action=LedgerAction.MILESTONE_UPDATED)


def _milestone_answer(line: AnswerLine) -> AnswerLine:
    """A bare number for a milestone is its progress in percent."""
    if line.kind is AnswerKind.VALUE and line.percent is None:
        return replace(line, percent=line.value)
    return line


def _new_status(milestone: Milestone, line: AnswerLine) -> MilestoneStatus:
    if line.status:
        return line.status
    if line.kind is AnswerKind.DONE_ON or line.percent == Decimal(100):
        return MilestoneStatus.DONE
    begun = (line.percent or 0) > 0 or line.kind is AnswerKind.PROGRESS
    if begun and milestone.status is MilestoneStatus.NOT_STARTED:
        return MilestoneStatus.IN_PROGRESS
    return milestone.status


def _apply_to_milestone(milestone: Milestone, line: AnswerLine, status: MilestoneStatus) -> None:
    milestone.status = status
    if line.percent is not None:
        milestone.percent = line.percent
    # "done" without a date leaves the date open: the day of the mail is not the day of the deed.
    milestone.done_on = (line.on or milestone.done_on) if status is MilestoneStatus.DONE else None


def _update_of(
    session: Session, desk: Desk, *, reply: Reply, milestone: Milestone, line: AnswerLine, row: InboundLine
) -> MilestoneUpdate:
    """The update row of this mail: several lines about one milestone in one mail are one update."""
    same_mail = session.exec(
        select(MilestoneUpdate).where(
            MilestoneUpdate.milestone_id == milestone.id,
            MilestoneUpdate.period == reply.campaign.period,
            MilestoneUpdate.inbound_id == reply.inbound.id,
        )
    ).first()
    if same_mail:
        same_mail.note = "\n".join(filter(None, (same_mail.note, line.note)))
        same_mail.raw_text = f"{same_mail.raw_text}\n{line.raw}"
        same_mail.percent = line.percent if line.percent is not None else same_mail.percent
        return same_mail
    for older in session.exec(
        select(MilestoneUpdate).where(
            MilestoneUpdate.milestone_id == milestone.id, MilestoneUpdate.period == reply.campaign.period
        )
    ).all():
        older.is_current = False
    return MilestoneUpdate(
        plan_id=reply.request.plan_id,
        milestone_id=milestone.id,
        period=reply.campaign.period,
        answer_kind=line.kind or AnswerKind.PROGRESS,
        value_status=WITHOUT_VALUE.get(line.kind or AnswerKind.PROGRESS, reply.standing),
        percent=line.percent,
        note=line.note,
        raw_text=line.raw,
        inbound_id=reply.inbound.id,
        line_id=row.id,
        reported_by_id=reply.official.id,
        parser_version=reply.parser_version,
        recorded_at=desk.now,
    )


def _write(session: Session, desk: Desk, *, reply: Reply, row: InboundLine, action: LedgerAction) -> None:
    ledger.record(
        session, desk, action=action, subject=row.code, plan_id=reply.request.plan_id, field=reply.campaign.period,
        before=row.before, after=row.after, reason=reply.standing.value,
        source=f"sha256:{reply.inbound.sha256}#{row.where}", actor=reply.official.code,
    )  # fmt: skip


def _currents(session: Session, *, indicator_id: int, period: str) -> list[IndicatorActual]:
    query = select(IndicatorActual).where(
        IndicatorActual.indicator_id == indicator_id,
        IndicatorActual.period == period,
        col(IndicatorActual.is_current).is_(True),
    )
    return list(session.exec(query).all())


def _current(session: Session, *, indicator_id: int, period: str) -> IndicatorActual | None:
    return next(iter(_currents(session, indicator_id=indicator_id, period=period)), None)


def _shown(actual: IndicatorActual | None) -> str:
    if actual is None:
        return ""
    return format(actual.value, "f") if actual.value is not None else actual.value_status.value


def _milestone_shown(milestone: Milestone, line: AnswerLine) -> str:
    parts = [milestone.status.value]
    if line.percent is not None:
        parts.append(f"{line.percent:f} %")
    if line.on:
        parts.append(line.on.isoformat())
    return " · ".join(parts)
