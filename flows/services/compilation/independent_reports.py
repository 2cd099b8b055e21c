"""The independent body's own report, taken in as it is: file, hash and signature; linked, never mixed with ours."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session, select

from flows.services import ledger
from flows.services.approval.sign_off_bodies import approving_body
from flows.services.approval.signed_approvals import check_by_body, read_signature
from flows.services.compilation.frozen_reports import find_report
from flows.services.desk import Desk
from flows.services.lifecycle.standings import claim_plan, find_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.participation.meeting_inputs import read_word
from models.rules.errors import DomainError
from models.tables import ActionPlan, FrozenReport, IndependentReport, Organisation
from models.vocabulary import Language, LedgerAction, SignatureKind

FLOW = "receive-independent-report"
LARGEST = 25 * 1024 * 1024
_KINDS = {".pdf": b"%PDF-", ".docx": b"PK\x03\x04", ".odt": b"PK\x03\x04"}


@dataclass(frozen=True)
class IndependentOrder:
    """The report as a form says it. Without `signature`, `handwritten` says that a person saw it signed by hand."""

    file: str
    period: str
    title: str = ""
    language: str = "fr"
    figures: str = ""
    body: str = ""
    signature: str = ""
    handwritten: bool = False
    signed_by: str = ""
    signed_on: date | None = None
    address: str = ""


def receive_independent_report(
    desk: Desk, *, plan: str, order: IndependentOrder, operator: str, preview: bool = False
) -> Outcome:
    """Keep the report byte for byte with its hash and signature. A bad signature refuses the whole of it."""
    if not operator.strip():
        raise DomainError("A report is taken in by somebody; fill in operator.")
    name, content = _read(order.file)
    sha256 = hashlib.sha256(content).hexdigest()
    with desk.session() as session:
        row = claim_plan(session, code=find_plan(session, code=plan).code)
        body = approving_body(session, plan=row, wanted=order.body)
        known = session.exec(
            select(IndependentReport).where(IndependentReport.plan_id == row.id, IndependentReport.sha256 == sha256)
        ).first()
        report = known or _made(session, desk, row, body, order, name=name, content=content, operator=operator.strip())
        if known is None:
            session.add(report)
            ledger.record(
                session, desk, action=LedgerAction.INDEPENDENT_REPORT_RECEIVED, subject=f"{body.code}-{report.period}",
                plan_id=row.id, field=report.signature_kind.value, after=f"{report.title}, {report.size} bytes",
                reason=f"signed by {report.signed_by} on {report.signed_on}", source=f"sha256:{sha256}",
                actor=operator.strip(),
            )  # fmt: skip
        outcome = _outcome(desk, row, body, report, is_new=known is None, preview=preview)
        session.rollback() if preview else session.commit()
    return outcome


def _read(file: str) -> tuple[str, bytes]:
    if not file.strip():
        raise DomainError("Name the file of the report, a .pdf, .docx or .odt file on this machine.")
    path = Path(file.strip()).expanduser()
    if not path.is_file():
        raise DomainError(f"There is no file “{file.strip()}” on this machine.")
    if path.stat().st_size > LARGEST:
        raise DomainError(f"{path.name} is larger than 25 MB; give a smaller version of the report.")
    content, magic = path.read_bytes(), _KINDS.get(path.suffix.lower())
    if magic is None or not content.startswith(magic):
        raise DomainError(f"{path.name} is no report that can be kept; give a .pdf, .docx or .odt file.")
    return path.name, content


def _made(
    session: Session, desk: Desk, plan: ActionPlan, body: Organisation, order: IndependentOrder, *, name: str,
    content: bytes, operator: str,
) -> IndependentReport:  # fmt: skip
    figures: FrozenReport | None = None
    if order.figures.strip():
        figures = find_report(session, plan=plan, period=order.period, figures=order.figures)
    kind, signature, fingerprint, signed_by = _signed(session, desk, body, order, content=content)
    if not order.period.strip():
        raise DomainError("Say which year or quarter the report is about, such as 2026 or 2026-Q3.")
    return IndependentReport(
        plan_id=plan.id, organisation_id=body.id, report_id=figures.id if figures else None, period=order.period.strip(),
        title=order.title.strip() or name, language=read_word(Language, order.language, what="language",
                                                              default=Language.FRENCH),
        file_name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest(), content=content,
        signature_kind=kind, signature=signature, fingerprint=fingerprint, signed_by=signed_by,
        signed_on=_day(desk, plan, order), address=_address(order.address), received_at=desk.now, recorded_by=operator,
    )  # fmt: skip


def _signed(
    session: Session, desk: Desk, body: Organisation, order: IndependentOrder, *, content: bytes
) -> tuple[SignatureKind, str, str, str]:
    """How it is signed, the signature, the key's fingerprint and the person; a DomainError when it is not signed."""
    if order.signature.strip():
        text = read_signature(order.signature)
        key = check_by_body(session, desk, body=body, content=content, signature=text)
        return SignatureKind.DETACHED, text, key.fingerprint, order.signed_by.strip() or key.holder
    if not order.handwritten:
        raise DomainError(
            f"The report of {body.name} carries no signature; give the .sig file, or tick handwritten once you have seen "
            "that it is signed by hand."
        )
    if not order.signed_by.strip() or order.signed_on is None:
        raise DomainError(
            "A report signed by hand needs who signed it and on which day; fill in signed_by and signed_on."
        )
    return SignatureKind.HANDWRITTEN, "", "", order.signed_by.strip()


def _day(desk: Desk, plan: ActionPlan, order: IndependentOrder) -> date:
    day = order.signed_on or desk.today
    if not plan.submitted_on <= day <= desk.today:
        raise DomainError(f"Signed on {day}, outside the plan's life so far; write a day up to {desk.today}.")
    return day


def _address(text: str) -> str:
    address = text.strip()
    if address and not address.startswith(("https://", "http://")):
        raise DomainError(f"“{address}” is no public address; write one that begins with https://.")
    return address


def _outcome(
    desk: Desk, plan: ActionPlan, body: Organisation, report: IndependentReport, *, is_new: bool, preview: bool
) -> Outcome:
    verb = "is kept already" if not is_new else "would be kept" if preview else "is kept"
    summary = (
        f"The report “{report.title}” of {body.name} {verb}, SHA-256 {report.sha256[:12]}, "
        f"{report.signature_kind.value.replace('_', ' ')}; it stands beside the administration's figures."
    )
    cells = (body.code, report.period, report.title, report.signed_by, report.signed_on.isoformat(), report.sha256)
    columns = ("Body", "Period", "Title", "Signed by", "On", "SHA-256")
    table = ReportTable("independent-reports", "Report of the independent body", columns, (cells,))
    return Outcome(FLOW, plan.code, desk.today, preview, summary, {"received": int(is_new)}, (table,))
