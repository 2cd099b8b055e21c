"""The shapes of the comparison with the last annual report: text already translated, numbers already formatted."""

from dataclasses import dataclass

from reports.language import Phrase
from reports.view_parts import Badge


@dataclass(frozen=True)
class Measure:
    """One count, then and now."""

    name: str
    label: str
    before: str
    now: str


@dataclass(frozen=True)
class Move:
    """A commitment that no longer stands where it stood; `way` is "forward", "back", or "other"."""

    code: str
    title: Phrase
    way: str
    before: Badge | None
    now: Badge | None
    note: str


@dataclass(frozen=True)
class SinceView:
    """The comparison, with the hash its earlier figures are kept under.

    Only `title` and `told` where there is no earlier report; all empty in a quarterly one.
    """

    title: str = ""
    told: str = ""
    compared_with: str = ""
    sha256: str = ""
    year: str = ""
    measures: tuple[Measure, ...] = ()
    moves: tuple[Move, ...] = ()


NO_SINCE = SinceView()
