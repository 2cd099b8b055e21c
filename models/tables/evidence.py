"""The evidence locker: files kept by their content, linked to what they prove; internal until made public."""

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.record import Key, Record, key, reference


class EvidenceFile(Record, table=True):
    """One file by its content: the same bytes sent twice are kept once. Never opened by the program."""

    id: Key = key()
    sha256: str = Field(unique=True)
    size: int
    content_type: str
    content: bytes = Field(sa_type=sa.LargeBinary)


class EvidenceLink(Record, table=True):
    """One file as somebody sent it: its name then, the mail it came in, the line of the form it proves."""

    __table_args__ = (sa.UniqueConstraint("file_id", "inbound_id", "original_name"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    file_id: int = reference("evidence_file.id")
    inbound_id: int = reference("inbound_message.id")
    line_id: int | None = reference("inbound_line.id", nullable=True)
    original_name: str
    item_code: str = ""
    milestone_id: int | None = reference("milestone.id", nullable=True)
    indicator_id: int | None = reference("indicator.id", nullable=True)
    is_public: bool = False
