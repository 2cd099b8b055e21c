"""Everything the next gate of a commitment depends on, read from the tables: rows only, never from the ledger's words."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from flows.services.attendance import sides_present
from flows.services.desk import Desk
from flows.services.milestone_decisions import ENDED
from flows.services.standings import milestones_of
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
    instances = session.exec(
        select(CommitmentInstance)
        .where(CommitmentInstance.commitment_id == commitment.id)
        .order_by(col(CommitmentInstance.id))
    ).all()
    return GateFacts(
        stage=commitment.stage,
        instances=tuple(_instance_fact(session, instance) for instance in instances),
        plan_end=PartialDate.parse(plan.end).last_day(),
        today=desk.today,
        held_because=commitment.held_because,
        co_creation=_co_creation(session, plan=plan, commitment=commitment),
        monitoring_body=_monitoring_body(session, plan=plan),
        end_assessment_by=_end_assessment_by(session, commitment=commitment),
        lessons=len(session.exec(select(Lesson.id).where(Lesson.commitment_id == commitment.id)).all()),
    )


def meetings_about(session: Session, *, plan: ActionPlan, commitment: Commitment) -> list[Meeting]:
    """Held meetings on this commitment; a meeting that names none is about the whole plan."""
    query = select(Meeting).where(Meeting.plan_id == plan.id, Meeting.state == MeetingState.HELD)
    rows = session.exec(query.order_by(col(Meeting.starts_at))).all()
    return [m for m in rows if not m.commitments or commitment.code in m.commitments]


def contributions_to(session: Session, *, commitment: Commitment) -> list[Contribution]:
    """What people contributed to this commitment, oldest first."""
    query = select(Contribution).where(Contribution.commitment_id == commitment.id)
    return list(session.exec(query.order_by(col(Contribution.received_on), col(Contribution.id))).all())


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
        endorsements=len(session.exec(select(Endorsement.id).where(Endorsement.plan_id == plan.id)).all()),
    )


def _timeline_published_on(session: Session, *, plan: ActionPlan) -> date | None:
    query = select(col(Publication.published_on)).where(
        Publication.plan_id == plan.id, Publication.subject == PublicationSubject.CO_CREATION_TIMELINE
    )
    return min(session.exec(query).all(), default=None)


def _first_event_on(
    session: Session, *, plan: ActionPlan, commitment: Commitment, meetings: list[Meeting]
) -> date | None:
    zone = ZoneInfo(plan.time_zone)
    days = [m.starts_at.astimezone(zone).date() for m in meetings if m.purpose in CO_CREATION_EVENTS]
    opened = session.exec(select(Consultation).where(Consultation.plan_id == plan.id)).all()
    days += [c.opens_on for c in opened if not c.commitments or commitment.code in c.commitments]
    return min(days, default=None)


def _adopted_on(session: Session, *, plan: ActionPlan, commitment: Commitment) -> date | None:
    acts = session.exec(
        select(Approval).where(Approval.plan_id == plan.id, Approval.kind == ApprovalKind.COUNCIL_ADOPTION)
    ).all()
    own = [act.decided_on for act in acts if _concerns(act, commitment)]
    return min(own, default=None)


def _concerns(act: Approval, commitment: Commitment) -> bool:
    if act.commitment_id is not None:
        return act.commitment_id == commitment.id
    return act.member_id in (None, commitment.member_id)  # an act on the whole plan, by this council or by all


def _monitoring_body(session: Session, *, plan: ActionPlan) -> str:
    bodies = session.exec(
        select(Organisation).where(
            Organisation.plan_id == plan.id, Organisation.kind == OrganisationKind.MONITORING_BODY
        )
    ).all()
    return next((body.name for body in bodies if body.is_defined), "")


def _end_assessment_by(session: Session, *, commitment: Commitment) -> str:
    query = (
        select(col(Organisation.name))
        .join(Assessment, col(Assessment.organisation_id) == Organisation.id)
        .where(
            Assessment.commitment_id == commitment.id,
            Assessment.kind == AssessmentKind.END_OF_COMMITMENT,
            Assessment.state == AssessmentState.SIGNED,
            col(Assessment.signed_on).is_not(None),
            col(Organisation.kind).in_(INDEPENDENT),
            col(Organisation.is_defined).is_(True),
        )
    )
    return session.exec(query.order_by(col(Assessment.id))).first() or ""


def _instance_fact(session: Session, instance: CommitmentInstance) -> InstanceFact:
    official = session.get(Official, instance.responsible_id) if instance.responsible_id else None
    query = select(Indicator).where(Indicator.instance_id == instance.id, col(Indicator.withdrawn_on).is_(None))
    indicators = session.exec(query).all()
    return InstanceFact(
        code=instance.code,
        responsible=official.name if official else "",
        milestones=tuple(
            MilestoneFact(m.code, m.status, m.due_on, _ended_because(session, m))
            for m in milestones_of(session, instance_id=instance.id)
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
