"""Quarterly data collection: what was asked of whom, frozen at opening, and every answer with its source."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from models.tables.record import Key, Record, decimal_column, enum_column, key, reference, text_column
from models.vocabulary import AnswerKind, ItemKind, Language, MilestoneStatus, RequestState, ValueStatus


class Campaign(Record, table=True):
    """One data collection of one plan for one reporting period ("2026-Q3")."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "period"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    period: str
    period_start: date
    period_end: date
    opened_on: date
    respond_by: date
    respond_by_rule: str = ""
    closed_on: date | None = None


class DataRequest(Record, table=True):
    """One official asked for one period: the obligation row from which recipients come."""

    __table_args__ = (sa.UniqueConstraint("campaign_id", "official_id"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    campaign_id: int = reference("campaign.id")
    official_id: int = reference("official.id")
    reference: str
    nonce: str
    language: Language = enum_column(Language)
    state: RequestState = enum_column(RequestState, index=True)
    asked_on: date
    respond_by: date
    answered_at: datetime | None = None
    waived_because: str = text_column()


class RequestedItem(Record, table=True):
    """One line of the form as it was sent. What is expected is frozen here when the period opens."""

    __table_args__ = (sa.UniqueConstraint("data_request_id", "code"),)

    id: Key = key()
    data_request_id: int = reference("data_request.id")
    position: int
    code: str
    kind: ItemKind = enum_column(ItemKind)
    indicator_id: int | None = reference("indicator.id", nullable=True)
    milestone_id: int | None = reference("milestone.id", nullable=True)
    sent_text: str = ""
    is_answered: bool = False


class ReminderRound(Record, table=True):
    """One reminder round told to one official, with the civil day it counts for."""

    __table_args__ = (sa.UniqueConstraint("data_request_id", "round"),)

    id: Key = key()
    data_request_id: int = reference("data_request.id")
    round: int
    told_on: date
    outbound_id: int = reference("outbound_message.id")


class IndicatorActual(Record, table=True):
    """One reported value of one indicator for one period. Corrections add rows; they never overwrite."""

    __table_args__ = (sa.UniqueConstraint("indicator_id", "period", "inbound_id"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    indicator_id: int = reference("indicator.id")
    period: str
    value: Decimal | None = decimal_column()
    unit: str = ""
    value_status: ValueStatus = enum_column(ValueStatus)
    answer_kind: AnswerKind = enum_column(AnswerKind)
    is_approximate: bool = False
    comment: str = text_column()
    raw_text: str = text_column()
    inbound_id: int = reference("inbound_message.id")
    line_id: int = reference("inbound_line.id")
    reported_by_id: int = reference("official.id")
    parser_version: str
    recorded_at: datetime
    is_current: bool = True
    retracted_at: datetime | None = None
    retracted_because: str = text_column()


class MilestoneUpdate(Record, table=True):
    """One reported answer about one milestone for one period."""

    __table_args__ = (sa.UniqueConstraint("milestone_id", "period", "inbound_id"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    milestone_id: int = reference("milestone.id")
    period: str
    answer_kind: AnswerKind = enum_column(AnswerKind)
    value_status: ValueStatus = enum_column(ValueStatus)
    status: MilestoneStatus | None = enum_column(MilestoneStatus, default=None, nullable=True)
    percent: Decimal | None = decimal_column()
    done_on: date | None = None
    promised_on: date | None = None
    reason: str = text_column()
    note: str = text_column()
    raw_text: str = text_column()
    inbound_id: int = reference("inbound_message.id")
    line_id: int = reference("inbound_line.id")
    reported_by_id: int = reference("official.id")
    parser_version: str
    recorded_at: datetime
    is_current: bool = True
    retracted_at: datetime | None = None
    retracted_because: str = text_column()
