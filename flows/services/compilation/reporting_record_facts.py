"""Facts beside the figures, from the records of a snapshot; what people wrote is masked before it is frozen."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flows.services.compilation.reporting_records import EvidenceRow
from flows.services.compilation.reporting_snapshot import Snapshot
from models.tables import Amendment, LedgerEntry, Meeting, Recommendation
from models.vocabulary import (
    AgeGroup,
    AssessmentKind,
    LedgerAction,
    MeetingState,
    ObstacleState,
    RecommendationState,
    Sex,
)
from reports.privacy import publishable
from reports.record_facts import (
    AxisFacts,
    ChangeFacts,
    ConstraintFacts,
    EvidenceFacts,
    FindingFacts,
    LessonFacts,
    MeetingFacts,
    ParticipationFacts,
    RecommendationFacts,
)

MILESTONE_FIELDS = ("due_on", "starts_on", "status")


def axis_facts(snapshot: Snapshot) -> tuple[AxisFacts, ...]:
    """The axes of the plan in its own order."""
    return tuple(AxisFacts(code=t.code, texts={"en": t.text, **t.labels}) for t in snapshot.records.axes)


def evidence_facts(snapshot: Snapshot) -> tuple[EvidenceFacts, ...]:
    """Every file of the locker that belongs to an item of the plan; internal files without their names."""
    return tuple(_evidence(snapshot, row) for row in snapshot.records.evidence if row.link.item_code)


def change_facts(snapshot: Snapshot, *, first: date, last: date) -> tuple[ChangeFacts, ...]:
    """Due dates moved, stages reached or overridden, withdrawals, amendments; from `first` to `last`, in order."""
    kinds = {
        LedgerAction.DUE_DATE_MOVED: "due_date",
        LedgerAction.STAGE_CHANGED: "stage",
        LedgerAction.GATE_OVERRIDDEN: "override",
        LedgerAction.COMMITMENT_WITHDRAWN: "withdrawal",
    }
    moved = [_change(snapshot, entry, kinds[entry.action]) for entry in snapshot.ledger if entry.action in kinds]
    amended = [_amendment(row) for row in snapshot.records.amendments]
    within = [change for change in [*moved, *amended] if first <= change.on <= last]
    return tuple(sorted(within, key=lambda c: (c.on, c.code, c.kind)))


def meeting_facts(snapshot: Snapshot, *, first: date, last: date) -> tuple[MeetingFacts, ...]:
    """Meetings planned or held from `first` to `last`; cancelled ones are left out."""
    rows = [row for row in snapshot.records.meetings if row.state is not MeetingState.CANCELLED]
    return tuple(_meeting(snapshot, row) for row in rows if first <= _day(snapshot, row.starts_at) <= last)


def participation_facts(snapshot: Snapshot, *, first: date, last: date) -> tuple[ParticipationFacts, ...]:
    """People counted from `first` to `last`, by category, sex, age group and province."""
    counts: Counter[tuple[str, Sex, AgeGroup, str]] = Counter()
    for row in snapshot.records.participation:
        if first <= row.counted_on <= last:
            counts[row.category, row.sex, row.age_group, row.province] += row.people
    return tuple(
        ParticipationFacts(category=category, sex=sex, age_group=age, province=province, people=people)
        for (category, sex, age, province), people in sorted(counts.items())
    )


def recommendation_facts(snapshot: Snapshot) -> tuple[RecommendationFacts, ...]:
    """Every recommendation so far, as it stood at the moment: an answer given later does not exist yet."""
    return tuple(_recommendation(snapshot, row) for row in snapshot.records.recommendations)


def lesson_facts(snapshot: Snapshot) -> tuple[LessonFacts, ...]:
    """Lessons recorded so far."""
    return tuple(
        LessonFacts(
            commitment=_commitment(snapshot, row.commitment_id),
            text=publishable(row.text),
            recorded_on=row.recorded_on,
        )
        for row in snapshot.records.lessons
    )


def finding_facts(snapshot: Snapshot) -> tuple[FindingFacts, ...]:
    """Answers of the signed independent assessments; the administration's own assessment is not a finding."""
    return tuple(
        FindingFacts(
            commitment=_commitment(snapshot, assessment.commitment_id),
            kind=assessment.kind,
            author=assessment.author,
            signed_on=assessment.signed_on,
            question=answer.question,
            value=answer.value,
            explanation=publishable(answer.explanation),
            illustrative=assessment.illustrative,
        )
        for assessment, answer in snapshot.records.findings
        if assessment.signed_on and assessment.kind is not AssessmentKind.SELF
    )


