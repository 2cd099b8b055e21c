"""Recording what a body says of frozen figures: bound to their hash, once, never for figures that were replaced since."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.compilation.frozen_reports import check_report, replaced_by, subject_of
from flows.services.desk import Desk
from flows.services.lifecycle.standings import claim_plan
from models.tables import ActionPlan, FrozenReport, InboundMessage, Organisation, SignOff
from models.vocabulary import LedgerAction, SignatureKind
from notifications.reasons import Reason

MOST_REMARKS = 2_000


@dataclass(frozen=True)
class Verdict:
    """What is to be recorded: yes or no, who said so and how; `confirmed_by` is the person who asked back, if any."""

    is_approved: bool
    signed_by: str
    kind: SignatureKind
    remarks: str = ""
    inbound: InboundMessage | None = None
    signature: str = ""
    confirmed_by: str = ""


def record_verdict(
    session: Session, desk: Desk, *, plan: ActionPlan, report: FrozenReport, body: Organisation, verdict: Verdict
) -> Reason | None:
    """Record a sign-off in the caller's transaction; None when it is recorded, else why it was not.

    The latest word of a body counts: an approval can be taken back by a refusal, and the other way round.
    """
    claim_plan(session, code=plan.code)
    check_report(report)
    last = last_word(session, report=report, body=body)
    if last is not None and last.is_approved == verdict.is_approved:
        return Reason.APPROVAL_REPEATED
    if replaced_by(session, report) is not None:
        return Reason.APPROVAL_OUTDATED
    at = desk.now if last is None else max(desk.now, last.signed_at + timedelta(microseconds=1))
    session.add(
        SignOff(
            plan_id=plan.id, report_id=report.id, organisation_id=body.id, sha256=report.sha256,
            is_approved=verdict.is_approved, signed_by=verdict.signed_by, signed_at=at, method=_method(verdict),
            remarks=verdict.remarks[:MOST_REMARKS], signature=verdict.signature,
            inbound_id=verdict.inbound.id if verdict.inbound else None,
        )
    )  # fmt: skip
    ledger.record(
        session, desk, action=LedgerAction.SIGN_OFF_GIVEN, subject=subject_of(report), plan_id=plan.id, field=body.code,
        before=_word(last.is_approved) if last else "", after=_word(verdict.is_approved), reason=verdict.remarks[:500],
        source=f"sha256:{verdict.inbound.sha256}" if verdict.inbound else f"figures:{report.sha256}",
        actor=verdict.confirmed_by,
    )  # fmt: skip
    return None


def last_word(session: Session, *, report: FrozenReport, body: Organisation) -> SignOff | None:
    """What a body last said of exactly these figures."""
    query = select(SignOff).where(SignOff.report_id == report.id, SignOff.organisation_id == body.id)
    return session.exec(query.order_by(col(SignOff.signed_at).desc(), col(SignOff.id).desc())).first()


def is_approved(session: Session, report: FrozenReport) -> bool:
    """Whether a body approves exactly these figures, by its last word."""
    return bool(standing_approvals(session, report_ids=[report.id]))


def standing_approvals(session: Session, *, report_ids: list[int]) -> list[tuple[SignOff, Organisation]]:
    """Approvals of these reports that were not taken back, oldest first, each with its body."""
    rows = session.exec(
        select(SignOff, Organisation)
        .join(Organisation, col(SignOff.organisation_id) == Organisation.id)
        .where(col(SignOff.report_id).in_(report_ids))
        .order_by(col(SignOff.signed_at), col(SignOff.id))
    ).all()
    last = {(row.report_id, row.organisation_id): row.id for row, _ in rows}
    return [(row, body) for row, body in rows if row.is_approved and row.id in last.values()]


def _method(verdict: Verdict) -> str:
    return f"{verdict.kind.value}, confirmed by {verdict.confirmed_by}" if verdict.confirmed_by else verdict.kind.value


def _word(is_yes: bool) -> str:
    return "approved" if is_yes else "refused"
