"""What the form is called in one language, by the length of the period it asks about. Knows no plan."""

from models.rules.errors import DomainError
from models.rules.periods import Period
from notifications.language import Phrasebook


def form_title(period: str, *, book: Phrasebook) -> str:
    """Monthly form for a month, quarterly form for a quarter, follow-up form for anything else."""
    try:
        months = Period.parse(period).months
    except DomainError:
        months = 3
    if months == 3:
        return book.gettext("Quarterly form")
    return book.gettext("Monthly form") if months == 1 else book.gettext("Follow-up form")
