"""How fast one run writes to one recipient domain; it forgets everything when the run ends."""

from collections.abc import Callable


class Throttle:
    """Spaces mails to a domain evenly (`per_minute`, 0 = no limit) and leaves a domain alone that asks for patience."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float]) -> None:
        self._spacing = 60 / per_minute if per_minute else 0.0
        self._clock = clock
        self._free_at: dict[str, float] = {}
        self._paused: set[str] = set()

    def take(self, domain: str) -> None:
        """One mail goes to `domain` now."""
        if self._spacing:
            self._free_at[domain] = max(self._clock(), self._free_at.get(domain, 0.0)) + self._spacing

    def pause(self, domain: str) -> None:
        """Nothing more to `domain` in this run."""
        self._paused.add(domain)

    def closed_domains(self) -> set[str]:
        """Domains nothing may go to at this moment."""
        now = self._clock()
        return self._paused | {domain for domain, free_at in self._free_at.items() if free_at > now}

    def seconds_to_wait(self) -> float | None:
        """Seconds until the next domain that only has to wait its turn is free; None when there is none."""
        now = self._clock()
        waits = [at - now for domain, at in self._free_at.items() if at > now and domain not in self._paused]
        return min(waits, default=None)
