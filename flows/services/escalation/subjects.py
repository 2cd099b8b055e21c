"""Everything the escalation engine follows. A new subject is added here, and nowhere else."""

from flows.services.escalation.late_clocks import CLOCKS
from flows.services.escalation.late_evidence import EVIDENCE
from flows.services.escalation.late_milestones import MILESTONES
from flows.services.escalation.late_recommendations import RECOMMENDATIONS
from flows.services.escalation.late_reports import REPORTS
from flows.services.escalation.lateness import Subject
from models.vocabulary import EscalationSubject

SUBJECTS: tuple[Subject, ...] = (MILESTONES, REPORTS, EVIDENCE, RECOMMENDATIONS, CLOCKS)


def subject_of(kind: EscalationSubject) -> Subject | None:
    """The provider of one kind; None when this release follows no such thing."""
    return next((subject for subject in SUBJECTS if subject.kind is kind), None)
