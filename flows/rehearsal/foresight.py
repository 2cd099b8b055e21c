"""The first day on which the daily follow-up can find something to do, if nobody writes anything before.

Asks the engine's own providers and rules, with the rows as they stand. Always on the safe side: a day too early costs
a run that finds nothing, a day too late would be a fault, and a test compares with a rehearsal of every single day.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.escalation_rows import LateRows, facts_of, load_rows
from flows.services.lateness import LateThing
from flows.services.standings import find_plan
from flows.services.subjects import SUBJECTS
from models.rules.escalation import Move, decide
from models.rules.lateness import AWAITED
from models.rules.policy import Policy
from models.rules.reminders import reminder_due
from models.rules.working_days import WorkingCalendar
from models.tables import (
    Absence,
    ActionPlan,
    Campaign,
    DataRequest,
    Escalation,
    InboundMessage,
    Official,
    ReminderRound,
    ReminderWish,
)
from models.vocabulary import InboundClass

FARTHEST = timedelta(days=45)
ONE_DAY = timedelta(days=1)
READS = (
    "milestone", "milestone_update", "data_request", "requested_item", "campaign", "absence", "deputy", "official",
    "evidence_link", "escalation", "escalation_step", "reminder_round", "reminder_wish", "commitment", "assessment",
    "commitment_instance", "publication", "meeting", "role_assignment", "calendar_day", "inbound_message",
)  # fmt: skip
"""Tables the follow-up decides by; anything else that is written leaves the answer as it is."""


def next_follow_up(desk: Desk, *, plan: str, policy: Policy, calendar: WorkingCalendar) -> date:
    """The first day after `desk.today` on which the follow-up may act; at most `FARTHEST` ahead, never over a year's end."""
    tomorrow = desk.today + ONE_DAY
    horizon = min(desk.today + FARTHEST, date(desk.today.year + 1, 1, 1))
    with desk.reading() as session:
        row = find_plan(session, code=plan)
        if _is_restless(session, plan_id=row.id, today=desk.today):
            return tomorrow
        ahead = replace(desk, today=horizon)
        things = [thing for subject in SUBJECTS for thing in subject.late(session, ahead, row, policy)]
        rows = load_rows(session, plan_id=row.id, things=things)
        reminders = _reminders(session, row)
        received = _provisional(session, row)
        if _has_ended_reason(rows, things):
            return tomorrow
    day = tomorrow
    while day < horizon:
        if (
            any(calendar.count(came, day) >= policy.confirm_provisional_after for came in received)
            or _acts(day, things, rows, policy=policy, calendar=calendar)
            or _reminds(day, reminders, policy=policy, calendar=calendar)
        ):
            return day
        day += ONE_DAY
    return horizon


def _provisional(session: Session, plan: ActionPlan) -> list[date]:
    """The civil days on which replies came that are confirmed after some working days without objection."""
    query = select(InboundMessage.received_at).where(
        InboundMessage.plan_id == plan.id, InboundMessage.fate == InboundClass.PROVISIONAL
    )
    zone = ZoneInfo(plan.time_zone)
    return [moment.astimezone(zone).date() for moment in session.exec(query).all()]


def _is_restless(session: Session, *, plan_id: int, today: date) -> bool:
    """Whether something is under way that changes with the days in its own manner: then every day is run."""
    absent = (
        select(Absence.id)
        .join(Official, col(Absence.official_id) == Official.id)
        .where(Official.plan_id == plan_id, Absence.ends_on >= today - ONE_DAY)
    )
    wished = select(ReminderWish.id).join(DataRequest).where(col(DataRequest.state).in_(list(AWAITED)))
    return any(session.exec(query).first() is not None for query in (absent, wished))


def _has_ended_reason(rows: LateRows, things: Iterable[LateThing]) -> bool:
    """Whether an escalation runs whose reason is gone: the next run ends it."""
    late = {thing.key for thing in things}
    return any(key not in late for key, escalation in rows.by_key.items() if escalation.ended_on is None)


def _acts(day: date, things: Iterable[LateThing], rows: LateRows, *, policy: Policy, calendar: WorkingCalendar) -> bool:
    """Whether anything late is new on this day, or its escalation would take a step or change its state."""
    for thing in things:
        if thing.due_on >= day:
            continue
        escalation = rows.find(thing)
        if escalation is None or _moves(escalation, thing, rows, day=day, policy=policy, calendar=calendar):
            return True
    return False


def _moves(
    escalation: Escalation, thing: LateThing, rows: LateRows, *, day: date, policy: Policy, calendar: WorkingCalendar
) -> bool:
    if escalation.ended_on is not None:
        return False
    facts = facts_of(rows, escalation, thing=thing, away=None, policy=policy)
    decision = decide(facts, today=day, calendar=calendar)
    is_still = decision.move in (Move.STAY, Move.PAUSE, Move.HOLD) and decision.state is escalation.state
    return not is_still or decision.restarts_age


def _reminders(session: Session, plan: ActionPlan) -> list[tuple[date, date, tuple[int, ...]]]:
    """Forms awaited in open campaigns: asked on, respond by, rounds told."""
    query = (
        select(col(DataRequest.id), col(DataRequest.asked_on), col(DataRequest.respond_by))
        .join(Campaign, col(DataRequest.campaign_id) == Campaign.id)
        .where(DataRequest.plan_id == plan.id, col(Campaign.closed_on).is_(None))
        .where(col(DataRequest.state).in_(list(AWAITED)))
    )
    rows = session.exec(query).all()
    told: dict[int, list[int]] = {}
    ids = [row[0] for row in rows]
    rounds = select(ReminderRound.data_request_id, ReminderRound.round)
    for request_id, number in session.exec(rounds.where(col(ReminderRound.data_request_id).in_(ids))).all():
        told.setdefault(request_id, []).append(number)
    return [(asked, by, tuple(told.get(key, ()))) for key, asked, by in rows]


def _reminds(
    day: date, reminders: Iterable[tuple[date, date, tuple[int, ...]]], *, policy: Policy, calendar: WorkingCalendar
) -> bool:
    """Whether a round is due, whatever the budget of mails says: that is looked at by the run itself."""
    return any(
        reminder_due(
            asked_on=asked, respond_by=by, told=told, last_mail_on=None, today=day, policy=policy, calendar=calendar
        )
        for asked, by, told in reminders
    )
