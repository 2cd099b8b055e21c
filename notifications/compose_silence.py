"""Words about silence: why a mail went to a deputy, why it came on this day, and what is known of somebody who is away."""

from datetime import date

from notifications.formatting import embed
from notifications.language import Phrasebook


def why_wished(wanted_on: date, *, book: Phrasebook) -> str:
    """Why a reminder came that the official asked for."""
    return book.gettext("You asked to be reminded on %(date)s; this is that reminder.", date=book.date(wanted_on))


def why_deputy(name: str, *, until: date, book: Phrasebook) -> str:
    """Why a deputy gets the mail of somebody else."""
    return book.gettext(
        "You receive this as the deputy of %(name)s, who is away until %(date)s.",
        name=embed(name, book.language),
        date=book.date(until),
    )


def away_with_deputy(*, until: date, deputy: str, book: Phrasebook) -> str:
    """What a superior is told of an official who is away and has a deputy."""
    return book.gettext(
        "away until %(date)s; %(deputy)s was written to instead",
        date=book.date(until),
        deputy=embed(deputy, book.language),
    )


def away_without_deputy(*, until: date, book: Phrasebook) -> str:
    """What a superior is told of an official who is away without a deputy."""
    return book.gettext("away until %(date)s, no deputy is named", date=book.date(until))


def promise_passed(day: date, *, book: Phrasebook) -> str:
    """What a superior is told of a promised day that has passed."""
    return book.gettext("announced for %(date)s, which has passed", date=book.date(day))
