"""What every event does to an escalation in every state: the complete table, as data. No cell is left to chance."""

from dataclasses import dataclass
from enum import StrEnum

from models.vocabulary import EscalationEvent as Event
from models.vocabulary import EscalationState as State


class Effect(StrEnum):
    """What a cell asks for."""

    NOTHING = "nothing"
    TELL = "tell"
    WAIT = "wait"
    ASK_ADMINISTRATOR = "ask_administrator"
    RESTART_AGE = "restart_age"
    END = "end"


@dataclass(frozen=True)
class Cell:
    """The state after the event, what is done, and why in words."""

    state: State
    effect: Effect
    because: str


_FINISHED = Cell(State.ENDED, Effect.NOTHING, "it is over: whatever comes later starts anew or not at all")
_LIVE = (State.ACTIVE, State.PAUSED, State.WITH_DEPUTY, State.AWAITING_ADDRESS)
_ENDING = {
    Event.ANSWERED: "it was answered or done",
    Event.WAIVED: "it was waived",
    Event.EXTENDED: "a new date was set",
    Event.GONE: "there is nothing left to answer",
}


def _stay(state: State, because: str) -> Cell:
    return Cell(state, Effect.NOTHING, because)


TABLE: dict[tuple[State, Event], Cell] = {
    **{(State.ENDED, event): _FINISHED for event in Event},
    **{(s, event): Cell(State.ENDED, Effect.END, why) for event, why in _ENDING.items() for s in _LIVE},
    # nothing is due
    **{(s, Event.QUIET_DAY): _stay(s, "nothing is due today") for s in _LIVE},
    # an address: mended, broken
    (State.ACTIVE, Event.ADDRESS_MENDED): _stay(State.ACTIVE, "it works already"),
    (State.PAUSED, Event.ADDRESS_MENDED): _stay(State.PAUSED, "the promised day is waited for"),
    (State.WITH_DEPUTY, Event.ADDRESS_MENDED): _stay(State.WITH_DEPUTY, "the deputy is in charge"),
    (State.AWAITING_ADDRESS, Event.ADDRESS_MENDED): Cell(
        State.ACTIVE, Effect.RESTART_AGE, "the address works again; the age counts from today"
    ),
    (State.ACTIVE, Event.ADDRESS_BROKEN): Cell(
        State.AWAITING_ADDRESS, Effect.ASK_ADMINISTRATOR,
        "the official's address does not work; an administrator must mend it first",
    ),
    (State.PAUSED, Event.ADDRESS_BROKEN): _stay(State.PAUSED, "the promised day is waited for"),
    (State.WITH_DEPUTY, Event.ADDRESS_BROKEN): _stay(State.WITH_DEPUTY, "the deputy can be told"),
    (State.AWAITING_ADDRESS, Event.ADDRESS_BROKEN): Cell(
        State.AWAITING_ADDRESS, Effect.ASK_ADMINISTRATOR,
        "the official's address does not work; an administrator must mend it first",
    ),
    # a promised day
    (State.ACTIVE, Event.PROMISED): Cell(State.PAUSED, Effect.WAIT, "a date was promised"),
    (State.PAUSED, Event.PROMISED): Cell(State.PAUSED, Effect.WAIT, "a date was promised"),
    (State.WITH_DEPUTY, Event.PROMISED): Cell(State.PAUSED, Effect.WAIT, "a date was promised"),
    (State.AWAITING_ADDRESS, Event.PROMISED): Cell(State.PAUSED, Effect.WAIT, "a date was promised"),
    (State.ACTIVE, Event.PROMISE_PASSED): _stay(State.ACTIVE, "it had passed before"),
    (State.PAUSED, Event.PROMISE_PASSED): _stay(State.ACTIVE, "the promised day has passed"),
    (State.WITH_DEPUTY, Event.PROMISE_PASSED): _stay(State.WITH_DEPUTY, "the deputy is in charge"),
    (State.AWAITING_ADDRESS, Event.PROMISE_PASSED): _stay(State.AWAITING_ADDRESS, "the address comes first"),
    # an absence with a deputy
    (State.ACTIVE, Event.ABSENCE_BEGAN): _stay(State.WITH_DEPUTY, "the official is away; the deputy is in charge"),
    (State.PAUSED, Event.ABSENCE_BEGAN): _stay(State.PAUSED, "the promised day is waited for"),
    (State.WITH_DEPUTY, Event.ABSENCE_BEGAN): _stay(State.WITH_DEPUTY, "the deputy is in charge"),
    (State.AWAITING_ADDRESS, Event.ABSENCE_BEGAN): _stay(State.WITH_DEPUTY, "the deputy can be told"),
    (State.ACTIVE, Event.ABSENCE_ENDED): _stay(State.ACTIVE, "the official is here"),
    (State.PAUSED, Event.ABSENCE_ENDED): _stay(State.PAUSED, "the promised day is waited for"),
    (State.WITH_DEPUTY, Event.ABSENCE_ENDED): _stay(State.ACTIVE, "the official is back"),
    (State.AWAITING_ADDRESS, Event.ABSENCE_ENDED): _stay(State.AWAITING_ADDRESS, "the address comes first"),
    # age
    (State.ACTIVE, Event.AGE_REACHED): Cell(State.ENDED, Effect.END, "it is too old; an administrator decides"),
    (State.PAUSED, Event.AGE_REACHED): _stay(State.PAUSED, "the promised day is waited for"),
    (State.WITH_DEPUTY, Event.AGE_REACHED): Cell(State.ENDED, Effect.END, "it is too old; an administrator decides"),
    (State.AWAITING_ADDRESS, Event.AGE_REACHED): _stay(
        State.AWAITING_ADDRESS, "nobody could be told yet: the address comes first"
    ),
    # a level
    (State.ACTIVE, Event.LEVEL_REACHED): Cell(State.ACTIVE, Effect.TELL, "the next level is due"),
    (State.PAUSED, Event.LEVEL_REACHED): _stay(State.PAUSED, "the promised day is waited for"),
    (State.WITH_DEPUTY, Event.LEVEL_REACHED): Cell(State.WITH_DEPUTY, Effect.TELL, "the next level is due"),
    (State.AWAITING_ADDRESS, Event.LEVEL_REACHED): _stay(
        State.AWAITING_ADDRESS, "a superior must not hear of a silence that is only a broken address"
    ),
}  # fmt: skip
