"""The action plan as adopted: members, lists, narrative, stated figures, endorsements, open questions."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.record import Key, Record, enum_column, json_column, key, reference, text_column
from models.vocabulary import OrganisationKind, TaxonomyKind


class ActionPlan(Record, table=True):
    """One OGP action plan. `end` is partial text ("2027-06"): never silently a day.

    `policy` and `role_titles` hold what the plan decides for itself; empty means the program's own choice.
    """

    id: Key = key()
    code: str = Field(unique=True)
    title: str
    consortium: str = ""
    country: str = ""
    time_zone: str = "Africa/Casablanca"
    submitted_on: date
    submission_year: int
    starts: str
    end: str
    duration_stated: str = ""
    reporting_months: int = 3
    languages: list[str] = json_column(default_factory=list)
    narrative: dict[str, str] = json_column(default_factory=dict)
    sender_name: str = Field(default="", sa_column_kwargs={"server_default": ""})
    policy: dict[str, object] = Field(
        default_factory=dict, sa_type=sa.JSON, nullable=False, sa_column_kwargs={"server_default": "{}"}
    )
    role_titles: list[dict[str, object]] = Field(
        default_factory=list, sa_type=sa.JSON, nullable=False, sa_column_kwargs={"server_default": "[]"}
    )
    file_sha256: str = ""
    loaded_at: datetime


class Member(Record, table=True):
    """A member of the consortium: one region, its own OGP member page, its own plan record upstream."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "code"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    position: int
    code: str
    name: str
    names: dict[str, str] = json_column(default_factory=dict)
    ogp_prefix: str = ""
    joined_on: date | None = None
    mandate_ends: str = ""
    networks: list[str] = json_column(default_factory=list)
    aliases: list[str] = json_column(default_factory=list)


class TaxonomyTerm(Record, table=True):
    """One entry of one of the plan's lists, in the plan's own words and order."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "kind", "code"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    kind: TaxonomyKind = enum_column(TaxonomyKind)
    position: int
    code: str
    text: str = text_column(default=...)
    labels: dict[str, str] = json_column(default_factory=dict)


class Organisation(Record, table=True):
    """A body named in the plan: lead institution, committee, consultative body, monitoring body."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "code"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    member_id: int | None = reference("member.id", nullable=True)
    position: int
    code: str
    kind: OrganisationKind = enum_column(OrganisationKind)
    name: str = text_column(default=...)
    names: dict[str, str] = json_column(default_factory=dict)
    parent_code: str = ""
    source_list: str = ""
    verbatim: str = text_column()
    aliases: list[str] = json_column(default_factory=list)
    is_defined: bool = True
    assumption: str = text_column()
    illustrative: bool = False


class Endorsement(Record, table=True):
    """A non-governmental endorsement, printed name and line kept exactly; never enriched with contact details."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "position"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    member_id: int | None = reference("member.id", nullable=True)
    position: int
    printed_name: str
    role: str
    organisation: str = text_column()
    territory: str = ""
    category: str = ""
    verbatim: str = text_column(default=...)
    truncated: bool = False


class StatedFigure(Record, table=True):
    """A figure the plan states ("9 groups", "47 meetings"); kept beside what the system counts."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "code"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    code: str
    question: str = text_column(default=...)
    value: int
    counted: int | None = None
    note: str = text_column()


class OpenQuestion(Record, table=True):
    """Something the source leaves open. It stays visible until a person answers it; it is never guessed away."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "code"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    code: str
    trap: str = ""
    subject: str = ""
    text: str = text_column(default=...)
    texts: dict[str, str] = json_column(default_factory=dict)
    evidence: list[str] = json_column(default_factory=list)
    handling: str = text_column()
    answer: str = text_column()
    answered_by: str = ""
    answered_at: datetime | None = None
