"""Reading a day from the command line."""

from datetime import date

from models.rules.errors import DomainError


def as_day(text: str) -> date | None:
    """A day written YYYY-MM-DD; None when nothing was written."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise DomainError(f"“{text}” is not a day; write it as year-month-day, for instance 2026-10-01.") from None
