"""What becomes of a recommendation: accepted, partly, refused with its reason, carried out, withdrawn."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from flows.services import ledger
from flows.services.committee.recommendations import day_by_rule, move_due
from flows.services.desk import Desk
from models.rules.committee_review import CARRY_OUT_RULE, CARRY_OUT_WITHIN
from models.rules.errors import DomainError
from models.rules.partial_dates import PartialDate
from models.tables import ActionPlan, InboundMessage, Recommendation
from models.vocabulary import LedgerAction, RecommendationState, ResponseKind


@dataclass(frozen=True)
class Answer:
    """What an owner or an administrator answers. `because` is their own words; `until` a day promised."""

    kind: ResponseKind | None = None
    because: str = ""
    implemented_on: date | None = None
    until: date | None = None


def answer(
    session: Session,
    desk: Desk,
    *,
    plan: ActionPlan,
    row: Recommendation,
    given: Answer,
    by: str,
    inbound: InboundMessage | None = None,
) -> None:
    """Record the owner's answer; a refusal, even in part, without a reason is a DomainError."""
    kind = given.kind or row.response or ResponseKind.ACCEPTED
    if kind is not ResponseKind.ACCEPTED and not (given.because or row.response_text).strip():
        raise DomainError(f"{row.code}: a refusal, even in part, needs its reason; say why.")
    if given.implemented_on and given.implemented_on > desk.today:
        raise DomainError(f"{row.code}: {given.implemented_on} lies in the future; write the day it was carried out.")
    before = row.state.value + (f" · {row.response.value}" if row.response else "")
    row.response, row.responded_by, row.responded_at = kind, by, desk.now
    row.response_text = given.because or row.response_text
    row.response_inbound_id = inbound.id if inbound else row.response_inbound_id
    row.implemented_on = given.implemented_on if kind is not ResponseKind.REFUSED else None
    row.state = _state(kind, given)
    session.add(row)
    ledger.record(
        session, desk, action=LedgerAction.RECOMMENDATION_ANSWERED, subject=row.code, plan_id=plan.id, field="state",
        before=before, after=f"{row.state.value} · {kind.value}", reason=given.because,
        source=f"sha256:{inbound.sha256}" if inbound else "", actor=by,
    )  # fmt: skip
    if row.state is RecommendationState.ANSWERED:
        _plan_carrying_out(session, desk, plan=plan, row=row, until=given.until, by=by)


def withdraw(session: Session, desk: Desk, *, plan: ActionPlan, row: Recommendation, reason: str, by: str) -> None:
    """Take a recommendation back, with a reason; it stays in the record and is cited as withdrawn."""
    if not reason.strip():
        raise DomainError(f"{row.code} can be withdrawn only with a reason; say why.")
    before, row.state = row.state, RecommendationState.WITHDRAWN
    session.add(row)
    ledger.record(
        session, desk, action=LedgerAction.RECOMMENDATION_ANSWERED, subject=row.code, plan_id=plan.id, field="state",
        before=before.value, after=row.state.value, reason=reason, actor=by,
    )  # fmt: skip


def _state(kind: ResponseKind, given: Answer) -> RecommendationState:
    if kind is ResponseKind.REFUSED:
        return RecommendationState.REFUSED
    return RecommendationState.IMPLEMENTED if given.implemented_on else RecommendationState.ANSWERED


def _plan_carrying_out(
    session: Session, desk: Desk, *, plan: ActionPlan, row: Recommendation, until: date | None, by: str
) -> None:
    """What was accepted is followed until it is done: to the day promised, otherwise by the default rule."""
    last = PartialDate.parse(plan.end).last_day()
    due_on = min(until, max(last, desk.today)) if until else day_by_rule(desk, plan=plan, days=CARRY_OUT_WITHIN)
    reason = "promised with the answer" if until else CARRY_OUT_RULE
    if due_on != row.due_on:
        move_due(session, desk, plan=plan, row=row, due_on=due_on, reason=reason, actor=by)
