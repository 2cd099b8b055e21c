"""Scores of a report: how a milestone stands against its date, rates, totals of several members, achievement.

Nothing here knows where a figure came from; missing stays missing and is never counted as zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from models.vocabulary import Aggregation, MilestoneStatus

AT_RISK_POINTS = 20
_TENTH = Decimal("0.1")


class ScheduleState(StrEnum):
    """How something stands against its date. Derived on the day of the report, never stored with the milestone."""

    COMPLETED = "completed"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    DELAYED = "delayed"
    NOT_STARTED = "not_started"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class MilestoneStanding:
    """What is known of one milestone on one day. `percent` is 0 to 100; `promised_on` is a date announced by mail."""

    status: MilestoneStatus
    due_on: date
    starts_on: date | None = None
    percent: Decimal | None = None
    done_on: date | None = None
    promised_on: date | None = None


def schedule_state(milestone: MilestoneStanding, *, on: date) -> ScheduleState:
    """State against the due date: late from the day after it, at risk by `AT_RISK_POINTS` or by an announced delay."""
    if milestone.status is MilestoneStatus.WITHDRAWN:
        return ScheduleState.WITHDRAWN
    if milestone.status is MilestoneStatus.CLOSED:
        return ScheduleState.CLOSED
    if _is_done(milestone, on=on):
        return ScheduleState.COMPLETED
    if milestone.due_on < on:
        return ScheduleState.DELAYED
    if _is_at_risk(milestone, on=on):
        return ScheduleState.AT_RISK
    if milestone.status is MilestoneStatus.NOT_STARTED:
        return ScheduleState.NOT_STARTED
    return ScheduleState.ON_TRACK


def delay_days(milestone: MilestoneStanding, *, on: date) -> int:
    """Calendar days past the due date: to the day it was done, else to `on`; 0 when in time, closed or withdrawn."""
    state = schedule_state(milestone, on=on)
    if state is ScheduleState.COMPLETED:
        return max(0, ((milestone.done_on or milestone.due_on) - milestone.due_on).days)
    return (on - milestone.due_on).days if state is ScheduleState.DELAYED else 0


def overall_state(states: Iterable[ScheduleState]) -> ScheduleState | None:
    """State of a whole from its parts: the worst one shows; None when there is nothing to judge."""
    found = set(states)
    live = found - {ScheduleState.WITHDRAWN}
    if not live:
        return ScheduleState.WITHDRAWN if found else None
    for worst in (ScheduleState.DELAYED, ScheduleState.AT_RISK):
        if worst in live:
            return worst
    if live <= {ScheduleState.COMPLETED, ScheduleState.CLOSED}:
        return ScheduleState.CLOSED if ScheduleState.CLOSED in live else ScheduleState.COMPLETED
    going_on = live - {ScheduleState.CLOSED}
    return going_on.pop() if len(going_on) == 1 else ScheduleState.ON_TRACK


def overall_status(statuses: Iterable[MilestoneStatus]) -> MilestoneStatus | None:
    """What the officials say of a whole: done when every live part is, begun when any is; None of nothing."""
    found = set(statuses)
    live = found - {MilestoneStatus.WITHDRAWN}
    if not live:
        return MilestoneStatus.WITHDRAWN if found else None
    if live <= {MilestoneStatus.DONE, MilestoneStatus.CLOSED}:
        return MilestoneStatus.CLOSED if MilestoneStatus.CLOSED in live else MilestoneStatus.DONE
    return live.pop() if len(live) == 1 else MilestoneStatus.IN_PROGRESS


@dataclass(frozen=True)
class Rate:
    """A share of a whole that was counted beforehand, so it lies between 0 and 100 % by construction."""

    part: int
    whole: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole:
            raise ValueError(f"{self.part} of {self.whole} is not a share")

    @property
    def percent(self) -> Decimal | None:
        """Percent to one decimal, None of nothing. Only the whole reads 100 and only nothing reads 0."""
        if not self.whole:
            return None
        exact = (Decimal(100) * self.part / self.whole).quantize(_TENTH, ROUND_HALF_UP)
        if 0 < self.part < self.whole:
            return min(max(exact, _TENTH), 100 - _TENTH)
        return exact


@dataclass(frozen=True)
class PartialTotal:
    """A value over several members that says how many of them it covers."""

    value: Decimal | None
    counted: int
    expected: int

    @property
    def is_complete(self) -> bool:
        """Whether every member is in it."""
        return self.counted == self.expected


def combine(values: Sequence[Decimal | None], *, aggregation: Aggregation) -> PartialTotal | None:
    """Total or mean of the members that gave a number; None when the indicator must not be added up."""
    if aggregation is Aggregation.NONE:
        return None
    numbers = [value for value in values if value is not None]
    if not numbers:
        return PartialTotal(None, 0, len(values))
    total = sum(numbers, Decimal(0))
    if aggregation is Aggregation.MEAN:
        total = (total / len(numbers)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return PartialTotal(total, len(numbers), len(values))


def achievement(value: Decimal | None, *, baseline: Decimal | None, target: Decimal | None) -> Decimal | None:
    """Share of the way from baseline to target, in percent to one decimal; may pass 100 or fall below 0.

    Works for indicators that should fall as for those that should rise. None when any of the three is missing or
    the target equals the baseline: a missing baseline is not a baseline of zero.
    """
    if value is None or baseline is None or target is None or baseline == target:
        return None
    return (100 * (value - baseline) / (target - baseline)).quantize(_TENTH, ROUND_HALF_UP)


def _is_done(milestone: MilestoneStanding, *, on: date) -> bool:
    done = milestone.status is MilestoneStatus.DONE
    return done and (milestone.done_on is None or milestone.done_on <= on)


def _is_at_risk(milestone: MilestoneStanding, *, on: date) -> bool:
    if milestone.promised_on and milestone.promised_on > milestone.due_on:
        return True
    if milestone.starts_on is None or milestone.starts_on >= on or milestone.starts_on >= milestone.due_on:
        return False
    progress = milestone.percent
    if progress is None and milestone.status is not MilestoneStatus.NOT_STARTED:
        return False
    elapsed = Decimal(100) * (on - milestone.starts_on).days / (milestone.due_on - milestone.starts_on).days
    return elapsed - (progress or 0) > AT_RISK_POINTS
