"""How an indicator stands on the way to its target, by the same public rule as a milestone against its date."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from models.rules.scoring import AT_RISK_POINTS


class IndicatorState(StrEnum):
    """Derived on the day of the report. NOT_MEASURED where number, baseline or target is missing: never a guess."""

    REACHED = "reached"
    ON_THE_WAY = "on_the_way"
    BEHIND = "behind"
    NOT_MEASURED = "not_measured"
    WITHDRAWN = "withdrawn"


def indicator_state(achievement: Decimal | None, *, starts: date, ends: date | None, on: date) -> IndicatorState:
    """State from the share of the way achieved (percent); behind when the share of time used exceeds it by 20 points.

    Without an end nobody can be behind.
    """
    if achievement is None:
        return IndicatorState.NOT_MEASURED
    if achievement >= 100:
        return IndicatorState.REACHED
    if ends is None or ends <= starts:
        return IndicatorState.ON_THE_WAY
    elapsed = Decimal(100) * (min(on, ends) - starts).days / (ends - starts).days
    return IndicatorState.BEHIND if elapsed - achievement > AT_RISK_POINTS else IndicatorState.ON_THE_WAY
