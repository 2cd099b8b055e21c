"""One rehearsal from its first day to its last: services by the timetable, people in between, mail as bytes."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col, select

from flows.rehearsal.administrators import Desks
from flows.rehearsal.foresight import Foresight
from flows.rehearsal.foresight_post import is_post_restless, next_committee_review
from flows.rehearsal.keeping import Keeper
from flows.rehearsal.outlook import Outlook
from flows.rehearsal.people import AFTERNOON, MORNING, Cast
from flows.rehearsal.presses import Presses
from flows.rehearsal.timetable import TIMES, Clock, runs_on
from flows.rehearsal.transport import Transport
from flows.rehearsal.watch import Watch
from flows.rehearsal.writing_mail import Letter
from flows.services.collection import campaigns
from flows.services.committee import committee_reviews
from flows.services.compilation import reporting
from flows.services.desk import Desk
from flows.services.escalation import follow_ups
from flows.services.lifecycle import lifecycles
from flows.services.outcome import Outcome
from flows.services.reception import replies
from flows.services.upkeep import fates
from models.rules.policy import DEFAULT_POLICY, Policy
from models.rules.working_days import WorkingCalendar
from models.tables import OutboundMessage
from models.vocabulary import OutboundState, Stage

STAGE_OF = {name: stage for stage, name in lifecycles.FLOWS.items()}
MOST_ROUNDS = 20
_EVENING = time(17, 0)


@dataclass
class Run:
    """Everything one rehearsal works with. `desk` stands at the first day; the clock moves copies of it."""

    desk: Desk
    plan: str
    calendar: Callable[[date], WorkingCalendar]
    clock: Clock
    cast: Cast
    keeper: Keeper
    outlook: Outlook
    foresight: Foresight
    watch: Watch
    administrators: Desks
    post: Transport
    policy: Policy = DEFAULT_POLICY
    reports: Path | None = None
    presses: Presses = field(default_factory=Presses)
    problems: list[str] = field(default_factory=list)
    _next_try_at: datetime | None = None

    def days(self, first: date, last: date) -> None:
        """Live through every day of the span, both ends included."""
        day = first
        with self.presses:
            while day <= last:
                self.live(day)
                day += timedelta(days=1)

    def live(self, day: date) -> None:
        """One day: the flows at their times, then the people, with the mail in between."""
        is_working_day = self.calendar(day).is_working_day(day)
        for flow, at in TIMES.items():
            desk = self._at(day, at)
            is_scheduled = runs_on(flow, day, is_open=is_working_day)
            if is_scheduled and self._matters(flow, desk, is_working_day=is_working_day):
                self._serve(flow, desk)
            else:
                self._exchange(desk)  # the outbox runs every few minutes, whatever else rests
        for at in (MORNING, AFTERNOON, _EVENING):
            desk = self._at(day, at)
            self.administrators.act(desk)
            for letter in self.cast.acts(desk.now):
                self._hand_in(letter, desk)
            self._exchange(desk)

    def _matters(self, flow: str, desk: Desk, *, is_working_day: bool) -> bool:
        if self.outlook.matters(flow, desk.today, is_working_day=is_working_day):
            return True
        return flow == "mail-check" and is_working_day and is_post_restless(desk)

    def _serve(self, flow: str, desk: Desk) -> None:
        self._exchange(desk)  # what became due in the night leaves before anything new is written
        outcome = self._run(flow, desk)
        self.problems += [f"{desk.today}: {flow}: {problem}" for problem in outcome.problems]
        waits = outcome.problems or outcome.counts.get("parked") or outcome.counts.get("stuck")
        self.outlook.done(flow, desk.today, waits=bool(waits))
        if not self.outlook.everything:
            self._foresee(flow, desk)
        self._exchange(desk)

    def _foresee(self, flow: str, desk: Desk) -> None:
        if flow == "follow-up":
            self.outlook.foresee(flow, self.foresight.next_follow_up(desk, calendar=self.calendar(desk.today)))
        elif flow == "committee-review":
            self.outlook.foresee(flow, next_committee_review(desk, plan=self.plan))

    def _run(self, flow: str, desk: Desk) -> Outcome:
        if flow in STAGE_OF:
            return lifecycles.review_stage(desk, plan=self.plan, stage=Stage(STAGE_OF[flow]))
        if flow == "quarterly-collection":
            return campaigns.open_quarter(desk, plan=self.plan, policy=self.policy)
        if flow == "committee-review":
            return committee_reviews.review_committees(desk, plan=self.plan)
        if flow == "follow-up":
            return follow_ups.follow_up(desk, plan=self.plan, policy=self.policy)
        if flow == "mail-check":
            return fates.check_mail(desk, plan=self.plan)
        return self._report(desk)

    def _report(self, desk: Desk) -> Outcome:
        year = desk.today.year - 1
        if self.reports is None or year < self.keeper.story.first_day.year:
            return Outcome("annual-report", self.plan, desk.today, True, "No report was asked for.")
        frozen = reporting.freeze_annual(desk, plan=self.plan, year=year)
        self.presses.start(partial(reporting.print_frozen, frozen, out=self.reports / f"annual-{year}"))
        return Outcome("annual-report", self.plan, desk.today, False, f"The figures of {year} are frozen.")

    def _exchange(self, desk: Desk) -> None:
        """Send what is due, let machines answer, read what came, until nothing moves."""
        for _ in range(MOST_ROUNDS):
            sent = self._is_mail_due(desk) and self.post.deliver(desk)
            self._arrive(desk)
            if self.post.has_mail:
                self._read(desk)
            elif not sent:
                return

    def _read(self, desk: Desk) -> None:
        replies.read_mailbox(desk, plan=self.plan, mailbox=self.post.mailbox)

    def _is_mail_due(self, desk: Desk) -> bool:
        if self.watch.changed("outbox", tables=("outbound_message",)):
            with desk.reading() as session:
                query = select(sa.func.min(col(OutboundMessage.next_try_at)))
                self._next_try_at = session.exec(query.where(OutboundMessage.state == OutboundState.PENDING)).one()
            self.watch.look("outbox")
        return self._next_try_at is not None and self._next_try_at <= desk.now

    def _arrive(self, desk: Desk) -> None:
        for mail in self.post.arrived():
            seen, letters = self.cast.receive(mail, today=desk.today, now=desk.now)
            self.keeper.sent(mail, seen, at=desk.now)
            self.administrators.read(mail, seen, today=desk.today)
            for letter in letters:
                self._hand_in(letter, desk)

    def _hand_in(self, letter: Letter, desk: Desk) -> None:
        self.keeper.came(letter, at=desk.now)
        self.post.hand_in(letter.raw, sender=letter.sender, recipient=letter.recipient)

    def _at(self, day: date, at: time) -> Desk:
        return replace(self.desk, today=day, now=self.clock.moment(day, at), noted=[])
