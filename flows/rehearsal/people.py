"""Simulated officials: what each does when a mail of ours arrives, and when. They know their mailbox and the truth.

They see bytes and write bytes; nothing here knows a row of the database.
"""

import heapq
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial

from flows.rehearsal.habits import AS_DEPUTY, WRONG, YES, Person, stand_in
from flows.rehearsal.post import Delivered
from flows.rehearsal.reading_mail import Nature, Seen, see
from flows.rehearsal.scenario import Behaviour, Episode, Scenario, Way
from flows.rehearsal.world import World
from flows.rehearsal.writing_mail import Letter, write_absence, write_answers, write_bounce, write_words
from models.rules.working_days import WorkingCalendar

MORNING, AFTERNOON = time(10, 0), time(15, 0)
MOST_ANSWERS = 4
_QUIET = timedelta(days=7)
_MENTIONED = re.compile(r"\b[A-Z0-9]+(?:-[A-Z]+)?-M\d+[A-Z]\b")


@dataclass(order=True)
class _Intention:
    """Something a person means to do at a moment."""

    at: datetime
    number: int
    act: Callable[[datetime], Letter | None] = field(compare=False)


@dataclass
class Cast:
    """All simulated officials. `moment` turns a civil day and a time into an aware moment of the plan's zone."""

    scenario: Scenario
    world: World
    people: dict[str, Person]
    calendar: Callable[[date], WorkingCalendar]
    moment: Callable[[date, time], datetime]
    dead: dict[str, str] = field(default_factory=dict)
    _intentions: list[_Intention] = field(default_factory=list)
    _pending: set[str] = field(default_factory=set)
    _answers: dict[str, int] = field(default_factory=dict)
    _forms: dict[str, Seen] = field(default_factory=dict)
    _said_away: dict[str, datetime] = field(default_factory=dict)
    _number: int = 0

    def receive(self, mail: Delivered, *, today: date, now: datetime) -> tuple[Seen, list[Letter]]:
        """A mail of ours arrives; what comes back at once (a bounce, an automatic reply). Answers come later."""
        seen = see(mail.raw, sender=mail.sender)
        person = self.people.get(mail.recipient.lower())
        if person is None:
            return seen, []
        episode = self.scenario.episode(person.code, today)
        if episode.behaviour is Behaviour.BOUNCING and not self._is_mended(person):
            bounce = write_bounce(seen, recipient=mail.recipient, now=now)
            return seen, [bounce] if mail.sender else []
        self._plan(person, episode, seen, today=today)
        away = self._away(person, episode, seen, now=now)
        return seen, [away] if away else []

    def mend(self, official: str, address: str) -> None:
        """An administrator gave an official a new address, which works."""
        old = next(person for person in self.people.values() if person.code == official)
        self.people[address.lower()] = Person(old.code, old.name, address)
        self.dead[old.code] = old.address

    def announce(self, *, first_day: date) -> None:
        """Those who announce mean to tell of each finished milestone in the afternoon of its day."""
        people = {person.code: person for person in self.people.values()}
        for milestone in self.world.milestones.values():
            day, person = milestone.done_on, people.get(milestone.official)
            if person and day and day >= first_day and self.scenario.episode(person.code, day).announces:
                self._intend(self.calendar(day).add(day, 0), 0, partial(self._tell_done, person, milestone.code))

    def _tell_done(self, person: Person, code: str, now: datetime) -> Letter | None:
        form = self._forms.get(person.code)
        if form is None or code not in form.asked:
            return None
        answers = {code: self.world.answer(code, today=now.date(), language=form.language)}
        episode = self.scenario.episode(person.code, now.date())
        return self._write(person, episode, form, answers, way=Way.ABOVE, now=now, purpose=f"done-{code}")

    def acts(self, now: datetime) -> Iterator[Letter]:
        """What people send up to this moment, in the order of their intentions."""
        while self._intentions and self._intentions[0].at <= now:
            letter = heapq.heappop(self._intentions).act(now)
            if letter:
                yield letter

    def trusted(self) -> frozenset[str]:
        """Addresses an administrator who knows the house trusts: the officials' own, and those of who writes for them."""
        return frozenset(self.people) | frozenset(
            address.lower()
            for person in self.people.values()
            for episode in self.scenario.officials.get(person.code, ())
            if (address := episode.address or stand_in(person, episode))
        )

    @property
    def next_at(self) -> datetime | None:
        """The moment somebody next means to do something."""
        return self._intentions[0].at if self._intentions else None

    def _is_mended(self, person: Person) -> bool:
        return person.code in self.dead and self.dead[person.code] != person.address

    def _plan(self, person: Person, episode: Episode, seen: Seen, *, today: date) -> None:
        if seen.nature is Nature.FORM:
            self._forms[person.code] = seen
            self._mean_to_answer(person, episode, seen, today=today)
        elif seen.nature is Nature.RECEIPT and seen.asked:
            self._mean_to_correct(person, episode, seen, today=today)
        elif seen.nature is Nature.QUESTION:
            self._mean_to_agree(person, episode, seen, today=today)
        elif seen.nature is Nature.NEWS:
            self._mean_to_report(person, episode, seen, today=today)

    def _mean_to_answer(self, person: Person, episode: Episode, seen: Seen, *, today: date) -> None:
        first = self._answers.get(seen.reply_to, 0) == 0
        days = episode.days if first else 2
        if episode.behaviour is Behaviour.SILENT or not self._begin(seen.reply_to):
            return
        leaves = episode.ends_on if episode.behaviour is Behaviour.ABSENT and not episode.address else None
        wrong = first and episode.behaviour is Behaviour.WRONG_FORMATS

        def act(now: datetime) -> Letter:
            form = self._forms[person.code] if self._forms[person.code].reply_to == seen.reply_to else seen
            answers = self._true_answers(form, episode, today=now.date())
            if wrong:
                answers |= {code: WRONG[n % len(WRONG)] for n, code in enumerate(form.asked) if n % 3 == 0}
            return self._answer(
                person, episode, form, answers, now=now, purpose="correction" if not first else "answer"
            )

        self._intend(leaves or today, days, act)

    def _mean_to_correct(self, person: Person, episode: Episode, seen: Seen, *, today: date) -> None:
        if episode.behaviour is Behaviour.SILENT or not self._begin(seen.reply_to):
            return

        def act(now: datetime) -> Letter:
            answers = self._true_answers(seen, episode, today=now.date())
            return self._answer(person, episode, seen, answers, now=now, purpose="correction")

        self._intend(today, 2, act)

    def _mean_to_agree(self, person: Person, episode: Episode, seen: Seen, *, today: date) -> None:
        if episode.behaviour is Behaviour.SILENT:
            return
        words = AS_DEPUTY if episode.behaviour is Behaviour.DEPUTY else YES
        leaves = episode.ends_on if episode.behaviour is Behaviour.ABSENT else None

        def act(now: datetime) -> Letter:
            return write_words(
                seen, words=words[seen.language], name=person.name, address=person.address, now=now, purpose="yes"
            )

        self._intend(leaves or today, 1, act)

    def _mean_to_report(self, person: Person, episode: Episode, seen: Seen, *, today: date) -> None:
        """Told that a milestone is late, an official who knows better answers the last form once more."""
        form = self._forms.get(person.code)
        mine = [c for c in dict.fromkeys(_MENTIONED.findall(seen.text)) if self._is_mine(person, c)]
        if form is None or not mine or episode.behaviour in (Behaviour.SILENT, Behaviour.ABSENT):
            return
        promises = episode.behaviour is Behaviour.PROMISING
        told = [code for code in mine if promises or self.world.is_done(code, today=today)]
        if not told or not self._begin(f"news:{seen.message_id}"):
            return

        def act(now: datetime) -> Letter:
            answers = {
                code: self.world.answer(code, today=now.date(), language=form.language, promises=promises)
                for code in told
            }
            purpose = f"news-{seen.message_id}"
            return self._write(person, episode, form, answers, way=Way.ABOVE, now=now, purpose=purpose)

        self._intend(today, min(episode.days, 5), act)

    def _is_mine(self, person: Person, code: str) -> bool:
        milestone = self.world.milestones.get(code)
        return milestone is not None and milestone.official == person.code

    def _true_answers(self, seen: Seen, episode: Episode, *, today: date) -> dict[str, str]:
        promises = episode.behaviour is Behaviour.PROMISING
        return {
            code: self.world.answer(code, today=today, language=seen.language, promises=promises) for code in seen.asked
        }

    def _answer(
        self, person: Person, episode: Episode, seen: Seen, answers: Mapping[str, str], *, now: datetime, purpose: str
    ) -> Letter:
        self._pending.discard(seen.reply_to)
        count = self._answers.get(seen.reply_to, 0) + 1
        self._answers[seen.reply_to] = count
        return self._write(person, episode, seen, answers, way=episode.way, now=now, purpose=f"{purpose}-{count}")

    def _write(
        self, person: Person, episode: Episode, seen: Seen, answers: Mapping[str, str], *, way: Way, now: datetime,
        purpose: str,
    ) -> Letter:  # fmt: skip
        name, address = person.name, person.address
        another = episode.address or stand_in(person, episode)
        if episode.behaviour in (Behaviour.WRONG_SENDER, Behaviour.DEPUTY, Behaviour.ABSENT) and another:
            name, address = another.partition("@")[0], another
        return write_answers(seen, answers=answers, way=way, name=name, address=address, now=now, purpose=purpose)

    def _away(self, person: Person, episode: Episode, seen: Seen, *, now: datetime) -> Letter | None:
        if episode.behaviour is not Behaviour.ABSENT or not seen.sender or not (episode.starts_on and episode.ends_on):
            return None
        last = self._said_away.get(person.code)
        if last and now - last < _QUIET:
            return None
        self._said_away[person.code] = now
        return write_absence(
            seen, first=episode.starts_on, last=episode.ends_on, deputy=episode.address, name=person.name,
            address=person.address, now=now,
        )  # fmt: skip

    def _begin(self, key: str) -> bool:
        """Whether an answer may be begun: none is under way, and not too many were given."""
        if key in self._pending or self._answers.get(key, 0) >= MOST_ANSWERS:
            return False
        self._pending.add(key)
        return True

    def _intend(self, start: date, days: int, act: Callable[[datetime], Letter | None]) -> None:
        """Do it so many working days after `start`, in the morning; on the same day in the afternoon."""
        day = self.calendar(start).add(start, days) if days else start
        self._number += 1
        at = self.moment(day, MORNING if day > start else AFTERNOON)
        heapq.heappush(self._intentions, _Intention(at, self._number, act))
