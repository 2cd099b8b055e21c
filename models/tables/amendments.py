"""What an indicator was before an amendment: the definition under which the values of its periods were given."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from models.tables.record import Key, Record, decimal_column, enum_column, json_column, key, reference, text_column
from models.vocabulary import Aggregation, Direction, IndicatorKind


class IndicatorVersion(Record, table=True):
    """An indicator as it was up to and including `last_period`; values of those periods are read by it, for good.

    `breaks_series` says that values before and after cannot be compared: another unit, another meaning, another count.
    """

    __table_args__ = (sa.UniqueConstraint("indicator_id", "last_period"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    indicator_id: int = reference("indicator.id")
    last_period: str
    superseded_on: date
    breaks_series: bool = False
    titles: dict[str, str] = json_column(default_factory=dict)
    units: dict[str, str] = json_column(default_factory=dict)
    kind: IndicatorKind = enum_column(IndicatorKind)
    direction: Direction = enum_column(Direction)
    aggregation: Aggregation = enum_column(Aggregation)
    cumulative: bool = True
    is_whole: bool = False
    minimum: Decimal | None = decimal_column()
    maximum: Decimal | None = decimal_column()
    baseline: Decimal | None = decimal_column()
    baseline_missing_because: str = text_column()
    target: Decimal | None = decimal_column()
    target_by: str = ""
    means_of_verification: str = text_column()
