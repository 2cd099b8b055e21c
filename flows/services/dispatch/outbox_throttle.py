"""How fast one recipient domain is written to: a bucket of tokens, halved when its server asks for patience.

Pure arithmetic on moments; where the buckets are kept is known to `outbox_pace`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

USUAL_PER_MINUTE = 60.0
"""What an installation without a limit of its own falls back to when a server asks for patience."""

_SLOWEST = 1 / 16
_RECOVERY_PER_MINUTE = 1 / 20
_BURST_SECONDS = 10.0
_QUIET = timedelta(minutes=1)


@dataclass(frozen=True)
class Bucket:
    """What may go to one domain: `tokens` mails at `counted_at`, `per_minute` more every minute, at most `full`.

    `full` is the speed when nobody complains, in mails a minute; ten seconds' worth of mail may be saved up.
    """

    full: float
    per_minute: float
    tokens: float
    counted_at: datetime

    def at(self, now: datetime) -> "Bucket":
        """The same bucket at `now`: fuller, and faster by a twentieth of the full speed for every minute."""
        minutes = (now - self.counted_at).total_seconds() / 60
        if minutes <= 0:
            return self  # in its quiet minute, or counted by a worker whose clock is ahead
        speed = min(self.full, self.per_minute + self.full * _RECOVERY_PER_MINUTE * minutes)
        tokens = min(_capacity(speed), self.tokens + self.per_minute * minutes)
        return replace(self, per_minute=speed, tokens=tokens, counted_at=now)

    def take(self, mails: int) -> "Bucket":
        """The bucket after this many mails were claimed."""
        return replace(self, tokens=self.tokens - mails)

    def slowed(self, now: datetime) -> "Bucket":
        """Half the speed, never below a sixteenth, and nothing at all for a minute. Once a minute at most."""
        if self.counted_at > now:
            return self  # several mails were under way when the server complained: that is one complaint
        speed = max(self.full * _SLOWEST, self.at(now).per_minute / 2)
        return replace(self, per_minute=speed, tokens=1.0, counted_at=now + _QUIET)

    def may_take(self, now: datetime) -> int:
        """How many mails may go to the domain at `now`."""
        return 0 if self.counted_at > now else int(self.at(now).tokens + 1e-9)

    def seconds_until_free(self, now: datetime) -> float:
        """How long until one mail may go."""
        quiet = max(0.0, (self.counted_at - now).total_seconds())
        missing = 1 - (self.tokens if quiet else self.at(now).tokens)
        return quiet + max(0.0, missing) * 60 / self.per_minute

    @property
    def is_at_full_speed(self) -> bool:
        """Whether nothing is left of any complaint."""
        return self.per_minute >= self.full


def fresh_bucket(full: float, *, now: datetime) -> Bucket:
    """The bucket of a domain nobody has written to lately."""
    return Bucket(full=full, per_minute=full, tokens=_capacity(full), counted_at=now)


def _capacity(per_minute: float) -> float:
    return max(1.0, per_minute * _BURST_SECONDS / 60)
