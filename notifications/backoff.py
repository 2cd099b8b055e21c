"""How long to wait before trying a server again: doubled each time, shaken so that many clients do not come at once."""

import random
from dataclasses import dataclass

_SHORTEST, _LONGEST = 0.5, 300.0


@dataclass
class Backoff:
    """Seconds to wait after each failure in a row: 0.5, 1, 2 … up to five minutes, each up to half shorter."""

    shortest: float = _SHORTEST
    longest: float = _LONGEST
    failures: int = 0

    def after_failure(self) -> float:
        """Count one failure; the seconds to wait now."""
        wait = min(self.longest, self.shortest * 2.0 ** min(self.failures, 30))
        self.failures += 1
        return wait * random.uniform(0.5, 1.0)  # noqa: S311  (a pause, not a secret)

    def after_success(self) -> None:
        """Begin again with the shortest pause."""
        self.failures = 0
