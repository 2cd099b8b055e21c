"""Bodies at work: who sits in them, their mandates, agreements with partners, planning documents."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.record import Key, Record, enum_column, json_column, key, reference, text_column
from models.vocabulary import AgreementKind, AgreementState, MembershipRole, Side


class Membership(Record, table=True):
    """One person's seat in a body (committee, consultative body, thematic group, monitoring body), with its dates.

    `official_id` when the person is one of the plan's officials; otherwise the name and, if known, an address.
    """

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    organisation_id: int = reference("organisation.id")
    official_id: int | None = reference("official.id", nullable=True)
    name: str = ""
    email: str = ""
    language: str = "fr"
    side: Side = enum_column(Side)
    role: MembershipRole = enum_column(MembershipRole)
    represents: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    illustrative: bool = False


class CouncilMandate(Record, table=True):
    """A council's mandate, as printed ("2021".."2027-09"); the plan's end is compared with it."""

    __table_args__ = (sa.UniqueConstraint("member_id", "start"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    member_id: int = reference("member.id")
    start: str
    end: str
    source: str = ""


class Agreement(Record, table=True):
    """A memorandum or an agreement with a partner, planned or signed, and the commitments it serves."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "code"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    member_id: int | None = reference("member.id", nullable=True)
    code: str
    kind: AgreementKind = enum_column(AgreementKind)
    state: AgreementState = enum_column(AgreementState)
    title: str = text_column(default=...)
    partner: str = ""
    commitments: list[str] = json_column(default_factory=list)
    signed_on: date | None = None
    ends_on: date | None = None
    reference: str = ""
    illustrative: bool = False


class PlanningDocument(Record, table=True):
    """A planning document a commitment has its origin in (regional development programme or plan, opening programme)."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "code"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    member_id: int | None = reference("member.id", nullable=True)
    code: str
    title: str = text_column(default=...)
    start: str = ""
    end: str = ""
    commitments: list[str] = json_column(default_factory=list)


class Association(Record, table=True):
    """An association of the register from which invitation lists are built: its themes and its territory."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "code"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    member_id: int | None = reference("member.id", nullable=True)
    code: str
    name: str = Field()
    themes: list[str] = json_column(default_factory=list)
    territory: str = ""
    email: str = ""
    language: str = "fr"
    illustrative: bool = False
