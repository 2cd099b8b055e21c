"""The working calendar of a plan: the one its administrators keep, else its country's, else proposals of a package."""

from datetime import date
from functools import lru_cache
from importlib.metadata import version

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.services.timekeeping.calendar_proposals import country_code, proposed_calendar
from models.calendar_file import WEEKDAYS, CalendarFile, DayInput, HeadInput, HoursInput
from models.rules.days_off import OfficeCalendar
from models.rules.working_days import WorkingCalendar
from models.tables import ActionPlan, CalendarDay, CalendarEdition, CalendarHours, Member

_MADE: dict[str, OfficeCalendar] = {}
_MOST_MADE = 64
_KEPT = "office calendars"
_EDITIONS = select(CalendarEdition).where(
    (col(CalendarEdition.plan_id) == sa.bindparam("plan"))
    | (col(CalendarEdition.plan_id).is_(None) & (col(CalendarEdition.country) == sa.bindparam("country")))
)


@lru_cache(maxsize=1)
def tz_release() -> str:
    """Release of the time-zone data that days are computed with, as every stored deadline keeps it."""
    return f"tzdata {version('tzdata')}"


def calendar_for(country: str, year: int) -> WorkingCalendar:
    """Proposed calendar around `year` (two years back, two ahead) for a country by name or ISO code."""
    return proposed_calendar(country, year - 2, year + 2).working_days()


def office_calendar(session: Session, *, plan: ActionPlan, today: date) -> OfficeCalendar:
    """The calendar that holds for a plan today: read once per edition, whose fingerprint says whether it changed.

    A session asks for it once a year; whoever changes it in the same session calls `forget`.
    """
    kept: dict[tuple[int, int], OfficeCalendar] = session.info.setdefault(_KEPT, {})
    key = (plan.id, today.year)  # proposals reach two years ahead of the day
    if key not in kept:
        kept[key] = _find_calendar(session, plan=plan, today=today)
    return kept[key]


def forget(session: Session) -> None:
    """Make the next question read the calendar again."""
    session.info.pop(_KEPT, None)


def _find_calendar(session: Session, *, plan: ActionPlan, today: date) -> OfficeCalendar:
    edition = find_edition(session, plan_id=plan.id, country=plan.country)
    if edition is None:
        return proposed_calendar(plan.country, today.year - 2, today.year + 2)
    if edition.fingerprint not in _MADE:
        if len(_MADE) >= _MOST_MADE:
            _MADE.clear()
        _MADE[edition.fingerprint] = edition_file(session, edition=edition).office_calendar()
    return _MADE[edition.fingerprint]


def plan_calendar(session: Session, *, plan: ActionPlan, today: date, member_id: int | None = None) -> WorkingCalendar:
    """The working days of a plan, with the regional days of one of its members."""
    office = office_calendar(session, plan=plan, today=today)
    if member_id is None or not any(day.members for day in office.days):
        return office.working_days()
    return office.working_days(session.get_one(Member, member_id).code)


def find_edition(session: Session, *, plan_id: int | None, country: str) -> CalendarEdition | None:
    """The plan's own calendar, else the one loaded for its country; None when neither was loaded."""
    editions = session.exec(_EDITIONS, params={"plan": plan_id, "country": country_code(country)}).all()
    found = {edition.plan_id: edition for edition in editions}
    return found.get(plan_id) or found.get(None)


def edition_file(session: Session, *, edition: CalendarEdition) -> CalendarFile:
    """A stored calendar as the file that would load it."""
    days = session.exec(
        select(CalendarDay).where(CalendarDay.edition_id == edition.id).order_by(col(CalendarDay.day))
    ).all()
    hours = session.exec(
        select(CalendarHours).where(CalendarHours.edition_id == edition.id).order_by(col(CalendarHours.starts_on))
    ).all()
    return CalendarFile(
        calendar=HeadInput(
            country=edition.country, weekend=tuple(WEEKDAYS[number] for number in edition.weekend),
            opens=edition.opens, closes=edition.closes, reaches=edition.reaches, source=edition.source,
        ),
        days=tuple(
            DayInput.model_validate(d.model_dump(include={"code", "day", "standing", "names", "members", "source"}))
            for d in days
        ),
        hours=tuple(HoursInput.model_validate(h.model_dump(exclude={"id", "edition_id"})) for h in hours),
    )  # fmt: skip
