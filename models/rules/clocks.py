"""Three clocks kept apart (late milestone, late report, missing evidence) and the pace that warns before them.

Everything is derived from facts and a day; nothing is stored. Thresholds come with the policy.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from models.rules.lateness import AWAITED, SETTLED, days_late
from models.rules.policy import Policy
from models.rules.working_days import WorkingCalendar
from models.vocabulary import MilestoneStatus, RequestState


@dataclass(frozen=True)
class MilestoneFacts:
    """What is known of one milestone. `percent` is 0 to 100; `claimed_done_on` is the day its end was reported."""

    due_on: date
    status: MilestoneStatus
    starts_on: date | None = None
    percent: Decimal | None = None
    claimed_done_on: date | None = None
    has_evidence: bool = False


@dataclass(frozen=True)
class Clocks:
    """The clocks of one milestone on one day. Days are civil; `evidence_late` counts working days beyond the time given.

    `projected_on` is when the work ends if it goes on as so far; None when there is nothing to project from.
    """

    milestone_late: int
    evidence_late: int
    projected_on: date | None
    is_at_risk: bool


def milestone_clocks(facts: MilestoneFacts, *, today: date, policy: Policy, calendar: WorkingCalendar) -> Clocks:
    """All clocks of one milestone. A milestone that is late is late; "at risk" is only said before that."""
    late = 0 if facts.status in SETTLED else days_late(facts.due_on, today)
    return Clocks(
        milestone_late=late,
        evidence_late=evidence_days_late(facts, today=today, policy=policy, calendar=calendar),
        projected_on=projected_completion(facts, today=today),
        is_at_risk=not late and is_at_risk(facts, today=today, policy=policy),
    )


def report_days_late(*, respond_by: date, state: RequestState, today: date) -> int:
    """Civil days a report is late, whatever its milestones do."""
    return days_late(respond_by, today) if state in AWAITED else 0


def evidence_due_on(facts: MilestoneFacts, *, policy: Policy, calendar: WorkingCalendar) -> date | None:
    """The last day for the evidence of a milestone reported as done; None when nothing is claimed."""
    if facts.status is not MilestoneStatus.DONE or facts.claimed_done_on is None:
        return None
    return calendar.add(facts.claimed_done_on, policy.evidence_within)


def evidence_days_late(facts: MilestoneFacts, *, today: date, policy: Policy, calendar: WorkingCalendar) -> int:
    """Working days past the last day for evidence; 0 with evidence, before that day, or when nothing is claimed."""
    due_on = evidence_due_on(facts, policy=policy, calendar=calendar)
    return 0 if due_on is None or facts.has_evidence else calendar.count(due_on, today)


def time_used(*, starts_on: date, due_on: date, today: date) -> Decimal:
    """Share of the time used, in percent from 0 to 100 (more after the due date)."""
    if today <= starts_on:
        return Decimal(0)
    whole = max(1, (due_on - starts_on).days)
    return Decimal(100) * (today - starts_on).days / whole


def is_at_risk(facts: MilestoneFacts, *, today: date, policy: Policy) -> bool:
    """Whether the share of time used exceeds the progress by more than `policy.at_risk_points` points.

    Work under way without a percentage is not judged; work not started counts as 0 %.
    """
    if facts.status in SETTLED or facts.starts_on is None or facts.starts_on >= facts.due_on:
        return False
    if facts.percent is None and facts.status is not MilestoneStatus.NOT_STARTED:
        return False
    used = time_used(starts_on=facts.starts_on, due_on=facts.due_on, today=today)
    return used - (facts.percent or Decimal(0)) > policy.at_risk_points


def projected_completion(facts: MilestoneFacts, *, today: date) -> date | None:
    """The day the work ends at the pace so far: days used divided by the share done, rounded up, never in the past."""
    if facts.status in SETTLED or facts.starts_on is None or not facts.percent or today <= facts.starts_on:
        return None
    used = (today - facts.starts_on).days
    needed = (Decimal(100) * used / facts.percent).to_integral_value(ROUND_CEILING)
    longest = Decimal((date.max - facts.starts_on).days)
    return max(today, facts.starts_on + timedelta(days=int(min(needed, longest))))
