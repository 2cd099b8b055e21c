"""A state as readers see it: a word, a shape and a colour, and the rule that gives it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Badge:
    """A state by word, shape and colour; `key` chooses shape and colour."""

    key: str
    word: str


@dataclass(frozen=True)
class StateView:
    """One state of the legend and the rule that gives it."""

    badge: Badge
    definition: str
