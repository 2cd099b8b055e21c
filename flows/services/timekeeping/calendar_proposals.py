"""Proposals for a calendar, from the maintained packages `holidays` and `hijridate`. A person confirms them."""

import re
from datetime import date, time, timedelta
from functools import lru_cache

import holidays
from babel import Locale
from hijridate import Hijri

from models.calendar_file import CalendarFile, DayInput, HeadInput, HoursInput
from models.rules.days_off import OfficeCalendar
from models.vocabulary import DayStanding, Language

UNKNOWN = "XX"
_LANGUAGES = {Language.FRENCH: "fr", Language.ARABIC: "ar", Language.ENGLISH: "en_US"}
_ESTIMATED = re.compile(r"\s*\((?:estimated|estimé|تقديري)\)")
_RAMADAN = 9
OPENS, CLOSES = time(8, 30), time(16, 30)
RAMADAN_OPENS, RAMADAN_CLOSES = time(9), time(15)


def country_code(name: str) -> str:
    """ISO code of a country by its name in French or English, or by its code; XX for one nobody knows.

    A name is never cut to two letters: that would give Malta the holidays of Morocco.
    """
    wanted = name.strip()
    if len(wanted) == 2 and wanted.isalpha():
        return wanted.upper()
    return _codes_by_name().get(wanted.casefold(), UNKNOWN)


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for locale in ("en", "fr"):
        names = Locale.parse(locale).territories
        found |= {str(text).casefold(): code for code, text in names.items() if len(code) == 2 and code.isalpha()}
    return found


@lru_cache(maxsize=32)
def propose(country: str, first_year: int, last_year: int) -> CalendarFile:
    """Days off of whole years for a country; fixed days are confirmed, estimated ones tentative.

    A country the package does not know has weekends only. Ramadan hours (order 05.1899 of 30 September 2005) are
    tentative, because the month begins when the moon is seen; ordinary hours are this project's own choice.
    """
    code = country_code(country)
    days = tuple(_days(code, first_year, last_year)) if code in holidays.list_supported_countries() else ()
    head = HeadInput(
        country=code, opens=OPENS, closes=CLOSES, reaches=date(last_year, 12, 31),
        source="ordinary office hours: chosen by this project; days: package holidays",
    )  # fmt: skip
    return CalendarFile(calendar=head, days=days, hours=_ramadans(first_year, last_year) if code == "MA" else ())


@lru_cache(maxsize=32)
def proposed_calendar(country: str, first_year: int, last_year: int) -> OfficeCalendar:
    """The same as rules use it, made once."""
    return propose(country, first_year, last_year).office_calendar()


def _days(code: str, first_year: int, last_year: int) -> list[DayInput]:
    years = range(first_year, last_year + 1)
    by_language = {
        language: holidays.country_holidays(code, years=years, language=name if code == "MA" else None)
        for language, name in _LANGUAGES.items()
    }
    found: dict[str, DayInput] = {}
    for day in sorted(by_language[Language.ENGLISH]):
        names = {language: by_language[language][day].split("; ") for language in Language}
        for place, english in enumerate(names[Language.ENGLISH]):
            entry = _entry(day, english, {language: parts[place] for language, parts in names.items()}, taken=found)
            found[entry.code] = entry
    return list(found.values())


def _entry(day: date, english: str, names: dict[Language, str], *, taken: dict[str, DayInput]) -> DayInput:
    is_estimate = bool(_ESTIMATED.search(english))
    plain = {language: _ESTIMATED.sub("", name) for language, name in names.items()}
    stem = f"{_slug(plain[Language.ENGLISH])}-{day.year}"
    code, number = stem, 1
    while code in taken:
        number += 1
        code = f"{stem}-{number}"
    return DayInput(
        code=code, day=day, names=plain,
        standing=DayStanding.TENTATIVE if is_estimate else DayStanding.CONFIRMED,
        source="package holidays, estimated" if is_estimate else "package holidays",
    )  # fmt: skip


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "").replace("’", "")).strip("-")


def _ramadans(first_year: int, last_year: int) -> tuple[HoursInput, ...]:
    found = []
    for hijri_year in _hijri_years(first_year, last_year):
        starts = Hijri(hijri_year, _RAMADAN, 1).to_gregorian()
        ends = Hijri(hijri_year, _RAMADAN + 1, 1).to_gregorian() - timedelta(days=1)
        if first_year <= starts.year <= last_year:
            found.append(
                HoursInput(
                    code=f"ramadan-{hijri_year}", starts_on=date(starts.year, starts.month, starts.day),
                    ends_on=date(ends.year, ends.month, ends.day), opens=RAMADAN_OPENS, closes=RAMADAN_CLOSES,
                    standing=DayStanding.TENTATIVE, source="order 05.1899 of 30 September 2005; days: package hijridate",
                )
            )  # fmt: skip
    return tuple(found)


def _hijri_years(first_year: int, last_year: int) -> range:
    """Hijri years that may touch these years: a Hijri year is about eleven days shorter."""
    return range(int((first_year - 622) * 33 / 32) - 1, int((last_year - 622) * 33 / 32) + 3)
