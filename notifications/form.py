"""The quarterly form as data: what one official is asked; composed into mail, and read back against it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.vocabulary import ItemKind, Language, MilestoneStatus, Stage


@dataclass(frozen=True)
class FormItem:
    """One line to answer. `prefilled` is what we printed after `CODE = ` (empty when nothing was)."""

    code: str
    kind: ItemKind
    title: str
    unit: str = ""
    last_value: Decimal | None = None
    last_period: str = ""
    last_is_provisional: bool = False
    baseline: Decimal | None = None
    target: Decimal | None = None
    target_by: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    is_whole: bool = False
    is_cumulative: bool = True
    due_on: date | None = None
    days_late: int = 0
    status: MilestoneStatus | None = None
    prefilled: str = ""
    illustrative: bool = False


@dataclass(frozen=True)
class FormSection:
    """The lines of one commitment instance; `title_is_translation` marks a title OGP published in English only."""

    commitment_code: str
    title: str
    stage: Stage
    member: str
    items: tuple[FormItem, ...]
    title_is_translation: bool = False
    lead: str = ""


@dataclass(frozen=True)
class Form:
    """Everything one official is asked for one period, in that official's language.

    `reference` is printed for people ("2026-Q3/OF-LAA-01"); `period` is the machine name of the period ("2026-Q3").
    """

    reference: str
    plan_title: str
    period: str
    period_start: date
    period_end: date
    language: Language
    recipient_name: str
    member: str
    asked_on: date
    respond_by: date
    sections: tuple[FormSection, ...]
    recipient_is_illustrative: bool = False

    @property
    def items(self) -> tuple[FormItem, ...]:
        """All lines, in printed order."""
        return tuple(item for section in self.sections for item in section.items)
