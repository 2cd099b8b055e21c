"""The small drawings of a report as plain numbers: places and heights in thousandths, with the words beside them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """A milestone in its calendar. `is_start_known` is False when the plan names no start: then only the date counts."""

    begin: int
    end: int
    is_start_known: bool
    first_due: int | None
    done: int | None
    today: int | None
    alt: str


@dataclass(frozen=True)
class Point:
    """One period of a trend. `height` is None where there is no number: the line breaks there."""

    label: str
    text: str
    height: int | None
    is_earlier: bool


@dataclass(frozen=True)
class Trend:
    """An indicator over its periods. Heights are thousandths between the lowest and the highest value shown."""

    points: tuple[Point, ...]
    baseline: int | None
    target: int | None
    baseline_text: str
    target_text: str
    alt: str
