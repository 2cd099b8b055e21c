"""Escalating what is late, level by level, with one roll-up per person and every step written down."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.calendars import calendar_for
from flows.services.desk import Desk
from flows.services.lateness import LateThing, find_settlement, late_milestones, late_requests
from flows.services.people import holder
from flows.services.reminders import last_mail_on
from flows.services.roll_ups import Raised, send_roll_ups
from models.rules.escalation import Decision, Facts, Move, decide
from models.rules.policy import Policy
from models.rules.working_days import WorkingCalendar
from models.tables import ActionPlan, DataRequest, Escalation, EscalationStep, Official, ReminderRound, RequestedItem
from models.vocabulary import EscalationState, EscalationSubject, LedgerAction, OfficialRole


@dataclass(frozen=True)
class Followed:
    """One late thing after today's decision, for the administrators' table."""

    thing: LateThing
    working_days_late: int
    level: int | None
    decision: Decision


def sweep(session: Session, desk: Desk, *, plan: ActionPlan, policy: Policy) -> list[Followed]:
    """Decide every lateness for today in the caller's transaction; queue one roll-up per person told something new."""
    calendar = calendar_for(plan.country, desk.today.year)
    things = late_milestones(session, desk, plan=plan) + late_requests(session, desk, plan=plan)
    _end_settled(session, desk, plan=plan, still_late={(t.subject, t.code, t.due_on.isoformat()) for t in things})
    followed, raised = [], []
    for thing in things:
        escalation = _find_or_start(session, desk, plan=plan, thing=thing, policy=policy)
        decision = decide(_facts(session, escalation, thing), today=desk.today, policy=policy, calendar=calendar)
        step = _apply(session, desk, plan, escalation, thing, decision, policy, calendar)
        late = calendar.count(thing.due_on, desk.today)
        if step:
            raised.append(Raised(step, thing, late))
        followed.append(Followed(thing, late, _level(session, escalation), decision))
    send_roll_ups(session, desk, plan=plan, raised=raised, next_check_on=calendar.add(desk.today, 1))
    return followed


def _find_or_start(session: Session, desk: Desk, *, plan: ActionPlan, thing: LateThing, policy: Policy) -> Escalation:
    due = thing.due_on.isoformat()
    found = session.exec(
        select(Escalation).where(
            Escalation.plan_id == plan.id,
            Escalation.subject == thing.subject,
            Escalation.subject_code == thing.code,
            Escalation.due == due,
        )
    ).first()
    if found:
        return found
    started = Escalation(
        plan_id=plan.id, subject=thing.subject, subject_code=thing.code, due=due, started_on=desk.today,
        state=EscalationState.ACTIVE, policy=policy.snapshot(),
    )  # fmt: skip
    session.add(started)
    session.flush()
    return started


def _facts(session: Session, escalation: Escalation, thing: LateThing) -> Facts:
    last = _last_step(session, escalation)
    unreachable = bool(thing.responsible and (thing.responsible.suppressed_because or not thing.responsible.email))
    return Facts(
        due_on=thing.due_on,
        is_settled=escalation.state is EscalationState.ENDED,
        settled_because=escalation.ended_because,
        level=last.level if last else None,
        level_reached_on=last.reached_on if last else None,
        started_on=escalation.started_on,
        promised_on=thing.promised_on,
        has_paused_before=bool(escalation.paused_until and escalation.paused_until != thing.promised_on),
        responsible_is_unreachable=unreachable,
    )


