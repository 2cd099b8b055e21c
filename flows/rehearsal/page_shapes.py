"""What the template of the calendar page prints: plain values in one language, already worded and placed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MailView:
    """One mail in the list of a day."""

    time: str
    kind: str
    label: str
    person: str
    subject: str
    href: str


@dataclass(frozen=True)
class DayView:
    """One cell of a month. `badges` are (kind, label, count); empty cells before and after a month are None."""

    number: str
    name: str
    is_off: bool
    holiday: str
    badges: tuple[tuple[str, str, str], ...]
    mails: tuple[MailView, ...]
    more: int
    due: tuple[tuple[str, str], ...]
    late: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to open."""
        return not (self.mails or self.due or self.late or self.notes)


@dataclass(frozen=True)
class MonthView:
    """One month: its name, its weeks of seven cells, and how many mails it brings."""

    id: str
    name: str
    weeks: tuple[tuple[DayView | None, ...], ...]
    sent: str


@dataclass(frozen=True)
class BarView:
    """One milestone on the line of time; places and widths are per cent of the whole span."""

    code: str
    title: str
    member: str
    due: float
    due_on: str
    done: float | None
    done_on: str
    late: tuple[tuple[float, float], ...]
    late_days: str


@dataclass(frozen=True)
class LoadView:
    """One official's weeks: (shade, count) each, and the sums beside them."""

    code: str
    name: str
    role: str
    behaviour: str
    weeks: tuple[tuple[int, int], ...]
    total: str
    busiest: str
    naive: str


@dataclass(frozen=True)
class PageView:
    """Everything the template prints."""

    title: str
    span: str
    scenario: str
    cards: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    weekdays: tuple[str, ...]
    months: tuple[MonthView, ...]
    ticks: tuple[tuple[float, str], ...]
    bars: tuple[BarView, ...]
    hidden_bars: int
    loads: tuple[LoadView, ...]
    hidden_loads: int
    week_months: tuple[tuple[int, str], ...]
