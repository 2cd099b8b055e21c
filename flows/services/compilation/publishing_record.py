"""What stands beside the figures on the public pages: errata, publications, public evidence. Reads rows only."""

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from flows.services.compilation.record_documents import public_documents
from models.tables import (
    DataRequest,
    EvidenceFile,
    EvidenceLink,
    FrozenReport,
    InboundLine,
    InboundMessage,
    IndependentReport,
    Organisation,
    Publication,
)
from models.vocabulary import AnswerKind, LineOutcome, SignatureKind
from notifications.reading.finding import links_in
from reports.privacy import publishable
from reports.site import portal
from reports.view_status import Standing


def public_record(
    session: Session, *, plan_id: int, standing: Standing, checks: tuple[portal.Checked, ...]
) -> portal.PublicRecord:
    """What is known beside the frozen figures: `standing` (approvals, errata), publications, evidence and its checks."""
    return portal.PublicRecord(
        standing=standing,
        publications=_publications(session, plan_id=plan_id),
        independent=_independent(session, plan_id=plan_id),
        links=evidence_links(session, plan_id=plan_id),
        checks=checks,
        files=_public_files(session, plan_id=plan_id),
        documents=public_documents(session, plan_id=plan_id),
    )


def evidence_links(session: Session, *, plan_id: int) -> tuple[portal.EvidenceLink, ...]:
    """Addresses that officials gave as evidence and that were recorded, each once per item, in order of arrival."""
    query = (
        select(InboundLine, InboundMessage.sha256)
        .join(InboundMessage, col(InboundLine.inbound_id) == InboundMessage.id)
        .join(DataRequest, col(InboundMessage.data_request_id) == DataRequest.id)
        .where(
            DataRequest.plan_id == plan_id,
            InboundLine.answer_kind == AnswerKind.EVIDENCE,
            InboundLine.outcome == LineOutcome.RECORDED,
            InboundLine.code != "",
        )
        .order_by(col(InboundMessage.id), col(InboundLine.position))
    )
    found: dict[tuple[str, str], portal.EvidenceLink] = {}
    for line, sha256 in session.exec(query).all():
        for address in links_in(line.after or line.raw_text):
            # An address may carry a user name or a mail address; such a one is not for the public.
            if publishable(address) == address and "@" not in address:
                found.setdefault((line.code, address), portal.EvidenceLink(line.code, address, sha256))
    return tuple(found.values())


def _publications(session: Session, *, plan_id: int) -> tuple[portal.Published, ...]:
    query = (
        select(Publication)
        .where(Publication.plan_id == plan_id)
        .order_by(col(Publication.published_on), col(Publication.id))
    )
    periods = dict(
        session.exec(select(FrozenReport.id, FrozenReport.period).where(FrozenReport.plan_id == plan_id)).all()
    )
    return tuple(
        portal.Published(
            r.channel, publishable(r.address), r.published_on, r.data_sha256, periods.get(r.report_id or 0, ""),
            r.is_unapproved,
        )
        for r in session.exec(query).all()
    )  # fmt: skip


def _independent(session: Session, *, plan_id: int) -> tuple[portal.IndependentReport, ...]:
    query = (
        select(IndependentReport, Organisation)
        .options(defer(IndependentReport.content))  # type: ignore[arg-type]
        .where(IndependentReport.plan_id == plan_id, IndependentReport.organisation_id == Organisation.id)
        .order_by(col(IndependentReport.signed_on), col(IndependentReport.id))
    )
    return tuple(
        portal.IndependentReport(
            body=body.name, bodies=body.names, title=publishable(row.title), period=row.period,
            language=row.language.value, signed_on=row.signed_on, sha256=row.sha256,
            is_checked=row.signature_kind is SignatureKind.DETACHED, address=row.address,
        )
        for row, body in session.exec(query).all()
    )  # fmt: skip


def _public_files(session: Session, *, plan_id: int) -> dict[str, bytes]:
    query = (
        select(EvidenceFile)
        .join(EvidenceLink, col(EvidenceLink.file_id) == EvidenceFile.id)
        .where(EvidenceLink.plan_id == plan_id, col(EvidenceLink.is_public))
    )
    return {row.sha256: row.content for row in session.exec(query).all()}
