"""The calendar as a YAML file an administrator edits: checked when read, and written back the same. Knows no table."""

import io
from datetime import date, time
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from models.rules.days_off import DayOff, Hours, OfficeCalendar
from models.rules.errors import DomainError
from models.vocabulary import DayStanding, Language

FILE_NAME = "calendar.yaml"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LARGEST = 1024 * 1024
_HEADING = """# Days on which offices are closed, and office hours. Edit it here and load the plan again, or confirm one day
# with `iltizam calendar confirm`. standing: confirmed (by law or announced), tentative (a Hijri date that may still
# move), one_off (granted once). A code stays when its day moves; members names regions, none means all of them.
"""
Code = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DayInput(_Input):
    """One day off as written."""

    code: Code
    day: date
    standing: DayStanding
    names: dict[Language, str]
    source: str = Field(min_length=1)
    members: tuple[str, ...] = ()

    @field_validator("names")
    @classmethod
    def _in_every_language(cls, names: dict[Language, str]) -> dict[Language, str]:
        missing = [language.value for language in Language if not names.get(language, "").strip()]
        if missing:
            raise ValueError(f"the name is missing in {', '.join(missing)}")
        return names


class HoursInput(_Input):
    """Office hours of a span of days."""

    code: Code
    starts_on: date
    ends_on: date
    opens: time
    closes: time
    standing: DayStanding
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> "HoursInput":
        if self.starts_on > self.ends_on or self.opens >= self.closes:
            raise ValueError("the end comes before the beginning")
        return self


class HeadInput(_Input):
    """What holds for the whole calendar."""

    country: str = Field(pattern=r"^[A-Z]{2}$")
    weekend: tuple[str, ...] = ("saturday", "sunday")
    opens: time
    closes: time
    reaches: date
    source: str = ""

    @field_validator("weekend")
    @classmethod
    def _weekdays(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if not set(names) < set(WEEKDAYS):
            raise ValueError(f"write weekdays in English: {', '.join(WEEKDAYS)}")
        return names


class CalendarFile(_Input):
    """A whole calendar file."""

    calendar: HeadInput
    days: tuple[DayInput, ...]
    hours: tuple[HoursInput, ...] = ()

    @model_validator(mode="after")
    def _codes_once(self) -> "CalendarFile":
        codes = [*(day.code for day in self.days), *(hours.code for hours in self.hours)]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"a code stands twice: {', '.join(twice)}")
        return self

    def office_calendar(self) -> OfficeCalendar:
        """The calendar as rules use it."""
        head = self.calendar
        return OfficeCalendar(
            country=head.country,
            days=tuple(
                DayOff(d.code, d.day, d.standing, {k.value: v for k, v in d.names.items()}, d.source, d.members)
                for d in self.days
            ),
            reaches=head.reaches,
            weekend=frozenset(WEEKDAYS.index(name) for name in head.weekend),
            hours=Hours(head.opens, head.closes),
            special_hours=tuple(Hours(h.opens, h.closes, h.starts_on, h.ends_on, h.standing) for h in self.hours),
        )


def read_calendar(path: Path) -> CalendarFile:
    """The calendar file at `path`. Raises DomainError that names the place and what is wrong with it."""
    if not path.is_file():
        raise DomainError(f"There is no calendar file {path.name}; `iltizam calendar propose` writes one.")
    if path.stat().st_size > _LARGEST:
        raise DomainError(f"{path.name} is larger than one megabyte; a calendar has a few hundred lines.")
    try:
        return CalendarFile.model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8-sig")))
    except ValidationError as error:
        first = error.errors()[0]
        place = " → ".join(str(part) for part in first["loc"])
        raise DomainError(f"{path.name}, {place}: {first['msg']}.") from error
    except (YAMLError, ValueError) as error:  # a day that no calendar has is a ValueError, as is text not in UTF-8
        raise DomainError(f"{path.name} is not readable YAML in UTF-8: {str(error).splitlines()[0]}.") from error


def calendar_text(file: CalendarFile) -> str:
    """The file as text, days in order; reading it gives the same file again."""
    yaml = YAML()
    yaml.width = 200
    yaml.allow_unicode = True
    stream = io.StringIO()
    yaml.dump(_plain(file), stream)
    return _HEADING + stream.getvalue()


def _plain(file: CalendarFile) -> dict[str, object]:
    head = file.calendar
    days = sorted(file.days, key=lambda entry: (entry.day, entry.code))
    return {
        "calendar": {
            "country": head.country, "weekend": list(head.weekend), "opens": _clock(head.opens),
            "closes": _clock(head.closes), "reaches": head.reaches, "source": head.source,
        },
        "days": [
            {
                "code": d.code, "day": d.day, "standing": d.standing.value,
                "names": {language.value: d.names[language] for language in Language}, "source": d.source,
                **({"members": list(d.members)} if d.members else {}),
            }
            for d in days
        ],
        "hours": [
            {
                "code": h.code, "starts_on": h.starts_on, "ends_on": h.ends_on, "opens": _clock(h.opens),
                "closes": _clock(h.closes), "standing": h.standing.value, "source": h.source,
            }
            for h in sorted(file.hours, key=lambda entry: entry.starts_on)
        ],
    }  # fmt: skip


def _clock(moment: time) -> str:
    return moment.strftime("%H:%M")
