"""What bodies and offices do beside meetings: approvals, adoptions, drafts, publications, agreements, obstacles.

One order, one row, one entry in the ledger; the same order again changes nothing.
"""

from collections.abc import Callable
from datetime import date

from sqlmodel import Session, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.lifecycle.act_records import (
    ActOrder,
    Kept,
    keep_agreement,
    keep_draft,
    keep_duty,
    keep_obstacle,
    keep_publication,
    resolve_obstacle,
)
from flows.services.lifecycle.bodies import find_body
from flows.services.lifecycle.standings import find_commitment, find_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.participation.meeting_inputs import read_day
from models.rules.errors import DomainError
from models.rules.partial_dates import PartialDate
from models.tables import ActionPlan, Approval
from models.vocabulary import (
    AgreementState,
    ApprovalKind,
    CommitteeDuty,
    LedgerAction,
    OrganisationKind,
    PublicationSubject,
)

FLOW = "record-act"
Keeper = Callable[[Session, Desk, ActionPlan, ActOrder, date], Kept]
_BODIES = {
    ApprovalKind.COMMITTEE_APPROVAL: OrganisationKind.SUPERVISORY_COMMITTEE,
    ApprovalKind.COUNCIL_ADOPTION: OrganisationKind.REGIONAL_COUNCIL,
    ApprovalKind.CONSULTATIVE_OPINION: OrganisationKind.CONSULTATIVE_BODY,
}


def record_act(desk: Desk, *, plan: str, order: ActOrder, preview: bool = False) -> Outcome:
    """Keep one act; DomainError when it names nobody, lies outside the plan or in the future."""
    if not order.operator.strip():
        raise DomainError("An act is recorded by somebody; fill in operator.")
    keeper = _keepers().get(order.act.strip().lower())
    if keeper is None:
        raise DomainError(f"“{order.act}” is not an act; choose one of: {', '.join(_keepers())}.")
    with desk.session() as session:
        row = find_plan(session, code=plan)
        kept = keeper(session, desk, row, order, _day(desk, row, order))
        if kept.changed:
            ledger.record(
                session, desk, action=kept.action, subject=kept.subject, plan_id=row.id, field=order.act,
                before=kept.before, after=kept.after, reason=order.text, source=order.reference, actor=order.operator,
            )  # fmt: skip
        outcome = _outcome(desk, row, order, kept, preview)
        session.rollback() if preview else session.commit()
    return outcome


def _keepers() -> dict[str, Keeper]:
    approvals: dict[str, Keeper] = {kind.value: _approval_keeper(kind) for kind in ApprovalKind}
    return approvals | {
        "draft": keep_draft,
        "timeline_published": keep_publication(PublicationSubject.CO_CREATION_TIMELINE),
        "information_published": keep_publication(PublicationSubject.OTHER),
        "agreement_planned": keep_agreement(AgreementState.PLANNED),
        "agreement_signed": keep_agreement(AgreementState.SIGNED),
        "obstacle_opened": keep_obstacle,
        "obstacle_resolved": resolve_obstacle,
        **{f"duty_{duty.value}": keep_duty(duty) for duty in CommitteeDuty},
    }


def _day(desk: Desk, plan: ActionPlan, order: ActOrder) -> date:
    day = read_day(order.on, what=order.act, default=desk.today)
    last = PartialDate.parse(plan.end).last_day()
    if day > desk.today and order.act != "agreement_planned":
        raise DomainError(f"{day} is in the future; record the act once it is done.")
    if day > last:
        raise DomainError(f"{day} is outside the plan, which ends on {last}; check the day.")
    return day


def _approval_keeper(kind: ApprovalKind) -> Keeper:
    def keep(session: Session, desk: Desk, plan: ActionPlan, order: ActOrder, day: date) -> Kept:
        del desk
        body = find_body(session, plan=plan, code=order.body) if order.body.strip() else None
        _check_body(kind, body.kind if body else None, order.body)
        commitment = find_commitment(session, plan=plan, code=order.commitment) if order.commitment.strip() else None
        row = Approval(
            plan_id=plan.id, member_id=body.member_id if body else None, organisation_id=body.id if body else None,
            commitment_id=commitment.id if commitment else None, kind=kind, decided_on=day,
            reference=order.reference.strip(), source=order.text.strip(), recorded_by=order.operator.strip(),
        )  # fmt: skip
        subject = commitment.code if commitment else plan.code
        kept = Kept(LedgerAction.APPROVAL_RECORDED, subject, after=f"{day} {order.body} {order.reference}".strip())
        if _is_known(session, row):
            return kept.unchanged()
        session.add(row)
        return kept

    return keep


def _check_body(kind: ApprovalKind, found: OrganisationKind | None, code: str) -> None:
    wanted = _BODIES.get(kind)
    if wanted and found is not wanted:
        said = f"{code.strip()} is a {found.value.replace('_', ' ')}" if found else "No body is named"
        raise DomainError(
            f"{said}; {kind.value.replace('_', ' ')} is an act of a {wanted.value.replace('_', ' ')}: name it in body."
        )


def _is_known(session: Session, row: Approval) -> bool:
    query = select(Approval.id).where(
        Approval.plan_id == row.plan_id,
        Approval.kind == row.kind,
        Approval.decided_on == row.decided_on,
        Approval.commitment_id == row.commitment_id,
        Approval.organisation_id == row.organisation_id,
    )
    return session.exec(query).first() is not None


def _outcome(desk: Desk, plan: ActionPlan, order: ActOrder, kept: Kept, preview: bool) -> Outcome:
    verb = "is recorded already" if not kept.changed else "would be recorded" if preview else "is recorded"
    summary = f"{order.act.replace('_', ' ').capitalize()} of {kept.subject} {verb}: {kept.after}."
    cells = (order.act, kept.subject, kept.before, kept.after, order.reference)
    table = ReportTable("acts", "Act", ("Act", "About", "Before", "Now", "Where it can be read"), (cells,))
    return Outcome(FLOW, plan.code, desk.today, preview, summary, {"recorded": int(kept.changed)}, (table,))
