"""Minutes and results that were made public, as the public sites show them. Reads rows only."""

from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.tables import ActionPlan, Consultation, EvidenceFile, Meeting, Member, RecordFile
from reports.privacy import publishable
from reports.site.portal import PublicDocument


def public_documents(session: Session, *, plan_id: int) -> tuple[PublicDocument, ...]:
    """Public files of meetings and consultations, oldest first; internal ones are not even counted."""
    zone = ZoneInfo(session.get_one(ActionPlan, plan_id).time_zone)
    regions = {m.id: m.code for m in session.exec(select(Member).where(Member.plan_id == plan_id)).all()}
    query = (
        select(RecordFile, EvidenceFile)
        .join(EvidenceFile, col(RecordFile.file_id) == EvidenceFile.id)
        .where(RecordFile.plan_id == plan_id, col(RecordFile.is_public))
    )
    found = []
    for row, file in session.exec(query.order_by(col(RecordFile.id))).all():
        about: Meeting | Consultation
        if row.meeting_id is not None:
            about = meeting = session.get_one(Meeting, row.meeting_id)
            day = meeting.starts_at.astimezone(zone).date()
        else:
            about = consultation = session.get_one(Consultation, row.consultation_id)
            day = consultation.closes_on
        found.append(
            PublicDocument(
                about.code, publishable(about.title), regions.get(about.member_id or 0, ""), day, file.sha256,
                file.content_type, file.content,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda document: (document.on, document.code)))
