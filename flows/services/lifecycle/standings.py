"""Finding a plan and saying where each of its commitments stands today."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.kept import kept
from flows.services.lifecycle.plan_rows import rows_by
from flows.services.timekeeping.deadlines import explained
from models.rules.deadlines import Explained
from models.rules.errors import DomainError
from models.rules.lateness import AWAITED, SETTLED
from models.rules.partial_dates import PartialDate
from models.tables import (
    ActionPlan,
    Commitment,
    CommitmentInstance,
    DataRequest,
    Deadline,
    Milestone,
    OpenQuestion,
)
from models.vocabulary import DeadlineRule, Language
from notifications.compose_deadline import deadline_sentence
from notifications.language import phrases

_PLANS = select(ActionPlan).order_by(ActionPlan.code)
_AWAITED = select(DataRequest.official_id, col(DataRequest.respond_by)).where(
    col(DataRequest.plan_id) == sa.bindparam("plan"),
    col(DataRequest.respond_by) >= sa.bindparam("today"),
    col(DataRequest.state).in_(list(AWAITED)),
)


def find_plan(session: Session, *, code: str) -> ActionPlan:
    """The plan of this code; with an empty code, the only plan loaded."""
    plans = session.exec(_PLANS).all()
    chosen = [plan for plan in plans if plan.code == code] if code else list(plans)
    if len(chosen) == 1:
        return chosen[0]
    if not plans:
        raise DomainError("No plan is loaded; run `iltizam load deployments/plans/consortium-2025-2027` first.")
    known = ", ".join(plan.code for plan in plans)
    if not code:
        raise DomainError(
            f"Several plans are loaded ({known}); name one in the field “plan”, with --plan, or with ILTIZAM_PLAN."
        )
    raise DomainError(f"There is no plan “{code}”; the plans loaded are: {known}.")


def claim_plan(session: Session, *, code: str) -> ActionPlan:
    """The same, held until the transaction ends: two runs that decide for one plan follow each other, never mix."""
    found = find_plan(session, code=code)
    if session.get_bind().dialect.name != "sqlite":  # there a writing transaction excludes every other one
        session.refresh(found, with_for_update=True)
    return found


def status(desk: Desk, *, plan: str) -> dict[str, object]:
    """Where each commitment stands today, and what the plan leaves open. Keys are a stable contract."""
    with desk.reading() as session:
        row = find_plan(session, code=plan)
        questions = open_questions(session, plan_id=row.id)
        standings = [standing(session, desk, commitment=c) for c in commitments_of(session, plan_id=row.id)]
        return {
            "plan": row.code,
            "as_of": desk.today.isoformat(),
            "commitments": [
                _as_json(s, questions) | {"next_deadline_explained": explain_next(session, plan=row, standing=s)}
                for s in standings
            ],
            "open_questions": [{"id": q.code, "text": q.text} for q in questions],
        }


@dataclass(frozen=True)
class Standing:
    """Where one commitment stands on one day."""

    code: str
    title: str
    stage: str
    lead: str
    next_deadline_on: date | None
    late: tuple[str, ...]


def explain_next(session: Session, *, plan: ActionPlan, standing: Standing) -> dict[str, str]:
    """How the next deadline of a commitment was computed, by language; empty when it has none."""
    if standing.next_deadline_on is None:
        return {}
    query = (
        select(Deadline)
        .join(DataRequest, col(DataRequest.reference) == Deadline.code)
        .join(CommitmentInstance, col(CommitmentInstance.responsible_id) == DataRequest.official_id)
        .join(Commitment, col(CommitmentInstance.commitment_id) == Commitment.id)
        .where(Deadline.plan_id == plan.id, DataRequest.plan_id == plan.id, Commitment.code == standing.code)
        .where(col(Deadline.is_current).is_(True), Deadline.due_on == standing.next_deadline_on)
    )
    row = session.exec(query).first()
    printed = Explained(DeadlineRule.PRINTED, standing.next_deadline_on, 0, standing.next_deadline_on)
    found = explained(row) if row else printed
    return {language.value: deadline_sentence(found, book=phrases(language)) for language in Language}


def standing(session: Session, desk: Desk, *, commitment: Commitment) -> Standing:
    """Stage, lead, next deadline and late milestones of one commitment."""
    plan_id = commitment.plan_id
    instances = rows_by(session, CommitmentInstance, "commitment_id", plan_id=plan_id).get(commitment.id, [])
    by_instance = rows_by(session, Milestone, "instance_id", plan_id=plan_id)
    milestones = [m for i in instances for m in sorted(by_instance.get(i.id, ()), key=lambda m: m.number)]
    open_ones = [m for m in milestones if m.status not in SETTLED]
    upcoming = [m.due_on for m in open_ones if m.due_on >= desk.today]
    awaited = _awaited_answers(session, plan_id=plan_id, today=desk.today)
    upcoming += [day for i in instances for day in awaited.get(i.responsible_id or 0, ())]
    if commitment.end:
        upcoming.append(PartialDate.parse(commitment.end).last_day())
    return Standing(
        code=commitment.code,
        title=commitment.title,
        stage=commitment.stage.value,
        lead="; ".join(dict.fromkeys(_lead(i) for i in instances if i.lead)),
        next_deadline_on=min((day for day in upcoming if day >= desk.today), default=None),
        late=tuple(m.code for m in open_ones if m.due_on < desk.today),
    )


def _lead(instance: CommitmentInstance) -> str:
    return f"{instance.lead} (illustrative)" if instance.lead_is_illustrative else instance.lead


def commitments_of(session: Session, *, plan_id: int) -> list[Commitment]:
    """Commitments of a plan in printed order."""
    query = select(Commitment).where(Commitment.plan_id == plan_id).order_by(col(Commitment.position))
    return list(session.exec(query).all())


def find_commitment(session: Session, *, plan: ActionPlan, code: str) -> Commitment:
    """A commitment by its code or by the label of a drop-down list; a DomainError lists the codes there are."""
    commitments = commitments_of(session, plan_id=plan.id)
    wanted = code.split(" · ")[0].strip().upper()
    found = next((c for c in commitments if c.code.upper() == wanted), None)
    if found is None:
        known = ", ".join(c.code for c in commitments)
        raise DomainError(f"There is no commitment “{wanted}” in {plan.code}; its commitments are: {known}.")
    return found


def milestones_of(session: Session, *, instance_id: int) -> list[Milestone]:
    """Milestones of an instance in order."""
    query = select(Milestone).where(Milestone.instance_id == instance_id).order_by(col(Milestone.number))
    return list(session.exec(query).all())


def open_questions(session: Session, *, plan_id: int) -> list[OpenQuestion]:
    """Questions nobody has answered yet."""
    query = select(OpenQuestion).where(OpenQuestion.plan_id == plan_id, OpenQuestion.answer == "")
    return sorted(session.exec(query).all(), key=lambda q: q.id)


def _awaited_answers(session: Session, *, plan_id: int, today: date) -> dict[int, list[date]]:
    """The days by which each official is awaited to answer, from today on."""

    def read() -> dict[int, list[date]]:
        found: dict[int, list[date]] = {}
        for official, day in session.exec(_AWAITED, params={"plan": plan_id, "today": today}).all():
            found.setdefault(official, []).append(day)
        return found

    return kept(session, ("awaited answers", plan_id, today), read, of=(DataRequest,))


def _as_json(standing: Standing, questions: list[OpenQuestion]) -> dict[str, object]:
    deadline = standing.next_deadline_on
    return {
        "code": standing.code,
        "title": standing.title,
        "stage": standing.stage,
        "lead": standing.lead,
        "next_deadline_on": deadline.isoformat() if deadline else None,
        "late": list(standing.late),
        "open_questions": [q.code for q in questions if concerns(q, standing.code)],
    }


def concerns(question: OpenQuestion, commitment: str) -> bool:
    """Whether a question is about a commitment or one member's share of it."""
    return any(part.split("/")[0] == commitment for part in question.subject.replace(",", " ").split())
