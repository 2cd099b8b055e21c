"""Big figures and rates of a report page, in one language."""

from dataclasses import dataclass

from reports.language import Phrase


@dataclass(frozen=True)
class KeyFigure:
    """One big figure of the first page; `before` is what the last annual report said, "" where it said nothing."""

    value: str
    label: str
    note: str
    bar: int | None = None
    before: str = ""


@dataclass(frozen=True)
class RateRow:
    """Completeness and timeliness of one region, or of the consortium."""

    region: Phrase
    is_total: bool
    completeness: str
    completeness_bar: int
    completeness_note: str
    timeliness: str
    timeliness_bar: int
    timeliness_note: str
