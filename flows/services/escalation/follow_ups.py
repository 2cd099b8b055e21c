"""The daily follow-up: provisional answers confirmed, reminders due, late milestones, escalation; each once a day."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.services.collection.burden import Burden
from flows.services.collection.reminders import Reminded, remind
from flows.services.desk import Desk
from flows.services.escalation.clocks import MilestoneClocks, clocks_of, clocks_table
from flows.services.escalation.escalation_audit import Stuck, given_up, judge
from flows.services.escalation.escalations import Followed, sweep_all
from flows.services.lifecycle.standings import claim_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.reception.confirming import confirm
from flows.services.reception.held import waiting
from flows.services.timekeeping.calendars import plan_calendar
from flows.services.timekeeping.deadlines import explained_of
from models.rules.plan_policy import policy_of
from models.rules.policy import Policy
from models.tables import ActionPlan, InboundMessage, Official
from models.vocabulary import DeadlineSubject, EscalationSubject, InboundClass, Language
from notifications.compose_deadline import deadline_sentence
from notifications.language import phrases

FLOW = "follow-up"
_PROVISIONAL = select(InboundMessage).where(
    col(InboundMessage.plan_id) == sa.bindparam("plan"), InboundMessage.fate == InboundClass.PROVISIONAL
)
_SUPPRESSED = (
    select(Official.code, Official.suppressed_because)
    .where(col(Official.plan_id) == sa.bindparam("plan"), Official.suppressed_because != "")
    .order_by(col(Official.code))
)


@dataclass(frozen=True)
class FollowUp:
    """What one day's follow-up did."""

    confirmed: int
    reminded: list[Reminded]
    followed: list[Followed]
    unreachable: list[tuple[str, str]]
    held: list[tuple[str, ...]]
    clocks: list[MilestoneClocks]
    stuck: list[Stuck]
    given_up: list[tuple[str, str, str]]
    days: dict[str, str]


def follow_up(desk: Desk, *, plan: str, preview: bool = False, policy: Policy | None = None) -> Outcome:
    """Bring everything that depends on the day up to date. Ten late runs do no more than one."""
    with desk.session() as session:
        row = claim_plan(session, code=plan)
        policy = policy or policy_of(row.policy)
        burden = Burden(session, desk, plan=row, policy=policy)
        confirmed = _confirm_provisional(session, desk, plan=row, policy=policy)
        reminded = remind(session, desk, plan=row, policy=policy, burden=burden)
        swept = sweep_all(session, desk, plan=row, policy=policy, burden=burden)
        done = FollowUp(
            confirmed=confirmed,
            reminded=reminded,
            followed=swept.followed,
            unreachable=_unreachable(session, plan=row),
            held=_held(session, desk, plan=row),
            clocks=clocks_of(session, desk, plan=row, policy=policy),
            stuck=judge(
                swept.things, swept.rows, away=burden.away, today=desk.today, calendar=burden.calendar, policy=policy
            ),
            given_up=given_up(session, plan=row),
            days={},
        )
        done.days.update(_explained(session, plan=row, followed=done.followed))
        outcome = _outcome(desk, row, done, preview)
        session.rollback() if preview else session.commit()
    return outcome


def _explained(session: Session, *, plan: ActionPlan, followed: list[Followed]) -> dict[str, str]:
    """How the day of each late form was computed, in English, for the administrators' table."""
    codes = [f.thing.code for f in followed if f.thing.subject is EscalationSubject.DATA_REQUEST]
    if not codes:
        return {}
    book = phrases(Language.ENGLISH)
    stored = explained_of(session, plan_id=plan.id, subject=DeadlineSubject.DATA_REQUEST, codes=codes)
    return {code: deadline_sentence(deadline, book=book) for code, deadline in stored.items()}


def _confirm_provisional(session: Session, desk: Desk, *, plan: ActionPlan, policy: Policy) -> int:
    """Answers whose sender could not be authenticated are confirmed when nobody objected for some working days."""
    calendar = plan_calendar(session, plan=plan, today=desk.today)
    confirmed = 0
    for message in session.exec(_PROVISIONAL, params={"plan": plan.id}).all():
        received_on = message.received_at.astimezone(ZoneInfo(plan.time_zone)).date()
        if calendar.count(received_on, desk.today) >= policy.confirm_provisional_after:
            confirm(session, desk, message=message, reason="nobody objected", decided_by="iltizam")
            confirmed += 1
    return confirmed


