"""The working calendar of a plan's country, from the maintained `holidays` package. Hijri dates there are estimates."""

from datetime import date
from functools import lru_cache

import holidays

from models.rules.working_days import WorkingCalendar

COUNTRY_CODES = {"Morocco": "MA", "Maroc": "MA"}


@lru_cache(maxsize=16)
def calendar_for(country: str, year: int) -> WorkingCalendar:
    """Calendar around `year` (two years back, two ahead) for a country by name or ISO code; unknown: weekends only."""
    code = COUNTRY_CODES.get(country, country.upper())
    years = range(year - 2, year + 3)
    if code not in holidays.list_supported_countries():
        return WorkingCalendar(reaches=date(year + 2, 12, 31))
    found = holidays.country_holidays(code, years=years, language="en_US" if code == "MA" else None)
    return WorkingCalendar(holidays=dict(sorted(found.items())), reaches=date(year + 2, 12, 31))
