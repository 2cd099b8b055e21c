"""Reporting periods: calendar quarters by default, any whole number of months that divides a year."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from models.rules.errors import DomainError

_NAME = re.compile(r"(\d{4})-([A-Z])(\d{1,2})", re.ASCII)
_LETTERS = {1: "M", 2: "B", 3: "Q", 4: "T", 6: "H", 12: "Y"}
_MONTHS = {letter: months for months, letter in _LETTERS.items()}


@dataclass(frozen=True, order=True)
class Period:
    """A reporting period: `number`-th block of `months` months in `year`.

    Named "2026-Q3"; by months "2026-M07", two months "2026-B4", four "2026-T2", half a year "2026-H1", a year "2026-Y1".
    """

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
        """Read "2026-Q3", "2026-M07" or any other name of a period."""
        found = _NAME.fullmatch(name.strip().upper())
        if not found or found[2] not in _MONTHS:
            raise DomainError(f"“{name}” is not a reporting period; write for instance 2026-Q3.")
        return cls(int(found[1]), int(found[3]), _MONTHS[found[2]])

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
        number = f"{self.number:02}" if self.months == 1 else str(self.number)
        return f"{self.year}-{_LETTERS[self.months]}{number}"
