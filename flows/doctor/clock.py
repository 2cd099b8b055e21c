"""Whether two clocks agree: ours against the one of a server we work with."""

from datetime import datetime

from flows.doctor.finding import Finding, beware, broken, well
from flows.runtime import current_moment

NOTICEABLE, TOO_MUCH = 5.0, 60.0
_ADVICE = "Let a time service keep both clocks (systemd-timesyncd or chrony): deadlines and claims rest on them."


def compare(theirs: datetime, *, of: str) -> Finding:
    """The difference between a server's clock and ours, in seconds; HTTP dates are whole seconds."""
    skew = (theirs - current_moment()).total_seconds()
    seen = f"the clock of {of} is {abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} ours."
    if abs(skew) > TOO_MUCH:
        return broken("clock", seen, advice=_ADVICE)
    if abs(skew) > NOTICEABLE:
        return beware("clock", seen, advice=_ADVICE)
    return well("clock", f"agrees with the one of {of}.")
