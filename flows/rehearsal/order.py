"""What is to be rehearsed: which plan, from when to when, with whom, and what is different from life."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.engine import Engine

from flows.rehearsal.changes import Change
from flows.rehearsal.scenario import Scenario
from flows.services.desk import Office
from models.rules.errors import DomainError
from models.rules.partial_dates import PartialDate
from models.rules.policy import Policy
from models.tables import ActionPlan

REHEARSAL_KEY = b"a rehearsal signs nothing of value"[:32]
YEARS_AFTER_THE_END = 1


@dataclass(frozen=True)
class Order:
    """One rehearsal. `files` is the plan's folder or workbook; None: the plan in `source`.

    Without a policy it goes by the plan's own. Without days it goes from the plan's first day to its last.
    `everything` runs every flow on every day, even those
    that can have nothing to do; `over_smtp` sends over real connections on this machine.
    """

    office: Office
    scenario: Scenario
    first_day: date | None = None
    last_day: date | None = None
    files: Path | None = None
    source: Engine | None = None
    plan: str = ""
    policy: Policy | None = None
    change: Change | None = None
    everything: bool = False
    keeps_mails: bool = True
    compiles_reports: bool = True
    over_smtp: bool = False
    quiet_hours: bool = True


@dataclass(frozen=True)
class Span:
    """The days of a rehearsal, both included."""

    first: date
    last: date


def span_of(order: Order, plan: ActionPlan) -> Span:
    """The days an order asks for, within the life of its plan. Raises DomainError."""
    starts, ends = PartialDate.parse(plan.starts).first_day(), PartialDate.parse(plan.end).last_day()
    latest = ends.replace(year=ends.year + YEARS_AFTER_THE_END, day=min(ends.day, 28))
    span = Span(order.first_day or starts, order.last_day or ends)
    for day in (span.first, span.last):
        if not starts <= day <= latest:
            raise DomainError(
                f"{day} lies outside the plan {plan.code}; rehearse days from {starts} to {latest}, a year after its end."
            )
    if span.last < span.first:
        raise DomainError(f"The rehearsal would end on {span.last}, before it begins on {span.first}; change --to.")
    return span
