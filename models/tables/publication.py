"""Frozen reports, who approved them, where they were published, and the errata beside them. Nothing here ever changes."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.record import Key, Record, enum_column, json_column, key, reference, text_column
from models.vocabulary import Language, PublicationChannel, PublicationSubject


class FrozenReport(Record, table=True):
    """A snapshot from which a report is printed. The same figures give the same hash; a snapshot never changes."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "kind", "period", "sha256"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    kind: str
    period: str
    as_of: date
    frozen_at: datetime
    sha256: str
    figures: dict[str, Any] = json_column(default_factory=dict)


class SignOff(Record, table=True):
    """An independent body's approval of exactly one set of figures, by reply or by detached signature."""

    __table_args__ = (sa.UniqueConstraint("report_id", "organisation_id", "signed_at"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    report_id: int = reference("frozen_report.id")
    organisation_id: int = reference("organisation.id")
    sha256: str
    is_approved: bool
    signed_by: str
    signed_at: datetime
    method: str
    remarks: str = text_column()
    inbound_id: int | None = reference("inbound_message.id", nullable=True)
    signature: str = text_column()


class SignOffRequest(Record, table=True):
    """A body asked to approve a frozen report; `nonce` is the token its reply carries."""

    __table_args__ = (sa.UniqueConstraint("report_id", "organisation_id"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    report_id: int = reference("frozen_report.id")
    organisation_id: int = reference("organisation.id")
    nonce: str
    asked_on: date
    respond_by: date
    outbound_id: int | None = reference("outbound_message.id", nullable=True)


class Publication(Record, table=True):
    """Something made public: what, where, when, in which data version. "Every four months" reads these rows."""

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    member_id: int | None = reference("member.id", nullable=True)
    report_id: int | None = reference("frozen_report.id", nullable=True)
    subject: PublicationSubject = enum_column(PublicationSubject)
    channel: PublicationChannel = enum_column(PublicationChannel)
    language: Language | None = enum_column(Language, default=None, nullable=True)
    address: str
    published_on: date
    data_sha256: str = ""
    recorded_by: str
    note: str = text_column()
    illustrative: bool = False
    is_unapproved: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})


class Erratum(Record, table=True):
    """A correction beside a published figure; the published one stays."""

    __table_args__ = (sa.UniqueConstraint("report_id", "figure_id", "corrected_at"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    report_id: int = reference("frozen_report.id")
    figure_id: str
    published: str = text_column()
    corrected: str = text_column()
    reason: str = text_column(default=...)
    source: str = text_column()
    corrected_at: datetime
    corrected_by: str
