"""Keys with which independent bodies sign, and the reports they write and sign themselves. Nothing here ever changes."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.record import Key, Record, enum_column, key, reference, text_column
from models.vocabulary import Language, SignatureKind


class SigningKey(Record, table=True):
    """An OpenSSH public key of a body. A withdrawn key checks nothing signed after its last day."""

    __table_args__ = (sa.UniqueConstraint("organisation_id", "fingerprint"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    organisation_id: int = reference("organisation.id")
    fingerprint: str
    public_key: str = text_column(default=...)
    holder: str
    registered_on: date
    registered_by: str
    reason: str = text_column()
    withdrawn_on: date | None = None


class IndependentReport(Record, table=True):
    """A report that a body outside the administration wrote and signed, byte for byte, beside ours and never in it.

    `report_id` is the dossier of frozen figures it speaks of, when it names one.
    """

    __table_args__ = (sa.UniqueConstraint("plan_id", "sha256"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    organisation_id: int = reference("organisation.id")
    report_id: int | None = reference("frozen_report.id", nullable=True)
    period: str
    title: str
    language: Language = enum_column(Language)
    file_name: str
    size: int
    sha256: str
    content: bytes = Field(sa_type=sa.LargeBinary)
    signature_kind: SignatureKind = enum_column(SignatureKind)
    signature: str = text_column()
    fingerprint: str = ""
    signed_by: str
    signed_on: date
    address: str = ""
    received_at: datetime
    recorded_by: str
