"""When a committee's review counts, and which day a recommendation is answered by: facts in, sentences and days out."""

from collections.abc import Collection
from datetime import date

from models.rules.working_days import WorkingCalendar
from models.vocabulary import Side

RESPOND_WITHIN = 10
ANSWER_WITHIN = 20
CARRY_OUT_WITHIN = 60
ANSWER_RULE = "20 working days after it was made, never after the plan's end (chosen by this project)"
CARRY_OUT_RULE = "60 working days after it was accepted, never after the plan's end (chosen by this project)"
_MISSING = {Side.ADMINISTRATION: "the administration", Side.CIVIL_SOCIETY: "civil society"}


def review_invalid_because(*, seated: Collection[Side], present: Collection[Side] | None = None) -> str:
    """Why a review does not count; "" when both sides sit in the committee (and, if a meeting was held, were there)."""
    lacking = [name for side, name in _MISSING.items() if side not in seated]
    if lacking:
        return f"Nobody represents {' nor '.join(lacking)} in the committee; a review counts only with both sides."
    if present is None:
        return ""
    absent = [name for side, name in _MISSING.items() if side not in present]
    if absent:
        return f"Nobody of {' nor '.join(absent)} was present at the meeting; a review counts only with both sides."
    return ""


def day_within(start: date, *, days: int, calendar: WorkingCalendar, plan_end: date) -> date:
    """Working days after `start`, but not after the plan's end while that lies ahead."""
    day = calendar.add(start, days)
    return min(day, plan_end) if plan_end >= start else day
