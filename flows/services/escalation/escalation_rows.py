"""The rows of running escalations, read a few queries at a time, and what a decision changes in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.escalation.lateness import LateThing
from flows.services.reception.absences import Away
from models.rules.escalation import Decision, Facts, Move
from models.rules.ladder import Ladder, from_snapshot
from models.rules.policy import Policy
from models.tables import ActionPlan, Escalation, EscalationStep
from models.vocabulary import EscalationState, EscalationSubject, LedgerAction

_Key = tuple[EscalationSubject, str, str]
_MOST_CODES = 500
_OF_PLAN = select(Escalation).where(col(Escalation.plan_id) == sa.bindparam("plan"))
_OF_THESE = _OF_PLAN.where(
    (col(Escalation.state) != EscalationState.ENDED)
    | col(Escalation.subject_code).in_(sa.bindparam("codes", expanding=True))
)
_STEPS = (
    select(EscalationStep)
    .join(Escalation, col(EscalationStep.escalation_id) == Escalation.id)
    .where(col(Escalation.plan_id) == sa.bindparam("plan"), Escalation.state != EscalationState.ENDED)
    .order_by(col(EscalationStep.level))
)


@dataclass
class LateRows:
    """Escalations by what they are about, and their steps by escalation."""

    by_key: dict[_Key, Escalation]
    steps: dict[int, list[EscalationStep]]

    def find(self, thing: LateThing) -> Escalation | None:
        """The escalation of one late thing, running or ended."""
        return self.by_key.get(thing.key)

    def add(self, escalation: Escalation) -> None:
        """Remember an escalation that has just begun."""
        self.by_key[escalation.subject, escalation.subject_code, escalation.due] = escalation

    def running(self) -> list[Escalation]:
        """Those that have not ended."""
        return [row for row in self.by_key.values() if row.state is not EscalationState.ENDED]

    def last_step(self, escalation: Escalation) -> EscalationStep | None:
        """The highest level reached."""
        return max(self.steps.get(escalation.id, ()), key=lambda step: step.level, default=None)

    def level(self, escalation: Escalation) -> int | None:
        """Its number; None before the first."""
        last = self.last_step(escalation)
        return last.level if last else None

    def ladder(self, escalation: Escalation, *, policy: Policy) -> Ladder:
        """The ladder it started under, whatever the policy says today."""
        return _ladder(tuple(escalation.policy.items()), policy)

    def ladder_of(self, thing: LateThing, *, policy: Policy) -> Ladder:
        """The same for a late thing, or today's when its escalation has not begun."""
        found = self.find(thing)
        return self.ladder(found, policy=policy) if found else policy.ladder_for(thing.weight)


@lru_cache(maxsize=256)
def _ladder(stored: tuple[tuple[str, int | str], ...], policy: Policy) -> Ladder:
    return from_snapshot(MappingProxyType(dict(stored)), otherwise=policy.ladder_for(1))


def load_rows(session: Session, *, plan_id: int, things: Sequence[LateThing]) -> LateRows:
    """Every running escalation of a plan, and the ended ones about what is late today."""
    codes = sorted({thing.code for thing in things})
    is_short = len(codes) <= _MOST_CODES
    found = session.exec(_OF_THESE, params={"plan": plan_id, "codes": codes}) if is_short else session.exec(
        _OF_PLAN, params={"plan": plan_id}
    )  # fmt: skip
    rows = {(row.subject, row.subject_code, row.due): row for row in found.all()}
    running = [row.id for row in rows.values() if row.state is not EscalationState.ENDED]
    steps: dict[int, list[EscalationStep]] = {}
    if running:
        for step in session.exec(_STEPS, params={"plan": plan_id}).all():
            steps.setdefault(step.escalation_id, []).append(step)
    return LateRows(rows, steps)


def facts_of(rows: LateRows, escalation: Escalation, *, thing: LateThing, away: Away | None, policy: Policy) -> Facts:
    """What the rule reads of one escalation. An absence without a deputy changes nothing: it stops no clock."""
    last = rows.last_step(escalation)
    has_deputy = bool(away and away.deputy)
    return Facts(
        due_on=thing.due_on,
        is_settled=escalation.state is EscalationState.ENDED,
        settled_because=escalation.ended_because,
        state=escalation.state,
        level=last.level if last else None,
        level_reached_on=last.reached_on if last else None,
        started_on=escalation.age_from or escalation.started_on,
        promised_on=thing.promised_on,
        paused_until=escalation.paused_until,
        responsible_is_unreachable=is_unreachable(thing),
        away_until=away.until if away and has_deputy else None,
        ladder=rows.ladder(escalation, policy=policy),
    )


def is_unreachable(thing: LateThing) -> bool:
    """Whether the responsible official has no address that works."""
    return bool(thing.responsible and (thing.responsible.suppressed_because or not thing.responsible.email))


def apply_decision(
    session: Session, desk: Desk, *, plan: ActionPlan, escalation: Escalation, decision: Decision
) -> None:
    """Write what a decision changed; what it left alone is not touched, so a quiet day writes nothing."""
    if escalation.state is EscalationState.ENDED:
        return
    if decision.move is Move.END:
        end(session, desk, plan_id=plan.id, escalation=escalation, because=decision.because)
        return
    if decision.until and escalation.paused_until is None:
        escalation.paused_until = decision.until
    if decision.restarts_age:
        escalation.age_from = desk.today
    if decision.state is not escalation.state:
        escalation.state = decision.state
        escalation.changed_on = desk.today
    if decision.move is Move.RAISE:
        escalation.changed_on = desk.today


def end(session: Session, desk: Desk, *, plan_id: int, escalation: Escalation, because: str) -> None:
    """End an escalation for good, and say why in the ledger."""
    escalation.state, escalation.ended_on, escalation.ended_because = EscalationState.ENDED, desk.today, because
    escalation.changed_on = desk.today
    ledger.record(
        session, desk, action=LedgerAction.ESCALATION_ENDED, subject=escalation.subject_code, plan_id=plan_id,
        reason=because,
    )  # fmt: skip


def last_seen_on(escalation: Escalation) -> date:
    """The last day anything about it changed."""
    return escalation.changed_on or escalation.started_on
