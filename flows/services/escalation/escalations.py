"""Escalating what is late, level by level, with one roll-up per person and every step written down."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.collection.burden import Burden
from flows.services.desk import Desk
from flows.services.escalation.escalation_rows import LateRows, apply_decision, facts_of, load_rows
from flows.services.escalation.lateness import LateThing
from flows.services.escalation.roll_ups import Raised, send_roll_ups
from flows.services.escalation.subjects import SUBJECTS, subject_of
from flows.services.people_records.people import holder
from flows.services.reception.absences import Away
from models.rules.escalation import Decision, Move, decide
from models.rules.policy import Policy
from models.tables import ActionPlan, Escalation, EscalationStep, Official
from models.vocabulary import EscalationState, EscalationSubject, LedgerAction


@dataclass(frozen=True)
class Followed:
    """One late thing after today's decision, for the administrators' table."""

    thing: LateThing
    working_days_late: int
    level: int | None
    decision: Decision


@dataclass(frozen=True)
class Swept:
    """What one sweep saw and decided: late things as decided, and the rows it read."""

    followed: list[Followed]
    things: list[LateThing]
    rows: LateRows


@dataclass
class _Sweep:
    """One day's sweep of one plan: what it reads once, and what it queues at the end."""

    session: Session
    desk: Desk
    plan: ActionPlan
    policy: Policy
    burden: Burden
    rows: LateRows
    away: dict[int, Away]
    raised: list[Raised] = field(default_factory=list)
    chosen: set[int] = field(default_factory=set)


def sweep(
    session: Session, desk: Desk, *, plan: ActionPlan, policy: Policy, burden: Burden | None = None
) -> list[Followed]:
    """Decide every lateness for today in the caller's transaction; queue one roll-up per person told something new."""
    return sweep_all(session, desk, plan=plan, policy=policy, burden=burden).followed


def sweep_all(session: Session, desk: Desk, *, plan: ActionPlan, policy: Policy, burden: Burden | None = None) -> Swept:
    """The same, with everything that was read, so that nobody has to read it again."""
    burden = burden or Burden(session, desk, plan=plan, policy=policy)
    things = [thing for subject in SUBJECTS for thing in subject.late(session, desk, plan, policy)]
    rows = load_rows(session, plan_id=plan.id, things=things)
    run = _Sweep(session, desk, plan, policy, burden, rows, burden.away)
    _end_settled(run, still_late={thing.key for thing in things})
    followed = [_follow(run, thing) for thing in things]
    if run.raised:
        send_roll_ups(
            session, desk, plan=plan, raised=run.raised, burden=burden, next_check_on=burden.calendar.add(desk.today, 1)
        )
    return Swept(followed, things, rows)


def _follow(run: _Sweep, thing: LateThing) -> Followed:
    escalation = run.rows.find(thing) or _start(run, thing)
    away = run.away.get(thing.responsible.id) if thing.responsible else None
    facts = facts_of(run.rows, escalation, thing=thing, away=away, policy=run.policy)
    decision = decide(facts, today=run.desk.today, calendar=run.burden.calendar)
    if decision.move is Move.RAISE:
        decision = _raise(run, escalation, thing, decision)
    apply_decision(run.session, run.desk, plan=run.plan, escalation=escalation, decision=decision)
    late = run.burden.calendar.count(thing.due_on, run.desk.today)
    return Followed(thing, late, run.rows.level(escalation), decision)


def _start(run: _Sweep, thing: LateThing) -> Escalation:
    started = Escalation(
        plan_id=run.plan.id, subject=thing.subject, subject_code=thing.code, due=thing.due_on.isoformat(),
        started_on=run.desk.today, changed_on=run.desk.today, state=EscalationState.ACTIVE,
        policy=run.policy.ladder_for(thing.weight).snapshot(),
    )  # fmt: skip
    run.session.add(started)
    run.session.flush()
    run.rows.add(started)
    return started


def _raise(run: _Sweep, escalation: Escalation, thing: LateThing, decision: Decision) -> Decision:
    """Take one step up, unless the state has changed meanwhile or the burden budget says "not today"."""
    level = decision.level or 0
    subject = subject_of(thing.subject)
    settled = subject.settlement(run.session, run.desk, run.plan, thing.code) if subject else None
    if settled:
        return Decision(Move.END, settled.because, state=EscalationState.ENDED)
    role = run.rows.ladder(escalation, policy=run.policy).roles[level]
    recipient = _recipient(run, thing, level=level)
    is_said = bool(level == 0 and subject and subject.is_said(run.session, thing))
    if recipient and not is_said and not _may_write(run, recipient):
        return Decision(Move.STAY, "the burden budget comes first: decided again tomorrow", state=decision.state)
    away = run.away.get(recipient.id) if recipient else None
    step = EscalationStep(
        escalation_id=escalation.id, level=level, role=role, official_id=recipient.id if recipient else None,
        reached_on=run.desk.today, deputy_id=away.deputy.id if away and away.deputy else None,
        note=_note(recipient, role=role.value, is_said=is_said),
    )  # fmt: skip
    run.session.add(step)
    run.rows.steps.setdefault(escalation.id, []).append(step)
    escalation.level = level
    ledger.record(
        run.session, run.desk, action=LedgerAction.ESCALATION_RAISED, subject=thing.code, plan_id=run.plan.id,
        field="level", after=level, reason=f"{decision.because}; told: {recipient.code if recipient else 'nobody'}",
    )  # fmt: skip
    if recipient and not is_said:
        run.chosen.add(recipient.id)
        late = run.burden.calendar.count(thing.due_on, run.desk.today)
        owner_away = run.away.get(thing.responsible.id) if thing.responsible else None
        run.raised.append(Raised(step, thing, late, away=away, owner_away=owner_away))
    return decision


def _note(recipient: Official | None, *, role: str, is_said: bool) -> str:
    if recipient is None:
        return f"nobody reachable holds the role {role}"
    return "the form already says so" if is_said else ""


def _may_write(run: _Sweep, recipient: Official) -> bool:
    """Whoever gets a roll-up today gets everything in it; others only with room in their week."""
    return recipient.id in run.chosen or run.burden.has_room(recipient.id)


def _recipient(run: _Sweep, thing: LateThing, *, level: int) -> Official | None:
    if level == 0:
        found = thing.responsible
    else:
        role = run.rows.ladder_of(thing, policy=run.policy).roles[level]
        found = holder(run.session, plan_id=run.plan.id, role=role, member_id=thing.member_id, today=run.desk.today)
    if found is None or (found.id in run.away and run.away[found.id].deputy):
        return found
    return found if found.email and not found.suppressed_because else None


def _end_settled(run: _Sweep, *, still_late: set[tuple[EscalationSubject, str, str]]) -> None:
    for escalation in run.rows.running():
        if (escalation.subject, escalation.subject_code, escalation.due) in still_late:
            continue
        subject = subject_of(escalation.subject)
        settled = subject.settlement(run.session, run.desk, run.plan, escalation.subject_code) if subject else None
        decision = Decision(
            Move.END, settled.because if settled else "the due date was moved", state=EscalationState.ENDED
        )
        apply_decision(run.session, run.desk, plan=run.plan, escalation=escalation, decision=decision)


def running_about(session: Session, *, plan_id: int, codes: Sequence[str]) -> list[Escalation]:
    """Running escalations about any of these things."""
    query = select(Escalation).where(
        Escalation.plan_id == plan_id,
        Escalation.state != EscalationState.ENDED,
        col(Escalation.subject_code).in_(list(codes)),
    )
    return list(session.exec(query).all())
