"""Escalation that knows why there is silence: answered, promised, undeliverable, or truly late."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.rules.policy import Policy
from models.rules.working_days import WorkingCalendar


class Move(StrEnum):
    """What an escalation does today."""

    STAY = "stay"
    RAISE = "raise"
    PAUSE = "pause"
    END = "end"


@dataclass(frozen=True)
class Facts:
    """Everything the decision reads. `level` is None before the responsible official was told."""

    due_on: date
    is_settled: bool
    settled_because: str = ""
    level: int | None = None
    level_reached_on: date | None = None
    started_on: date | None = None
    promised_on: date | None = None
    has_paused_before: bool = False
    responsible_is_unreachable: bool = False


@dataclass(frozen=True)
class Decision:
    """The move, the new level when raised, the day a pause ends, and the reason in words."""

    move: Move
    because: str
    level: int | None = None
    until: date | None = None


def decide(facts: Facts, *, today: date, policy: Policy, calendar: WorkingCalendar) -> Decision:
    """What happens today to one lateness. Read again in the transaction that queues the mail."""
    if facts.is_settled:
        return Decision(Move.END, facts.settled_because or "settled")
    if today <= facts.due_on:
        return Decision(Move.END if facts.level is not None else Move.STAY, "not late")
    if facts.started_on and calendar.count(facts.started_on, today) > policy.escalation_age_limit:
        return Decision(Move.END, f"older than {policy.escalation_age_limit} working days; an administrator decides")
    if facts.promised_on and facts.promised_on >= today and not facts.has_paused_before:
        return Decision(Move.PAUSE, "a date was promised", until=facts.promised_on)
    return _raise_or_stay(facts, today=today, policy=policy, calendar=calendar)


def _raise_or_stay(facts: Facts, *, today: date, policy: Policy, calendar: WorkingCalendar) -> Decision:
    if not calendar.is_working_day(today):
        return Decision(Move.STAY, "offices are closed today")
    if facts.responsible_is_unreachable:
        # A superior must not hear of a silence that is only a broken address.
        return Decision(Move.STAY, "the official's address does not work; an administrator must mend it first")
    late = calendar.count(facts.due_on, today)
    level = 0 if facts.level is None else facts.level + 1
    if level >= len(policy.escalation_days):
        return Decision(Move.STAY, "the top of the ladder has been told")
    if late < policy.escalation_days[level]:
        return Decision(
            Move.STAY, f"{late} working days late; the next level is told after {policy.escalation_days[level]}"
        )
    if facts.level_reached_on and calendar.count(facts.level_reached_on, today) < policy.days_between_levels:
        return Decision(Move.STAY, "the level below was told only recently")
    return Decision(Move.RAISE, f"{late} working days late", level=level)


def next_level_on(facts: Facts, *, today: date, policy: Policy, calendar: WorkingCalendar) -> date | None:
    """The first day on which the next level could be told if nothing happens; None at the top."""
    level = 0 if facts.level is None else facts.level + 1
    if level >= len(policy.escalation_days):
        return None
    by_lateness = calendar.add(facts.due_on, max(1, policy.escalation_days[level]))
    reached = facts.level_reached_on or today
    return max(by_lateness, calendar.add(reached, policy.days_between_levels), calendar.add(today, 1))
