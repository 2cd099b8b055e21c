"""Working-day arithmetic. The calendar is always an argument; nothing here knows which country or year it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY_SUNDAY = frozenset({5, 6})
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingCalendar:
    """Days off: weekend days (Monday is 0) and named holidays. `reaches` is the last day the data covers."""

    holidays: Mapping[date, str] = field(default_factory=dict)
    weekend: frozenset[int] = SATURDAY_SUNDAY
    reaches: date = date.max

    def is_working_day(self, day: date) -> bool:
        """Whether offices are open on this day."""
        return day.weekday() not in self.weekend and day not in self.holidays

    def add(self, start: date, days: int) -> date:
        """The day `days` working days after (negative: before) `start`; 0 gives `start` or the next working day."""
        step = ONE_DAY if days >= 0 else -ONE_DAY
        day = start
        if days == 0:
            while not self.is_working_day(day):
                day += ONE_DAY
            return day
        for _ in range(abs(days)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def count(self, after: date, until: date) -> int:
        """Working days in the half-open span (after, until]; 0 when `until` is not later than `after`."""
        return sum(1 for day in _days(after + ONE_DAY, until) if self.is_working_day(day))


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY
