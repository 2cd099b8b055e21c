"""How much mail one person may get, and when in the day: budget a week, quiet hours, working days only."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from models.rules.days_off import OfficeCalendar
from models.rules.policy import Policy
from models.rules.working_days import WorkingCalendar

WEEK = timedelta(days=7)
FRIDAY = 4
_FARTHEST = 60


def has_room(mailed_on: Collection[date], *, day: date, policy: Policy, calendar: WorkingCalendar) -> bool:
    """Whether one more mail on `day` keeps to the budget, given the days on which this person was or will be mailed.

    Never two mails on one day, `days_between_mails` working days between two, at most `mails_per_week` in any seven days.
    """
    near = [other for other in mailed_on if abs(other - day) < WEEK]
    if any(_is_too_near(other, day, policy=policy, calendar=calendar) for other in near):
        return False
    windows = ([o for o in near if start <= o < start + WEEK] for start in (day - timedelta(days=n) for n in range(7)))
    return all(len(window) < policy.mails_per_week for window in windows)


def _is_too_near(other: date, day: date, *, policy: Policy, calendar: WorkingCalendar) -> bool:
    first, last = sorted((other, day))
    return first == last or calendar.count(first, last) < policy.days_between_mails


def first_free_day(mailed_on: Collection[date], *, day: date, policy: Policy, calendar: WorkingCalendar) -> date:
    """The first working day from `day` on that has room; `day` itself counts when offices are open."""
    found = calendar.add(day, 0)
    for _ in range(_FARTHEST):
        if has_room(mailed_on, day=found, policy=policy, calendar=calendar):
            break
        found = calendar.add(found, 1)
    return found


def mail_hours(day: date, *, office: OfficeCalendar, policy: Policy) -> tuple[time, time]:
    """From when to when a mail may go out on a working day: office hours within the policy's, shorter on Fridays."""
    hours = office.hours_on(day)
    until = policy.friday_until if day.weekday() == FRIDAY else policy.mail_until
    return max(hours.opens, policy.mail_from), min(hours.closes, until)


def not_before(
    moment: datetime, *, office: OfficeCalendar, calendar: WorkingCalendar, policy: Policy, day: date | None = None
) -> datetime:
    """The first moment from `moment` on at which a mail may go out, in the same time zone as `moment`.

    `moment` is aware and local: its wall clock is what the office reads. With `day`, not before that day either.
    """
    if day and day > moment.date():
        moment = datetime.combine(day, time.min, tzinfo=moment.tzinfo)
    current = moment.date()
    if calendar.is_working_day(current):
        opens, closes = mail_hours(current, office=office, policy=policy)
        if moment.time() < opens:
            return datetime.combine(current, opens, tzinfo=moment.tzinfo)
        if moment.time() <= closes:
            return moment
    following = calendar.add(current, 1)
    opens, _ = mail_hours(following, office=office, policy=policy)
    return datetime.combine(following, opens, tzinfo=moment.tzinfo)
