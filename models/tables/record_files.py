"""Files that belong to a meeting or a consultation: minutes, attendance, results; kept by their content like evidence."""

from datetime import datetime

import sqlalchemy as sa

from models.tables.record import Key, Record, key, reference


class RecordFile(Record, table=True):
    """One file of one meeting or of one consultation, under the name it was given; internal until made public."""

    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "file_id", name="uq_record_file_meeting"),
        sa.UniqueConstraint("consultation_id", "file_id", name="uq_record_file_consultation"),
        sa.CheckConstraint("(meeting_id IS NULL) <> (consultation_id IS NULL)", name="one_subject"),
    )

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    file_id: int = reference("evidence_file.id")
    meeting_id: int | None = reference("meeting.id", nullable=True)
    consultation_id: int | None = reference("consultation.id", nullable=True)
    original_name: str
    is_public: bool = False
    recorded_by: str
    recorded_at: datetime
