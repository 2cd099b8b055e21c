"""Reporting periods: calendar quarters by default, any whole number of months that divides a year."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from models.rules.errors import DomainError

_NAME = re.compile(r"(\d{4})-([QM])(\d{1,2})")


@dataclass(frozen=True, order=True)
class Period:
    """A reporting period: `number`-th block of `months` months in `year`. Named "2026-Q3", or "2026-M07" if monthly."""

    year: int
    number: int
    months: int = 3

    def __post_init__(self) -> None:
        if self.months not in (1, 2, 3, 4, 6, 12) or not 1 <= self.number <= 12 // self.months:
            raise DomainError(f"There is no period {self.number} of {self.months} months in a year.")

    @classmethod
    def containing(cls, day: date, *, months: int = 3) -> "Period":
        """The period a day lies in."""
        return cls(day.year, (day.month - 1) // months + 1, months)

    @classmethod
    def ended_before(cls, day: date, *, months: int = 3) -> "Period":
        """The last period that was over when `day` began: on 1 October that is the third quarter."""
        return cls.containing(day, months=months).previous()

    @classmethod
    def parse(cls, name: str) -> "Period":
        """Read "2026-Q3" or "2026-M07"."""
        found = _NAME.fullmatch(name.strip().upper())
        if not found:
            raise DomainError(f"“{name}” is not a reporting period; write for instance 2026-Q3.")
        return cls(int(found[1]), int(found[3]), 3 if found[2] == "Q" else 1)

    def previous(self) -> "Period":
        """The period just before this one."""
        if self.number > 1:
            return Period(self.year, self.number - 1, self.months)
        return Period(self.year - 1, 12 // self.months, self.months)

    def next(self) -> "Period":
        """The period just after this one."""
        return Period.containing(self.end + timedelta(days=1), months=self.months)

    @property
    def start(self) -> date:
        """First day."""
        return date(self.year, (self.number - 1) * self.months + 1, 1)

    @property
    def end(self) -> date:
        """Last day."""
        after = self.number * self.months
        first_of_next = date(self.year + 1, 1, 1) if after == 12 else date(self.year, after + 1, 1)
        return first_of_next - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}" if self.months == 3 else f"{self.year}-M{self.number:02}"
