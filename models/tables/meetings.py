"""Meetings: planned, announced, held, counted. Only a held meeting with both sides present counts as a review."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.record import Key, Record, enum_column, json_column, key, reference, text_column
from models.vocabulary import (
    AgeGroup,
    InvitationAnswer,
    MeetingFormat,
    MeetingPurpose,
    MeetingRegime,
    MeetingState,
    Sex,
    Side,
)


class Meeting(Record, table=True):
    """One meeting. `place` and `address` (of a remote room) are what the invitation says; `minutes` what came of it."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "code"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    member_id: int | None = reference("member.id", nullable=True)
    organisation_id: int | None = reference("organisation.id", nullable=True)
    code: str
    purpose: MeetingPurpose = enum_column(MeetingPurpose, index=True)
    regime: MeetingRegime = enum_column(MeetingRegime)
    format: MeetingFormat = enum_column(MeetingFormat)
    state: MeetingState = enum_column(MeetingState)
    title: str = text_column(default=...)
    period: str = ""
    theme: str = ""
    level: str = ""
    commitments: list[str] = json_column(default_factory=list)
    starts_at: datetime = Field(index=True)
    ends_at: datetime
    place: str = ""
    address: str = ""
    chair_id: int | None = reference("official.id", nullable=True)
    chair_name: str = ""
    quorum: int = 0
    agenda: str = text_column()
    minutes: str = text_column()
    minutes_file_id: int | None = reference("evidence_file.id", nullable=True)
    sequence: int = 0
    illustrative: bool = False


class Invitation(Record, table=True):
    """One person invited to one meeting: asked, answered, attended. `nonce` is the token its answer carries."""

    __table_args__ = (sa.UniqueConstraint("meeting_id", "email"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    meeting_id: int = reference("meeting.id")
    official_id: int | None = reference("official.id", nullable=True)
    membership_id: int | None = reference("membership.id", nullable=True)
    name: str = ""
    email: str
    language: str = "fr"
    category: str = ""
    side: Side | None = enum_column(Side, default=None, nullable=True)
    nonce: str
    answer: InvitationAnswer = enum_column(InvitationAnswer)
    answered_at: datetime | None = None
    attended: bool | None = None
    outbound_id: int | None = reference("outbound_message.id", nullable=True)
    inbound_id: int | None = reference("inbound_message.id", nullable=True)


class ParticipationCount(Record, table=True):
    """People who took part in one meeting or consultation, counted by category, sex, age group and province."""

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    meeting_id: int | None = reference("meeting.id", nullable=True)
    consultation_id: int | None = reference("consultation.id", nullable=True)
    category: str
    sex: Sex = enum_column(Sex)
    age_group: AgeGroup = enum_column(AgeGroup)
    province: str = ""
    population: str = ""
    people: int
    counted_on: date
    counted_by: str
