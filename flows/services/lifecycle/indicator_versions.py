"""Which definition of an indicator holds for a quarter: the one it was asked under, whatever was amended later.

An amendment speaks from the first quarter nobody has been asked about yet. Values given before keep their unit and
their meaning; nothing here reads or changes a value.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from sqlmodel import Session, col, select

from models.rules.periods import Period
from models.tables import Campaign, Indicator, IndicatorVersion
from models.vocabulary import Aggregation, Direction, IndicatorKind

DEFINING = (
    "titles", "units", "kind", "direction", "aggregation", "cumulative", "is_whole", "minimum", "maximum", "baseline",
    "baseline_missing_because", "target", "target_by", "means_of_verification",
)  # fmt: skip
"""The fields of an indicator that a version keeps."""


class Definition(Protocol):
    """What an indicator is for one quarter: its row as it stands, or one of its versions."""

    titles: dict[str, str]
    units: dict[str, str]
    kind: IndicatorKind
    direction: Direction
    aggregation: Aggregation
    cumulative: bool
    is_whole: bool
    minimum: Decimal | None
    maximum: Decimal | None
    baseline: Decimal | None
    baseline_missing_because: str
    target: Decimal | None
    target_by: str
    means_of_verification: str


def versions_of(session: Session, *, indicator_ids: Iterable[int]) -> list[IndicatorVersion]:
    """Earlier definitions of these indicators, oldest first."""
    keys = list(indicator_ids)
    if not keys:
        return []
    query = select(IndicatorVersion).where(col(IndicatorVersion.indicator_id).in_(keys))
    return sorted(session.exec(query).all(), key=lambda row: Period.parse(row.last_period))


def definition_for(indicator: Indicator, versions: Sequence[IndicatorVersion], *, period: str) -> Definition:
    """The definition an indicator has in a quarter; `versions` may hold those of other indicators too."""
    wanted = Period.parse(period)
    own = (v for v in versions if v.indicator_id == indicator.id and Period.parse(v.last_period) >= wanted)
    return min(own, key=lambda v: Period.parse(v.last_period), default=indicator)


def are_comparable(versions: Sequence[IndicatorVersion], *, indicator_id: int, earlier: str, later: str) -> bool:
    """Whether values of two quarters measure the same thing: no other unit, meaning or count began between them."""
    first, last = sorted((Period.parse(earlier), Period.parse(later)))
    return not any(
        v.breaks_series and first <= Period.parse(v.last_period) < last
        for v in versions
        if v.indicator_id == indicator_id
    )


def is_asked_in(indicator: Indicator, *, period: str) -> bool:
    """Whether an indicator is asked about for a quarter: not before it was added, not after it was withdrawn."""
    wanted = Period.parse(period)
    if indicator.since_period and wanted < Period.parse(indicator.since_period):
        return False
    if indicator.withdrawn_on is None:
        return True
    return bool(indicator.last_period) and wanted <= Period.parse(indicator.last_period)


def last_asked_period(session: Session, *, plan_id: int, by: date | None = None) -> Period | None:
    """The newest quarter for which a collection was opened (by a day); None before the first."""
    rows = session.exec(select(Campaign).where(Campaign.plan_id == plan_id)).all()
    return max((Period.parse(row.period) for row in rows if by is None or row.opened_on <= by), default=None)
