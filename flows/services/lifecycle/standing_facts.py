"""One commitment's standing in facts, for `iltizam status CODE`: gate, clocks, duties with the reason of each day."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.escalation.ogp_clocks import ogp_clocks
from flows.services.lifecycle.amendments import amendments_of
from flows.services.lifecycle.gate_facts import contributions_to, gate_facts, lacks_response
from flows.services.lifecycle.stage_moves import overrides_of
from flows.services.lifecycle.standings import concerns, find_commitment, find_plan, milestones_of, open_questions
from flows.services.timekeeping.explanations import find_explained, milestone_deadline
from models.rules.lateness import AWAITED, SETTLED
from models.rules.lifecycle import FINAL_STAGES, Condition, unmet_conditions
from models.tables import (
    ActionPlan,
    Campaign,
    Commitment,
    CommitmentInstance,
    DataRequest,
    Indicator,
    LedgerEntry,
    Member,
    Milestone,
    Official,
    Recommendation,
    RequestedItem,
)
from models.tables import Obstacle as ObstacleRow
from models.vocabulary import Language, LedgerAction, ObstacleState, RecommendationState
from notifications.compose_amendments import AmendmentLine
from notifications.compose_standing import ClockLine, Duty, DutyKind, OverrideLine, StandingFacts, standing_lines

_MOVES = (LedgerAction.STAGE_CHANGED, LedgerAction.GATE_OVERRIDDEN, LedgerAction.COMMITMENT_WITHDRAWN)


def explain_standing(desk: Desk, *, plan: str, commitment: str, language: Language) -> tuple[str, ...]:
    """Where a commitment stands, in sentences of one language; DomainError lists the codes when there is none such."""
    with desk.reading() as session:
        row = find_plan(session, code=plan)
        found = find_commitment(session, plan=row, code=commitment)
        facts = standing_facts(session, desk, plan=row, commitment=found, language=language)
    return standing_lines(facts, language=language)


def standing_facts(
    session: Session, desk: Desk, *, plan: ActionPlan, commitment: Commitment, language: Language
) -> StandingFacts:
    """The facts behind those sentences; titles are in the reader's language where the plan has them."""
    is_final = commitment.stage in FINAL_STAGES
    return StandingFacts(
        code=commitment.code,
        title=_title(commitment.titles, language) or commitment.title,
        as_of=desk.today,
        stage=commitment.stage,
        since=_since(session, plan, commitment),
        unmet=unmet_conditions(gate_facts(session, desk, plan=plan, commitment=commitment)),
        clocks=() if is_final else tuple(_clocks(session, desk, plan, commitment, language)),
        duties=() if is_final else tuple(_duties(session, desk, plan, commitment, language)),
        overrides=tuple(_overrides(session, plan, commitment)),
        questions=tuple(_questions(session, plan, commitment, language)),
        withdrawn_because=commitment.withdrawn_because,
        amendments=tuple(
            AmendmentLine(row.subject, row.field, row.before, row.after, row.decided_on, row.author, row.reason)
            for row in amendments_of(session, commitment_id=commitment.id)
        ),
    )


def _since(session: Session, plan: ActionPlan, commitment: Commitment) -> date | None:
    query = (
        select(col(LedgerEntry.at))
        .where(
            LedgerEntry.plan_id == plan.id, LedgerEntry.subject == commitment.code, LedgerEntry.field == "stage",
            col(LedgerEntry.action).in_(_MOVES),
        )
        .order_by(col(LedgerEntry.id).desc())
    )  # fmt: skip
    moment = session.exec(query).first()
    return moment.astimezone(ZoneInfo(plan.time_zone)).date() if moment else None


def _clocks(
    session: Session, desk: Desk, plan: ActionPlan, commitment: Commitment, language: Language
) -> list[ClockLine]:
    """Clocks of the commitment, of the plan, and of the regions that carry the commitment out."""
    query = (
        select(Member)
        .join(CommitmentInstance, col(CommitmentInstance.member_id) == Member.id)
        .where(CommitmentInstance.commitment_id == commitment.id)
    )
    names = {row.code: _title(row.names, language) or row.name for row in session.exec(query).all()}
    return [
        ClockLine(
            reading.clock, reading.counts_from, reading.due_on, reading.is_overdue, not reading.about,
            names.get(reading.region, ""),
        )
        for reading in ogp_clocks(session, desk, plan)
        if reading.about in ("", commitment.code) and (not reading.region or reading.region in names)
    ]  # fmt: skip


