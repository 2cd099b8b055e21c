"""Files sent with a reply: kept by their content under the name they came with, linked to the line they prove."""

import hashlib
from collections.abc import Sequence

from sqlmodel import Session, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.reception.reply_context import Reply
from models.rules.codes import normalise_code
from models.tables import EvidenceFile, EvidenceLink, InboundLine, RequestedItem
from models.vocabulary import AnswerKind, ItemKind, LedgerAction, LineOutcome
from notifications.file_types import type_of
from notifications.mime import ParsedMail
from notifications.mime_parts import Part

LARGEST_FILE = 15 * 1024 * 1024
MOST_FILES = 20
OURS = ("message/", "multipart/", "text/calendar", "application/pgp-signature", "application/pkcs7-signature")


def keep_attachments(
    session: Session,
    desk: Desk,
    *,
    reply: Reply,
    mail: ParsedMail,
    rows: Sequence[InboundLine],
    not_evidence: frozenset[str] = frozenset(),
) -> list[EvidenceLink]:
    """Keep the files of a reply in the caller's transaction and say so in the receipt. The raw mail keeps all of them.

    A file belongs to the line whose code its name carries, else to the only milestone answered, else to the form.
    """
    parts = [p for p in mail.attachments if _is_candidate(p) and p.filename not in not_evidence][:MOST_FILES]
    links = []
    for number, part in enumerate(parts, start=1):
        kind = type_of(part.content)
        name = (part.filename or f"file {number}")[:255]
        if not kind.is_evidence or len(part.content) > LARGEST_FILE:
            _note(session, reply, rows, number, name, code="", reason="not_kept_as_evidence")
            continue
        item = _item_of(session, reply=reply, name=name, rows=rows)
        file = keep_content(session, content=part.content, content_type=kind.media_type)
        line = _note(session, reply, rows, number, name, code=item.code if item else "", reason="")
        links.append(_link(session, desk, reply=reply, file=file, line=line, name=name, item=item))
    return links


def _is_candidate(part: Part) -> bool:
    return bool(part.content) and not part.content_type.startswith(OURS)


def _item_of(session: Session, *, reply: Reply, name: str, rows: Sequence[InboundLine]) -> RequestedItem | None:
    query = select(RequestedItem).where(RequestedItem.data_request_id == reply.request.id)
    items = session.exec(query).all()
    written = normalise_code(name)
    named = [item for item in items if normalise_code(item.code) in written]
    if len(named) == 1:
        return named[0]
    answered = {row.code for row in rows if row.outcome is LineOutcome.RECORDED}
    milestones = [item for item in items if item.kind is ItemKind.MILESTONE and item.code in answered]
    return milestones[0] if len(milestones) == 1 else None


def keep_content(session: Session, *, content: bytes, content_type: str) -> EvidenceFile:
    """The row of these bytes; the same bytes are kept once."""
    sha256 = hashlib.sha256(content).hexdigest()
    known = session.exec(select(EvidenceFile).where(EvidenceFile.sha256 == sha256)).first()
    if known:
        return known
    file = EvidenceFile(sha256=sha256, size=len(content), content_type=content_type, content=content)
    session.add(file)
    session.flush()
    return file


def _note(
    session: Session, reply: Reply, rows: Sequence[InboundLine], number: int, name: str, *, code: str, reason: str
) -> InboundLine:
    line = InboundLine(
        inbound_id=reply.inbound.id,
        position=len(rows) + number,
        outcome=LineOutcome.IGNORED if reason else LineOutcome.RECORDED,
        code=code,
        answer_kind=AnswerKind.EVIDENCE,
        where=f"attachment {number}",
        raw_text=name,
        after=name if not reason else "",
        reason=reason,
    )
    session.add(line)
    session.flush()
    reply.lines.append(line)
    return line


def _link(
    session: Session, desk: Desk, *, reply: Reply, file: EvidenceFile, line: InboundLine, name: str,
    item: RequestedItem | None,
) -> EvidenceLink:  # fmt: skip
    link = EvidenceLink(
        plan_id=reply.request.plan_id, file_id=file.id, inbound_id=reply.inbound.id, line_id=line.id,
        original_name=name, item_code=item.code if item else "",
        milestone_id=item.milestone_id if item else None, indicator_id=item.indicator_id if item else None,
    )  # fmt: skip
    known = session.exec(
        select(EvidenceLink).where(
            EvidenceLink.file_id == file.id,
            EvidenceLink.inbound_id == reply.inbound.id,
            EvidenceLink.original_name == name,
        )
    ).first()
    if known:
        return known
    session.add(link)
    ledger.record(
        session, desk, action=LedgerAction.EVIDENCE_KEPT, subject=link.item_code or reply.request.reference,
        plan_id=reply.request.plan_id, field="file", after=f"{name} ({file.content_type}, {file.size} bytes)",
        source=f"sha256:{reply.inbound.sha256}#{line.where}", actor=reply.official.code,
    )  # fmt: skip
    return link
