"""Meetings as decisions of an administrator: planned or moved, held with its counts, cancelled; one sentence refuses."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from flows.services import ledger
from flows.services.committee.quarterly_meetings import accepted
from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.participation.invitations import call_off, invite, send_due
from flows.services.participation.meeting_inputs import MeetingOrder
from flows.services.participation.meeting_records import count_people, keep_minutes, mark_attendance
from flows.services.participation.meeting_validity import check_held, check_planned, fill
from flows.services.participation.record_files import files_said
from models.rules.errors import DomainError
from models.tables import ActionPlan, Invitation, Meeting
from models.vocabulary import InvitationAnswer, LedgerAction, MeetingState

FLOW = "record-meeting"
ACTIONS = ("accept", "plan", "held", "minutes", "cancel")


def record_meeting(
    desk: Desk,
    *,
    plan: str,
    action: str,
    order: MeetingOrder,
    operator: str = "",
    reason: str = "",
    preview: bool = False,
) -> Outcome:
    """Plan a meeting (or move a planned one), accept a proposed one, record it as held, or cancel it.

    `action` is one of `ACTIONS`. Planning queues the invitations that are due and cancelling tells whoever was
    invited, in the same transaction. DomainError for whatever the rules refuse; then nothing is written.
    """
    if not order.code.strip():
        raise DomainError("The meeting has no code; give it one, such as SC-LAA-2026-Q4.")
    if not operator.strip():
        raise DomainError("A meeting is recorded by somebody; fill in operator.")
    with desk.session() as session:
        row = find_plan(session, code=plan)
        meeting, sent = _carry_out(session, desk, row, action.strip().lower(), order, operator, reason)
        outcome = _outcome(session, desk, row, meeting, sent, reason, preview)
        session.rollback() if preview else session.commit()
    return outcome


def find_meeting(session: Session, *, plan: ActionPlan, code: str) -> Meeting | None:
    """A meeting of the plan by its code, None when there is none."""
    return session.exec(select(Meeting).where(Meeting.plan_id == plan.id, Meeting.code == code.strip().upper())).first()


def _carry_out(
    session: Session, desk: Desk, plan: ActionPlan, action: str, order: MeetingOrder, operator: str, reason: str
) -> tuple[Meeting, list[Invitation]]:
    if action == "accept":
        order = accepted(session, desk, plan=plan, order=order)
        action = "plan"
    known = find_meeting(session, plan=plan, code=order.code)
    if action == "minutes":
        return _add_minutes(session, desk, plan, known, order, operator), []
    if known and known.state is not MeetingState.PLANNED:
        raise DomainError(
            f"{known.code} is {known.state.value} already; record another meeting under a code of its own."
        )
    if action == "plan":
        return _plan(session, desk, plan, known, order, operator)
    if action == "held":
        return _hold(session, desk, plan, known, order, operator), []
    if action == "cancel":
        return _cancel(session, desk, plan, known, order, operator, reason)
    raise DomainError(f"“{action}” is not something to do with a meeting; choose one of: {', '.join(ACTIONS)}.")


def _plan(
    session: Session, desk: Desk, plan: ActionPlan, known: Meeting | None, order: MeetingOrder, operator: str
) -> tuple[Meeting, list[Invitation]]:
    meeting = fill(session, plan=plan, order=order, known=known, state=MeetingState.PLANNED)
    check_planned(session, desk, plan=plan, meeting=meeting, order=order)
    before = known.starts_at if known else None
    is_moved, is_changed = bool(known and _is_moved(known, meeting)), known is None or _differs(known, meeting)
    row = _store(session, known, meeting) if known is None or is_changed else known
    if is_moved:
        _ask_again(session, row)
    added = invite(session, desk, plan=plan, meeting=row, text=order.invite)
    if is_changed or added:
        ledger.record(
            session, desk, action=LedgerAction.MEETING_PLANNED, subject=row.code, plan_id=plan.id, field="starts_at",
            before=before.isoformat() if before else "", after=row.starts_at.isoformat(), reason=row.title,
            actor=operator,
        )  # fmt: skip
    return row, send_due(session, desk, plan=plan, meeting=row)


def _hold(
    session: Session, desk: Desk, plan: ActionPlan, known: Meeting | None, order: MeetingOrder, operator: str
) -> Meeting:
    meeting = fill(session, plan=plan, order=order, known=known, state=MeetingState.HELD)
    if meeting.starts_at > desk.now:
        raise DomainError(f"{meeting.code} begins on {meeting.starts_at:%Y-%m-%d %H:%M}; record it as held afterwards.")
    row = _store(session, known, meeting)
    invite(session, desk, plan=plan, meeting=row, text=order.invite)
    mark_attendance(session, meeting=row, text=order.attended)
    count_people(session, desk, plan=plan, meeting=row, text=order.counts, operator=operator)
    check_held(session, plan=plan, meeting=row, order=order)
    ledger.record(
        session, desk, action=LedgerAction.MEETING_RECORDED, subject=row.code, plan_id=plan.id, field="state",
        before=MeetingState.PLANNED.value if known else "", after=row.state.value, reason=row.title, source=row.minutes,
        actor=operator,
    )  # fmt: skip
    keep_minutes(session, desk, plan=plan, meeting=row, order=order, operator=operator)
    return row


def _add_minutes(
    session: Session, desk: Desk, plan: ActionPlan, known: Meeting | None, order: MeetingOrder, operator: str
) -> Meeting:
    if known is None or known.state is not MeetingState.HELD:
        state = f"is {known.state.value}" if known else "is not recorded"
        raise DomainError(
            f"{order.code} {state}; minutes belong to a meeting that was held, so record it as held first."
        )
    if not (order.minutes.strip() or order.minutes_file.strip()):
        raise DomainError(f"No minutes of {known.code} are given; fill in minutes or minutes_file.")
    keep_minutes(session, desk, plan=plan, meeting=known, order=order, operator=operator)
    return known


def _cancel(
    session: Session,
    desk: Desk,
    plan: ActionPlan,
    known: Meeting | None,
    order: MeetingOrder,
    operator: str,
    reason: str,
) -> tuple[Meeting, list[Invitation]]:
    if known is None:
        raise DomainError(f"There is no meeting {order.code}; only a planned meeting can be cancelled.")
    if not reason.strip():
        raise DomainError(f"To cancel {known.code} needs a reason; whoever was invited is told it.")
    known.state, known.sequence = MeetingState.CANCELLED, known.sequence + 1
    session.add(known)
    ledger.record(
        session, desk, action=LedgerAction.MEETING_RECORDED, subject=known.code, plan_id=plan.id, field="state",
        before=MeetingState.PLANNED.value, after=known.state.value, reason=reason, actor=operator,
    )  # fmt: skip
    return known, call_off(session, desk, plan=plan, meeting=known, reason=reason.strip())


def _is_moved(known: Meeting, meeting: Meeting) -> bool:
    """Whether those invited must be asked again: what their invitation says is no longer true."""
    names = ("starts_at", "ends_at", "place", "address", "title", "format", "agenda")
    return any(getattr(known, name) != getattr(meeting, name) for name in names)


def _differs(known: Meeting, meeting: Meeting) -> bool:
    return known.model_dump(exclude={"id"}) != meeting.model_dump(exclude={"id"})


def _store(session: Session, known: Meeting | None, meeting: Meeting) -> Meeting:
    if known is None:
        session.add(meeting)
        session.flush()
        return meeting
    for name, value in meeting.model_dump(exclude={"id", "sequence"}).items():
        setattr(known, name, value)
    session.add(known)
    session.flush()
    return known


def _ask_again(session: Session, meeting: Meeting) -> None:
    """A moved meeting is a new question: RFC 5546 raises its sequence, and earlier answers no longer count."""
    meeting.sequence += 1
    for row in session.exec(select(Invitation).where(Invitation.meeting_id == meeting.id)).all():
        row.answer, row.answered_at, row.outbound_id = InvitationAnswer.NEEDS_ACTION, None, None
        session.add(row)
    session.flush()


def _outcome(
    session: Session, desk: Desk, plan: ActionPlan, meeting: Meeting, sent: list[Invitation], reason: str, preview: bool
) -> Outcome:
    session.flush()
    invited = session.exec(select(Invitation).where(Invitation.meeting_id == meeting.id)).all()
    verb = "would be" if preview else "is"
    summary = (
        f"{meeting.code} {verb} {meeting.state.value}: {_when(plan, meeting.starts_at)}, {len(invited)} invited, "
        f"{len(sent)} mails queued."
    )
    rows = tuple((i.name, i.email, i.category or "none", i.answer.value, _attended(i)) for i in invited)
    table = ReportTable("invitations", "Who is invited", ("Name", "Address", "Category", "Answer", "Attended"), rows)
    said = (_meeting_table(plan, meeting, reason, files_said(session, about=meeting)), table)
    counts = {"invited": len(invited), "queued": len(sent), "attended": sum(bool(i.attended) for i in invited)}
    return Outcome(FLOW, plan.code, desk.today, preview, summary, counts, said)


def _meeting_table(plan: ActionPlan, meeting: Meeting, reason: str, files: str) -> ReportTable:
    """What the invitation says: whoever confirms the order confirms this too."""
    rows = (
        ("Title", meeting.title), ("When", _when(plan, meeting.starts_at)), ("Ends", _when(plan, meeting.ends_at)),
        ("Place", meeting.place or "none"), ("Address", meeting.address or "none"),
        ("Chair", meeting.chair_name or "none"), ("Agenda", meeting.agenda or "none"),
        ("State", meeting.state.value), ("Why", reason or "none"), ("Minutes", meeting.minutes or "none"),
        ("Files", files or "none"),
    )  # fmt: skip
    return ReportTable("meeting", f"{meeting.code}", ("What", "Said"), rows)


def _attended(invitation: Invitation) -> str:
    return {True: "yes", False: "no"}.get(bool(invitation.attended), "") if invitation.attended is not None else ""


def _when(plan: ActionPlan, moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(plan.time_zone)):%A %Y-%m-%d %H:%M}"
