"""The plans of an installation, side by side: whose they are, how they count, what they decide for themselves."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.outcome import Outcome, ReportTable
from flows.services.timekeeping.calendars import office_calendar
from models.calendar_file import WEEKDAYS
from models.rules.periods import Period
from models.rules.plan_policy import policy_of
from models.rules.policy import DEFAULT_POLICY
from models.tables import ActionPlan, Commitment, Member, Official

COLUMNS = (
    "Plan",
    "Title",
    "Members",
    "Commitments",
    "Officials",
    "Period now",
    "Time zone",
    "Weekend",
    "Languages",
    "Policy",
)


def list_plans(desk: Desk) -> Outcome:
    """Every plan loaded, in the order of their codes."""
    with desk.reading() as session:
        plans = session.exec(select(ActionPlan).order_by(ActionPlan.code)).all()
        rows = tuple(_row(session, desk, plan) for plan in plans)
    count = len(rows)
    said = "No plan is loaded." if not rows else f"{count} {'plan is' if count == 1 else 'plans are'} loaded."
    return Outcome(
        "plans", "", desk.today, False, said, {"plans": count}, (ReportTable("plans", "Plans", COLUMNS, rows),)
    )


def _row(session: Session, desk: Desk, plan: ActionPlan) -> tuple[str, ...]:
    weekend = sorted(office_calendar(session, plan=plan, today=desk.today).weekend)
    own = policy_of(plan.policy) != DEFAULT_POLICY
    return (
        plan.code,
        plan.title,
        *(str(_count(session, table, plan)) for table in (Member, Commitment, Official)),
        str(Period.containing(desk.today, months=plan.reporting_months)),
        plan.time_zone,
        ", ".join(WEEKDAYS[day] for day in weekend) or "none",
        ", ".join(plan.languages),
        "its own" if own else "the program's",
    )


def _count(session: Session, table: type[Member] | type[Commitment] | type[Official], plan: ActionPlan) -> int:
    return session.exec(select(func.count()).select_from(table).where(col(table.plan_id) == plan.id)).one()
