"""Everything the next gate of a commitment depends on, read from the tables: rows only, never from the ledger's words."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.lifecycle.plan_rows import rows_by, rows_of
from flows.services.participation.attendance import sides_present
from flows.services.reception.milestone_decisions import ENDED
from models.rules.lifecycle import CoCreationFacts, ForumFact, GateFacts, InstanceFact, MilestoneFact
from models.rules.partial_dates import PartialDate
from models.tables import (
    ActionPlan,
    Amendment,
    Approval,
    Assessment,
    Commitment,
    CommitmentInstance,
    Consultation,
    Contribution,
    Endorsement,
    Indicator,
    Lesson,
    Meeting,
    Milestone,
    MilestoneUpdate,
    Official,
    Organisation,
    Publication,
)
from models.vocabulary import (
    ApprovalKind,
    AssessmentKind,
    AssessmentState,
    MeetingPurpose,
    MeetingState,
    OrganisationKind,
    PublicationSubject,
)

INDEPENDENT = (OrganisationKind.MONITORING_BODY, OrganisationKind.REPORTING_INSTANCE)
CO_CREATION_EVENTS = (
    MeetingPurpose.FORUM,
    MeetingPurpose.WORKSHOP,
    MeetingPurpose.CONSULTATIVE_OPINION,
    MeetingPurpose.THEMATIC_GROUP,
)


def gate_facts(session: Session, desk: Desk, *, plan: ActionPlan, commitment: Commitment) -> GateFacts:
    """What `unmet_conditions` reads for one commitment on this day."""
    instances = rows_by(session, CommitmentInstance, "commitment_id", plan_id=plan.id).get(commitment.id, ())
    lessons = rows_by(session, Lesson, "commitment_id", plan_id=plan.id).get(commitment.id, ())
    return GateFacts(
        stage=commitment.stage,
        instances=tuple(_instance_fact(session, instance) for instance in instances),
        plan_end=PartialDate.parse(plan.end).last_day(),
        today=desk.today,
        held_because=commitment.held_because,
        co_creation=_co_creation(session, plan=plan, commitment=commitment),
        monitoring_body=_monitoring_body(session, plan=plan),
        end_assessment_by=_end_assessment_by(session, commitment=commitment),
        lessons=len(lessons),
    )


def meetings_about(session: Session, *, plan: ActionPlan, commitment: Commitment) -> list[Meeting]:
    """Held meetings on this commitment; a meeting that names none is about the whole plan."""
    held = [m for m in rows_of(session, Meeting, plan_id=plan.id) if m.state is MeetingState.HELD]
    about = [m for m in held if not m.commitments or commitment.code in m.commitments]
    return sorted(about, key=lambda meeting: meeting.starts_at)


def contributions_to(session: Session, *, commitment: Commitment) -> list[Contribution]:
    """What people contributed to this commitment, oldest first."""
    rows = rows_by(session, Contribution, "commitment_id", plan_id=commitment.plan_id).get(commitment.id, ())
    return sorted(rows, key=lambda contribution: (contribution.received_on, contribution.id))


def lacks_response(contribution: Contribution) -> bool:
    """Whether a contribution still waits for its reasoned response: a decision alone is none."""
    return contribution.response is None or not contribution.response_text.strip()


def _co_creation(session: Session, *, plan: ActionPlan, commitment: Commitment) -> CoCreationFacts:
    meetings = meetings_about(session, plan=plan, commitment=commitment)
    contributions = contributions_to(session, commitment=commitment)
    return CoCreationFacts(
        forums=tuple(
            ForumFact(m.code, sides_present(session, meeting=m)) for m in meetings if m.purpose is MeetingPurpose.FORUM
        ),
        timeline_published_on=_timeline_published_on(session, plan=plan),
        first_event_on=_first_event_on(session, plan=plan, commitment=commitment, meetings=meetings),
        contributions=len(contributions),
        without_response=tuple(c.code for c in contributions if lacks_response(c)),
        adopted_on=_adopted_on(session, plan=plan, commitment=commitment),
        endorsements=len(rows_of(session, Endorsement, plan_id=plan.id)),
    )


def _timeline_published_on(session: Session, *, plan: ActionPlan) -> date | None:
    rows = rows_of(session, Publication, plan_id=plan.id)
    days = (row.published_on for row in rows if row.subject is PublicationSubject.CO_CREATION_TIMELINE)
    return min(days, default=None)


def _first_event_on(
    session: Session, *, plan: ActionPlan, commitment: Commitment, meetings: list[Meeting]
) -> date | None:
    zone = ZoneInfo(plan.time_zone)
    days = [m.starts_at.astimezone(zone).date() for m in meetings if m.purpose in CO_CREATION_EVENTS]
    opened = rows_of(session, Consultation, plan_id=plan.id)
    days += [c.opens_on for c in opened if not c.commitments or commitment.code in c.commitments]
    return min(days, default=None)


def _adopted_on(session: Session, *, plan: ActionPlan, commitment: Commitment) -> date | None:
    acts = [act for act in rows_of(session, Approval, plan_id=plan.id) if act.kind is ApprovalKind.COUNCIL_ADOPTION]
    own = [act.decided_on for act in acts if _concerns(act, commitment)]
    return min(own, default=None)


def _concerns(act: Approval, commitment: Commitment) -> bool:
    if act.commitment_id is not None:
        return act.commitment_id == commitment.id
    return act.member_id in (None, commitment.member_id)  # an act on the whole plan, by this council or by all


def _monitoring_body(session: Session, *, plan: ActionPlan) -> str:
    bodies = rows_of(session, Organisation, plan_id=plan.id)
    named = (body.name for body in bodies if body.kind is OrganisationKind.MONITORING_BODY and body.is_defined)
    return next(named, "")


def _end_assessment_by(session: Session, *, commitment: Commitment) -> str:
    bodies = {body.id: body for body in rows_of(session, Organisation, plan_id=commitment.plan_id)}
    for row in rows_by(session, Assessment, "commitment_id", plan_id=commitment.plan_id).get(commitment.id, ()):
        body = bodies.get(row.organisation_id or 0)
        is_signed = row.state is AssessmentState.SIGNED and row.signed_on is not None
        is_last = is_signed and row.kind is AssessmentKind.END_OF_COMMITMENT
        if is_last and body and body.is_defined and body.kind in INDEPENDENT:
            return body.name
    return ""


def _instance_fact(session: Session, instance: CommitmentInstance) -> InstanceFact:
    officials = rows_by(session, Official, "id", plan_id=instance.plan_id)
    official = next(iter(officials.get(instance.responsible_id, ())), None)
    measured = rows_by(session, Indicator, "instance_id", plan_id=instance.plan_id).get(instance.id, ())
    indicators = [indicator for indicator in measured if indicator.withdrawn_on is None]
    milestones = rows_by(session, Milestone, "instance_id", plan_id=instance.plan_id).get(instance.id, ())
    return InstanceFact(
        code=instance.code,
        responsible=official.name if official else "",
        milestones=tuple(
            MilestoneFact(m.code, m.status, m.due_on, _ended_because(session, m))
            for m in sorted(milestones, key=lambda m: m.number)
        ),
        indicators=len(indicators),
        indicators_without_baseline_or_reason=tuple(
            i.code for i in indicators if i.baseline is None and not i.baseline_missing_because
        ),
    )


def _ended_because(session: Session, milestone: Milestone) -> str:
    if milestone.status not in ENDED:
        return ""
    amended = session.exec(
        select(Amendment)
        .where(Amendment.plan_id == milestone.plan_id, Amendment.subject == milestone.code, Amendment.field == "status")
        .order_by(col(Amendment.id).desc())
    ).first()
    if amended and amended.after == milestone.status.value:
        return amended.reason
    reported = session.exec(
        select(MilestoneUpdate)
        .where(MilestoneUpdate.milestone_id == milestone.id, MilestoneUpdate.status == milestone.status)
        .order_by(col(MilestoneUpdate.id).desc())
    ).first()
    return (reported.reason or reported.note) if reported else ""
