"""A line of a form as it was asked for: what those who write forms need of it, whether it was read or just written."""

from dataclasses import dataclass
from typing import Protocol

from models.vocabulary import ItemKind


class AskedLine(Protocol):
    """A row of `requested_item`, or what was just written as one."""

    @property
    def code(self) -> str:
        """Code of the line."""

    @property
    def kind(self) -> ItemKind:
        """What it asks about."""

    @property
    def indicator_id(self) -> int | None:
        """The indicator, for a figure."""

    @property
    def milestone_id(self) -> int | None:
        """The milestone, for a milestone."""

    @property
    def sent_text(self) -> str:
        """What was printed after `CODE = `."""

    @property
    def is_answered(self) -> bool:
        """Whether an answer was recorded."""


@dataclass(frozen=True, slots=True)
class FrozenLine:
    """A line as it was just written; building the row as an object takes as long as composing a tenth of the mail."""

    code: str
    kind: ItemKind
    indicator_id: int | None = None
    milestone_id: int | None = None
    sent_text: str = ""
    is_answered: bool = False
