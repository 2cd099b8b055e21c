"""The auditor of escalations: judged from the rows alone, apart from the sweep it checks. None may be stuck."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.escalation.escalation_rows import LateRows, facts_of, last_seen_on, load_rows
from flows.services.escalation.lateness import LateThing
from flows.services.escalation.subjects import SUBJECTS
from flows.services.reception.absences import Away, away_today
from flows.services.timekeeping.calendars import plan_calendar
from models.rules.escalation import stuck_because
from models.rules.plan_policy import policy_of
from models.rules.policy import Policy
from models.rules.working_days import WorkingCalendar
from models.tables import ActionPlan, Escalation
from models.vocabulary import EscalationState

_GIVEN_UP = (
    select(Escalation.subject_code, Escalation.due, col(Escalation.ended_on))
    .where(col(Escalation.plan_id) == sa.bindparam("plan"), Escalation.state == EscalationState.ENDED)
    .where(col(Escalation.ended_because).like("older than %"))
    .order_by(col(Escalation.ended_on), col(Escalation.id))
)


@dataclass(frozen=True)
class Stuck:
    """One lateness on which nothing moves: what, and why it is thought stuck, with the way out."""

    code: str
    because: str

    @property
    def sentence(self) -> str:
        """For the administrators' digest."""
        return f"{self.code}: {self.because}."


def stuck_escalations(session: Session, desk: Desk, *, plan: ActionPlan, policy: Policy | None = None) -> list[Stuck]:
    """Late things without an escalation, and escalations that should have moved more than `stuck_after` working days ago."""
    policy = policy or policy_of(plan.policy)
    things = [thing for subject in SUBJECTS for thing in subject.late(session, desk, plan, policy)]
    rows = load_rows(session, plan_id=plan.id, things=things)
    away = away_today(session, plan_id=plan.id, today=desk.today)
    calendar = plan_calendar(session, plan=plan, today=desk.today)
    return judge(things, rows, away=away, today=desk.today, calendar=calendar, policy=policy)


def judge(
    things: list[LateThing], rows: LateRows, *, away: Mapping[int, Away], today: date, calendar: WorkingCalendar,
    policy: Policy,
) -> list[Stuck]:  # fmt: skip
    """The same for rows that were read already."""
    found = []
    for thing in things:
        absence = away.get(thing.responsible.id) if thing.responsible else None
        escalation = rows.find(thing)
        if escalation is None:
            # Where the follow-up has never run at all, its missing pulse says so.
            because = _not_begun(thing, today=today, calendar=calendar, policy=policy) if rows.by_key else ""
        else:
            facts = facts_of(rows, escalation, thing=thing, away=absence, policy=policy)
            because = stuck_because(
                facts, last_seen_on=last_seen_on(escalation), today=today, policy=policy, calendar=calendar
            )
        if because:
            found.append(Stuck(thing.code, because))
    return [*found, *_orphans(rows, things)]


def given_up(session: Session, *, plan: ActionPlan) -> list[tuple[str, str, str]]:
    """Escalations that ended by age and were decided by nobody since, oldest first: code, due day, when it ended."""
    return [(code, due, str(on)) for code, due, on in session.exec(_GIVEN_UP, params={"plan": plan.id}).all()]


def _not_begun(thing: LateThing, *, today: date, calendar: WorkingCalendar, policy: Policy) -> str:
    late = calendar.count(thing.due_on, today)
    if late <= policy.stuck_after:
        return ""
    return f"late for {late} working days and not followed; run `iltizam run follow-up`"


def _orphans(rows: LateRows, things: list[LateThing]) -> list[Stuck]:
    """Running escalations about what is not late any more: the follow-up has not seen it yet, or never runs."""
    late = {thing.key for thing in things}
    return [
        Stuck(row.subject_code, "no longer late, but still followed; run `iltizam run follow-up`")
        for row in rows.running()
        if (row.subject, row.subject_code, row.due) not in late
    ]
