"""Which reminder round is due: by state ("not yet told"), so a week of downtime sends one reminder, not three."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from models.rules.policy import Policy
from models.rules.working_days import WorkingCalendar

WISHED = 0
"""The round of a reminder that the official asked for: outside the count of the ordinary ones."""


@dataclass(frozen=True)
class DueReminder:
    """The round to send now (1 for the first) and the day the following one would go out, if any."""

    round: int
    next_on: date | None


def round_days(*, respond_by: date, policy: Policy, calendar: WorkingCalendar) -> tuple[date, ...]:
    """The day of each round, in order."""
    return tuple(calendar.add(respond_by, offset) for offset in policy.reminder_rounds)


def reminder_due(
    *,
    asked_on: date,
    respond_by: date,
    told: Collection[int],
    last_mail_on: date | None,
    today: date,
    policy: Policy,
    calendar: WorkingCalendar,
    wished_on: date | None = None,
) -> DueReminder | None:
    """The latest round whose day has come and that was not yet told.

    Rounds that were missed are skipped, not stacked; nothing goes out on a day off, before or on the day of the
    request, nor within `days_between_mails` working days of the last mail to the same person. Who asked to be reminded
    on a day (`wished_on`) gets nothing before it, and one reminder from it on, which counts as every round passed.
    """
    if not calendar.is_working_day(today):
        return None
    if last_mail_on and calendar.count(last_mail_on, today) < policy.days_between_mails:
        return None
    days = round_days(respond_by=respond_by, policy=policy, calendar=calendar)
    if wished_on and WISHED not in told:
        if today < wished_on:
            return None
        return DueReminder(WISHED, next((day for day in days if day > today), None))
    reached = [n for n, day in enumerate(days, start=1) if asked_on < day <= today]
    skipped = [n for n, day in enumerate(days, start=1) if wished_on and WISHED in told and day <= wished_on]
    if not reached or max(reached) <= max([*told, *skipped], default=0):
        return None
    current = max(reached)
    return DueReminder(current, days[current] if current < len(days) else None)


def next_round_on(
    *, respond_by: date, told: Collection[int], today: date, policy: Policy, calendar: WorkingCalendar
) -> date | None:
    """The day the next reminder would go out if nothing is answered; None when there is none left."""
    days = round_days(respond_by=respond_by, policy=policy, calendar=calendar)
    return next((d for n, d in enumerate(days, start=1) if d > today and n > max(told, default=0)), None)


def wish_day(wanted_on: date, *, today: date, campaign_ends_on: date, calendar: WorkingCalendar) -> date | None:
    """The day a wished reminder really goes out: a working day after today, never after the campaign's end.

    A day off becomes the next working day, or the one before when that would be too late. None when none is left.
    """
    earliest = calendar.add(today, 1)
    day = max(calendar.add(wanted_on, 0), earliest)
    if day > campaign_ends_on:
        last = campaign_ends_on if calendar.is_working_day(campaign_ends_on) else calendar.add(campaign_ends_on, -1)
        day = last
    return day if day >= earliest else None