def constraint_facts(snapshot: Snapshot) -> tuple[ConstraintFacts, ...]:
    """Constraints opened so far; one resolved after the moment is still open."""
    day = snapshot.moment.date()
    milestones = {milestone.id: milestone.code for milestone in snapshot.milestones}
    found = []
    for row in snapshot.records.obstacles:
        is_over = row.state is ObstacleState.RESOLVED and (row.resolved_on is None or row.resolved_on <= day)
        owner = snapshot.officials.get(row.owner_id or 0)
        found.append(
            ConstraintFacts(
                code=row.code,
                commitment=_commitment(snapshot, row.commitment_id),
                milestone=milestones.get(row.milestone_id or 0, ""),
                text=publishable(row.text),
                opened_on=row.opened_on,
                owner=owner.unit if owner else "",
                state=ObstacleState.RESOLVED if is_over else ObstacleState.OPEN,
                resolved_on=row.resolved_on if is_over else None,
                resolution=publishable(row.resolution) if is_over else "",
            )
        )
    return tuple(found)


def files_by_item(evidence: Iterable[EvidenceFacts]) -> dict[str, tuple[int, int]]:
    """Files and public files of each item, by its code."""
    found: dict[str, tuple[int, int]] = {}
    for row in evidence:
        files, public = found.get(row.code, (0, 0))
        found[row.code] = files + 1, public + row.is_public
    return found


def _day(snapshot: Snapshot, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(snapshot.plan.time_zone)).date()


def _commitment(snapshot: Snapshot, key: int | None) -> str:
    return next((commitment.code for commitment in snapshot.commitments if commitment.id == key), "")


def _region(snapshot: Snapshot, key: int | None) -> str:
    return next((member.code for member in snapshot.members if member.id == key), "")


def _evidence(snapshot: Snapshot, row: EvidenceRow) -> EvidenceFacts:
    return EvidenceFacts(
        code=row.link.item_code,
        sha256=row.sha256,
        size=row.size,
        content_type=row.content_type,
        name=publishable(row.link.original_name) if row.link.is_public else "",
        is_public=row.link.is_public,
        mail_sha256=row.mail_sha256,
        received_on=_day(snapshot, row.received_at),
    )


def _change(snapshot: Snapshot, entry: LedgerEntry, kind: str) -> ChangeFacts:
    on = _day(snapshot, entry.at)
    return ChangeFacts(
        code=entry.subject, kind=kind, on=on, before=entry.before, after=entry.after, reason=publishable(entry.reason)
    )


def _amendment(row: Amendment) -> ChangeFacts:
    """The field is told with the kind; those of milestones stay as reports already frozen tell them."""
    return ChangeFacts(
        code=row.subject,
        kind="amendment" if row.field in MILESTONE_FIELDS and "-M" in row.subject else f"amendment:{row.field}",
        on=row.decided_on,
        before=publishable(row.before),
        after=publishable(row.after),
        reason=publishable(row.reason),
    )


def _meeting(snapshot: Snapshot, row: Meeting) -> MeetingFacts:
    counted = [p.people for p in snapshot.records.participation if p.meeting_id == row.id]
    body = next((o.name for o in snapshot.organisations if o.id == row.organisation_id), "")
    # A meeting recorded as held after the moment of the snapshot was still planned then.
    is_held = row.state is MeetingState.HELD and row.ends_at <= snapshot.moment
    return MeetingFacts(
        code=row.code,
        purpose=row.purpose,
        state=MeetingState.HELD if is_held else MeetingState.PLANNED,
        title=publishable(row.title),
        region=_region(snapshot, row.member_id),
        body=body,
        on=_day(snapshot, row.starts_at),
        people=sum(counted) if counted else None,
        illustrative=row.illustrative,
    )


def _recommendation(snapshot: Snapshot, row: Recommendation) -> RecommendationFacts:
    moment, day = snapshot.moment, snapshot.moment.date()
    is_answered = row.responded_at is not None and row.responded_at <= moment
    is_done = row.implemented_on is not None and row.implemented_on <= day
    state = row.state
    if not is_done and state is RecommendationState.IMPLEMENTED:
        state = RecommendationState.ANSWERED
    if row.responded_at is not None and not is_answered:
        state = RecommendationState.OPEN
    return RecommendationFacts(
        code=row.code,
        text=publishable(row.text),
        made_by=publishable(row.made_by),
        made_on=row.made_on,
        region=_region(snapshot, row.member_id),
        commitment=_commitment(snapshot, row.commitment_id),
        due_on=row.due_on,
        first_due_on=row.first_due_on,
        state=state,
        response=row.response if is_answered else None,
        response_text=publishable(row.response_text) if is_answered else "",
        implemented_on=row.implemented_on if is_done else None,
        illustrative=row.illustrative,
    )