def _apply(
    session: Session,
    desk: Desk,
    plan: ActionPlan,
    escalation: Escalation,
    thing: LateThing,
    decision: Decision,
    policy: Policy,
    calendar: WorkingCalendar,
) -> EscalationStep | None:
    if decision.move is Move.END:
        _end(session, desk, plan, escalation, decision.because)
    if decision.move is Move.PAUSE:
        escalation.state, escalation.paused_until = EscalationState.PAUSED, decision.until
    if decision.move is not Move.RAISE or decision.level is None:
        return None
    role = policy.ladder[decision.level]
    recipient = _recipient(session, desk, plan, thing, decision.level, role)
    if recipient and _was_written_lately(session, desk, recipient, policy, calendar):
        return None  # the burden budget comes first: tomorrow's run decides again
    told_already = decision.level == 0 and _form_says_it(session, thing)
    step = EscalationStep(
        escalation_id=escalation.id,
        level=decision.level,
        role=role,
        official_id=recipient.id if recipient else None,
        reached_on=desk.today,
        note="" if recipient else f"nobody reachable holds the role {role.value}",
    )
    session.add(step)
    escalation.state, escalation.level = EscalationState.ACTIVE, decision.level
    session.flush()
    ledger.record(
        session, desk, action=LedgerAction.ESCALATION_RAISED, subject=thing.code, plan_id=plan.id, field="level",
        after=decision.level, reason=f"{decision.because}; told: {recipient.code if recipient else 'nobody'}",
    )  # fmt: skip
    return None if told_already or recipient is None else step


def _recipient(
    session: Session, desk: Desk, plan: ActionPlan, thing: LateThing, level: int, role: OfficialRole
) -> Official | None:
    if level == 0:
        return thing.responsible
    found = holder(session, plan_id=plan.id, role=role, member_id=thing.member_id, today=desk.today)
    return found if found and found.email and not found.suppressed_because else None


def _was_written_lately(
    session: Session, desk: Desk, official: Official, policy: Policy, calendar: WorkingCalendar
) -> bool:
    last = last_mail_on(session, official_id=official.id)
    return bool(last and last != desk.today and calendar.count(last, desk.today) < policy.days_between_mails)


def _form_says_it(session: Session, thing: LateThing) -> bool:
    """Whether the official already holds a form that shows this lateness: then no second mail says the same."""
    if thing.subject is EscalationSubject.DATA_REQUEST:
        return True  # the reminder rounds speak to the official
    if thing.responsible is None:
        return False
    asked = session.exec(
        select(DataRequest)
        .join(RequestedItem)
        .where(RequestedItem.code == thing.code, DataRequest.official_id == thing.responsible.id)
        .order_by(col(DataRequest.id).desc())
    ).first()
    if asked is None:
        return False
    rounds = session.exec(select(col(ReminderRound.told_on)).where(ReminderRound.data_request_id == asked.id)).all()
    return max([asked.asked_on, *rounds]) > thing.due_on


def _end_settled(
    session: Session, desk: Desk, *, plan: ActionPlan, still_late: set[tuple[EscalationSubject, str, str]]
) -> None:
    running = session.exec(
        select(Escalation).where(Escalation.plan_id == plan.id, Escalation.state != EscalationState.ENDED)
    ).all()
    for escalation in running:
        if (escalation.subject, escalation.subject_code, escalation.due) not in still_late:
            because = find_settlement(
                session, plan_id=plan.id, subject=escalation.subject, code=escalation.subject_code
            )
            _end(session, desk, plan, escalation, because or "the due date was moved")


def _end(session: Session, desk: Desk, plan: ActionPlan, escalation: Escalation, because: str) -> None:
    if escalation.state is EscalationState.ENDED:
        return
    escalation.state, escalation.ended_on, escalation.ended_because = EscalationState.ENDED, desk.today, because
    ledger.record(
        session, desk, action=LedgerAction.ESCALATION_ENDED, subject=escalation.subject_code, plan_id=plan.id,
        reason=because,
    )  # fmt: skip


def _last_step(session: Session, escalation: Escalation) -> EscalationStep | None:
    query = select(EscalationStep).where(EscalationStep.escalation_id == escalation.id)
    return session.exec(query.order_by(col(EscalationStep.level).desc())).first()


def _level(session: Session, escalation: Escalation) -> int | None:
    last = _last_step(session, escalation)
    return last.level if last else None


def stuck(session: Session, *, plan_id: int, today: date, patience: timedelta) -> list[str]:
    """Auditor's rule: running escalations past a pause that nobody took up again."""
    query = select(Escalation).where(Escalation.plan_id == plan_id, Escalation.state == EscalationState.PAUSED)
    return [e.subject_code for e in session.exec(query).all() if e.paused_until and e.paused_until + patience < today]
