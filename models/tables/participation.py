"""Co-creation: consultations, contributions with their reasoned responses, drafts with versions, acts of bodies."""

from datetime import date, datetime

import sqlalchemy as sa

from models.tables.record import Key, Record, enum_column, json_column, key, reference, text_column
from models.vocabulary import ApprovalKind, ConsultationKind, ConsultationState, ResponseKind


class Consultation(Record, table=True):
    """An online survey, a comment period or another channel, with its opening, its closing and what came in."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "code"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    member_id: int | None = reference("member.id", nullable=True)
    code: str
    kind: ConsultationKind = enum_column(ConsultationKind)
    title: str = text_column(default=...)
    commitments: list[str] = json_column(default_factory=list)
    address: str = ""
    opens_on: date
    closes_on: date
    state: ConsultationState = enum_column(ConsultationState, default=ConsultationState.PLANNED)
    answers: int | None = None
    results_file_id: int | None = reference("evidence_file.id", nullable=True)
    illustrative: bool = False


class Contribution(Record, table=True):
    """A need, a proposal or a comment of the public, where it came from, and the reasoned response it was given."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "code"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    member_id: int | None = reference("member.id", nullable=True)
    commitment_id: int | None = reference("commitment.id", nullable=True)
    meeting_id: int | None = reference("meeting.id", nullable=True)
    consultation_id: int | None = reference("consultation.id", nullable=True)
    inbound_id: int | None = reference("inbound_message.id", nullable=True)
    code: str
    category: str = ""
    challenge: str = ""
    text: str = text_column(default=...)
    received_on: date
    response: ResponseKind | None = enum_column(ResponseKind, default=None, nullable=True)
    response_text: str = text_column()
    responded_by: str = ""
    responded_on: date | None = None
    illustrative: bool = False


class Draft(Record, table=True):
    """One version of a commitment's text, kept whole, with the comment period it was opened for."""

    __table_args__ = (sa.UniqueConstraint("commitment_id", "version"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    commitment_id: int = reference("commitment.id")
    version: int
    text: str = text_column(default=...)
    sha256: str
    author: str
    written_at: datetime
    consultation_id: int | None = reference("consultation.id", nullable=True)


class Approval(Record, table=True):
    """An act of a body: approval, adoption, submission, opinion; with its date, its reference and its proof.

    `commitment_id` is empty for an act on the whole plan.
    """

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    member_id: int | None = reference("member.id", nullable=True)
    commitment_id: int | None = reference("commitment.id", nullable=True)
    organisation_id: int | None = reference("organisation.id", nullable=True)
    kind: ApprovalKind = enum_column(ApprovalKind)
    decided_on: date
    reference: str = ""
    source: str = text_column()
    recorded_by: str
    illustrative: bool = False
