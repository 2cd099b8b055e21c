"""Amending a milestone after adoption: a new due date or start, closed or withdrawn, taken up again; with its history."""

from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.participation.meeting_inputs import read_day, read_word
from flows.services.reception.milestone_decisions import ENDED
from flows.services.timekeeping.deadlines import store
from models.rules.deadlines import Explained
from models.rules.errors import DomainError
from models.rules.lifecycle import FINAL_STAGES
from models.rules.lifecycle_moves import check_new_due_date
from models.rules.partial_dates import PartialDate
from models.tables import ActionPlan, Amendment, Commitment, CommitmentInstance, Milestone
from models.vocabulary import DeadlineRule, DeadlineSubject, LedgerAction, MilestoneStatus

FLOW = "amend-milestone"


class MilestoneChange(StrEnum):
    """What can be amended of a milestone. The first due date cannot: it is the promise that was made."""

    DUE_ON = "due_on"
    STARTS_ON = "starts_on"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    TAKE_UP_AGAIN = "take_up_again"


_ENDS = {
    MilestoneChange.CLOSE: MilestoneStatus.CLOSED,
    MilestoneChange.WITHDRAW: MilestoneStatus.WITHDRAWN,
}


def amend_milestone(
    desk: Desk,
    *,
    plan: str,
    milestone: str,
    change: str,
    new_value: str = "",
    evidence: str = "",
    operator: str = "",
    reason: str = "",
    preview: bool = False,
) -> Outcome:
    """Change one thing of one milestone, with who and why. `new_value` is a day for due_on and starts_on.

    DomainError for an unknown milestone, a day outside the plan, a final commitment; nothing is written then. The same
    amendment twice changes nothing the second time.
    """
    kind = read_word(MilestoneChange, change, what="change of a milestone", default=MilestoneChange.DUE_ON)
    if not (operator.strip() and reason.strip()):
        raise DomainError("An amendment needs who decides and why; fill in operator and reason.")
    with desk.session() as session:
        row = find_plan(session, code=plan)
        found = find_milestone(session, plan=row, code=milestone)
        commitment = _commitment_of(session, found)
        _refuse_final(commitment)
        field, before, after = _change(row, found, kind, new_value)
        if before != after:
            _write(session, desk, row, commitment, found, (field, before, after), operator, reason, evidence)
        outcome = _outcome(desk, row, found, (field, before, after), reason, preview)
        session.rollback() if preview else session.commit()
    return outcome


def find_milestone(session: Session, *, plan: ActionPlan, code: str) -> Milestone:
    """A milestone of the plan by its code; a DomainError lists some codes there are."""
    wanted = code.strip().upper()
    query = select(Milestone).where(Milestone.plan_id == plan.id)
    found = session.exec(query.where(Milestone.code == wanted)).first()
    if found is None:
        known = session.exec(query.order_by(col(Milestone.code)).limit(6)).all()
        raise DomainError(
            f"There is no milestone “{wanted}” in {plan.code}; codes look like {', '.join(m.code for m in known) or 'LAA1-M1K'}."
        )
    return found


def amendments_of(session: Session, *, commitment_id: int) -> list[Amendment]:
    """The history of a commitment's amendments, oldest first."""
    query = select(Amendment).where(Amendment.commitment_id == commitment_id).order_by(col(Amendment.id))
    return list(session.exec(query).all())


def _commitment_of(session: Session, milestone: Milestone) -> Commitment:
    instance = session.get_one(CommitmentInstance, milestone.instance_id)
    return session.get_one(Commitment, instance.commitment_id)


def _refuse_final(commitment: Commitment) -> None:
    if commitment.stage in FINAL_STAGES:
        raise DomainError(
            f"{commitment.code} is {commitment.stage.value}, which is final; its milestones do not change."
        )


def _change(plan: ActionPlan, milestone: Milestone, kind: MilestoneChange, text: str) -> tuple[str, str, str]:
    """Apply the change to the row; the field, and its text before and after. `first_due_on` is never touched."""
    if kind in (MilestoneChange.DUE_ON, MilestoneChange.STARTS_ON):
        return _change_day(plan, milestone, kind, read_day(text, what=kind.value))
    wanted, before = _ENDS.get(kind, MilestoneStatus.IN_PROGRESS), milestone.status
    if kind is MilestoneChange.TAKE_UP_AGAIN and before not in ENDED:
        raise DomainError(
            f"{milestone.code} is {before.value}; only a withdrawn milestone or a closed one can be taken up again."
        )
    if kind in _ENDS and before is MilestoneStatus.DONE:
        raise DomainError(f"{milestone.code} is done; what is done cannot be {wanted.value}.")
    milestone.status = wanted
    return "status", before.value, wanted.value


def _change_day(plan: ActionPlan, milestone: Milestone, kind: MilestoneChange, day: date) -> tuple[str, str, str]:
    is_due = kind is MilestoneChange.DUE_ON
    check_new_due_date(
        milestone.code, due_on=day if is_due else milestone.due_on, starts_on=milestone.starts_on if is_due else day,
        plan_start=PartialDate.parse(plan.starts).first_day(), plan_end=PartialDate.parse(plan.end).last_day(),
    )  # fmt: skip
    before = milestone.due_on if is_due else milestone.starts_on
    setattr(milestone, kind.value, day)
    return kind.value, before.isoformat() if before else "", day.isoformat()


def _write(
    session: Session, desk: Desk, plan: ActionPlan, commitment: Commitment, milestone: Milestone,
    change: tuple[str, str, str], operator: str, reason: str, evidence: str,
) -> None:  # fmt: skip
    field, before, after = change
    session.add(milestone)
    session.add(
        Amendment(
            plan_id=plan.id, commitment_id=commitment.id, subject=milestone.code, field=field, before=before,
            after=after, reason=reason.strip(), author=operator.strip(), decided_on=desk.today, source=evidence.strip(),
        )
    )  # fmt: skip
    if field == "due_on":
        granted = Explained(
            DeadlineRule.GRANTED, date.fromisoformat(before), 0, milestone.due_on, reason=reason.strip()
        )
        store(session, desk, plan_id=plan.id, subject=DeadlineSubject.MILESTONE, code=milestone.code, computed=granted)
    action = LedgerAction.DUE_DATE_MOVED if field == "due_on" else LedgerAction.COMMITMENT_AMENDED
    ledger.record(
        session, desk, action=action, subject=milestone.code, plan_id=plan.id, field=field, before=before, after=after,
        reason=reason.strip(), source=evidence.strip(), actor=operator.strip(),
    )  # fmt: skip


def _outcome(
    desk: Desk, plan: ActionPlan, milestone: Milestone, change: tuple[str, str, str], reason: str, preview: bool
) -> Outcome:
    field, before, after = change
    changed = before != after
    verb = ("would change" if preview else "changed") if changed else "is unchanged:"
    summary = f"{milestone.code} {verb} {field}: {before or 'none'} → {after}; first due {milestone.first_due_on}."
    row = (milestone.code, field, before, after, milestone.first_due_on.isoformat(), reason)
    columns = ("Milestone", "Field", "From", "To", "First due date", "Why")
    table = ReportTable("amendments", "Amendment", columns, (row,))
    return Outcome(FLOW, plan.code, desk.today, preview, summary, {"amended": int(changed)}, (table,))
