"""Every cell of the (event × state) table, and no mail after "answered" whatever happens in whatever order."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.escalation import Decision, Facts, Move, decide
from models.rules.escalation_table import TABLE, Effect
from models.rules.ladder import from_snapshot
from models.rules.policy import DEFAULT_POLICY, Policy
from models.rules.working_days import WorkingCalendar
from models.vocabulary import EscalationEvent as Event
from models.vocabulary import EscalationState as State

A, P, D, W, E = State.ACTIVE, State.PAUSED, State.WITH_DEPUTY, State.AWAITING_ADDRESS, State.ENDED
NO, TELL, WAIT, ASK, AGE, END = (
    Effect.NOTHING, Effect.TELL, Effect.WAIT, Effect.ASK_ADMINISTRATOR, Effect.RESTART_AGE, Effect.END,
)  # fmt: skip
EXPECTED = {
    # event: what becomes of active, paused, with deputy, awaiting address, ended
    Event.ANSWERED: ((E, END), (E, END), (E, END), (E, END), (E, NO)),
    Event.WAIVED: ((E, END), (E, END), (E, END), (E, END), (E, NO)),
    Event.EXTENDED: ((E, END), (E, END), (E, END), (E, END), (E, NO)),
    Event.GONE: ((E, END), (E, END), (E, END), (E, END), (E, NO)),
    Event.ADDRESS_MENDED: ((A, NO), (P, NO), (D, NO), (A, AGE), (E, NO)),
    Event.ABSENCE_ENDED: ((A, NO), (P, NO), (A, NO), (W, NO), (E, NO)),
    Event.PROMISE_PASSED: ((A, NO), (A, NO), (D, NO), (W, NO), (E, NO)),
    Event.ABSENCE_BEGAN: ((D, NO), (P, NO), (D, NO), (D, NO), (E, NO)),
    Event.ADDRESS_BROKEN: ((W, ASK), (P, NO), (D, NO), (W, ASK), (E, NO)),
    Event.PROMISED: ((P, WAIT), (P, WAIT), (P, WAIT), (P, WAIT), (E, NO)),
    Event.AGE_REACHED: ((E, END), (P, NO), (E, END), (W, NO), (E, NO)),
    Event.LEVEL_REACHED: ((A, TELL), (P, NO), (D, TELL), (W, NO), (E, NO)),
    Event.QUIET_DAY: ((A, NO), (P, NO), (D, NO), (W, NO), (E, NO)),
}


def test_the_table_has_every_cell() -> None:
    assert set(TABLE) == {(state, event) for state in State for event in Event}
    assert set(EXPECTED) == set(Event)
    assert all(cell.because for cell in TABLE.values())


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("place", range(5))
def test_every_cell_does_what_it_should(event: Event, place: int) -> None:
    cell = TABLE[(A, P, D, W, E)[place], event]
    assert (cell.state, cell.effect) == EXPECTED[event][place]


CALENDAR = WorkingCalendar(holidays={date(2026, 11, 6): "Green March", date(2026, 11, 18): "Independence Day"})
DUE = date(2026, 10, 30)


class Escalation:
    """An escalation as the services keep it: the row's fields, changed only by decisions."""

    def __init__(self) -> None:
        self.facts = Facts(due_on=DUE, is_settled=False)
        self.told: list[tuple[date, int]] = []
        self.ended = False

    def day(self, today: date) -> Decision:
        started = self.facts.started_on or today
        facts = replace(self.facts, started_on=started)
        decision = decide(facts, today=today, calendar=CALENDAR)
        if facts.state is not State.ENDED and today > DUE:
            facts = replace(facts, state=decision.state)
            if decision.move is Move.RAISE:
                self.told.append((today, decision.level))
                facts = replace(facts, level=decision.level, level_reached_on=today)
            if decision.until and not facts.paused_until:
                facts = replace(facts, paused_until=decision.until)
            if decision.restarts_age:
                facts = replace(facts, started_on=today)
        self.facts = facts
        return decision


HAPPENINGS = st.lists(
    st.tuples(
        st.integers(1, 12),
        st.sampled_from(["answer", "promise", "away", "back", "break", "mend", "waive", "extend", "nothing"]),
    ),
    max_size=25,
)


