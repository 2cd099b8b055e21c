"""Everything the escalation engine follows. A new subject is added here, and nowhere else."""

from flows.services.late_clocks import CLOCKS
from flows.services.late_evidence import EVIDENCE
from flows.services.late_milestones import MILESTONES
from flows.services.late_recommendations import RECOMMENDATIONS
from flows.services.late_reports import REPORTS
from flows.services.lateness import Subject
from models.vocabulary import EscalationSubject

SUBJECTS: tuple[Subject, ...] = (MILESTONES, REPORTS, EVIDENCE, RECOMMENDATIONS, CLOCKS)


def subject_of(kind: EscalationSubject) -> Subject | None:
    """The provider of one kind; None when this release follows no such thing."""
    return next((subject for subject in SUBJECTS if subject.kind is kind), None)
