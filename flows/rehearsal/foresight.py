"""The first day on which the daily follow-up can find something to do, if nobody writes anything before.

Asks the engine's own providers and rules, with the rows as they stand. Always on the safe side: a day too early costs
a run that finds nothing, a day too late would be a fault, and a test compares with a rehearsal of every single day.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from flows.rehearsal.watch import Watch
from flows.services.desk import Desk
from flows.services.escalation.escalation_rows import LateRows, facts_of, last_seen_on, load_rows
from flows.services.escalation.lateness import LateThing, Subject
from flows.services.escalation.subjects import SUBJECTS
from flows.services.lifecycle.standings import find_plan
from models.rules.escalation import Move, decide, stuck_because
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

T = TypeVar("T")

FARTHEST = timedelta(days=45)
ONE_DAY = timedelta(days=1)
READS = (
    "milestone", "milestone_update", "data_request", "requested_item", "campaign", "absence", "deputy", "official",
    "evidence_link", "escalation", "escalation_step", "reminder_round", "reminder_wish", "commitment", "assessment",
    "commitment_instance", "publication", "meeting", "role_assignment", "calendar_day", "inbound_message",
    "recommendation", "member",
)  # fmt: skip
"""Tables the follow-up decides by; anything else that is written leaves the answer as it is."""


@dataclass(frozen=True)
class AwaitedForm:
    """One form awaited in an open campaign, and the rounds its official was told."""

    asked_on: date
    respond_by: date
    told: tuple[int, ...]


@dataclass
class Foresight:
    """Looks ahead for one rehearsal. What it reads it keeps until the `watch` sees one of the tables written to."""

    plan: str
    policy: Policy
    watch: Watch
    _horizon: date = date.min
    _session: Session | None = None

    def next_follow_up(self, desk: Desk, *, calendar: WorkingCalendar) -> date:
        """The first day after `desk.today` on which the follow-up may act; at most `FARTHEST` ahead, never over a year's end."""
        try:
            return self._next_follow_up(desk, calendar=calendar)
        finally:
            if self._session is not None:
                self._session.close()
                self._session = None

    def _next_follow_up(self, desk: Desk, *, calendar: WorkingCalendar) -> date:
        tomorrow = desk.today + ONE_DAY
        if self._horizon <= tomorrow:
            self._horizon = min(desk.today + FARTHEST, date(desk.today.year + 1, 1, 1))
        if self._is_restless(desk):
            return tomorrow
        things = [thing for subject in SUBJECTS for thing in self._late(desk, subject)]
        rows = self._read(
            "escalations", desk, lambda session, plan: load_rows(session, plan_id=plan.id, things=things),
            given=[thing.key for thing in things],
        )  # fmt: skip
        if _has_ended_reason(rows, things):
            return tomorrow
        reminders, received = self._read("reminders", desk, _reminders), self._read("received", desk, _provisional)
        for number in range((self._horizon - tomorrow).days):
            day = tomorrow + number * ONE_DAY
            if (
                any(calendar.count(came, day) >= self.policy.confirm_provisional_after for came in received)
                or _acts(day, things, rows, policy=self.policy, calendar=calendar)
                or _reminds(day, reminders, policy=self.policy, calendar=calendar)
            ):
                return day
        return max(self._horizon, tomorrow)

    def _late(self, desk: Desk, subject: Subject) -> list[LateThing]:
        """What is late at the horizon, if nothing happens."""
        ahead = replace(desk, today=self._horizon)
        return self._read(
            f"late {subject.kind.value}", desk,
            lambda session, plan: subject.late(session, ahead, plan, self.policy), given=self._horizon,
        )  # fmt: skip

    def _is_restless(self, desk: Desk) -> bool:
        """Whether something is under way that changes with the days in its own manner: then every day is run."""
        absent_until, has_wishes = self._read("absences and wishes", desk, _restless)
        return has_wishes or absent_until >= desk.today - ONE_DAY

    def _read(self, what: str, desk: Desk, read: Callable[[Session, ActionPlan], T], *, given: object = None) -> T:
        def again() -> T:
            if self._session is None:
                self._session = desk.reading()
            return read(self._session, find_plan(self._session, code=self.plan))

        return self.watch.remember(what, again, given=given)


def _provisional(session: Session, plan: ActionPlan) -> list[date]:
    """The civil days on which replies came that are confirmed after some working days without objection."""
    query = select(InboundMessage.received_at).where(
        InboundMessage.plan_id == plan.id, InboundMessage.fate == InboundClass.PROVISIONAL
    )
    zone = ZoneInfo(plan.time_zone)
    return [moment.astimezone(zone).date() for moment in session.exec(query).all()]


def _restless(session: Session, plan: ActionPlan) -> tuple[date, bool]:
    """The last day of any absence, and whether somebody asked to be reminded of a form still awaited."""
    absent = select(col(Absence.ends_on)).join(Official, col(Absence.official_id) == Official.id)
    wished = select(ReminderWish.id).join(DataRequest).where(col(DataRequest.state).in_(list(AWAITED)))
    last = max(session.exec(absent.where(Official.plan_id == plan.id)).all(), default=date.min)
    return last, session.exec(wished).first() is not None


def _has_ended_reason(rows: LateRows, things: Iterable[LateThing]) -> bool:
    """Whether an escalation runs whose reason is gone: the next run ends it."""
    late = {thing.key for thing in things}
    return any(key not in late for key, escalation in rows.by_key.items() if escalation.ended_on is None)


def _acts(day: date, things: Iterable[LateThing], rows: LateRows, *, policy: Policy, calendar: WorkingCalendar) -> bool:
    """Whether anything late is new on this day, or its escalation would take a step, change its state or be stuck."""
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
    if not is_still or decision.restarts_age:
        return True
    seen_on = last_seen_on(escalation)
    return bool(stuck_because(facts, last_seen_on=seen_on, today=day, policy=policy, calendar=calendar))


def _reminders(session: Session, plan: ActionPlan) -> list[AwaitedForm]:
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
    return [AwaitedForm(asked, by, tuple(told.get(key, ()))) for key, asked, by in rows]


def _reminds(day: date, forms: Iterable[AwaitedForm], *, policy: Policy, calendar: WorkingCalendar) -> bool:
    """Whether a round is due, whatever the budget of mails says: that is looked at by the run itself."""
    return any(
        reminder_due(
            asked_on=form.asked_on, respond_by=form.respond_by, told=form.told, last_mail_on=None, today=day,
            policy=policy, calendar=calendar,
        )
        for form in forms
    )  # fmt: skip
