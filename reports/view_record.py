"""What stands beside the figures of a report, put together in one language; and the remarks on each commitment."""

from reports.figures import AnnualFigures, CommitmentFacts, Figure
from reports.labels import EVIDENCE_DEFINITIONS, INDICATOR_DEFINITIONS, OFFICIAL_DEFINITIONS
from reports.language import Phrase, Words
from reports.view_committee import (
    change_view,
    constraint_view,
    evidence_note,
    evidence_view,
    finding_view,
    lesson_view,
    meeting_view,
    people_rows,
)
from reports.view_parts import RemarkView
from reports.view_recommendations import recommendation_views
from reports.view_record_parts import CommitmentRemarks, RecordView
from reports.view_remarks import late_milestones, obstacles
from reports.view_shares import axis_rows, region_rows
from reports.view_states import evidence_badge, indicator_badge, legend, official_badge
from reports.view_work import achievements, deadlines, decisions, off_track


def record_view(
    content: AnnualFigures, *, regions: dict[str, Phrase], figures: dict[str, Figure], words: Words
) -> RecordView:
    """Everything of the report that is not a figure of a commitment."""
    return RecordView(
        official_states=legend(OFFICIAL_DEFINITIONS, official_badge, words=words),
        evidence_states=legend(EVIDENCE_DEFINITIONS, evidence_badge, words=words),
        indicator_states=legend(INDICATOR_DEFINITIONS, indicator_badge, words=words),
        axes=axis_rows(content, words=words),
        regions=region_rows(content, regions=regions, words=words),
        achievements=achievements(content, regions=regions, figures=figures, words=words),
        deadlines=deadlines(content, regions=regions, words=words),
        off_track=off_track(content, regions=regions, figures=figures, words=words),
        decisions=decisions(content, regions=regions, words=words),
        changes=tuple(change_view(change, words=words) for change in content.changes),
        meetings=tuple(meeting_view(m, regions=regions, words=words) for m in content.meetings),
        people=people_rows(content.participation, words=words),
        recommendations=recommendation_views(content, regions=regions, words=words),
        findings=tuple(finding_view(finding, words=words) for finding in content.findings),
        lessons=tuple(lesson_view(lesson, words=words) for lesson in content.lessons),
        constraints=tuple(constraint_view(constraint, words=words) for constraint in content.constraints),
        evidence=tuple(evidence_view(row, words=words) for row in content.evidence),
        evidence_note=evidence_note(content, words=words),
    )


def remarks_by_commitment(
    content: AnnualFigures, record: RecordView, *, regions: dict[str, Phrase], words: Words
) -> dict[str, CommitmentRemarks]:
    """The same remarks, sorted to the commitments they are about."""
    late = late_milestones(content, regions=regions, words=words)
    told = obstacles(content, regions=regions, words=words)
    return {c.code: _remarks(c, record, late=late, told=told) for c in content.commitments}


def _remarks(
    commitment: CommitmentFacts, record: RecordView, *, late: tuple[RemarkView, ...], told: tuple[RemarkView, ...]
) -> CommitmentRemarks:
    own = {commitment.code} | {i.code for i in commitment.instances}
    own |= {m.code for i in commitment.instances for m in i.milestones}
    own |= {n.code for i in commitment.instances for n in i.indicators}
    return CommitmentRemarks(
        achievements=tuple(r for r in record.achievements if r.code in own),
        late=tuple(r for r in late if r.code in own),
        deadlines=tuple(r for r in record.deadlines if r.code in own)[:3],
        obstacles=tuple(r for r in told if r.code in own),
        constraints=tuple(c for c in record.constraints if c.commitment == commitment.code),
        decisions=tuple(d for d in record.decisions if d.code in own),
        changes=tuple(c for c in record.changes if c.code in own),
        recommendations=tuple(r for r in record.recommendations if r.commitment == commitment.code),
        findings=tuple(f for f in record.findings if f.commitment == commitment.code),
        lessons=tuple(lesson for lesson in record.lessons if lesson.commitment == commitment.code),
    )
