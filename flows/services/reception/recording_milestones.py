"""Recording what a reply says of milestones: status, dates and promises, with their source."""

from dataclasses import replace
from decimal import Decimal

from sqlmodel import Session

from flows.services.desk import Desk
from flows.services.reception.ground import Ground
from flows.services.reception.milestone_decisions import is_ended_by_decision
from flows.services.reception.reply_context import WITHOUT_VALUE, Reply, write_entry
from models.tables import InboundLine, Milestone, MilestoneUpdate, RequestedItem
from models.vocabulary import AnswerKind, LedgerAction, LineOutcome, MilestoneStatus
from notifications.answer import AnswerLine
from notifications.reasons import Reason


def record_milestone(
    session: Session, desk: Desk, *, reply: Reply, ground: Ground, item: RequestedItem, line: AnswerLine,
    row: InboundLine,
) -> None:  # fmt: skip
    """Record one understood line about a milestone; `row` takes what was shown before and after, or a doubt."""
    milestone = ground.milestone(item)
    line = _milestone_answer(line)
    if line.kind is AnswerKind.DONE_ON and line.on and line.on > desk.today:
        row.outcome, row.reason = LineOutcome.DOUBTFUL, Reason.DONE_IN_FUTURE
        return
    row.before = milestone.status.value
    status = _new_status(milestone, line)
    update = _update_of(session, desk, reply=reply, ground=ground, milestone=milestone, line=line, row=row)
    update.status, update.done_on = status, line.on if line.kind is AnswerKind.DONE_ON else update.done_on
    if line.kind is AnswerKind.NEW_DATE:
        update.promised_on, update.reason = line.on, line.note
    is_ended = is_ended_by_decision(session, milestone=milestone)
    if update.is_current and line.kind not in WITHOUT_VALUE and not is_ended:
        _apply_to_milestone(milestone, line, status)
    row.unit, row.after = "%" if line.percent is not None else "", _milestone_shown(milestone, line)
    write_entry(session, desk, reply=reply, row=row, action=LedgerAction.MILESTONE_UPDATED)


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
    session: Session, desk: Desk, *, reply: Reply, ground: Ground, milestone: Milestone, line: AnswerLine,
    row: InboundLine,
) -> MilestoneUpdate:  # fmt: skip
    """The update row of this mail: several lines about one milestone in one mail are one update."""
    same_mail = ground.update_of(milestone.id, inbound_id=reply.inbound.id)
    if same_mail:
        same_mail.note = "\n".join(filter(None, (same_mail.note, line.note)))
        same_mail.raw_text = f"{same_mail.raw_text}\n{line.raw}"
        same_mail.percent = line.percent if line.percent is not None else same_mail.percent
        return same_mail
    currents = ground.current_updates(milestone.id)
    displaces = all(reply.displaces(session, current) for current in currents)
    for older in currents:
        older.is_current = not displaces
    update = MilestoneUpdate(
        is_current=displaces,
        plan_id=reply.request.plan_id,
        milestone_id=milestone.id,
        period=reply.campaign.period,
        answer_kind=line.kind or AnswerKind.PROGRESS,
        value_status=WITHOUT_VALUE.get(line.kind or AnswerKind.PROGRESS, reply.standing),
        percent=line.percent,
        note=line.note,
        raw_text=line.raw,
        inbound_id=reply.inbound.id,
        reported_by_id=reply.official.id,
        parser_version=reply.parser_version,
        recorded_at=desk.now,
    )
    ground.keep(update, line=row)
    return update


def _milestone_shown(milestone: Milestone, line: AnswerLine) -> str:
    parts = [milestone.status.value]
    if line.percent is not None:
        parts.append(f"{line.percent:f} %")
    if line.on:
        parts.append(line.on.isoformat())
    return " · ".join(parts)
