"""What happened in a rehearsal, line by line, small enough to keep: every mail, every lateness, every step."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail, out or in. `at` is the civil moment; `file` its path below the folder of the rehearsal, "" if not kept."""

    at: datetime
    way: str
    kind: str
    key: str
    official: str
    address: str
    language: str
    subject: str
    file: str

    @property
    def day(self) -> date:
        """The civil day."""
        return self.at.date()

    @property
    def identity(self) -> tuple[date, str, str, str]:
        """By what two runs are compared: day, recipient, kind, key."""
        return self.day, self.address, self.kind, self.key


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """One milestone at the end of the rehearsal. `late_spans` are the days, both included, on which it counted as late."""

    code: str
    commitment: str
    member: str
    official: str
    title: dict[str, str]
    due_on: date
    first_due_on: date
    status: str
    done_on: date | None
    late_spans: tuple[tuple[date, date], ...]
    days_late: int


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One form of one official: when it was asked, until when, and when it was answered."""

    reference: str
    official: str
    asked_on: date
    respond_by: date
    answered_on: date | None
    state: str
    days_late: int


@dataclass(frozen=True, slots=True)
class StepLine:
    """One level of an escalation that was reached."""

    on: date
    subject: str
    code: str
    level: int
    role: str
    official: str
    wrote: bool
    note: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """Something else that happened: a quarter opened or closed, a stage changed, a report, an absence, a decision."""

    on: date
    kind: str
    subject: str
    words: str


@dataclass(frozen=True, slots=True)
class OfficialLine:
    """One official as the outputs name them."""

    code: str
    name: dict[str, str]
    member: str
    role: str
    language: str
    behaviour: str


@dataclass
class Story:
    """A whole rehearsal. Every list is in the order of time."""

    plan: str
    title: str
    first_day: date
    last_day: date
    scenario: str = ""
    mails: list[MailLine] = field(default_factory=list)
    milestones: list[MilestoneLine] = field(default_factory=list)
    requests: list[RequestLine] = field(default_factory=list)
    steps: list[StepLine] = field(default_factory=list)
    events: list[EventLine] = field(default_factory=list)
    officials: dict[str, OfficialLine] = field(default_factory=dict)
    days_off: dict[date, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def sent(self) -> list[MailLine]:
        """The mails we wrote."""
        return [mail for mail in self.mails if mail.way == "out"]

    @property
    def late_milestones(self) -> list[MilestoneLine]:
        """Milestones that were late for at least a day."""
        return [milestone for milestone in self.milestones if milestone.late_spans]
