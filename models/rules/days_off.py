"""What an office's calendar is made of: days off with their standing, weekend, office hours. Knows no country."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property

from models.rules.working_days import SATURDAY_SUNDAY, WorkingCalendar
from models.vocabulary import DayStanding


@dataclass(frozen=True)
class DayOff:
    """One day off. `code` stays when the date moves ("eid-al-fitr-2027-1"); no `members` means every member."""

    code: str
    day: date
    standing: DayStanding
    names: Mapping[str, str]
    source: str = ""
    members: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """A name for tables and logs."""
        return self.names.get("en") or self.names.get("fr") or next(iter(self.names.values()), self.code)

    def holds_for(self, member: str) -> bool:
        """Whether offices of this member are closed; "" asks for the whole plan."""
        return not self.members or member in self.members


@dataclass(frozen=True)
class Hours:
    """Office hours of ordinary days, or of a span of days such as Ramadan (both ends included)."""

    opens: time
    closes: time
    starts_on: date = date.min
    ends_on: date = date.max
    standing: DayStanding = DayStanding.CONFIRMED


@dataclass(frozen=True)
class OfficeCalendar:
    """The whole calendar of one country or plan. `reaches` is the last day it covers."""

    country: str
    days: tuple[DayOff, ...]
    reaches: date
    weekend: frozenset[int] = SATURDAY_SUNDAY
    hours: Hours = field(default_factory=lambda: Hours(time(8, 30), time(16, 30)))
    special_hours: tuple[Hours, ...] = ()
    _made: dict[str, WorkingCalendar] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def version(self) -> str:
        """Fingerprint of everything a deadline can depend on: two calendars with one version give the same days."""
        days = sorted(f"{d.day}|{d.standing.value}|{','.join(sorted(d.members))}" for d in self.days)
        text = "\n".join([self.country, str(sorted(self.weekend)), self.reaches.isoformat(), *days])
        return f"{self.country}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"

    def working_days(self, member: str = "") -> WorkingCalendar:
        """The days for arithmetic, as they hold for one member; made once."""
        if member not in self._made:
            self._made[member] = self._make(member)
        return self._made[member]

    def _make(self, member: str) -> WorkingCalendar:
        held = [day for day in self.days if day.holds_for(member)]
        return WorkingCalendar(
            holidays={day.day: day.name for day in held},
            weekend=self.weekend,
            reaches=self.reaches,
            days_off={day.day: day for day in held},
            version=self.version,
        )

    def hours_on(self, day: date) -> Hours:
        """Office hours of a day."""
        return next((hours for hours in self.special_hours if hours.starts_on <= day <= hours.ends_on), self.hours)
