"""Which flows can have anything to do on a simulated day; the others are left out, because they would find nothing.

On the safe side: a flow is left out only when nothing it reads was written since its last run and no date it depends
on was reached. A test compares a rehearsal that leaves out with one that leaves out nothing.
"""

from datetime import date

from flows.rehearsal.foresight import READS
from flows.rehearsal.foresight_post import CHECKED, REVIEWED
from flows.rehearsal.watch import Watch
from models.rules.periods import Period

GATES = (
    "milestone", "commitment", "commitment_instance", "indicator", "official", "organisation", "endorsement",
    "assessment", "approval", "lesson", "gate_override", "membership", "amendment",
)  # fmt: skip
"""What the gate of a stage depends on."""
BY_THE_DAY = ("consultation", "meeting", "invitation", "contribution")
"""Tables whose rows make the stages' daily work depend on the day: where one has rows, no stage is left out."""
WHO_IS_ASKED = ("official", "commitment", "commitment_instance", "action_plan", "indicator")
STAGES = frozenset({"co-creation", "execution", "evaluation"})


class Outlook:
    """Decides for one rehearsal. `everything` leaves nothing out."""

    def __init__(self, watch: Watch, *, months: int, plan_end: date, everything: bool = False) -> None:
        self._watch, self._months, self._plan_end = watch, months, plan_end
        self.everything = everything
        self._next: dict[str, date] = {}
        self._last: dict[str, date] = {}
        self._waits: dict[str, bool] = {}

    def matters(self, flow: str, day: date, *, is_working_day: bool) -> bool:
        """Whether the flow is run on this day."""
        last = self._last.get(flow)
        if self.everything or last is None or flow == "annual-report":
            return True
        if flow in STAGES:
            moves = last <= self._plan_end < day or self._watch.changed(flow, tables=GATES)
            return moves or self._watch.has_rows(BY_THE_DAY)
        if flow == "quarterly-collection":
            return self._is_new_period(last, day) or self._watch.changed(flow, tables=WHO_IS_ASKED)
        if flow == "mail-check":
            waits = self._waits[flow] or self._waits.get("follow-up", True)
            return is_working_day and (waits or self._watch.changed(flow, tables=CHECKED))
        is_due = self._waits[flow] or day >= self._next.get(flow, date.min)
        return is_due or self._watch.changed(flow, tables=READS if flow == "follow-up" else REVIEWED)

    def foresee(self, flow: str, day: date) -> None:
        """The day from which a flow has something to do, if nothing is written before."""
        self._next[flow] = day

    def done(self, flow: str, day: date, *, waits: bool) -> None:
        """The flow was run; `waits` says that it left something that stays due without any further change."""
        self._last[flow] = day
        self._waits[flow] = waits
        self._watch.look(flow)

    def _is_new_period(self, last: date, day: date) -> bool:
        return Period.ended_before(last, months=self._months) != Period.ended_before(day, months=self._months)
