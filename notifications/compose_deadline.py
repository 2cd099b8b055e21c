"""How a deadline was computed, as a sentence in the reader's language. Knows no calendar and no table."""

from models.rules.days_off import DayOff
from models.rules.deadlines import Explained
from models.vocabulary import DayStanding, DeadlineRule
from notifications.compose_words import ANSWER_WORDS
from notifications.formatting import embed
from notifications.language import Phrasebook


def deadline_sentence(deadline: Explained, *, book: Phrasebook) -> str:
    """ "15 working days after Thursday 1 October 2026, weekends not counted; Friday 6 November 2026 (Green March) …"."""
    return book.gettext("; ").join([_rule(deadline, book=book), *_skipped(deadline, book=book)]) + "."


def deadline_notes(deadline: Explained, *, book: Phrasebook) -> tuple[str, ...]:
    """Small print of a form: how its day was computed, and how to ask for a reminder on another day."""
    return (
        book.gettext("How this day was computed: %(sentence)s", sentence=deadline_sentence(deadline, book=book)),
        book.gettext(
            "To be reminded on another day, reply with a line such as: %(line)s",
            line=ANSWER_WORDS[book.language].remind,
        ),
    )


def _rule(deadline: Explained, *, book: Phrasebook) -> str:
    start = book.date(deadline.start_on)
    if deadline.rule is DeadlineRule.WORKING_DAYS:
        return book.ngettext(
            "%(number)s working day after %(date)s",
            "%(number)s working days after %(date)s",
            deadline.amount,
            date=start,
        )
    if deadline.rule is DeadlineRule.MONTHS:
        return book.ngettext(
            "%(number)s month after %(date)s", "%(number)s months after %(date)s", deadline.amount, date=start
        )
    if deadline.rule is DeadlineRule.GRANTED:
        return book.gettext(
            "extended from %(before)s; reason given: %(reason)s",
            before=start,
            reason=embed(deadline.reason, book.language),
        )
    return book.gettext("the day named in the action plan")


def _skipped(deadline: Explained, *, book: Phrasebook) -> list[str]:
    return [_day(day, book=book) for day in deadline.not_counted]


def _day(day: DayOff, *, book: Phrasebook) -> str:
    values = {"date": book.date(day.day), "name": embed(day.names.get(book.language.value, day.name), book.language)}
    if day.standing is DayStanding.TENTATIVE:
        return book.gettext("%(date)s (%(name)s), not counted, a date that may still move", **values)
    return book.gettext("%(date)s (%(name)s), not counted", **values)
