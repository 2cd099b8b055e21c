"""What a rehearsal adds up to: mails per official and week, lateness, and the same lateness told the naive way."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from flows.rehearsal.story import MailLine, MilestoneLine, Story
from models.vocabulary import MessageKind

UNASKED = frozenset(MessageKind) - {MessageKind.RECEIPT, MessageKind.PROBE}
"""Mails we write of our own accord; a receipt answers somebody who wrote first."""


@dataclass(frozen=True)
class Load:
    """Mails one official gets in a span: of our own accord, receipts, and what a naive tracker would have sent."""

    official: str
    unasked: int
    receipts: int
    busiest_week: int
    naive: int


@dataclass(frozen=True)
class Summary:
    """The figures on the first page. `ratio` is naive mails over our unasked ones about the same plan; 0 if none."""

    sent: int
    received: int
    people: int
    busiest_week: int
    median_week: float
    milestones: int
    late_milestones: int
    forms: int
    answered: int
    answered_in_time: int
    steps: int
    unasked: int
    naive: int

    @property
    def ratio(self) -> float:
        """How many mails the naive way sends for each of ours."""
        return self.naive / self.unasked if self.unasked else 0.0


def summarise(story: Story) -> Summary:
    """The figures of a whole rehearsal."""
    weeks = weekly(story.sent)
    answered = [r for r in story.requests if r.answered_on]
    return Summary(
        sent=len(story.sent),
        received=len(story.mails) - len(story.sent),
        people=len({mail.address for mail in story.sent}),
        busiest_week=max(weeks.values(), default=0),
        median_week=median(weeks.values()) if weeks else 0,
        milestones=len(story.milestones),
        late_milestones=len(story.late_milestones),
        forms=len(story.requests),
        answered=len(answered),
        answered_in_time=sum(r.answered_on <= r.respond_by for r in answered if r.answered_on),
        steps=len(story.steps),
        unasked=sum(mail.kind in UNASKED for mail in story.sent),
        naive=sum(late_days(m, first=story.first_day, last=story.last_day) for m in story.milestones),
    )


def weekly(mails: Iterable[MailLine]) -> Counter[tuple[str, date]]:
    """Mails by official and week; a week is named by its Monday."""
    return Counter((mail.official or mail.address, monday(mail.day)) for mail in mails)


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def late_days(milestone: MilestoneLine, *, first: date, last: date) -> int:
    """Civil days in a span on which a milestone counted as late: one mail each in most trackers."""
    return sum(
        max(0, (min(until, last) - max(start, first)).days + 1)
        for start, until in milestone.late_spans
        if start <= last
    )


def loads(story: Story, *, first: date, last: date) -> list[Load]:
    """What each official would get in a span, the most burdened first."""
    mails = [mail for mail in story.sent if first <= mail.day <= last]
    naive: Counter[str] = Counter()
    for milestone in story.milestones:
        naive[milestone.official] += late_days(milestone, first=first, last=last)
    unasked = Counter(mail.official for mail in mails if mail.kind in UNASKED)
    receipts = Counter(mail.official for mail in mails if mail.kind == MessageKind.RECEIPT)
    weeks = weekly(mails)
    found = [
        Load(
            official=code,
            unasked=unasked[code],
            receipts=receipts[code],
            busiest_week=max((n for (who, _), n in weeks.items() if who == code), default=0),
            naive=naive[code],
        )
        for code in story.officials
    ]
    return sorted(found, key=lambda load: (-load.unasked, load.official))
