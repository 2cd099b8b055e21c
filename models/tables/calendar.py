"""The working calendar an administrator keeps, and every stored deadline with what it was computed from."""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.record import Key, Record, enum_column, json_column, key, reference, text_column
from models.vocabulary import DayStanding, DeadlineRule, DeadlineSubject


class CalendarEdition(Record, table=True):
    """The calendar of one plan, or of a country (then `plan_id` is empty). `weekend` counts Monday as 0.

    `fingerprint` changes with every day, name or hour: what was made from it once need not be made again.
    """

    __table_args__ = (sa.UniqueConstraint("plan_id", "country"),)

    id: Key = key()
    plan_id: int | None = reference("action_plan.id", nullable=True)
    country: str
    weekend: list[int] = json_column(default_factory=list)
    opens: time
    closes: time
    reaches: date
    source: str = text_column()
    loaded_at: datetime
    fingerprint: str = ""


class CalendarDay(Record, table=True):
    """One day off. The code stays when its date moves; no `members` means every member.

    `decided_by` names the administrator who confirmed, moved or granted it; a file does not undo that.
    """

    __table_args__ = (sa.UniqueConstraint("edition_id", "code"),)

    id: Key = key()
    edition_id: int = reference("calendar_edition.id")
    code: str
    day: date = Field(index=True)
    standing: DayStanding = enum_column(DayStanding)
    names: dict[str, str] = json_column(default_factory=dict)
    members: list[str] = json_column(default_factory=list)
    source: str = text_column()
    decided_by: str = ""


class CalendarHours(Record, table=True):
    """Office hours of a span of days that differ from the ordinary ones, such as Ramadan."""

    __table_args__ = (sa.UniqueConstraint("edition_id", "code"),)

    id: Key = key()
    edition_id: int = reference("calendar_edition.id")
    code: str
    starts_on: date
    ends_on: date
    opens: time
    closes: time
    standing: DayStanding = enum_column(DayStanding)
    source: str = text_column()


class Deadline(Record, table=True):
    """One deadline as computed: inputs, rule, calendar and time-zone release. Moving it adds a row; none is changed."""

    __table_args__ = (sa.Index("ix_deadline_subject_code", "plan_id", "subject", "code", "is_current"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    subject: DeadlineSubject = enum_column(DeadlineSubject)
    code: str
    member: str = ""
    rule: DeadlineRule = enum_column(DeadlineRule)
    start_on: date
    amount: int = 0
    due_on: date
    not_counted: list[dict[str, object]] = json_column(default_factory=list)
    calendar_version: str = ""
    tz_release: str = ""
    computed_at: datetime
    reason: str = text_column()
    is_current: bool = True


class ReminderWish(Record, table=True):
    """A day on which an official asked to be reminded. Honoured once; `remind_on` is the day it really goes out."""

    __table_args__ = (sa.UniqueConstraint("data_request_id"),)

    id: Key = key()
    data_request_id: int = reference("data_request.id")
    inbound_id: int = reference("inbound_message.id")
    wanted_on: date
    remind_on: date
    honoured_on: date | None = None
