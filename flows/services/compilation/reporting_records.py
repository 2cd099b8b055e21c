"""What stands beside the figures at the moment of a snapshot: evidence, committees, recommendations, findings."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.tables import (
    Amendment,
    Assessment,
    AssessmentAnswer,
    EvidenceFile,
    EvidenceLink,
    InboundMessage,
    IndicatorVersion,
    Lesson,
    Meeting,
    Obstacle,
    ParticipationCount,
    Recommendation,
    TaxonomyTerm,
)
from models.vocabulary import AssessmentState, TaxonomyKind


@dataclass(frozen=True)
class EvidenceRow:
    """One file of the locker as it was sent; the bytes stay in the database."""

    link: EvidenceLink
    sha256: str
    size: int
    content_type: str
    mail_sha256: str
    received_at: datetime


@dataclass(frozen=True)
class Records:
    """Rows of one plan that are told beside its figures, recorded up to the moment of the snapshot."""

    axes: tuple[TaxonomyTerm, ...]
    evidence: tuple[EvidenceRow, ...]
    amendments: tuple[Amendment, ...]
    meetings: tuple[Meeting, ...]
    participation: tuple[ParticipationCount, ...]
    recommendations: tuple[Recommendation, ...]
    lessons: tuple[Lesson, ...]
    findings: tuple[tuple[Assessment, AssessmentAnswer], ...]
    obstacles: tuple[Obstacle, ...]
    versions: tuple[IndicatorVersion, ...]


def take_records(session: Session, *, plan_id: int, moment: datetime) -> Records:
    """Read what stands beside the figures of one plan; rows dated after `moment` are left out."""
    day = moment.date()
    axes = select(TaxonomyTerm).where(TaxonomyTerm.plan_id == plan_id, TaxonomyTerm.kind == TaxonomyKind.AXIS)
    amendments = select(Amendment).where(Amendment.plan_id == plan_id, col(Amendment.decided_on) <= day)
    meetings = select(Meeting).where(Meeting.plan_id == plan_id)
    people = select(ParticipationCount).where(ParticipationCount.plan_id == plan_id)
    advice = select(Recommendation).where(Recommendation.plan_id == plan_id, col(Recommendation.made_on) <= day)
    lessons = select(Lesson).where(Lesson.plan_id == plan_id, col(Lesson.recorded_on) <= day)
    obstacles = select(Obstacle).where(Obstacle.plan_id == plan_id, col(Obstacle.opened_on) <= day)
    return Records(
        axes=tuple(session.exec(axes.order_by(col(TaxonomyTerm.position))).all()),
        evidence=_evidence(session, plan_id=plan_id, moment=moment),
        amendments=tuple(session.exec(amendments.order_by(col(Amendment.id))).all()),
        meetings=tuple(session.exec(meetings.order_by(col(Meeting.starts_at), col(Meeting.code))).all()),
        participation=tuple(session.exec(people.where(col(ParticipationCount.counted_on) <= day)).all()),
        recommendations=tuple(session.exec(advice.order_by(col(Recommendation.code))).all()),
        lessons=tuple(session.exec(lessons.order_by(col(Lesson.id))).all()),
        findings=_findings(session, plan_id=plan_id, moment=moment),
        obstacles=tuple(session.exec(obstacles.order_by(col(Obstacle.code))).all()),
        versions=tuple(session.exec(select(IndicatorVersion).where(IndicatorVersion.plan_id == plan_id)).all()),
    )


def _evidence(session: Session, *, plan_id: int, moment: datetime) -> tuple[EvidenceRow, ...]:
    query = (
        select(
            EvidenceLink,
            EvidenceFile.sha256,
            EvidenceFile.size,
            EvidenceFile.content_type,
        )
        .join(EvidenceFile, col(EvidenceLink.file_id) == EvidenceFile.id)
        .where(EvidenceLink.plan_id == plan_id)
        .order_by(col(EvidenceLink.id))
    )
    rows = session.exec(query).all()
    mails = _mails(session, {link.inbound_id for link, *_ in rows})
    found = [EvidenceRow(link, sha, size, kind, *mails[link.inbound_id]) for link, sha, size, kind in rows]
    return tuple(row for row in found if row.received_at <= moment)


def _mails(session: Session, keys: set[int]) -> dict[int, tuple[str, datetime]]:
    query = select(InboundMessage.id, InboundMessage.sha256, InboundMessage.received_at)
    rows = session.exec(query.where(col(InboundMessage.id).in_(keys))).all()
    return {key: (sha256, received_at) for key, sha256, received_at in rows}


def _findings(session: Session, *, plan_id: int, moment: datetime) -> tuple[tuple[Assessment, AssessmentAnswer], ...]:
    """Answers of signed assessments only: a draft binds nobody."""
    query = (
        select(Assessment, AssessmentAnswer)
        .join(AssessmentAnswer, col(AssessmentAnswer.assessment_id) == Assessment.id)
        .where(
            Assessment.plan_id == plan_id,
            Assessment.state == AssessmentState.SIGNED,
            col(Assessment.signed_on) <= moment.date(),
        )
        .order_by(col(Assessment.id), col(AssessmentAnswer.id))
    )
    return tuple((assessment, answer) for assessment, answer in session.exec(query).all())
