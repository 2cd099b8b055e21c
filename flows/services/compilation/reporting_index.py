"""Rows of a snapshot by what they are looked up by, so that a report of many commitments takes no longer for each."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from models.tables import Indicator, IndicatorActual, LedgerEntry, Milestone, MilestoneUpdate, RequestedItem

Answer = IndicatorActual | MilestoneUpdate
Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)


class Index:
    """Lists keep the order of the rows they were made from."""

    def __init__(
        self,
        *,
        items: Iterable[RequestedItem],
        answers: Iterable[Answer],
        ledger: Iterable[LedgerEntry],
        milestones: tuple[Milestone, ...],
        indicators: tuple[Indicator, ...],
    ) -> None:
        self.items = _grouped(items, lambda item: item.code)
        self.answers = _grouped(answers, subject_of)
        self.ledger = _grouped(ledger, lambda entry: entry.subject)
        self.milestones = _grouped(milestones, lambda milestone: milestone.instance_id)
        self.indicators = _grouped(indicators, lambda indicator: indicator.instance_id)
        self.milestone = {row.id: row for row in milestones}
        self.indicator = {row.id: row for row in indicators}


def subject_of(answer: Answer) -> tuple[str, int]:
    """What an answer is about: the kind of item, and its number."""
    if isinstance(answer, IndicatorActual):
        return "indicator", answer.indicator_id
    return "milestone", answer.milestone_id


def _grouped(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
