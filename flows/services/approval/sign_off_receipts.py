"""What is written back about an approval: the receipt to the person of the body, the notice to an administrator."""

from sqlmodel import Session

from flows.services.approval.sign_off_letters import sign_off_envelope
from flows.services.committee.committee_letters import RECEIPTS_PER_DAY, receipts_today
from flows.services.desk import Desk
from flows.services.dispatch import letters, outbox
from flows.services.people_records.people import holder
from flows.services.upkeep.notices import NOTICES_PER_DAY, notices_today
from models.rules.approval_codes import approval_code
from models.tables import ActionPlan, FrozenReport, InboundMessage, Membership, Official, SignOffRequest
from models.vocabulary import InboundClass, Language, MessageKind, OfficialRole
from notifications.compose import compose_notice
from notifications.compose_sign_off import compose_sign_off_receipt, stranger_paragraphs
from notifications.language import phrases
from notifications.reading.approvals import ApprovalReply
from notifications.reasons import Reason

TOLD = (OfficialRole.ADMINISTRATOR, OfficialRole.TECHNICAL_TEAM, OfficialRole.FOCAL_POINT)


def queue_sign_off_receipt(
    session: Session,
    desk: Desk,
    *,
    inbound: InboundMessage,
    plan: ActionPlan,
    report: FrozenReport,
    request: SignOffRequest,
    person: Membership,
    reading: ApprovalReply,
    reason: Reason | None,
) -> None:
    """Queue the receipt to the address we know, in the caller's transaction; a few a day, one per message and outcome."""
    if receipts_today(session, desk, address=person.email) >= RECEIPTS_PER_DAY:
        return
    verdict = reading.verdict.value if reading.verdict and inbound.fate is InboundClass.RECORDED else ""
    verdict = "held" if inbound.fate in (InboundClass.HELD, InboundClass.QUARANTINE) else verdict
    key = f"receipt:{inbound.sha256}" + (":decided" if inbound.receipt_id else "")
    mail = compose_sign_off_receipt(
        verdict=verdict,
        reason=reason,
        period=report.period,
        code=approval_code(report.sha256),
        words=reading.raw,
        language=Language(person.language) if person.language in set(Language) else Language.FRENCH,
        name=person.name,
        envelope=sign_off_envelope(
            desk, name=person.name, address=person.email, key=key, request=request, in_reply_to=inbound.message_id,
            is_receipt=True,
        ),
    )  # fmt: skip
    queued = outbox.queue(session, mail=mail, key=key, kind=MessageKind.RECEIPT, now=desk.now, plan_id=plan.id)
    inbound.receipt_id = queued.id if queued else inbound.receipt_id


def tell_administrator(
    session: Session, desk: Desk, *, inbound: InboundMessage, plan: ActionPlan, report: FrozenReport
) -> None:
    """Tell an administrator of an answer that a person must look at; a few a day, not more."""
    person = _told(session, desk, plan=plan)
    if person is None or notices_today(session, desk, official=person) >= NOTICES_PER_DAY:
        return
    subject, paragraphs = stranger_paragraphs(
        sender=inbound.from_address, period=report.period, reference=inbound.sha256[:12], book=phrases(person.language)
    )
    key = f"notice:sign-off:{inbound.sha256}"
    mail = compose_notice(
        language=person.language, subject=subject, paragraphs=paragraphs,
        envelope=letters.envelope(office=desk.office, to=person, key=key, now=desk.now),
        greeting_name=person.names.get(person.language.value) or person.name,
    )  # fmt: skip
    outbox.queue(
        session, mail=mail, key=key, kind=MessageKind.NOTICE, now=desk.now, plan_id=plan.id, official_id=person.id
    )


def _told(session: Session, desk: Desk, *, plan: ActionPlan) -> Official | None:
    for role in TOLD:
        found = holder(session, plan_id=plan.id, role=role, member_id=None, today=desk.today)
        if found and found.email and not found.suppressed_because:
            return found
    return None
