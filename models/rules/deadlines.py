"""How a deadline was computed, kept so that it can be explained later in any language. Knows no language itself."""

from dataclasses import dataclass
from datetime import date

from models.rules.days_off import DayOff
from models.rules.partial_dates import PartialDate
from models.rules.working_days import WorkingCalendar
from models.vocabulary import DayStanding, DeadlineRule


@dataclass(frozen=True)
class Explained:
    """One deadline with its inputs. `amount` counts working days or months; `not_counted` are the holidays skipped.

    `calendar_version` and `tz_release` name the data it was computed with.
    """

    rule: DeadlineRule
    start_on: date
    amount: int
    due_on: date
    not_counted: tuple[DayOff, ...] = ()
    calendar_version: str = ""
    tz_release: str = ""
    reason: str = ""

    @property
    def is_tentative(self) -> bool:
        """Whether a day that may still move lies on the way."""
        return any(day.standing is DayStanding.TENTATIVE for day in self.not_counted)


def by_working_days(start_on: date, amount: int, *, calendar: WorkingCalendar, tz_release: str = "") -> Explained:
    """The day `amount` working days after `start_on`, with every holiday that was not counted."""
    due_on = calendar.add(start_on, amount)
    skipped = calendar.closed_between(start_on, due_on)
    return Explained(
        DeadlineRule.WORKING_DAYS, start_on, amount, due_on,
        not_counted=tuple(calendar.days_off[day] for day in skipped if day in calendar.days_off),
        calendar_version=calendar.version, tz_release=tz_release,
    )  # fmt: skip


def by_months(start_on: date, amount: int) -> Explained:
    """The same day of the month `amount` months later, or the last day of a shorter month (civil dates only)."""
    return Explained(DeadlineRule.MONTHS, start_on, amount, add_months(start_on, amount))


def add_months(day: date, months: int) -> date:
    """Civil date some months later; 31 August and one month give 30 September, 29 February and a year 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = PartialDate(year, month + 1).last_day()
    return last.replace(day=min(day.day, last.day))
