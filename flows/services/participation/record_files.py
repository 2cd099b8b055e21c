"""Files of meetings and consultations: minutes and results, kept by their content like evidence, internal until made public.

A file is given by its path, or by the hash of a file the installation has already, such as one sent with a reply.
"""

import re
from pathlib import Path

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.reception.evidence import LARGEST_FILE, keep_content
from models.rules.errors import DomainError
from models.tables import ActionPlan, Consultation, EvidenceFile, EvidenceLink, Meeting, RecordFile
from models.vocabulary import LedgerAction
from notifications.file_types import type_of

_HASH = re.compile(r"(?:sha256:)?([0-9a-f]{12,64})")
_MEGABYTE = 1024 * 1024


def keep_record_file(
    session: Session, desk: Desk, *, plan: ActionPlan, about: Meeting | Consultation, given: str, is_public: bool,
    operator: str,
) -> RecordFile | None:  # fmt: skip
    """Keep one file of a meeting or a consultation in the caller's transaction; None when no file is given.

    The same bytes are kept once. Giving a file again with another `is_public` publishes it or takes it back. DomainError
    for a path without a file, an unknown hash, an empty file, a program, or a file that is too large.
    """
    if not given.strip():
        return None
    file, name = _find(session, plan, given.strip())
    known = _known(session, about, file)
    kept = known or _new(desk, plan, about, file, name, operator=operator)
    before = "" if known is None else _shown(known, file)
    kept.is_public = is_public
    session.add(kept)
    session.flush()
    _point(session, about, file)
    if before != _shown(kept, file):
        ledger.record(
            session, desk, action=LedgerAction.RECORD_FILE_KEPT, subject=about.code, plan_id=plan.id, field="file",
            before=before, after=_shown(kept, file), source=f"sha256:{file.sha256}", actor=operator,
        )  # fmt: skip
    return kept


def files_of(session: Session, *, about: Meeting | Consultation) -> list[tuple[RecordFile, str]]:
    """The files of a meeting or a consultation with their hashes, oldest first."""
    query = select(RecordFile, EvidenceFile.sha256).join(EvidenceFile, col(RecordFile.file_id) == EvidenceFile.id)
    column = RecordFile.meeting_id if isinstance(about, Meeting) else RecordFile.consultation_id
    return [(row, sha256) for row, sha256 in session.exec(query.where(column == about.id).order_by(col(RecordFile.id)))]


def files_said(session: Session, *, about: Meeting | Consultation) -> str:
    """The files in one line for a table: name, beginning of the hash, public or internal; "" when there are none."""
    return "; ".join(
        f"{row.original_name} (sha256 {sha256[:12]}, {'public' if row.is_public else 'internal'})"
        for row, sha256 in files_of(session, about=about)
    )


def _find(session: Session, plan: ActionPlan, given: str) -> tuple[EvidenceFile, str]:
    reference = _HASH.fullmatch(given.lower())
    if reference and not Path(given).exists():
        return _by_hash(session, plan, reference[1])
    path = Path(given)
    if not path.is_file():
        raise DomainError(
            f"There is no file {path.name}; give the path of a file on this machine, or the hash of one already kept."
        )
    if path.stat().st_size > LARGEST_FILE:
        raise DomainError(
            f"{path.name} is larger than {LARGEST_FILE // _MEGABYTE} MB; keep a smaller copy, such as a PDF."
        )
    content = path.read_bytes()
    kind = type_of(content)
    if not kind.is_evidence:
        raise DomainError(
            f"{path.name} is {'a program' if content else 'empty'}; give the document itself, such as a PDF."
        )
    return keep_content(session, content=content, content_type=kind.media_type), path.name[:255]


def _by_hash(session: Session, plan: ActionPlan, beginning: str) -> tuple[EvidenceFile, str]:
    found = session.exec(select(EvidenceFile).where(col(EvidenceFile.sha256).startswith(beginning))).all()
    if len(found) != 1:
        which = "no file" if not found else f"{len(found)} files"
        raise DomainError(f"The hash {beginning} names {which} kept here; write more of it, or the path of the file.")
    (file,) = found
    link = session.exec(
        select(EvidenceLink).where(EvidenceLink.file_id == file.id, EvidenceLink.plan_id == plan.id)
    ).first()
    return file, link.original_name if link else file.sha256[:12]


def _known(session: Session, about: Meeting | Consultation, file: EvidenceFile) -> RecordFile | None:
    return next((row for row, sha256 in files_of(session, about=about) if sha256 == file.sha256), None)


def _new(
    desk: Desk, plan: ActionPlan, about: Meeting | Consultation, file: EvidenceFile, name: str, *, operator: str
) -> RecordFile:
    is_meeting = isinstance(about, Meeting)
    return RecordFile(
        plan_id=plan.id, file_id=file.id, meeting_id=about.id if is_meeting else None,
        consultation_id=None if is_meeting else about.id, original_name=name, recorded_by=operator, recorded_at=desk.now,
    )  # fmt: skip


def _point(session: Session, about: Meeting | Consultation, file: EvidenceFile) -> None:
    """The newest file is the one the meeting or the consultation points at."""
    if isinstance(about, Meeting):
        about.minutes_file_id = file.id
    else:
        about.results_file_id = file.id
    session.add(about)


def _shown(row: RecordFile, file: EvidenceFile) -> str:
    state = "public" if row.is_public else "internal"
    return f"{row.original_name} ({file.content_type}, {file.size} bytes, sha256 {file.sha256[:12]}, {state})"