def _unreachable(session: Session, *, plan: ActionPlan) -> list[tuple[str, str]]:
    return list(session.exec(_SUPPRESSED, params={"plan": plan.id}).all())


def _held(session: Session, desk: Desk, *, plan: ActionPlan) -> list[tuple[str, ...]]:
    """Replies that wait for a decision, with the working days they have waited: they age like a missing answer."""
    calendar = plan_calendar(session, plan=plan, today=desk.today)
    rows: list[tuple[str, ...]] = []
    for message in waiting(session, plan_id=plan.id):
        received_on = message.received_at.astimezone(ZoneInfo(plan.time_zone)).date()
        days = str(calendar.count(received_on, desk.today))
        rows.append((message.sha256[:12], message.fate.value, message.from_address, message.subject[:80], days))
    return rows


def _outcome(desk: Desk, plan: ActionPlan, done: FollowUp, preview: bool) -> Outcome:
    late = [f for f in done.followed if f.thing.subject is EscalationSubject.MILESTONE]
    unanswered = [f for f in done.followed if f.thing.subject is EscalationSubject.DATA_REQUEST]
    raised = sum(f.decision.move == "raise" for f in done.followed)
    verb = "would be" if preview else "were"
    summary = (
        f"{len(done.reminded)} reminders {verb} queued, {len(late)} milestones and {len(unanswered)} answers are late, "
        f"{raised} escalation steps {verb} taken, {done.confirmed} provisional answers {verb} confirmed."
    )
    counts = {
        "reminded": len(done.reminded),
        "late_milestones": len(late),
        "late_answers": len(unanswered),
        "raised": raised,
        "confirmed": done.confirmed,
        "unreachable": len(done.unreachable),
        "held": len(done.held),
        "at_risk": sum(row.clocks.is_at_risk for row in done.clocks),
        "evidence_missing": sum(bool(row.clocks.evidence_late) for row in done.clocks),
        "stuck": len(done.stuck),
    }
    return Outcome(FLOW, plan.code, desk.today, preview, summary, counts, _tables(done, late, unanswered))


def _tables(done: FollowUp, late: list[Followed], unanswered: list[Followed]) -> tuple[ReportTable, ...]:
    columns = ("Code", "Commitment", "Due", "Working days late", "Responsible", "Level told", "Today")
    others = [f for f in done.followed if f not in late and f not in unanswered]
    explained = tuple((*_late_row(f), done.days.get(f.thing.code, "")) for f in unanswered)
    reminded = tuple(
        (r.official, r.reference, str(r.round), str(r.missing), r.respond_by.isoformat(), _day(r.next_on))
        for r in done.reminded
    )
    return (
        ReportTable("late-milestones", "Late milestones", columns, tuple(_late_row(f) for f in late)),
        ReportTable("late-answers", "Answers awaited past their day", (*columns, "How the day was computed"), explained),
        ReportTable("late-others", "Evidence and obligations past their day", columns, tuple(map(_late_row, others))),
        clocks_table(done.clocks),
        ReportTable(
            "reminders", "Reminders of today",
            ("Official", "Form", "Round", "Lines missing", "Respond by", "Next reminder"), reminded,
        ),
        ReportTable(
            "held-replies", "Replies that wait for a decision",
            ("Message", "Class", "From", "Subject", "Working days"), tuple(done.held),
        ),
        ReportTable("unreachable", "Addresses to mend", ("Official", "Why"), tuple(done.unreachable)),
        ReportTable("stuck", "Escalations that do not move", ("Code", "Why"),
                    tuple((s.code, s.because) for s in done.stuck)),
        ReportTable("given-up", "Ended by age: grant a date or waive", ("Code", "Due", "Ended"), tuple(done.given_up)),
    )  # fmt: skip


def _late_row(followed: Followed) -> tuple[str, ...]:
    thing = followed.thing
    return (
        thing.code,
        thing.commitment,
        thing.due_on.isoformat(),
        str(followed.working_days_late),
        thing.responsible.name if thing.responsible else "nobody",
        "none" if followed.level is None else str(followed.level),
        f"{followed.decision.move.value}: {followed.decision.because}",
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else "none"
