"""Commitments, their member instances, milestones and indicators, and who is responsible."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field

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
    Aggregation,
    Direction,
    IndicatorKind,
    Language,
    MilestoneStatus,
    OfficialRole,
    Stage,
)


class Official(Record, table=True):
    """A person in charge. Addresses are personal data: they never leave the mail and the administrators' pages."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "code"), sa.UniqueConstraint("plan_id", "email"))

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    member_id: int | None = reference("member.id", nullable=True)
    code: str
    name: str
    names: dict[str, str] = json_column(default_factory=dict)
    email: str = Field(index=True)
    language: Language = enum_column(Language)
    unit: str = ""
    illustrative: bool = False
    suppressed_because: str = ""


class RoleAssignment(Record, table=True):
    """Who holds which role, for which member, from when to when."""

    __table_args__ = (sa.UniqueConstraint("official_id", "role", "member_id"),)

    id: Key = key()
    official_id: int = reference("official.id")
    role: OfficialRole = enum_column(OfficialRole)
    member_id: int | None = reference("member.id", nullable=True)
    starts_on: date | None = None
    ends_on: date | None = None


class Commitment(Record, table=True):
    """A published commitment. `start` and `end` are partial dates as printed ("2025-04", "2027-06")."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "code"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    member_id: int = reference("member.id")
    position: int
    code: str
    short_code: str
    title: str
    titles: dict[str, str] = json_column(default_factory=dict)
    start: str
    end: str
    axis_code: str = ""
    axis_is_inferred: bool = True
    ogp_values: list[str] = json_column(default_factory=list)
    institutions: list[str] = json_column(default_factory=list)
    inception_report: str = ""
    page: str = ""
    stage: Stage = enum_column(Stage, index=True)
    withdrawn_because: str = text_column()
    weight: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    held_because: str = Field(default="", sa_column_kwargs={"server_default": ""})
    sdgs: list[str] = Field(
        default_factory=list, sa_type=sa.JSON, nullable=False, sa_column_kwargs={"server_default": "[]"}
    )


class CommitmentInstance(Record, table=True):
    """A commitment as carried out by one member; a shared commitment has one instance per member."""

    __table_args__ = (
        sa.UniqueConstraint("commitment_id", "member_id"),
        sa.UniqueConstraint("plan_id", "code"),
    )

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    commitment_id: int = reference("commitment.id")
    member_id: int = reference("member.id")
    code: str
    ogp_id: str = ""
    lead: str = ""
    lead_is_illustrative: bool = False
    responsible_id: int | None = reference("official.id", nullable=True)


class Milestone(Record, table=True):
    """A dated step of a commitment instance. The first due date is never overwritten."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "code"), sa.UniqueConstraint("instance_id", "number"))

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    instance_id: int = reference("commitment_instance.id")
    number: int
    code: str
    titles: dict[str, str] = json_column(default_factory=dict)
    starts_on: date | None = None
    due_on: date = Field(index=True)
    first_due_on: date
    means_of_verification: str = text_column()
    status: MilestoneStatus = enum_column(MilestoneStatus)
    done_on: date | None = None
    percent: Decimal | None = decimal_column()
    illustrative: bool = False
    weight: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class Indicator(Record, table=True):
    """What is measured, for one commitment instance. A missing baseline says why; it is never zero by default.

    An amendment that added it says from which period on it is asked for; one that withdrew it, up to which.
    """

    __table_args__ = (sa.UniqueConstraint("plan_id", "code"), sa.UniqueConstraint("instance_id", "number"))

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    instance_id: int = reference("commitment_instance.id")
    number: int
    code: str
    titles: dict[str, str] = json_column(default_factory=dict)
    units: dict[str, str] = json_column(default_factory=dict)
    kind: IndicatorKind = enum_column(IndicatorKind)
    direction: Direction = enum_column(Direction)
    aggregation: Aggregation = enum_column(Aggregation)
    cumulative: bool = True
    is_whole: bool = False
    minimum: Decimal | None = decimal_column()
    maximum: Decimal | None = decimal_column()
    baseline: Decimal | None = decimal_column()
    baseline_missing_because: str = text_column()
    target: Decimal | None = decimal_column()
    target_by: str = ""
    means_of_verification: str = text_column()
    illustrative: bool = False
    added_on: date | None = None
    since_period: str = Field(default="", sa_column_kwargs={"server_default": ""})
    withdrawn_on: date | None = None
    last_period: str = Field(default="", sa_column_kwargs={"server_default": ""})
