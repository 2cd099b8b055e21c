"""The quarterly committee loop: the matrix frozen as a version, its review, recommendations followed to their end."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.record import Key, Record, enum_column, json_column, key, reference, text_column
from models.vocabulary import RecommendationState, ResponseKind


class MatrixVersion(Record, table=True):
    """The monitoring matrices of one member for one period, frozen as they went to the committee."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "member_id", "period", "version"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    member_id: int = reference("member.id")
    period: str
    version: int
    frozen_at: datetime
    as_of: date
    sha256: str
    content: dict[str, Any] = json_column(default_factory=dict)


class Review(Record, table=True):
    """One committee asked to review one matrix version. `nonce` is the token members' replies carry."""

    __table_args__ = (sa.UniqueConstraint("matrix_id", "organisation_id"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    matrix_id: int = reference("matrix_version.id")
    organisation_id: int = reference("organisation.id")
    meeting_id: int | None = reference("meeting.id", nullable=True)
    nonce: str
    asked_on: date
    respond_by: date
    closed_on: date | None = None
    is_valid: bool = False
    invalid_because: str = text_column()


class Recommendation(Record, table=True):
    """What a committee recommends, who owns it, by when, and the answer it was given. The first date is never overwritten.

    `told_on` is the day its present owner was written to; empty means that the owner is still to be told.
    """

    __table_args__ = (sa.UniqueConstraint("plan_id", "code"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    review_id: int | None = reference("review.id", nullable=True)
    meeting_id: int | None = reference("meeting.id", nullable=True)
    member_id: int | None = reference("member.id", nullable=True)
    commitment_id: int | None = reference("commitment.id", nullable=True)
    milestone_id: int | None = reference("milestone.id", nullable=True)
    code: str
    text: str = text_column(default=...)
    made_by: str = ""
    made_on: date
    inbound_id: int | None = reference("inbound_message.id", nullable=True)
    owner_id: int | None = reference("official.id", nullable=True)
    told_on: date | None = None
    due_on: date | None = Field(default=None, index=True)
    first_due_on: date | None = None
    state: RecommendationState = enum_column(RecommendationState, index=True)
    response: ResponseKind | None = enum_column(ResponseKind, default=None, nullable=True)
    response_text: str = text_column()
    responded_by: str = ""
    responded_at: datetime | None = None
    response_inbound_id: int | None = reference("inbound_message.id", nullable=True)
    implemented_on: date | None = None
    illustrative: bool = False
