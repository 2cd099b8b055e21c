"""Dates as sources print them: a year, a month or a day. A partial date stays partial; the rule to a day is named."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from models.rules.errors import DomainError

PATTERN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
END_RULE = "last day of the printed month or year"


@dataclass(frozen=True, order=True)
class PartialDate:
    """A printed date of year, month or day precision; ordered by its first possible day."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read "2027", "2027-06" or "2027-06-30"; anything else is a DomainError."""
        found = PATTERN.fullmatch(text.strip())
        if not found:
            raise DomainError(f"“{text}” is not a date; write a year (2027), a month (2027-06) or a day (2027-06-30).")
        year, month, day = (int(part) if part else None for part in found.groups())
        partial = cls(year or 0, month, day)
        try:
            partial.first_day()
        except ValueError:
            raise DomainError(
                f"“{text}” does not exist in the calendar; write a real date, such as 2027-06-30."
            ) from None
        return partial

    def first_day(self) -> date:
        """First day this date can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> date:
        """Last day this date can mean (rule: END_RULE)."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def is_exact(self) -> bool:
        """Whether the source printed a day."""
        return self.day is not None

    def __str__(self) -> str:
        parts = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)
