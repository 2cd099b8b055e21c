"""Geometry of the small drawings of a report: calendar bars and trends, as thousandths that any renderer can draw.

Knows neither paper nor screen; mirroring for right-to-left pages is the renderer's.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reports.figures import Cell, Figure, IndicatorFacts, MilestoneFacts
from reports.language import Words
from reports.view_shapes import Bar, Point, Trend
from reports.view_values import cell_view

FULL = 1000


@dataclass(frozen=True)
class Calendar:
    """The window a calendar bar is drawn in, and the day the report speaks of."""

    first: date
    last: date
    today: date

    def at(self, day: date) -> int:
        """Place of a day in the window, 0 to 1000; days outside stand at its edge."""
        length = max((self.last - self.first).days, 1)
        return min(max(round(FULL * (day - self.first).days / length), 0), FULL)


def calendar_bar(milestone: MilestoneFacts, *, calendar: Calendar, words: Words) -> Bar:
    """The bar of one milestone; the first due date is marked when it was moved."""
    begin = milestone.starts_on or calendar.first
    moved = milestone.first_due_on != milestone.due_on
    shows_today = calendar.first <= calendar.today <= calendar.last
    return Bar(
        begin=min(calendar.at(begin), calendar.at(milestone.due_on)),
        end=calendar.at(milestone.due_on),
        is_start_known=milestone.starts_on is not None,
        first_due=calendar.at(milestone.first_due_on) if moved else None,
        done=calendar.at(milestone.done_on) if milestone.done_on else None,
        today=calendar.at(calendar.today) if shows_today else None,
        alt=_bar_alt(milestone, calendar=calendar, words=words),
    )


def _bar_alt(milestone: MilestoneFacts, *, calendar: Calendar, words: Words) -> str:
    due = words.day(milestone.due_on)
    parts = [words.gettext("Due on %(day)s", day=due)]
    if milestone.starts_on:
        parts = [words.gettext("From %(start)s to %(end)s", start=words.day(milestone.starts_on), end=due)]
    if milestone.done_on:
        parts.append(words.gettext("Done on %(day)s", day=words.day(milestone.done_on)))
    return words.gettext("%(facts)s. State on %(day)s.", facts=" · ".join(parts), day=words.day(calendar.today))


def trend(indicator: IndicatorFacts, *, figures: dict[str, Figure], words: Words) -> Trend | None:
    """The trend of one indicator; None where no period has a number yet."""
    cells = [(cell, True) for cell in _since_first_number(indicator.earlier, figures)]
    cells += [(cell, False) for cell in indicator.cells]
    numbers = [_number(cell, figures) for cell, _ in cells]
    if all(number is None for number in numbers):
        return None
    baseline = figures[indicator.baseline].value if indicator.baseline else None
    target = figures[indicator.target].value if indicator.target else None
    scale = _Scale.over([number for number in (*numbers, baseline, target) if number is not None])
    points = tuple(
        Point(words.period(cell.period), cell_view(cell, figures=figures, words=words).value.text, scale.at(n), earlier)
        for (cell, earlier), n in zip(cells, numbers, strict=True)
    )
    return Trend(
        points=points,
        baseline=scale.at(baseline),
        target=scale.at(target),
        baseline_text=words.number(baseline) if baseline is not None else "",
        target_text=words.number(target) if target is not None else "",
        alt=_trend_alt(points, baseline=baseline, target=target, words=words),
    )


def _since_first_number(cells: tuple[Cell, ...], figures: dict[str, Figure]) -> tuple[Cell, ...]:
    """Earlier periods from the first one that has a number: a trend does not begin with nothing."""
    known = [number for number, cell in enumerate(cells) if _number(cell, figures) is not None]
    return cells[known[0] :] if known else ()


def _number(cell: Cell, figures: dict[str, Figure]) -> Decimal | None:
    """The number to draw; one of another unit or meaning has no place on this scale."""
    return figures[cell.figure].value if cell.figure and not cell.is_of_earlier_definition else None


@dataclass(frozen=True)
class _Scale:
    lowest: Decimal
    highest: Decimal

    @classmethod
    def over(cls, values: list[Decimal]) -> "_Scale":
        """A scale that always contains zero, so that a small change does not look like a large one."""
        return cls(min([*values, Decimal(0)]), max([*values, Decimal(0)]))

    def at(self, value: Decimal | None) -> int | None:
        if value is None:
            return None
        span = self.highest - self.lowest
        return int(FULL * (value - self.lowest) / span) if span else 0


def _trend_alt(points: tuple[Point, ...], *, baseline: Decimal | None, target: Decimal | None, words: Words) -> str:
    parts = [f"{point.label} {point.text}" for point in points]
    if baseline is not None:
        parts.insert(0, f"{words.gettext('Baseline')} {words.number(baseline)}")
    if target is not None:
        parts.append(f"{words.gettext('Target')} {words.number(target)}")
    return " · ".join(parts)
