"""From rows to the form one official gets: frozen lines, last values, targets, in the official's language."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar, cast

from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, SQLModel, col, select

from flows.services.collection.asked_lines import AskedLine
from flows.services.lifecycle.indicator_versions import Definition, are_comparable, definition_for, versions_of
from models.rules.lateness import milestone_days_late
from models.tables import (
    ActionPlan,
    Campaign,
    Commitment,
    CommitmentInstance,
    DataRequest,
    Indicator,
    IndicatorActual,
    IndicatorVersion,
    Member,
    Milestone,
    Official,
    RequestedItem,
)
from models.vocabulary import Language, ValueStatus
from notifications.form import Form, FormItem, FormSection

WITH_VALUE = (ValueStatus.CONFIRMED, ValueStatus.PROVISIONAL)
Row = TypeVar("Row", Milestone, Indicator, CommitmentInstance, Commitment, Member)
Found = TypeVar("Found", bound=SQLModel)


def build_form(
    session: Session,
    *,
    request: DataRequest,
    today: date,
    only_missing: bool = False,
    items: Sequence[AskedLine] | None = None,
    rows: "FormRows | None" = None,
) -> Form:
    """The form of one data request as it stands today; `only_missing` leaves out lines already answered.

    `items` are the lines of the request, and `rows` what they need, where they are at hand; without them they are read.
    """
    find = Remembered(session).find if rows is None else rows.find
    campaign = find(Campaign, request.campaign_id)
    plan = find(ActionPlan, request.plan_id)
    official = find(Official, request.official_id)
    member = find(Member, official.member_id) if official.member_id else None
    items = items if items is not None else requested_items(session, request_id=request.id)
    if only_missing:
        items = [item for item in items if not item.is_answered]
    rows = rows or FormRows(session, items=items, period=campaign.period)
    return Form(
        reference=request.reference,
        plan_title=plan.title,
        period=campaign.period,
        period_start=campaign.period_start,
        period_end=campaign.period_end,
        language=request.language,
        recipient_name=official.names.get(request.language.value) or official.name,
        member=in_language(member.names, request.language) or member.name if member else "",
        asked_on=request.asked_on,
        respond_by=request.respond_by,
        sections=rows.sections(items, language=request.language, today=today),
        recipient_is_illustrative=official.illustrative,
    )


def missing_items(items: Iterable[AskedLine], *, form: Form) -> tuple[FormItem, ...]:
    """The lines of a form that are still unanswered."""
    open_codes = {item.code for item in items if not item.is_answered}
    return tuple(item for item in form.items if item.code in open_codes)


def requested_items(session: Session, *, request_id: int) -> list[RequestedItem]:
    """Lines of a data request as frozen when it was asked, in printed order."""
    return requested_items_of(session, request_ids=[request_id])


def requested_items_of(session: Session, *, request_ids: Sequence[int]) -> list[RequestedItem]:
    """`requested_items` of several requests; what they ask about comes in the same query and is at hand afterwards."""
    query = (
        select(RequestedItem, Indicator, Milestone)
        .outerjoin(Indicator, col(RequestedItem.indicator_id) == Indicator.id)
        .outerjoin(Milestone, col(RequestedItem.milestone_id) == Milestone.id)
        .where(col(RequestedItem.data_request_id).in_(request_ids))
        .order_by(col(RequestedItem.data_request_id), col(RequestedItem.position))
    )
    return [item for item, _, _ in session.exec(query).all()]


def last_actual(session: Session, *, indicator_id: int, before_period: str) -> IndicatorActual | None:
    """The newest current value of an indicator from a period before this one; answers without a value do not count."""
    return last_actuals(session, indicator_ids=[indicator_id], before_period=before_period).get(indicator_id)


def last_actuals(
    session: Session, *, indicator_ids: Sequence[int], before_period: str,
    versions: Sequence[IndicatorVersion] | None = None,
) -> dict[int, IndicatorActual]:  # fmt: skip
    """`last_actual` of several indicators at once, by indicator; a value in another unit or meaning is not a last value."""
    if not indicator_ids:
        return {}
    query = select(IndicatorActual).where(
        col(IndicatorActual.indicator_id).in_(indicator_ids),
        IndicatorActual.period < before_period,
        col(IndicatorActual.is_current).is_(True),
        col(IndicatorActual.value_status).in_(WITH_VALUE),
    )
    known = versions_of(session, indicator_ids=indicator_ids) if versions is None else versions
    rows = session.exec(query.order_by(col(IndicatorActual.period))).all()
    return {
        row.indicator_id: row
        for row in rows
        if are_comparable(known, indicator_id=row.indicator_id, earlier=row.period, later=before_period)
    }


def in_language(texts: dict[str, str], language: Language) -> str:
    """The text in this language, else French, else English, else any; "" when there is none."""
    for code in (language.value, "fr", "en"):
        if texts.get(code):
            return texts[code]
    return next(iter(texts.values()), "")


class Remembered:
    """Rows found once and kept at hand: asking the session for a row it has takes longer than reading a line of it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[tuple[type[SQLModel], int], SQLModel] = {}

    def remember(self, *rows: ActionPlan | Campaign | Official) -> None:
        """Keep rows that the caller has."""
        self._rows.update({(type(row), row.id): row for row in rows})

    def find(self, table: type[Found], number: int) -> Found:
        """The row of this number. Raises NoResultFound."""
        known = self._rows.get((table, number))
        if known is None:
            known = self._rows[table, number] = self._session.get_one(table, number)
        return cast("Found", known)


