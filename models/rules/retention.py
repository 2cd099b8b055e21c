"""When personal data has passed its term: months after the plan's end by kind, the register's own or the controller's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.rules.deadlines import add_months
from models.rules.errors import DomainError
from models.rules.personal_data import REGISTER

NEVER = "endorsements"
"""Printed in the published plan: its publisher decides."""

MONTHS = {kind.code: kind.months for kind in REGISTER if kind.code != NEVER}
LONGEST = 600


@dataclass(frozen=True)
class Term:
    """One kind of data and the last day it is kept."""

    kind: str
    keep_until: date

    def has_passed(self, today: date) -> bool:
        """Whether the day after the last one has come."""
        return today > self.keep_until


def read_months(text: str) -> dict[str, int]:
    """The controller's own terms, written "mails-sent=6, ledger=72"; a DomainError says which entry is wrong."""
    found = {}
    for entry in (part.strip() for part in text.replace(";", ",").split(",") if part.strip()):
        kind, _, months = (piece.strip() for piece in entry.partition("="))
        if kind not in MONTHS:
            raise DomainError(
                f"“{kind}” is not a kind of personal data with a term; the kinds are: {', '.join(MONTHS)}."
            )
        if not months.isdecimal() or int(months) > LONGEST:
            raise DomainError(f"“{entry}” is not a term; write the kind and its months, such as {kind}={MONTHS[kind]}.")
        found[kind] = int(months)
    return found


def terms(*, plan_end: date, own: Mapping[str, int]) -> list[Term]:
    """Every kind with its last day, soonest first; `own` goes before the register."""
    found = [Term(kind, add_months(plan_end, own.get(kind, months))) for kind, months in MONTHS.items()]
    return sorted(found, key=lambda term: (term.keep_until, term.kind))