def _duties(session: Session, desk: Desk, plan: ActionPlan, commitment: Commitment, language: Language) -> list[Duty]:
    instances = session.exec(select(CommitmentInstance).where(CommitmentInstance.commitment_id == commitment.id)).all()
    found = [duty for instance in instances for duty in _milestone_duties(session, desk, instance, language)]
    found += _answers(session, desk, plan, codes=_codes(session, [i.id for i in instances]), language=language)
    found += _recommendations(session, desk, commitment, language)
    found += _responses(session, commitment)
    found += _obstacles(session, commitment, language)
    return sorted(found, key=lambda duty: (duty.due_on or date.max, duty.code))


def _milestone_duties(session: Session, desk: Desk, instance: CommitmentInstance, language: Language) -> list[Duty]:
    who = _who(session, instance.responsible_id, language)
    return [
        Duty(
            DutyKind.MILESTONE, m.code, _title(m.titles, language), who, m.due_on, m.due_on < desk.today,
            milestone_deadline(session, milestone=m), m.first_due_on,
        )
        for m in milestones_of(session, instance_id=instance.id)
        if m.status not in SETTLED
    ]  # fmt: skip


def _codes(session: Session, instances: list[int]) -> list[str]:
    """Codes of the form lines about these instances."""
    milestones = session.exec(select(col(Milestone.code)).where(col(Milestone.instance_id).in_(instances))).all()
    indicators = session.exec(select(col(Indicator.code)).where(col(Indicator.instance_id).in_(instances))).all()
    return [*milestones, *indicators]


def _answers(session: Session, desk: Desk, plan: ActionPlan, *, codes: list[str], language: Language) -> list[Duty]:
    """Forms with a line about this commitment that is still awaited, in an open collection."""
    asked = select(RequestedItem.data_request_id).where(
        col(RequestedItem.code).in_(codes), col(RequestedItem.is_answered).is_(False)
    )
    query = (
        select(DataRequest)
        .join(Campaign, col(DataRequest.campaign_id) == Campaign.id)
        .where(
            DataRequest.plan_id == plan.id,
            col(DataRequest.id).in_(asked),
            col(DataRequest.state).in_(list(AWAITED)),
            col(Campaign.closed_on).is_(None),
        )
    )
    return [
        Duty(
            DutyKind.ANSWER, row.reference, "", _who(session, row.official_id, language), row.respond_by,
            row.respond_by < desk.today, find_explained(session, plan=plan, code=row.reference),
        )
        for row in session.exec(query).all()
    ]  # fmt: skip


def _recommendations(session: Session, desk: Desk, commitment: Commitment, language: Language) -> list[Duty]:
    query = select(Recommendation).where(
        Recommendation.commitment_id == commitment.id, Recommendation.state == RecommendationState.OPEN
    )
    return [
        Duty(
            DutyKind.RECOMMENDATION, row.code, row.text[:120], _who(session, row.owner_id, language), row.due_on,
            bool(row.due_on and row.due_on < desk.today), first_due_on=row.first_due_on,
        )
        for row in session.exec(query).all()
    ]  # fmt: skip


def _responses(session: Session, commitment: Commitment) -> list[Duty]:
    waiting = [c for c in contributions_to(session, commitment=commitment) if lacks_response(c)]
    return [Duty(DutyKind.RESPONSE, row.code, row.text[:120], "", None) for row in waiting]


def _obstacles(session: Session, commitment: Commitment, language: Language) -> list[Duty]:
    query = select(ObstacleRow).where(
        ObstacleRow.commitment_id == commitment.id, ObstacleRow.state == ObstacleState.OPEN
    )
    return [
        Duty(DutyKind.OBSTACLE, row.code, row.text[:120], _who(session, row.owner_id, language), None)
        for row in session.exec(query).all()
    ]


def _overrides(session: Session, plan: ActionPlan, commitment: Commitment) -> list[OverrideLine]:
    zone = ZoneInfo(plan.time_zone)
    return [
        OverrideLine(
            row.from_stage, row.to_stage, row.decided_at.astimezone(zone).date(), row.decided_by, row.reason,
            tuple(Condition.restored(text) for text in row.unmet),
        )
        for row in overrides_of(session, plan_id=plan.id, commitment_id=commitment.id)
    ]  # fmt: skip


def _questions(session: Session, plan: ActionPlan, commitment: Commitment, language: Language) -> list[str]:
    asked = [q for q in open_questions(session, plan_id=plan.id) if concerns(q, commitment.code)]
    return [question.texts.get(language.value) or question.text for question in asked]


def _who(session: Session, official_id: int | None, language: Language) -> str:
    official = session.get(Official, official_id) if official_id else None
    return (official.names.get(language.value) or official.name) if official else ""


def _title(titles: dict[str, str], language: Language) -> str:
    return titles.get(language.value) or next(iter(titles.values()), "")
