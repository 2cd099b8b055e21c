"""The desk as one plan sees it: its own day, its own sender, its own name; and which plans an order is for."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlmodel import select

from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_plan
from models.tables import ActionPlan, Commitment


def desk_for(desk: Desk, plan: ActionPlan) -> Desk:
    """The same desk at this plan: the civil day of its time zone, its name under the mails, a list of events of its own.

    A day that somebody asked for stays that day everywhere.
    """
    is_today = desk.today == desk.now.astimezone(ZoneInfo(desk.time_zone)).date()
    office = replace(desk.office, name=plan.sender_name) if plan.sender_name else desk.office
    return replace(
        desk, plan=plan.code, time_zone=plan.time_zone, office=office, noted=[],
        today=desk.now.astimezone(ZoneInfo(plan.time_zone)).date() if is_today else desk.today,
    )  # fmt: skip


def desks_for(desk: Desk, *, plan: str, commitment: str = "", every: bool = False) -> list[Desk]:
    """One desk for each plan an order is for: the plan it names, the one its commitment belongs to, the only one.

    With `every`, an order that names none is for each plan; otherwise the desk comes back as it is, and whoever needs a
    plan says so. DomainError when there is no such plan.
    """
    with desk.reading() as session:
        if plan:
            return [desk_for(desk, find_plan(session, code=plan))]
        loaded = session.exec(select(ActionPlan).order_by(ActionPlan.code)).all()
        if commitment and len(loaded) > 1:
            having = select(Commitment.plan_id).where(Commitment.code == commitment.upper())
            owners = set(session.exec(having).all())
            loaded = [row for row in loaded if row.id in owners] or loaded
            every = False
        if len(loaded) == 1 or every:
            return [desk_for(desk, row) for row in loaded] or [desk]
        return [desk]