def happen(escalation: Escalation, what: str, today: date) -> bool:
    """Apply one happening; whether it settles the matter."""
    changes: dict[str, dict[str, object]] = {
        "answer": {"is_settled": True, "settled_because": "answered"},
        "waive": {"is_settled": True, "settled_because": "waived", "settled_by": Event.WAIVED},
        "extend": {"is_settled": True, "settled_because": "moved", "settled_by": Event.EXTENDED},
        "promise": {"promised_on": today + timedelta(days=10)},
        "away": {"away_until": today + timedelta(days=7)},
        "back": {"away_until": None},
        "break": {"responsible_is_unreachable": True},
        "mend": {"responsible_is_unreachable": False},
        "nothing": {},
    }
    escalation.facts = replace(escalation.facts, **changes[what])
    return what in ("answer", "waive", "extend")


@given(HAPPENINGS)
def test_nobody_is_told_anything_after_an_answer_a_waiver_or_a_new_date(happenings: list[tuple[int, str]]) -> None:
    escalation, today, settled_on = Escalation(), DUE, None
    for gap, what in happenings:
        for _ in range(gap):
            today += timedelta(days=1)
            escalation.day(today)
        if happen(escalation, what, today):
            settled_on = settled_on or today
    for _ in range(60):
        today += timedelta(days=1)
        escalation.day(today)
    assert all(settled_on is None or day <= settled_on for day, _ in escalation.told)
    levels = [level for _, level in escalation.told]
    assert levels == list(range(len(levels)))
    assert all(CALENDAR.is_working_day(day) for day, _ in escalation.told)


@given(HAPPENINGS)
def test_while_the_address_is_broken_no_superior_hears_of_it_and_age_does_not_end_it(
    happenings: list[tuple[int, str]],
) -> None:
    escalation, today = Escalation(), DUE
    escalation.facts = replace(escalation.facts, responsible_is_unreachable=True)
    kept = [(gap, what) for gap, what in happenings if what in ("promise", "nothing", "break")]
    for gap, what in [*kept, (200, "nothing")]:
        for _ in range(gap):
            today += timedelta(days=1)
            escalation.day(today)
        happen(escalation, what, today)
    assert escalation.told == []
    assert escalation.facts.state is not State.ENDED


def test_after_the_address_is_mended_the_age_counts_from_that_day() -> None:
    broken = Facts(due_on=DUE, is_settled=False, state=W, started_on=DUE, responsible_is_unreachable=False)
    long_after = date(2027, 10, 1)
    decision = decide(broken, today=long_after, calendar=CALENDAR)
    assert (decision.move, decision.level, decision.state, decision.restarts_age) == (Move.RAISE, 0, A, True)


@pytest.mark.parametrize(
    ("today", "move"),
    [
        (date(2026, 11, 19), Move.PAUSE),  # the day before the promised one
        (date(2026, 11, 20), Move.PAUSE),  # the promised day itself
        (date(2026, 11, 23), Move.RAISE),  # the first working day after it
    ],
)
def test_a_promise_is_waited_for_once(today: date, move: Move) -> None:
    facts = Facts(due_on=DUE, is_settled=False, promised_on=date(2026, 11, 20))
    assert decide(facts, today=today, calendar=CALENDAR).move is move
    again = replace(facts, state=P, paused_until=date(2026, 11, 20), promised_on=date(2026, 12, 20))
    assert decide(again, today=date(2026, 11, 23), calendar=CALENDAR).move is Move.RAISE


def test_a_policy_changed_later_does_not_change_a_running_escalation() -> None:
    started = DEFAULT_POLICY.ladder_for(1)
    changed = Policy(escalation_days=(0, 1, 2, 3, 4), days_between_levels=1)
    ladder = from_snapshot(started.snapshot(), otherwise=changed.ladder_for(1))
    assert ladder == started


def test_what_an_older_release_kept_of_its_policy_is_enough() -> None:
    old = {"level_0_after": 0, "level_1_after": 7, "days_between_levels": 3, "age_limit": 90}
    ladder = from_snapshot(old, otherwise=DEFAULT_POLICY.ladder_for(1))
    assert (ladder.days, ladder.age_limit, ladder.roles, ladder.top) == ((0, 7), 90, DEFAULT_POLICY.ladder, 1)


@given(st.integers(-3, 9), st.integers(-3, 9))
def test_what_weighs_more_is_never_told_later(one: int, other: int) -> None:
    light, heavy = sorted((one, other))
    pairs = zip(DEFAULT_POLICY.ladder_for(light).days, DEFAULT_POLICY.ladder_for(heavy).days, strict=True)
    assert all(later >= sooner for later, sooner in pairs)
