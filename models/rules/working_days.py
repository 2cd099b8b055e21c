"""Working-day arithmetic. The calendar is always an argument; nothing here knows which country or year it is."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.rules.days_off import DayOff

SATURDAY_SUNDAY = frozenset({5, 6})
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingCalendar:
    """Days off: weekend days (Monday is 0) and named holidays. `reaches` is the last day the data covers.

    `days_off` says the same as `holidays` with standing and names; `version` names the data it was made from.
    """

    holidays: Mapping[date, str] = field(default_factory=dict)
    weekend: frozenset[int] = SATURDAY_SUNDAY
    reaches: date = date.max
    days_off: Mapping[date, "DayOff"] = field(default_factory=dict)
    version: str = ""

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
        if until <= after:
            return 0
        return self._ordinary_days_to(until) - self._ordinary_days_to(after) - self._closed_between(after, until)

    def closed_between(self, after: date, until: date) -> tuple[date, ...]:
        """Holidays in (after, until] that would otherwise be working days, in order."""
        days = self._weekday_holidays
        return days[bisect_right(days, after) : bisect_right(days, until)]

    def _closed_between(self, after: date, until: date) -> int:
        days = self._weekday_holidays
        return bisect_right(days, until) - bisect_right(days, after)

    @cached_property
    def _weekday_holidays(self) -> tuple[date, ...]:
        return tuple(sorted(day for day in self.holidays if day.weekday() not in self.weekend))

    @cached_property
    def _open_weekdays(self) -> tuple[int, ...]:
        """How many days of a week are working days up to and including each weekday, Monday first."""
        counts, total = [], 0
        for weekday in range(7):
            total += weekday not in self.weekend
            counts.append(total)
        return tuple(counts)

    def _ordinary_days_to(self, day: date) -> int:
        """Days that are no weekend from a fixed Monday up to and including `day`."""
        weeks, weekday = divmod(day.toordinal() - 1, 7)  # 1 January of year 1 was a Monday
        return weeks * self._open_weekdays[6] + self._open_weekdays[weekday]
