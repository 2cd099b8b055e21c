"""What a person may do with a commitment's stage: advance, hold, release, withdraw, override; pure, refused in words."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.rules.errors import DomainError
from models.rules.lifecycle import FINAL_STAGES, NEXT_STAGE, Condition, GateFacts, unmet_conditions
from models.vocabulary import Stage


class StageDecision(StrEnum):
    """Decisions on the stage of one commitment."""

    ADVANCE = "advance"
    HOLD = "hold"
    RELEASE = "release"
    WITHDRAW = "withdraw"
    OVERRIDE = "override"


@dataclass(frozen=True)
class StageMove:
    """What a decision does: the stage after it, why it is held ("" when it is not), and what was unmet when overridden."""

    decision: StageDecision
    before: Stage
    after: Stage
    held_because: str = ""
    overridden: tuple[Condition, ...] = ()


def decide_move(
    decision: StageDecision, *, code: str, facts: GateFacts, operator: str = "", reason: str = ""
) -> StageMove:
    """The move, or a DomainError that says what is wrong and what would be right. `code` names the commitment."""
    if facts.stage in FINAL_STAGES:
        raise DomainError(f"{code} is {facts.stage.value}, which is final; choose a commitment that is still alive.")
    if decision is not StageDecision.ADVANCE and not (operator.strip() and reason.strip()):
        raise DomainError(f"To {decision.value} {code} needs who decides and why; fill in operator and reason.")
    moves = {
        StageDecision.ADVANCE: _advance,
        StageDecision.HOLD: _hold,
        StageDecision.RELEASE: _release,
        StageDecision.WITHDRAW: _withdraw,
        StageDecision.OVERRIDE: _override,
    }
    return moves[decision](code, facts, reason.strip())


def read_decision(text: str) -> StageDecision:
    """A decision by its word; a DomainError lists the words there are."""
    try:
        return StageDecision(text.strip().lower())
    except ValueError:
        words = ", ".join(StageDecision)
        raise DomainError(f"“{text}” is not a decision on a stage; choose one of: {words}.") from None


def gate_evidence(facts: GateFacts) -> str:
    """What opened a gate, as the ledger keeps it with the transition."""
    done = facts.co_creation
    if facts.stage is Stage.CO_CREATION:
        forums = ", ".join(forum.code for forum in done.forums)
        return (
            f"forum {forums}; timeline {done.timeline_published_on}; contributions {done.contributions}; "
            f"adopted {done.adopted_on}; endorsements {done.endorsements}"
        )
    if facts.stage is Stage.EXECUTION:
        if facts.today > facts.plan_end:
            return f"plan ended on {facts.plan_end}"
        return "finished: " + ", ".join(m.code for instance in facts.instances for m in instance.milestones)
    return f"assessment signed by {facts.end_assessment_by}; lessons {facts.lessons}"


def check_new_due_date(code: str, *, due_on: date, starts_on: date | None, plan_start: date, plan_end: date) -> None:
    """Refuse a due date outside the plan or before the milestone's own start. The end of a plan never moves."""
    if not plan_start <= due_on <= plan_end:
        raise DomainError(
            f"{due_on} is outside the plan, which runs from {plan_start} to {plan_end}; give {code} a day within it."
        )
    if starts_on and starts_on > due_on:
        raise DomainError(
            f"{code} would start on {starts_on}, after its due date {due_on}; a late start never moves the end, so give "
            "an earlier start or amend the due date as well."
        )


def _advance(code: str, facts: GateFacts, reason: str) -> StageMove:
    del reason
    unmet = unmet_conditions(facts)
    if unmet:
        said = " ".join(condition.sentence for condition in unmet)
        raise DomainError(
            f"{code} cannot leave {facts.stage.value}: {said} Meet these conditions, or override with a reason."
        )
    return StageMove(StageDecision.ADVANCE, facts.stage, NEXT_STAGE[facts.stage])


def _hold(code: str, facts: GateFacts, reason: str) -> StageMove:
    if facts.held_because:
        raise DomainError(f"{code} is on hold already ({facts.held_because}); release it first to give another reason.")
    return StageMove(StageDecision.HOLD, facts.stage, facts.stage, held_because=reason)


def _release(code: str, facts: GateFacts, reason: str) -> StageMove:
    del reason
    if not facts.held_because:
        raise DomainError(f"{code} is not on hold; there is nothing to release.")
    return StageMove(StageDecision.RELEASE, facts.stage, facts.stage)


def _withdraw(code: str, facts: GateFacts, reason: str) -> StageMove:
    del code, reason
    return StageMove(StageDecision.WITHDRAW, facts.stage, Stage.WITHDRAWN)


def _override(code: str, facts: GateFacts, reason: str) -> StageMove:
    del reason
    if facts.held_because:
        raise DomainError(f"{code} is on hold ({facts.held_because}); release it before overriding its gate.")
    unmet = unmet_conditions(facts)
    if not unmet:
        raise DomainError(f"Every condition of {code} is met; advance it, an override is not needed.")
    return StageMove(StageDecision.OVERRIDE, facts.stage, NEXT_STAGE[facts.stage], overridden=unmet)
