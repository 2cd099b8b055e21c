"""What clearing one kind of data reports, and the pseudonym it leaves: the same for the same address, without a way back."""

import hashlib
import hmac
import re
from dataclasses import dataclass

from flows.services.desk import Desk

PSEUDONYM = re.compile(r"person-[0-9a-f]{8}")


@dataclass(frozen=True)
class Cleared:
    """How many rows were cleared, and what was left as it is with the reason ("" when nothing was)."""

    rows: int
    kept_because: str = ""


def pseudonym_of(desk: Desk, address: str) -> str:
    """The mark of a person with one address, equal to the one that erasing this person leaves."""
    what = b"person|" + address.strip().lower().encode()
    return "person-" + hmac.new(desk.office.key, what, hashlib.sha256).hexdigest()[:8]


def is_cleared(text: str) -> bool:
    """Whether a name or an address was replaced already, or never was there."""
    return not text.strip() or bool(PSEUDONYM.search(text))
