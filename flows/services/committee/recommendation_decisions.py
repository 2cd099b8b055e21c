"""An administrator decides about a recommendation: who answers, by when, what the answer is; previewed, in the ledger."""

from dataclasses import dataclass
from datetime import date

from flows.services.committee.committee_reviews import recommendation_table
from flows.services.committee.recommendation_answers import Answer, answer, withdraw
from flows.services.committee.recommendations import assign, find_recommendation
from flows.services.desk import Desk
from flows.services.lifecycle.bodies import find_official
from flows.services.lifecycle.standings import find_plan
from flows.services.outcome import Outcome
from models.rules.errors import DomainError
from models.vocabulary import ResponseKind

FLOW = "decide-recommendation"
DECISIONS = ("assign", "accept", "partly", "refuse", "withdraw")
RESPONSES = {"accept": ResponseKind.ACCEPTED, "partly": ResponseKind.PARTLY, "refuse": ResponseKind.REFUSED}


@dataclass(frozen=True)
class RecommendationOrder:
    """What is decided. `owner` and `due_on` can change with any decision; `implemented_on` only with an acceptance."""

    recommendation: str
    decision: str
    owner: str = ""
    due_on: date | None = None
    answer: str = ""
    implemented_on: date | None = None


def decide_recommendation(
    desk: Desk, *, plan: str, order: RecommendationOrder, operator: str, reason: str, preview: bool
) -> Outcome:
    """Carry out one decision about one recommendation; an unknown code, person or a day outside the plan is refused."""
    if order.decision not in DECISIONS:
        raise DomainError(f"“{order.decision}” is not a decision; choose one of: {', '.join(DECISIONS)}.")
    if not operator.strip() or not reason.strip():
        raise DomainError("A decision needs who decides and why; fill in operator and reason.")
    by = operator.strip()
    with desk.session() as session:
        row = find_plan(session, code=plan)
        found = find_recommendation(session, plan=row, code=order.recommendation)
        owner = find_official(session, plan=row, code=order.owner) if order.owner.strip() else None
        if order.decision == "assign" and owner is None and order.due_on is None:
            raise DomainError("To assign a recommendation, name its owner or the day it is due.")
        if order.decision == "withdraw":
            withdraw(session, desk, plan=row, row=found, reason=reason.strip(), by=by)
        elif order.decision in RESPONSES:
            given = Answer(RESPONSES[order.decision], order.answer.strip() or reason.strip(), order.implemented_on)
            answer(session, desk, plan=row, row=found, given=given, by=by)
        assign(session, desk, plan=row, row=found, owner=owner, due_on=order.due_on, reason=reason.strip(), actor=by)
        session.flush()
        table = recommendation_table(session, row)
        verb = "would be" if preview else "is"
        summary = f"{found.code} {verb} {found.state.value}, due on {found.due_on}."
        outcome = Outcome(FLOW, row.code, desk.today, preview, summary, {"decided": 1}, (table,))
        session.rollback() if preview else session.commit()
    return outcome
