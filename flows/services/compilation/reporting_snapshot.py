"""The rows of one plan as they stood at one moment. What was recorded later does not exist for a report."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import lazyload
from sqlmodel import Session, col, select

from flows.services.compilation.reporting_index import Answer as Answer
from flows.services.compilation.reporting_index import Index, subject_of
from flows.services.compilation.reporting_records import Records, take_records
from flows.services.desk import Desk
from models.rules.codes import normalise_code
from models.tables import (
    ActionPlan,
    Campaign,
    Commitment,
    CommitmentInstance,
    DataRequest,
    InboundLine,
    InboundMessage,
    Indicator,
    IndicatorActual,
    LedgerEntry,
    Member,
    Milestone,
    MilestoneUpdate,
    Official,
    OpenQuestion,
    Organisation,
    OutboundMessage,
    RequestedItem,
)
from models.vocabulary import AnswerKind, LedgerAction, LineOutcome, MessageKind, ValueStatus

ASKED_BACK = (LineOutcome.DOUBTFUL, LineOutcome.NOT_UNDERSTOOD)
AnswerRow = TypeVar("AnswerRow", IndicatorActual, MilestoneUpdate)
AnyAnswer = TypeVar("AnyAnswer", bound=Answer)
Numbered = TypeVar("Numbered", InboundMessage, InboundLine)
_AT_ONCE = 500

STAGE_ACTIONS = (LedgerAction.STAGE_CHANGED, LedgerAction.GATE_OVERRIDDEN, LedgerAction.COMMITMENT_WITHDRAWN)
"""Every way in which a commitment comes to another stage."""


@dataclass(frozen=True)
class Snapshot:
    """Rows of one plan, by key where they are looked up. `moment` is the last moment that counts."""

    plan: ActionPlan
    moment: datetime
    members: tuple[Member, ...]
    commitments: tuple[Commitment, ...]
    instances: tuple[CommitmentInstance, ...]
    milestones: tuple[Milestone, ...]
    indicators: tuple[Indicator, ...]
    organisations: tuple[Organisation, ...]
    questions: tuple[OpenQuestion, ...]
    actuals: tuple[IndicatorActual, ...]
    updates: tuple[MilestoneUpdate, ...]
    items: tuple[RequestedItem, ...]
    remarks: tuple[tuple[InboundLine, InboundMessage], ...]
    ledger: tuple[LedgerEntry, ...]
    campaigns: dict[int, Campaign]
    requests: dict[int, DataRequest]
    officials: dict[int, Official]
    inbound: dict[int, InboundMessage]
    lines: dict[int, InboundLine]
    outbound: dict[int, OutboundMessage]
    request_mails: dict[int, OutboundMessage]
    records: Records
    witnesses: dict[tuple[str, str, str], tuple[str, ...]]
    """What the ledger says was recorded: by source, code and period; an independent witness of every answer."""

    @cached_property
    def index(self) -> Index:
        """The same rows by what they are looked up by, made when first asked for."""
        answers: list[Answer] = [*self.actuals, *self.updates]
        return Index(
            items=self.items,
            answers=answers,
            ledger=self.ledger,
            milestones=self.milestones,
            indicators=self.indicators,
        )


def moment_of(desk: Desk) -> datetime:
    """The last moment a report of `desk.today` knows of: now, or the end of that day when it lies in the past."""
    midnight = datetime.combine(desk.today + timedelta(days=1), time(), ZoneInfo(desk.time_zone))
    return min(desk.now, midnight - timedelta(microseconds=1))


def take_snapshot(session: Session, *, plan: ActionPlan, moment: datetime) -> Snapshot:
    """Read everything a report of this plan may need, leaving out what was recorded after `moment`."""
    actuals = _known(session.exec(select(IndicatorActual).where(IndicatorActual.plan_id == plan.id)).all(), moment)
    updates = _known(session.exec(select(MilestoneUpdate).where(MilestoneUpdate.plan_id == plan.id)).all(), moment)
    answers: list[Answer] = [*actuals, *updates]
    requests = session.exec(select(DataRequest).where(DataRequest.plan_id == plan.id)).all()
    outbound = _outbound(session, plan_id=plan.id)
    return Snapshot(
        plan=plan,
        moment=moment,
        members=tuple(_in_order(session, Member, plan_id=plan.id)),
        commitments=tuple(_in_order(session, Commitment, plan_id=plan.id)),
        instances=tuple(session.exec(select(CommitmentInstance).where(CommitmentInstance.plan_id == plan.id)).all()),
        milestones=tuple(session.exec(select(Milestone).where(Milestone.plan_id == plan.id)).all()),
        indicators=tuple(session.exec(select(Indicator).where(Indicator.plan_id == plan.id)).all()),
        organisations=tuple(_in_order(session, Organisation, plan_id=plan.id)),
        questions=tuple(session.exec(select(OpenQuestion).where(OpenQuestion.plan_id == plan.id)).all()),
        actuals=tuple(actuals),
        updates=tuple(updates),
        items=_items(session, plan_id=plan.id),
        remarks=_remarks(session, plan_id=plan.id, moment=moment),
        ledger=_changes(session, plan_id=plan.id),
        campaigns={c.id: c for c in session.exec(select(Campaign).where(Campaign.plan_id == plan.id)).all()},
        requests={request.id: request for request in requests},
        officials={o.id: o for o in session.exec(select(Official).where(Official.plan_id == plan.id)).all()},
        inbound=_inbound(session, {a.inbound_id for a in answers}),
        lines=_lines(session, {a.line_id for a in answers}),
        outbound=outbound,
        request_mails=_request_mails(outbound.values()),
        records=take_records(session, plan_id=plan.id, moment=moment),
        witnesses=_witnesses(session, plan_id=plan.id),
    )


def current(rows: Iterable[AnyAnswer]) -> AnyAnswer | None:
    """The answer that stood at the moment of the snapshot, out of the answers for one item and period.

    The row the record shows as current wins. When that row is younger than the moment, it is the newest confirmed one
    before it, else the newest: a provisional answer never displaces a confirmed one.
    """
    ordered = sorted((row for row in rows if not row.retracted_because), key=_age)
    marked = [row for row in ordered if row.is_current]
    confirmed = [row for row in ordered if row.value_status is not ValueStatus.PROVISIONAL]
    for choice in (marked, confirmed, ordered):
        if choice:
            return choice[-1]
    return None


def answers_beside(snapshot: Snapshot, answer: Answer) -> list[Answer]:
    """All answers to the same item and period, oldest first, this one included."""
    return [row for row in snapshot.index.answers.get(subject_of(answer), ()) if row.period == answer.period]


def _age(row: Answer) -> tuple[datetime, int]:
    return row.recorded_at, row.id


def _known(rows: Sequence[AnswerRow], moment: datetime) -> list[AnswerRow]:
    return sorted((row for row in rows if row.recorded_at <= moment), key=_age)


TableInOrder = TypeVar("TableInOrder", Member, Commitment, Organisation)


def _in_order(session: Session, table: type[TableInOrder], *, plan_id: int) -> Sequence[TableInOrder]:
    return session.exec(select(table).where(table.plan_id == plan_id).order_by(col(table.position))).all()


def _items(session: Session, *, plan_id: int) -> tuple[RequestedItem, ...]:
    query = select(RequestedItem).join(DataRequest).where(DataRequest.plan_id == plan_id)
    return tuple(session.exec(query.order_by(col(RequestedItem.id))).all())


def _changes(session: Session, *, plan_id: int) -> tuple[LedgerEntry, ...]:
    """Changes of what is stored only once, also those after the moment: they say what stood before them."""
    actions = (
        LedgerAction.MILESTONE_UPDATED, LedgerAction.DUE_DATE_MOVED, LedgerAction.COMMITMENT_AMENDED, *STAGE_ACTIONS
    )  # fmt: skip
    query = select(LedgerEntry).where(LedgerEntry.plan_id == plan_id, col(LedgerEntry.action).in_(actions))
    return tuple(session.exec(query.order_by(col(LedgerEntry.at), col(LedgerEntry.id))).all())


def _witnesses(session: Session, *, plan_id: int) -> dict[tuple[str, str, str], tuple[str, ...]]:
    actions = (LedgerAction.VALUE_RECORDED, LedgerAction.MILESTONE_UPDATED)
    query = select(LedgerEntry.source, LedgerEntry.subject, LedgerEntry.field, LedgerEntry.after).where(
        LedgerEntry.plan_id == plan_id, col(LedgerEntry.action).in_(actions)
    )
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for source, subject, period, after in session.exec(query.order_by(col(LedgerEntry.id))).all():
        key = (source, normalise_code(subject), period)
        found[key] = (*found.get(key, ()), after)
    return found


def _remarks(session: Session, *, plan_id: int, moment: datetime) -> tuple[tuple[InboundLine, InboundMessage], ...]:
    """Lines of replies that gave no figure but must not be passed over: obstacles, and what had to be asked back."""
    query = (
        select(InboundLine, InboundMessage)
        .join(InboundMessage, col(InboundLine.inbound_id) == InboundMessage.id)
        .join(DataRequest, col(InboundMessage.data_request_id) == DataRequest.id)
        .where(
            DataRequest.plan_id == plan_id,
            (col(InboundLine.answer_kind) == AnswerKind.OBSTACLE) | col(InboundLine.outcome).in_(ASKED_BACK),
            InboundMessage.received_at <= moment,
        )
        .order_by(col(InboundMessage.id), col(InboundLine.position))
    )
    return tuple((line, message) for line, message in session.exec(query).all())


def _inbound(session: Session, keys: set[int]) -> dict[int, InboundMessage]:
    return _by_number(session, InboundMessage, keys)


def _lines(session: Session, keys: set[int]) -> dict[int, InboundLine]:
    return _by_number(session, InboundLine, keys)


def _by_number(session: Session, table: type[Numbered], keys: set[int]) -> dict[int, Numbered]:
    """The rows of these numbers, a few hundred in one query."""
    found: dict[int, Numbered] = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), _AT_ONCE):
        query = select(table).where(col(table.id).in_(ordered[start : start + _AT_ONCE]))
        found |= {row.id: row for row in session.exec(query).all()}
    return found


def _outbound(session: Session, *, plan_id: int) -> dict[int, OutboundMessage]:
    """Every mail of the plan, without its bytes: a report names mails, it does not print them."""
    query = select(OutboundMessage).options(lazyload(OutboundMessage.content))  # type: ignore[arg-type]
    return {row.id: row for row in session.exec(query.where(OutboundMessage.plan_id == plan_id)).all()}


def _request_mails(outbound: Iterable[OutboundMessage]) -> dict[int, OutboundMessage]:
    """The first request mail of each data request."""
    chosen: dict[int, OutboundMessage] = {}
    for mail in sorted(outbound, key=lambda m: m.id):
        if mail.data_request_id is not None and mail.kind is MessageKind.REQUEST:
            chosen.setdefault(mail.data_request_id, mail)
    return chosen
