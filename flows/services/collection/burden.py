"""Who was written to when, counted over what was really queued: the budget of mails a week, and quiet hours."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.reception.absences import Away, away_today
from flows.services.timekeeping.calendars import office_calendar, plan_calendar
from models.rules.burden import first_free_day, has_room, not_before
from models.rules.policy import Policy
from models.tables import ActionPlan, OutboundMessage
from models.vocabulary import MessageKind, OutboundState

COUNTED = (MessageKind.REQUEST, MessageKind.REMINDER, MessageKind.ESCALATION)
"""Mails we send of our own accord. Receipts answer a mail, and questions about a reply belong to it."""
_LOOK_BACK = timedelta(days=14)


class Burden:
    """The mails of one plan's people around one day, read once when first asked, and kept current while a run queues."""

    def __init__(self, session: Session, desk: Desk, *, plan: ActionPlan, policy: Policy) -> None:
        self._session, self._desk, self._plan, self._policy = session, desk, plan, policy
        self._office = office_calendar(session, plan=plan, today=desk.today)
        self.calendar = plan_calendar(session, plan=plan, today=desk.today)
        self._zone = ZoneInfo(desk.time_zone)

    @cached_property
    def away(self) -> dict[int, Away]:
        """Who is away today, by official."""
        return away_today(self._session, plan_id=self._plan.id, today=self._desk.today)

    @cached_property
    def slot(self) -> datetime:
        """The first moment from now on at which a mail may go out."""
        return self._slot_from(None)

    @cached_property
    def day(self) -> date:
        """The civil day a mail queued now goes out on; for a day in the past, that day: it decides what is due."""
        return self._desk.today if self._is_backdated else self.slot.astimezone(self._zone).date()

    def has_room(self, official_id: int) -> bool:
        """Whether one more mail to this person keeps to the budget."""
        return has_room(self._mailed.get(official_id, []), day=self.day, policy=self._policy, calendar=self.calendar)

    def next_slot(self, official_id: int) -> datetime:
        """The first moment at which this person may get one more mail."""
        if self.has_room(official_id):
            return self.slot
        mailed = self._mailed.get(official_id, [])
        day = first_free_day(mailed, day=self.day, policy=self._policy, calendar=self.calendar)
        return self._slot_from(day)

    def take(self, official_id: int, slot: datetime | None = None) -> datetime:
        """Count one mail to this person; the moment it may go out."""
        moment = slot or self.slot
        day = self.day if slot is None else slot.astimezone(self._zone).date()
        self._mailed.setdefault(official_id, []).append(day)
        return moment

    def read_again(self, officials: Collection[int]) -> None:
        """Forget what is known of these people, because another run may have queued mails to them meanwhile."""
        found = self._read(officials)
        for official_id in officials:
            self._mailed[official_id] = found.get(official_id, [])

    @property
    def _is_backdated(self) -> bool:
        return self._desk.today < self._desk.now.astimezone(self._zone).date()

    def _slot_from(self, day: date | None) -> datetime:
        now = self._desk.now
        if self._is_backdated or not self._desk.quiet_hours:
            return now if day is None else max(now, datetime.combine(day, time(9), self._zone))
        local = now.astimezone(self._zone)
        found = not_before(local, office=self._office, calendar=self.calendar, policy=self._policy, day=day)
        return now if found == local else found.astimezone(now.tzinfo)

    @cached_property
    def _mailed(self) -> dict[int, list[date]]:
        return self._read(None)

    def _read(self, officials: Collection[int] | None) -> dict[int, list[date]]:
        """The days on which people were or will be mailed; of all when `officials` is None."""
        query = select(OutboundMessage.official_id, OutboundMessage.not_before_at).where(
            OutboundMessage.plan_id == self._plan.id,
            col(OutboundMessage.official_id).is_not(None),
            col(OutboundMessage.kind).in_(COUNTED),
            OutboundMessage.state != OutboundState.CANCELLED,
            OutboundMessage.not_before_at >= datetime.combine(self.day, time(), self._zone) - _LOOK_BACK,
        )
        if officials is not None:
            query = query.where(col(OutboundMessage.official_id).in_(officials))
        found: dict[int, list[date]] = {}
        for official_id, moment in self._session.exec(query).all():
            if official_id is not None:
                found.setdefault(official_id, []).append(moment.astimezone(self._zone).date())
        return found
