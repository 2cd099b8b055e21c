"""Reads out of the rehearsed database what came of it all: deadlines, lateness, escalation steps, events, people."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from flows.rehearsal.scenario import Scenario
from flows.rehearsal.story import EventLine, MilestoneLine, OfficialLine, RequestLine, StepLine, Story
from models.rules.lateness import milestone_days_late, request_days_late
from models.tables import (
    CommitmentInstance,
    DataRequest,
    Escalation,
    EscalationStep,
    LedgerEntry,
    Member,
    Milestone,
    Official,
    RoleAssignment,
)
from models.vocabulary import EscalationSubject, LedgerAction

ONE_DAY = timedelta(days=1)
TOLD = (
    LedgerAction.CAMPAIGN_OPENED,
    LedgerAction.CAMPAIGN_CLOSED,
    LedgerAction.STAGE_CHANGED,
    LedgerAction.ABSENCE_NOTED,
    LedgerAction.DEPUTY_ACCEPTED,
    LedgerAction.ADDRESS_SUPPRESSED,
    LedgerAction.ADDRESS_MENDED,
    LedgerAction.REPLY_DECIDED,
    LedgerAction.DUE_DATE_MOVED,
    LedgerAction.REPORT_FROZEN,
    LedgerAction.ESCALATION_ENDED,
)


def gather(session: Session, *, plan_id: int, story: Story, scenario: Scenario, zone: ZoneInfo) -> None:
    """Complete the story from the rows. Only what happened from its first day on."""
    members = {member.id: member for member in session.exec(select(Member).where(Member.plan_id == plan_id)).all()}
    officials = {o.id: o for o in session.exec(select(Official).where(Official.plan_id == plan_id)).all()}
    story.officials = _officials(session, members, officials, scenario)
    story.milestones = _milestones(session, plan_id, members, officials, story)
    story.requests = _requests(session, plan_id, officials, story, zone)
    story.steps = _steps(session, plan_id, officials, story.first_day)
    story.events = _events(session, plan_id, story.first_day, zone)


def _officials(
    session: Session, members: dict[int, Member], officials: dict[int, Official], scenario: Scenario
) -> dict[str, OfficialLine]:
    roles = {role.official_id: role.role.value for role in session.exec(select(RoleAssignment)).all()}
    return {
        row.code: OfficialLine(
            code=row.code,
            name={"": row.name, **row.names},
            member=members[row.member_id].code if row.member_id in members else "",
            role=roles.get(row.id, ""),
            language=row.language.value,
            behaviour=" → ".join(
                dict.fromkeys(e.behaviour.value for e in scenario.officials.get(row.code, (scenario.default,)))
            ),
        )
        for row in sorted(officials.values(), key=lambda row: row.code)
    }


def _milestones(
    session: Session, plan_id: int, members: dict[int, Member], officials: dict[int, Official], story: Story
) -> list[MilestoneLine]:
    spans = _late_spans(session, plan_id, last_day=story.last_day)
    query = (
        select(Milestone, CommitmentInstance)
        .join(CommitmentInstance, col(Milestone.instance_id) == CommitmentInstance.id)
        .where(Milestone.plan_id == plan_id)
        .order_by(col(Milestone.due_on), col(Milestone.code))
    )
    return [
        MilestoneLine(
            code=m.code,
            commitment=i.code,
            member=members[i.member_id].code,
            official=officials[i.responsible_id].code if i.responsible_id in officials else "",
            title=dict(m.titles),
            due_on=m.due_on,
            first_due_on=m.first_due_on,
            status=m.status.value,
            done_on=m.done_on,
            late_spans=spans.get(m.code, ()),
            days_late=milestone_days_late(due_on=m.due_on, status=m.status, today=story.last_day),
        )
        for m, i in session.exec(query).all()
    ]


def _late_spans(session: Session, plan_id: int, *, last_day: date) -> dict[str, tuple[tuple[date, date], ...]]:
    """From the day after the due date to the day before it was settled, as the engine followed it."""
    query = select(Escalation).where(Escalation.plan_id == plan_id, Escalation.subject == EscalationSubject.MILESTONE)
    spans: dict[str, tuple[tuple[date, date], ...]] = {}
    for row in session.exec(query.order_by(col(Escalation.started_on))).all():
        start = date.fromisoformat(row.due) + ONE_DAY
        until = row.ended_on - ONE_DAY if row.ended_on else last_day
        spans[row.subject_code] = (*spans.get(row.subject_code, ()), (start, max(start, until)))
    return spans


def _requests(
    session: Session, plan_id: int, officials: dict[int, Official], story: Story, zone: ZoneInfo
) -> list[RequestLine]:
    query = select(DataRequest).where(DataRequest.plan_id == plan_id).order_by(col(DataRequest.reference))
    return [
        RequestLine(
            reference=row.reference,
            official=officials[row.official_id].code,
            asked_on=row.asked_on,
            respond_by=row.respond_by,
            answered_on=row.answered_at.astimezone(zone).date() if row.answered_at else None,
            state=row.state.value,
            days_late=request_days_late(respond_by=row.respond_by, state=row.state, today=story.last_day),
        )
        for row in session.exec(query).all()
    ]


def _steps(session: Session, plan_id: int, officials: dict[int, Official], first_day: date) -> list[StepLine]:
    query = (
        select(EscalationStep, Escalation)
        .join(Escalation, col(EscalationStep.escalation_id) == Escalation.id)
        .where(Escalation.plan_id == plan_id, EscalationStep.reached_on >= first_day)
        .order_by(col(EscalationStep.reached_on), col(EscalationStep.id))
    )
    return [
        StepLine(
            on=step.reached_on,
            subject=escalation.subject.value,
            code=escalation.subject_code,
            level=step.level,
            role=step.role.value,
            official=officials[step.official_id].code if step.official_id in officials else "",
            wrote=step.outbound_id is not None,
            note=step.note,
        )
        for step, escalation in session.exec(query).all()
    ]


def _events(session: Session, plan_id: int, first_day: date, zone: ZoneInfo) -> list[EventLine]:
    query = select(LedgerEntry).where(LedgerEntry.plan_id == plan_id, col(LedgerEntry.action).in_(TOLD))
    rows = session.exec(query.order_by(col(LedgerEntry.at), col(LedgerEntry.id))).all()
    events = [(row.at.astimezone(zone).date(), row) for row in rows]
    return [
        EventLine(day, row.action.value, row.subject, " ".join(filter(None, (row.after, row.reason))))
        for day, row in events
        if day >= first_day
    ]
