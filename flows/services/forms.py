"""From rows to the form one official gets: frozen lines, last values, targets, in the official's language."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, select

from models.rules.lateness import milestone_days_late
from models.tables import (
    ActionPlan,
    Campaign,
    Commitment,
    CommitmentInstance,
    DataRequest,
    Indicator,
    IndicatorActual,
    Member,
    Milestone,
    Official,
    RequestedItem,
)
from models.vocabulary import ItemKind, Language, ValueStatus
from notifications.form import Form, FormItem, FormSection

WITH_VALUE = (ValueStatus.CONFIRMED, ValueStatus.PROVISIONAL)


def build_form(session: Session, *, request: DataRequest, today: date, only_missing: bool = False) -> Form:
    """The form of one data request as it stands today; `only_missing` leaves out lines already answered."""
    campaign = session.get_one(Campaign, request.campaign_id)
    plan = session.get_one(ActionPlan, request.plan_id)
    official = session.get_one(Official, request.official_id)
    member = session.get(Member, official.member_id) if official.member_id else None
    items = [
        item for item in requested_items(session, request_id=request.id) if not (only_missing and item.is_answered)
    ]
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
        sections=_sections(session, items=items, campaign=campaign, language=request.language, today=today),
        recipient_is_illustrative=official.illustrative,
    )


def requested_items(session: Session, *, request_id: int) -> list[RequestedItem]:
    """Lines of a data request as frozen when it was asked, in printed order."""
    query = select(RequestedItem).where(RequestedItem.data_request_id == request_id)
    return list(session.exec(query.order_by(col(RequestedItem.position))).all())


def last_actual(session: Session, *, indicator_id: int, before_period: str) -> IndicatorActual | None:
    """The newest current value of an indicator from a period before this one; answers without a value do not count."""
    query = select(IndicatorActual).where(
        IndicatorActual.indicator_id == indicator_id,
        IndicatorActual.period < before_period,
        col(IndicatorActual.is_current).is_(True),
        col(IndicatorActual.value_status).in_(WITH_VALUE),
    )
    return session.exec(query.order_by(col(IndicatorActual.period).desc())).first()


def in_language(texts: dict[str, str], language: Language) -> str:
    """The text in this language, else French, else English, else any; "" when there is none."""
    for code in (language.value, "fr", "en"):
        if texts.get(code):
            return texts[code]
    return next(iter(texts.values()), "")


def _sections(
    session: Session, *, items: Iterable[RequestedItem], campaign: Campaign, language: Language, today: date
) -> tuple[FormSection, ...]:
    grouped: dict[int, list[FormItem]] = {}
    for item in items:
        instance_id, line = _form_item(session, item=item, campaign=campaign, language=language, today=today)
        grouped.setdefault(instance_id, []).append(line)
    return tuple(_section(session, instance_id, lines, language) for instance_id, lines in grouped.items())


def _section(session: Session, instance_id: int, lines: list[FormItem], language: Language) -> FormSection:
    instance = session.get_one(CommitmentInstance, instance_id)
    commitment = session.get_one(Commitment, instance.commitment_id)
    member = session.get_one(Member, instance.member_id)
    title = commitment.titles.get(language.value, "")
    return FormSection(
        commitment_code=instance.code,
        title=title or commitment.title,
        stage=commitment.stage,
        member=in_language(member.names, language) or member.name,
        items=tuple(lines),
        # OGP published the titles in English only.
        title_is_translation=bool(title) and language is not Language.ENGLISH,
        lead=instance.lead,
    )


def _form_item(
    session: Session, *, item: RequestedItem, campaign: Campaign, language: Language, today: date
) -> tuple[int, FormItem]:
    if item.kind is ItemKind.MILESTONE:
        milestone = session.get_one(Milestone, item.milestone_id)
        return milestone.instance_id, _milestone_line(milestone, item, language, today)
    indicator = session.get_one(Indicator, item.indicator_id)
    last = last_actual(session, indicator_id=indicator.id, before_period=campaign.period)
    return indicator.instance_id, _indicator_line(indicator, item, language, last)


def _milestone_line(milestone: Milestone, item: RequestedItem, language: Language, today: date) -> FormItem:
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
    indicator: Indicator, item: RequestedItem, language: Language, last: IndicatorActual | None
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
        illustrative=indicator.illustrative,
    )
