"""Easing a deadline by a person's decision: a new date with its reason, or a point that is waived. Previewed first."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.dispatch.withdrawing import withdraw_asking, withdraw_roll_ups
from flows.services.escalation.escalation_rows import end
from flows.services.escalation.escalations import running_about
from flows.services.lifecycle.standings import claim_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.timekeeping.deadlines import store
from models.rules.deadlines import Explained
from models.rules.errors import DomainError
from models.rules.lateness import AWAITED, SETTLED
from models.rules.plan_policy import policy_of
from models.tables import ActionPlan, DataRequest, Escalation, Milestone
from models.vocabulary import (
    DeadlineRule,
    DeadlineSubject,
    EscalationState,
    EscalationSubject,
    LedgerAction,
    RequestState,
)

EXTENSION, WAIVER = "grant-extension", "waive"


@dataclass(frozen=True)
class Eased:
    """What one decision changes: field, from, to; and how many escalations and waiting mails it ends."""

    code: str
    field: str
    before: str
    after: str
    escalations: int
    mails: int


def grant_extension(
    desk: Desk, *, plan: str, code: str, new_date: date | None, operator: str, reason: str, preview: bool = False
) -> Outcome:
    """Give a milestone or a form a new date, with the reason; what was said about the old one ends."""
    _need(operator, reason, preview=preview)
    with desk.session() as session:
        row = claim_plan(session, code=plan)
        thing = _find(session, plan=row, code=code)
        before = _due_on(thing)
        if new_date is None or new_date <= max(before, desk.today):
            raise DomainError(f"{code} is due on {before}; give a new date after that day and after today.")
        eased = _extend(session, desk, plan=row, thing=thing, new_date=new_date, reason=reason)
        outcome = _outcome(desk, row, flow=EXTENSION, eased=eased, preview=preview)
        session.rollback() if preview else session.commit()
    return outcome


def waive(desk: Desk, *, plan: str, code: str, operator: str, reason: str, preview: bool = False) -> Outcome:
    """Follow up on one late thing no more, with the reason. It stays late in the reports: facts are not waived."""
    _need(operator, reason, preview=preview)
    with desk.session() as session:
        row = claim_plan(session, code=plan)
        eased = _waive(session, desk, plan=row, code=code.strip(), reason=reason)
        outcome = _outcome(desk, row, flow=WAIVER, eased=eased, preview=preview)
        session.rollback() if preview else session.commit()
    return outcome


def _need(operator: str, reason: str, *, preview: bool) -> None:
    if not preview and not (operator.strip() and reason.strip()):
        raise DomainError("A deadline is eased by a person and for a reason: give both operator and reason.")


def _find(session: Session, *, plan: ActionPlan, code: str) -> Milestone | DataRequest:
    wanted = code.strip()
    milestone = session.exec(
        select(Milestone).where(Milestone.plan_id == plan.id, Milestone.code == wanted.upper())
    ).first()
    request = session.exec(
        select(DataRequest).where(DataRequest.plan_id == plan.id, DataRequest.reference == wanted)
    ).first()
    if milestone and milestone.status not in SETTLED:
        return milestone
    if request and request.state in AWAITED:
        return request
    if milestone or request:
        raise DomainError(f"{wanted} is finished; nothing of it is awaited any more.")
    raise DomainError(f"Nothing has the code “{wanted}”; write a milestone (LAA1-M1D) or a form (2026-Q3/OF-LAA-02).")


def _due_on(thing: Milestone | DataRequest) -> date:
    return thing.due_on if isinstance(thing, Milestone) else thing.respond_by


def _extend(
    session: Session, desk: Desk, *, plan: ActionPlan, thing: Milestone | DataRequest, new_date: date, reason: str
) -> Eased:
    before, is_milestone = _due_on(thing), isinstance(thing, Milestone)
    if isinstance(thing, Milestone):
        code, thing.due_on = thing.code, new_date
    else:
        code, thing.respond_by = thing.reference, new_date
    subject = DeadlineSubject.MILESTONE if is_milestone else DeadlineSubject.DATA_REQUEST
    granted = Explained(DeadlineRule.GRANTED, before, 0, new_date, reason=reason)
    store(session, desk, plan_id=plan.id, subject=subject, code=code, computed=granted)
    field = "due_on" if is_milestone else "respond_by"
    ledger.record(
        session, desk, action=LedgerAction.DUE_DATE_MOVED, subject=code, plan_id=plan.id, field=field,
        before=before, after=new_date, reason=reason,
    )  # fmt: skip
    ended, mails = _end_about(session, desk, plan=plan, code=code, because=f"extended to {new_date}: {reason}")
    return Eased(code, field, before.isoformat(), new_date.isoformat(), ended, mails)


def _waive(session: Session, desk: Desk, *, plan: ActionPlan, code: str, reason: str) -> Eased:
    because, mails = f"waived: {reason}", 0
    running = running_about(session, plan_id=plan.id, codes=[code, code.upper()])
    request = session.exec(
        select(DataRequest).where(DataRequest.plan_id == plan.id, DataRequest.reference == code)
    ).first()
    if request and request.state in AWAITED:
        request.state, request.waived_because = RequestState.WAIVED, reason
        mails += withdraw_asking(session, desk, request_id=request.id)
    elif not running:
        _end_beforehand(session, desk, plan=plan, code=code, because=because)
    ended, withdrawn = _end_about(session, desk, plan=plan, code=code, because=because)
    ledger.record(
        session, desk, action=LedgerAction.WAIVED, subject=code, plan_id=plan.id, field="follow_up",
        before="followed", after="waived", reason=reason,
    )  # fmt: skip
    return Eased(code, "follow_up", "followed", "waived", ended, mails + withdrawn)


def _end_beforehand(session: Session, desk: Desk, *, plan: ActionPlan, code: str, because: str) -> None:
    """A milestone that is not late yet: its escalation is written as ended, so that none begins for this date."""
    thing = _find(session, plan=plan, code=code)
    assert isinstance(thing, Milestone)
    known = select(Escalation.id).where(
        Escalation.plan_id == plan.id, Escalation.subject_code == thing.code,
        Escalation.due == thing.due_on.isoformat(), Escalation.subject == EscalationSubject.MILESTONE,
    )  # fmt: skip
    if session.exec(known).first() is None:
        session.add(
            Escalation(
                plan_id=plan.id, subject=EscalationSubject.MILESTONE, subject_code=thing.code,
                due=thing.due_on.isoformat(), started_on=desk.today, changed_on=desk.today, ended_on=desk.today,
                state=EscalationState.ENDED, ended_because=because,
                policy=policy_of(plan.policy).ladder_for(thing.weight).snapshot(),
            )
        )  # fmt: skip


def _end_about(session: Session, desk: Desk, *, plan: ActionPlan, code: str, because: str) -> tuple[int, int]:
    session.flush()
    running = running_about(session, plan_id=plan.id, codes=[code, code.upper()])
    mails = 0
    for escalation in running:
        mails += withdraw_roll_ups(session, escalation=escalation)
        end(session, desk, plan_id=plan.id, escalation=escalation, because=because)
    return len(running), mails


def _outcome(desk: Desk, plan: ActionPlan, *, flow: str, eased: Eased, preview: bool) -> Outcome:
    verb = "would change" if preview else "changed"
    summary = (
        f"{eased.code}: {eased.field} {verb} from {eased.before} to {eased.after}; "
        f"{eased.escalations} escalations end, {eased.mails} waiting mails are taken back."
    )
    rows = ((eased.code, eased.field, eased.before, eased.after),)
    table = ReportTable(f"{flow}-decision", "What changes", ("Code", "Field", "From", "To"), rows)
    counts = {"escalations": eased.escalations, "mails": eased.mails}
    return Outcome(flow, plan.code, desk.today, preview, summary, counts, (table,))
