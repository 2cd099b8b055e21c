"""Contracts of composed mail: envelope in, rendered bytes out. Rendering happens once; what was rendered is what is sent."""

from dataclasses import dataclass
from datetime import date, datetime

from models.vocabulary import EscalationSubject, InboundClass, Language, LineOutcome, OfficialRole
from notifications.form import Form, FormItem


@dataclass(frozen=True)
class Envelope:
    """Addresses and identifiers of one mail to one recipient. `date` is aware and fixed for good."""

    from_name: str
    from_address: str
    to_name: str
    to_address: str
    envelope_from: str
    message_id: str
    date: datetime
    reply_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attachment:
    """A file of ours that travels with a mail. The name is ASCII; the content is there already."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class CalendarPart:
    """An event that travels as a third alternative beside text and HTML, with the method its Content-Type names."""

    method: str
    text: str


@dataclass(frozen=True)
class ComposedMail:
    """One mail, rendered: `raw` ends every line in CRLF and is never rendered again."""

    envelope: Envelope
    subject: str
    raw: bytes


@dataclass(frozen=True)
class ReceiptLine:
    """One line of a receipt. `before` and `after` are what the record showed and shows; `send_back` is a line to copy."""

    outcome: LineOutcome
    raw: str
    code: str = ""
    title: str = ""
    before: str = ""
    after: str = ""
    reason: str = ""
    send_back: str = ""


@dataclass(frozen=True)
class Receipt:
    """What became of one reply. `form` is None when the mail could not be tied to a form."""

    fate: InboundClass
    language: Language
    recipient_name: str
    received_on: date
    lines: tuple[ReceiptLine, ...]
    missing: tuple[FormItem, ...] = ()
    form: Form | None = None
    original_subject: str = ""
    remind_on: date | None = None


@dataclass(frozen=True)
class OverdueItem:
    """One late thing, named so that a superior can act. `subject` is only needed where `is_milestone` does not say it."""

    code: str
    title: str
    commitment: str
    member: str
    responsible: str
    due_on: date
    working_days_late: int
    level: int
    is_milestone: bool
    subject: EscalationSubject | None = None
    explanation: str = ""
    illustrative: bool = False


@dataclass(frozen=True)
class EscalationNotice:
    """One roll-up of everything late that has reached this person's level. `why` replaces the reason it came.

    `role_title` is what the plan itself calls the role.
    """

    language: Language
    recipient_name: str
    role: OfficialRole
    plan_title: str
    as_of: date
    items: tuple[OverdueItem, ...]
    next_check_on: date
    recipient_is_illustrative: bool = False
    why: str = ""
    role_title: str = ""
