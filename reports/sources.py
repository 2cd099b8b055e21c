"""Where a figure comes from: a mail, the plan file, or other figures. Plain facts; addresses stay out of them."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from models.vocabulary import Authentication, InboundClass, MessageKind


class Facts(BaseModel):
    """Base of all frozen facts."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MailSource(Facts):
    """The way back from a figure to the mail it came in. Addresses stay out: these facts are published."""

    kind: Literal["mail"] = "mail"
    sha256: str
    message_id: str
    received_at: datetime
    sent_at_text: str
    authentication: Authentication
    fate: InboundClass
    line: int
    where: str
    raw_text: str
    official: str
    official_unit: str
    official_is_illustrative: bool
    request: str
    asked_on: date | None
    request_message_id: str
    request_kind: MessageKind | None
    parser_version: str


class PlanFileSource(Facts):
    """A figure of the action plan itself; the hash names the file it was loaded from."""

    kind: Literal["plan_file"] = "plan_file"
    sha256: str


class DerivedSource(Facts):
    """A figure computed here: the rule, and the references of what it was computed from."""

    kind: Literal["derived"] = "derived"
    rule: str
    computed_from: tuple[str, ...]
