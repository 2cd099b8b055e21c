"""Which flows can have anything to do on a simulated day; the others are left out, because they would find nothing.

On the safe side: a flow is left out only when nothing it reads was written since its last run and no date it depends
on was reached. A test compares a rehearsal that leaves out with one that leaves out nothing.
"""

from datetime import date

from flows.rehearsal.watch import Watch
from models.rules.periods import Period

CORRESPONDENCE = frozenset(
    {
        "outbound_message", "outbound_bytes", "inbound_message", "inbound_line", "ledger_entry", "domain_pace", "delivery_failure",
        "requested_item", "data_request", "reminder_round", "indicator_actual", "escalation", "escalation_step",
        "evidence_file", "evidence_link", "absence", "deputy", "frozen_report",
    }
)  # fmt: skip
"""Tables that say nothing about the stage of a commitment."""
WHO_IS_ASKED = ("official", "commitment", "commitment_instance", "action_plan", "indicator")
STAGES = frozenset({"co-creation", "execution", "evaluation"})
POST = ("outbound_message", "inbound_message", "official", "role_assignment")


class Outlook:
    """Decides for one rehearsal. `everything` leaves nothing out."""

    def __init__(self, watch: Watch, *, months: int, plan_end: date, everything: bool = False) -> None:
        self._watch, self._months, self._plan_end = watch, months, plan_end
        self._everything = everything
        self._last: dict[str, date] = {}
        self._waits: dict[str, bool] = {}

    def matters(self, flow: str, day: date, *, is_working_day: bool) -> bool:
        """Whether the flow is run on this day."""
        last = self._last.get(flow)
        if self._everything or last is None or flow == "annual-report":
            return True
        if flow in STAGES:
            return last <= self._plan_end < day or self._watch.changed(flow, other_than=CORRESPONDENCE)
        if flow == "quarterly-collection":
            return self._is_new_period(last, day) or self._watch.changed(flow, tables=WHO_IS_ASKED)
        if flow == "mail-check":
            return is_working_day and (self._waits.get(flow, True) or self._watch.changed(flow, tables=POST))
        return is_working_day or self._watch.changed(flow)

    def done(self, flow: str, day: date, *, waits: bool) -> None:
        """The flow was run; `waits` says that it left something that stays due without any further change."""
        self._last[flow] = day
        self._waits[flow] = waits
        self._watch.look(flow)

    def _is_new_period(self, last: date, day: date) -> bool:
        return Period.ended_before(last, months=self._months) != Period.ended_before(day, months=self._months)
