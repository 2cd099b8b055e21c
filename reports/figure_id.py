"""Short references printed beside figures. The same figure always gets the same reference; knows no database."""

import hashlib
import re

DIGITS = 8
REPORTED, FROM_PLAN, DERIVED = "F", "P", "D"
_REFERENCE = re.compile(r"\[?\s*([FPD])\s*-\s*([0-9a-f]{4,64})\s*\]?", re.IGNORECASE)


def figure_id(plan: str, *, code: str, period: str, source: str, letter: str = REPORTED) -> str:
    """Reference of one figure, such as `F-3a9c1e7b`: F came by mail, P from the plan file, D was computed.

    `source` is what makes it this figure and no other: the SHA-256 of the mail, of the plan file, or the rule's name.
    """
    text = "\n".join((plan, code, period, source))
    return f"{letter}-{hashlib.sha256(text.encode()).hexdigest()[:DIGITS]}"


def read_reference(text: str) -> str | None:
    """A printed reference as people copy it (`[f-3A9C1E7B]`) in its own spelling; None when it is something else."""
    found = _REFERENCE.fullmatch(text.strip())
    return f"{found[1].upper()}-{found[2].lower()}" if found else None
