"""Explaining a deadline in every language: from what was stored with it, or from the plan file's own words."""

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_plan
from flows.services.timekeeping.deadlines import explained, find_deadline
from models.rules.deadlines import Explained
from models.rules.errors import DomainError
from models.tables import ActionPlan, Deadline, Milestone
from models.vocabulary import DeadlineRule, DeadlineSubject, Language
from notifications.compose_deadline import deadline_sentence
from notifications.language import phrases


def explain_deadline(desk: Desk, *, plan: str, code: str) -> dict[str, str]:
    """How a form's, a quarter's or a milestone's day was computed: due day, a sentence per language, and the data used.

    Raises DomainError when nothing of this code has a deadline.
    """
    with desk.reading() as session:
        found = find_explained(session, plan=find_plan(session, code=plan), code=code)
    if found is None:
        raise DomainError(f"Nothing with the code “{code}” has a deadline; write a form, a quarter or a milestone.")
    return {
        "due_on": found.due_on.isoformat(),
        **{language.value: deadline_sentence(found, book=phrases(language)) for language in Language},
        "calendar": found.calendar_version,
        "time_zones": found.tz_release,
    }


def find_explained(session: Session, *, plan: ActionPlan, code: str) -> Explained | None:
    """The stored computation of whatever bears this code; a milestone without one has the day its plan file names."""
    query = (
        select(Deadline)
        .where(Deadline.plan_id == plan.id, Deadline.code == code, col(Deadline.is_current).is_(True))
        .order_by(col(Deadline.id).desc())
    )
    row = session.exec(query).first()
    if row:
        return explained(row)
    milestone = session.exec(select(Milestone).where(Milestone.plan_id == plan.id, Milestone.code == code)).first()
    return printed(milestone) if milestone else None


def printed(milestone: Milestone) -> Explained:
    """The deadline of a milestone as its plan file names it."""
    return Explained(DeadlineRule.PRINTED, milestone.first_due_on, 0, milestone.due_on)


def milestone_deadline(session: Session, *, milestone: Milestone) -> Explained:
    """The same, or the extension that was granted."""
    stored = find_deadline(session, plan_id=milestone.plan_id, subject=DeadlineSubject.MILESTONE, code=milestone.code)
    return stored or printed(milestone)