class FormRows(Remembered):
    """Everything the lines of one form or of many need, fetched together: the same few queries however many they are."""

    def __init__(self, session: Session, *, items: Sequence[AskedLine], period: str) -> None:
        super().__init__(session)
        self._milestones = _by_id(session, Milestone, (item.milestone_id for item in items))
        self._indicators = _by_id(session, Indicator, (item.indicator_id for item in items))
        instance_ids = {m.instance_id for m in self._milestones.values()}
        instance_ids |= {i.instance_id for i in self._indicators.values()}
        self._instances = _by_id(session, CommitmentInstance, instance_ids)
        owners = self._instances.values()
        self._commitments = _by_id(session, Commitment, {instance.commitment_id for instance in owners})
        self._members = _by_id(session, Member, {instance.member_id for instance in owners})
        self._period, keys = period, list(self._indicators)
        self._versions = versions_of(session, indicator_ids=keys)
        self._last = last_actuals(session, indicator_ids=keys, before_period=period, versions=self._versions)

    def sections(self, items: Sequence[AskedLine], *, language: Language, today: date) -> tuple[FormSection, ...]:
        """These lines in printed order, grouped by commitment instance."""
        grouped: dict[int, list[FormItem]] = {}
        for item in items:
            if item.milestone_id is not None:
                milestone = self._milestones[item.milestone_id]
                line = _milestone_line(milestone, item, language, today)
                grouped.setdefault(milestone.instance_id, []).append(line)
            elif item.indicator_id is not None:
                indicator = self._indicators[item.indicator_id]
                definition = definition_for(indicator, self._versions, period=self._period)
                line = _indicator_line(definition, item, language, self._last.get(indicator.id), indicator.illustrative)
                grouped.setdefault(indicator.instance_id, []).append(line)
        return tuple(self._section(instance_id, lines, language) for instance_id, lines in grouped.items())

    def _section(self, instance_id: int, lines: list[FormItem], language: Language) -> FormSection:
        instance = self._instances[instance_id]
        commitment, member = self._commitments[instance.commitment_id], self._members[instance.member_id]
        title = commitment.titles.get(language.value, "")
        return FormSection(
            commitment_code=instance.code,
            title=title or commitment.title,
            stage=commitment.stage,
            member=in_language(member.names, language) or member.name,
            items=tuple(lines),
            title_is_translation=bool(title) and title != commitment.title,  # published in one language only
            lead=instance.lead,
        )


def _by_id(session: Session, table: type[Row], ids: Iterable[int | None]) -> dict[int, Row]:
    found = {key: session.identity_map.get(identity_key(table, key)) for key in ids if key is not None}
    missing = [key for key, row in found.items() if row is None]
    if missing:
        found |= {row.id: row for row in session.exec(select(table).where(col(table.id).in_(missing))).all()}
    return {key: row for key, row in found.items() if row is not None}


def _milestone_line(milestone: Milestone, item: AskedLine, language: Language, today: date) -> FormItem:
    return FormItem(
        code=item.code,
        kind=item.kind,
        title=in_language(milestone.titles, language),
        maximum=Decimal(100),
        minimum=Decimal(0),
        due_on=milestone.due_on,
        days_late=milestone_days_late(due_on=milestone.due_on, status=milestone.status, today=today),
        status=milestone.status,
        prefilled=item.sent_text,
        illustrative=milestone.illustrative,
    )


def _indicator_line(
    indicator: Definition, item: AskedLine, language: Language, last: IndicatorActual | None, illustrative: bool
) -> FormItem:
    return FormItem(
        code=item.code,
        kind=item.kind,
        title=in_language(indicator.titles, language),
        unit=in_language(indicator.units, language),
        last_value=last.value if last else None,
        last_period=last.period if last else "",
        last_is_provisional=bool(last and last.value_status is ValueStatus.PROVISIONAL),
        baseline=indicator.baseline,
        target=indicator.target,
        target_by=indicator.target_by,
        minimum=indicator.minimum,
        maximum=indicator.maximum,
        is_whole=indicator.is_whole,
        is_cumulative=indicator.cumulative,
        prefilled=item.sent_text,
        illustrative=illustrative,
    )
