"""When a mail that was turned away is tried again. A function of the row alone: no clock, no dice."""

import hashlib
from datetime import timedelta

_FIRST_MINUTES = (1, 5, 15, 60)
_THEN_MINUTES = 60
_GIVE_UP_AFTER = timedelta(hours=48)
_JITTER = 0.2


def retry_delay(attempts: int, *, seed: str) -> timedelta | None:
    """How long to wait after `attempts` tries in vain; None when 48 hours of trying are over.

    1, 5, 15, 60 minutes, then hourly, each lengthened by up to a fifth, taken from `seed` and the attempt, so that a
    thousand mails turned away together do not all come back together.
    """
    waited = sum((_plain_delay(attempt) for attempt in range(1, attempts)), timedelta())
    if waited >= _GIVE_UP_AFTER:
        return None
    return _plain_delay(attempts) * (1 + _JITTER * _fraction(f"{seed} {attempts}"))


def _plain_delay(attempt: int) -> timedelta:
    return timedelta(minutes=_FIRST_MINUTES[attempt - 1] if attempt <= len(_FIRST_MINUTES) else _THEN_MINUTES)


def _fraction(seed: str) -> float:
    """A number from 0 to 1 that only depends on `seed`."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") / 2**32
