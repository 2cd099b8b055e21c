"""Escalation that knows why there is silence: answered, promised, away, undeliverable, extended, waived or truly late.

Turns the facts of a day into events and looks each up in the table of `escalation_table`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.rules.escalation_table import TABLE, Effect
from models.rules.ladder import Ladder
from models.rules.policy import DEFAULT_POLICY, Policy
from models.rules.working_days import WorkingCalendar
from models.vocabulary import EscalationEvent, EscalationState


class Move(StrEnum):
    """What an escalation does today."""

    STAY = "stay"
    RAISE = "raise"
    PAUSE = "pause"
    HOLD = "hold"
    END = "end"


@dataclass(frozen=True)
class Facts:
    """Everything the decision reads. `level` is None before the responsible official was told.

    `started_on` is the day its age counts from; `paused_until` the first promise it waited for; `away_until` is set
    only while a deputy stands in.
    """

    due_on: date
    is_settled: bool
    settled_because: str = ""
    settled_by: EscalationEvent = EscalationEvent.ANSWERED
    state: EscalationState = EscalationState.ACTIVE
    level: int | None = None
    level_reached_on: date | None = None
    started_on: date | None = None
    promised_on: date | None = None
    paused_until: date | None = None
    has_paused_before: bool = False
    responsible_is_unreachable: bool = False
    away_until: date | None = None
    ladder: Ladder = field(default_factory=lambda: DEFAULT_POLICY.ladder_for(1))


@dataclass(frozen=True)
class Decision:
    """The move, the new level when raised, the day a pause ends, the reason in words, and the state it leads to."""

    move: Move
    because: str
    level: int | None = None
    until: date | None = None
    state: EscalationState = EscalationState.ACTIVE
    restarts_age: bool = False


_MOVES = {
    Effect.NOTHING: Move.STAY,
    Effect.TELL: Move.RAISE,
    Effect.WAIT: Move.PAUSE,
    Effect.ASK_ADMINISTRATOR: Move.HOLD,
    Effect.RESTART_AGE: Move.STAY,
    Effect.END: Move.END,
}


def decide(facts: Facts, *, today: date, calendar: WorkingCalendar) -> Decision:
    """What happens today to one lateness. Read again in the transaction that queues the mail.

    The events of the day are judged one after the other, each in the state the one before has led to; the last one
    that asks for something speaks. Levels come from the ladder the escalation started under, not from today's policy.
    """
    if not facts.is_settled and today <= facts.due_on and facts.level is None:
        return Decision(Move.STAY, "not late", state=facts.state)
    state, restarts = facts.state, False
    decision = Decision(Move.STAY, "", state=state)
    for event, because in _events(facts, today=today, calendar=calendar):
        cell = TABLE[state, event]
        state, restarts = cell.state, restarts or cell.effect is Effect.RESTART_AGE
        move = _MOVES[cell.effect]
        said = because or cell.because
        decision = Decision(move, said, state=state, restarts_age=restarts)
        if move is Move.PAUSE:
            return Decision(move, said, until=facts.paused_until or facts.promised_on, state=state)
        if move is Move.RAISE:
            return Decision(move, said, level=_next_level(facts), state=state, restarts_age=restarts)
        if move in (Move.END, Move.HOLD) or state is EscalationState.ENDED:
            return decision
    return decision


def _events(facts: Facts, *, today: date, calendar: WorkingCalendar) -> Iterator[tuple[EscalationEvent, str]]:
    """The events of a day in the order they are judged, each with its own words where it has some."""
    if facts.is_settled:
        yield facts.settled_by, facts.settled_because or "settled"
        return
    if today <= facts.due_on:
        yield EscalationEvent.EXTENDED, "not late"
        return
    if not facts.responsible_is_unreachable:
        yield EscalationEvent.ADDRESS_MENDED, ""
    if facts.away_until is None or facts.away_until < today:
        yield EscalationEvent.ABSENCE_ENDED, ""
    if facts.paused_until is None or facts.paused_until < today:
        yield EscalationEvent.PROMISE_PASSED, ""
    if facts.away_until and facts.away_until >= today:
        yield EscalationEvent.ABSENCE_BEGAN, ""
    if _is_waiting(facts, today=today):
        yield EscalationEvent.PROMISED, ""
    if facts.responsible_is_unreachable:
        yield EscalationEvent.ADDRESS_BROKEN, ""
    limit = facts.ladder.age_limit
    was_broken = facts.state is EscalationState.AWAITING_ADDRESS
    if facts.started_on and not was_broken and calendar.count(facts.started_on, today) > limit:
        yield EscalationEvent.AGE_REACHED, f"older than {limit} working days; an administrator decides"
    yield _level_event(facts, today=today, calendar=calendar)


def _is_waiting(facts: Facts, *, today: date) -> bool:
    if facts.paused_until:
        return facts.paused_until >= today and not facts.has_paused_before
    return bool(facts.promised_on and facts.promised_on >= today and not facts.has_paused_before)


def _next_level(facts: Facts) -> int:
    return 0 if facts.level is None else facts.level + 1


def _level_event(facts: Facts, *, today: date, calendar: WorkingCalendar) -> tuple[EscalationEvent, str]:
    quiet, ladder, level = EscalationEvent.QUIET_DAY, facts.ladder, _next_level(facts)
    if not calendar.is_working_day(today):
        return quiet, "offices are closed today"
    if level > ladder.top:
        return quiet, "the top of the ladder has been told"
    late = calendar.count(facts.due_on, today)
    if late < ladder.days[level]:
        return quiet, f"{late} working days late; the next level is told after {ladder.days[level]}"
    if facts.level_reached_on and calendar.count(facts.level_reached_on, today) < ladder.days_between_levels:
        return quiet, "the level below was told only recently"
    return EscalationEvent.LEVEL_REACHED, f"{late} working days late"


def next_level_on(facts: Facts, *, today: date, calendar: WorkingCalendar) -> date | None:
    """The first day on which the next level could be told if nothing happens; None at the top."""
    level, ladder = _next_level(facts), facts.ladder
    if level > ladder.top:
        return None
    by_lateness = calendar.add(facts.due_on, max(1, ladder.days[level]))
    reached = facts.level_reached_on or today
    return max(by_lateness, calendar.add(reached, ladder.days_between_levels), calendar.add(today, 1))


def stuck_because(facts: Facts, *, last_seen_on: date, today: date, policy: Policy, calendar: WorkingCalendar) -> str:
    """The auditor's question to a running escalation: why nothing has happened for too long; "" when all is well.

    Judged from the rows alone: a level that was due, or a pause that was over, more than `stuck_after` working days
    ago. `last_seen_on` is the day the escalation last changed.
    """
    patience = policy.stuck_after
    if facts.state is EscalationState.ENDED or facts.is_settled:
        return ""
    if facts.state is EscalationState.PAUSED:
        late = calendar.count(facts.paused_until, today) if facts.paused_until else patience + 1
        return f"the pause was over {late} working days ago" if late > patience else ""
    if facts.state is EscalationState.AWAITING_ADDRESS:
        return ""  # a broken address is listed for the administrators by itself, until it is mended
    following = next_level_on(facts, today=last_seen_on, calendar=calendar)
    late = calendar.count(following, today) if following else 0
    return f"level {_next_level(facts)} was due {late} working days ago" if late > patience else ""
