"""Dates as Moroccans write them: `14/10/2026`, `1er octobre 2026`, `30 شتنبر 2026`, `30/09`; Hijri ones are asked back.

Takes folded text; the order is always day, month, year. Knows no form: the year of a date without one is an argument.
"""

import re
from dataclasses import dataclass
from datetime import date

from hijridate import Hijri

from notifications.reading.months import HIJRI_MONTHS, MONTHS, WEEKDAYS, alternatives
from notifications.reasons import Reason

EARLIEST = date(2020, 1, 1)
LATEST = date(2035, 12, 31)
_HIJRI_YEARS = range(1300, 1501)
_EDGE = r"(?![^\W_])"
_YEAR = r"(?P<year>\d{4}|\d{2})(?!\d)"
_ERA = r"(?:\s?(?:هـ|ه|م|h|ah|ad)\.?" + _EDGE + ")?"
_WEEKDAY = rf"(?:(?:يوم\s+)?(?P<weekday>{alternatives(WEEKDAYS)})\.?{_EDGE}\s*,?\s*)?"
_ARTICLE = r"(?:(?:le|du|au|ce|on|the|يوم|بتاريخ|في|الي|ل)\s+)*"
_NAME = rf"(?P<name>{alternatives(MONTHS)}|{alternatives(HIJRI_MONTHS)})\.?{_EDGE}"
_DAY = r"(?P<day>\d{1,2})(?:er|st|nd|rd|th|e)?"
_SHAPES = tuple(
    re.compile(_ARTICLE + _WEEKDAY + r"(?:le\s+|the\s+)?" + shape)
    for shape in (
        r"(?P<year>\d{4})\s?(?P<sep>[-/.])\s?(?P<month>\d{1,2})\s?(?P=sep)\s?(?P<day>\d{1,2})(?!\d)" + _ERA,
        r"(?P<day>\d{1,2})\s?(?P<sep>[-/.])\s?(?P<month>\d{1,2})\s?(?P=sep)\s?" + _YEAR + _ERA,
        _DAY + rf"(?:\s*-\s*|\s+)(?:of\s+|de\s+|من\s+)?{_NAME}(?:\s*[-,]?\s*(?:سنه\s+|عام\s+|de\s+)?{_YEAR}{_ERA})?",
        rf"{_NAME}\s+{_DAY}(?!\d)(?:\s*,?\s*{_YEAR})?",
        r"(?P<day>\d{1,2})\s?[/.]\s?(?P<month>\d{1,2})(?![\d%/])",
    )
)
_INCOMPLETE = re.compile(
    _ARTICLE + r"(?:(?:fin|debut|mi|courant|mois de|end of|early|mid|late|شهر|نهايه|متم|بدايه)[\s-]+)*(?:d['eu]\s*)?"
    rf"(?:{_NAME}(?:\s+{_YEAR})?|(?:q|t)[1-4]\s*[-/ ]?\s*\d{{4}}|\d{{1,2}}/\d{{4}}(?!\d)|20[23]\d(?!\d))"
)


@dataclass(frozen=True)
class WrittenDate:
    """A date found at the start of a text. With a doubt, `day` is only a suggestion, or None when there is none.

    `doubt` is empty or a reason word; IMPOSSIBLE_DATE means that no such day exists. `end` is where the rest begins.
    """

    day: date | None
    end: int
    doubt: str = ""


def read_date(folded: str, *, default_year: int) -> WrittenDate | None:
    """The date a folded text starts with, or None. A date without a year takes `default_year` and keeps no doubt.

    Hijri years (1300 to 1500) are converted and doubted; days before 2020 or after 2035 are doubted.
    """
    for shape in _SHAPES:
        found = shape.match(folded)
        if found:
            return _judge(found.groupdict(), end=found.end(), default_year=default_year)
    found = _INCOMPLETE.match(folded)
    return WrittenDate(None, found.end(), Reason.DATE_INCOMPLETE) if found else None


def has_year(folded: str) -> bool:
    """Whether the date a folded text starts with names its year."""
    found = next((match for shape in _SHAPES if (match := shape.match(folded))), None)
    return bool(found and found.groupdict().get("year"))


def _judge(parts: dict[str, str | None], *, end: int, default_year: int) -> WrittenDate:
    name = parts.get("name") or ""
    month = MONTHS.get(name) or HIJRI_MONTHS.get(name) or int(parts.get("month") or 0)
    year = _full_year(parts.get("year"), default=default_year)
    day = int(parts["day"] or 0)
    if year in _HIJRI_YEARS or name in HIJRI_MONTHS:
        return _from_hijri(year, month, day, end=end)
    try:
        found = date(year, month, day)
    except ValueError:
        return WrittenDate(None, end, Reason.IMPOSSIBLE_DATE)
    return WrittenDate(found, end, _doubt(found, weekday=parts.get("weekday")))


def _full_year(text: str | None, *, default: int) -> int:
    if not text:
        return default
    return int(text) + 2000 if len(text) == 2 else int(text)


def _from_hijri(year: int, month: int, day: int, *, end: int) -> WrittenDate:
    """Umm al-Qura conversion; Morocco sights its own moon, one more reason to ask back."""
    try:
        found = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        doubt = Reason.HIJRI_DATE if year not in _HIJRI_YEARS else Reason.IMPOSSIBLE_DATE
        return WrittenDate(None, end, doubt)
    return WrittenDate(date(found.year, found.month, found.day), end, Reason.HIJRI_DATE)


def _doubt(found: date, *, weekday: str | None) -> str:
    if not EARLIEST <= found <= LATEST:
        return Reason.DATE_FAR
    if weekday and WEEKDAYS[weekday] != found.weekday():
        return Reason.WEEKDAY_DIFFERS
    return ""
