"""Mail as it was sent and as it came: rendered bytes once, raw bytes first, one fate each."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from models.tables.record import (
    Key,
    Record,
    decimal_column,
    enum_column,
    json_column,
    key,
    reference,
    text_column,
)
from models.vocabulary import (
    AnswerKind,
    Authentication,
    InboundClass,
    LineOutcome,
    MessageKind,
    OutboundState,
)


class OutboundBytes(Record, table=True):
    """The bytes of one mail, kept beside its row: a row is written anew with every change of its state, these never."""

    outbound_id: Key = Field(default=None, primary_key=True, foreign_key="outbound_message.id")
    raw: bytes = Field(sa_type=sa.LargeBinary)


class OutboundMessage(Record, table=True):
    """One mail to one recipient. The bytes are rendered once; every try sends the same bytes."""

    # The queue is read by state in the order of the next try; without this index every claim would sort the queue.
    __table_args__ = (sa.Index("ix_outbound_message_due", "state", "next_try_at", "id"),)

    id: Key = key()
    plan_id: int | None = reference("action_plan.id", nullable=True)
    idempotency_key: str = Field(unique=True)
    message_id: str = Field(unique=True)
    kind: MessageKind = enum_column(MessageKind)
    period: str = ""
    official_id: int | None = reference("official.id", nullable=True)
    data_request_id: int | None = reference("data_request.id", nullable=True)
    envelope_from: str
    envelope_to: str
    subject: str
    state: OutboundState = enum_column(OutboundState)
    queued_at: datetime
    not_before_at: datetime
    attempts: int = 0
    next_try_at: datetime
    claimed_at: datetime | None = None
    claimed_by: str = ""
    sent_at: datetime | None = None
    smtp_reply: str = text_column()
    queue_id: str = ""
    last_error: str = text_column()
    batch: str = Field(default="", index=True, sa_column_kwargs={"server_default": ""})
    content: OutboundBytes = Relationship(
        sa_relationship_kwargs={"lazy": "joined", "innerjoin": True, "uselist": False}
    )

    def __init__(self, *, raw: bytes | None = None, **values: Any) -> None:
        super().__init__(**values)
        if raw is not None:
            self.content = OutboundBytes(raw=raw)

    @property
    def raw(self) -> bytes:
        """The mail as it is sent, byte for byte."""
        return self.content.raw


class DomainPace(Record, table=True):
    """How fast mail may go to one recipient domain: a bucket of tokens, shared by all senders. Moments, not history."""

    id: Key = key()
    domain: str = Field(unique=True)
    per_minute: float
    tokens: float
    counted_at: datetime


class InboundMessage(Record, table=True):
    """One mail as it arrived. Stored and committed before anything else is done with it."""

    id: Key = key()
    plan_id: int | None = reference("action_plan.id", nullable=True)
    sha256: str = Field(unique=True)
    raw: bytes = Field(sa_type=sa.LargeBinary)
    size: int
    received_at: datetime
    source: str = ""
    envelope_to: str = ""
    message_id: str = Field(default="", index=True)
    from_address: str = ""
    subject: str = text_column()
    sent_at_text: str = ""
    fate: InboundClass = enum_column(InboundClass, index=True)
    reasons: list[str] = json_column(default_factory=list)
    authentication: Authentication = enum_column(Authentication)
    data_request_id: int | None = reference("data_request.id", nullable=True)
    official_id: int | None = reference("official.id", nullable=True)
    outbound_id: int | None = reference("outbound_message.id", nullable=True)
    comment: str = text_column()
    parser_version: str = ""
    settled_at: datetime | None = None
    receipt_id: int | None = reference("outbound_message.id", nullable=True)
    decided_by: str = ""


class InboundLine(Record, table=True):
    """One line of a reply and what became of it; the receipt is printed from these rows."""

    __table_args__ = (sa.UniqueConstraint("inbound_id", "position"),)

    id: Key = key()
    inbound_id: int = reference("inbound_message.id")
    position: int
    outcome: LineOutcome = enum_column(LineOutcome)
    code: str = ""
    answer_kind: AnswerKind | None = enum_column(AnswerKind, default=None, nullable=True)
    value: Decimal | None = decimal_column()
    unit: str = ""
    where: str
    raw_text: str = text_column()
    reason: str = ""
    before: str = ""
    after: str = ""


class DeliveryFailure(Record, table=True):
    """What one delivery report says of one mail of ours: late, or come back. Counted per official."""

    id: Key = key()
    inbound_id: int = reference("inbound_message.id")
    outbound_id: int = reference("outbound_message.id")
    official_id: int | None = reference("official.id", nullable=True)
    reported_at: datetime = Field(index=True)
    action: str
    status: str = ""
    is_permanent: bool = False
    diagnostic: str = text_column()
