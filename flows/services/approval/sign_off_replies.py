"""A reply to a request for approval, from arrival to its fate: who writes, what is said, of which figures, recorded or held."""

from dataclasses import dataclass

from sqlmodel import Session

from flows.services import ledger
from flows.services.approval.sign_off_bodies import speaker_at
from flows.services.approval.sign_off_letters import request_by_code, request_by_thread, request_by_token
from flows.services.approval.sign_off_receipts import queue_sign_off_receipt, tell_administrator
from flows.services.approval.sign_off_recording import Verdict, record_verdict
from flows.services.desk import Desk
from models.rules.errors import DomainError
from models.tables import (
    ActionPlan,
    FrozenReport,
    InboundLine,
    InboundMessage,
    Membership,
    Organisation,
    SignOffRequest,
)
from models.vocabulary import (
    Authentication,
    InboundClass,
    LedgerAction,
    LineOutcome,
    SignatureKind,
)
from notifications.classify import Automatic, Classification, Suspect
from notifications.evidence import Evidence, decide
from notifications.mime import ParsedMail, parse
from notifications.reading.approvals import ApprovalReply, ApprovalVerdict, read_approval
from notifications.reasons import REASONS, Reason

FOR_A_PERSON = (InboundClass.HELD, InboundClass.QUARANTINE, InboundClass.TRIAGE)


@dataclass(frozen=True)
class SignOffReply:
    """One reply as understood. `is_tied` says that its address or thread leads to the request, not only its code."""

    request: SignOffRequest
    report: FrozenReport
    plan: ActionPlan
    body: Organisation
    person: Membership | None
    reading: ApprovalReply
    is_tied: bool


def settle_sign_off(
    session: Session, desk: Desk, *, inbound: InboundMessage, mail: ParsedMail, nature: Classification,
    authentication: Authentication,
) -> bool:  # fmt: skip
    """Give a mail about an approval its fate, in the caller's transaction; False when it is about none."""
    reply = understand(session, desk, mail=mail)
    if reply is None:
        return False
    inbound.plan_id, inbound.comment = reply.plan.id, reply.reading.remarks
    decision = decide(_evidence(reply, mail=mail, nature=nature, authentication=authentication))
    fate, reasons = decision.fate, decision.reasons
    outcome: Reason | None = None
    if fate is InboundClass.RECORDED:
        outcome = _record(session, desk, reply=reply, inbound=inbound, authentication=authentication)
        fate, reasons = (InboundClass.NO_VALUES, (outcome,)) if outcome else (fate, reasons)
    elif fate is InboundClass.PROVISIONAL:
        fate = InboundClass.HELD  # an approval is not half given: nothing counts until a person has asked back
    elif fate is InboundClass.NO_VALUES and reply.reading.doubt is None:
        fate = InboundClass.TRIAGE  # the body wrote something else: a person reads it
    elif fate is InboundClass.NO_VALUES and reply.reading.doubt:
        outcome = reply.reading.doubt
        reasons = (outcome,)
    _note_line(session, inbound=inbound, reply=reply, is_recorded=fate is InboundClass.RECORDED, reason=outcome)
    _end(session, desk, inbound, fate, (*nature.reasons, *reasons))
    if decision.sends_receipt and reply.person is not None:
        queue_sign_off_receipt(
            session, desk, inbound=inbound, plan=reply.plan, report=reply.report, request=reply.request,
            person=reply.person, reading=reply.reading, reason=outcome,
        )  # fmt: skip
    if fate in FOR_A_PERSON:
        tell_administrator(session, desk, inbound=inbound, plan=reply.plan, report=reply.report)
    return True


def understand(session: Session, desk: Desk, *, mail: ParsedMail) -> SignOffReply | None:
    """Which request a mail is about and what it says; None when it is about none of them.

    The address or the thread says who was asked; the code that is written says which figures are meant.
    """
    asked = request_by_token(session, desk, mail=mail) or request_by_thread(session, desk, mail=mail)
    reading = read_approval(mail)
    request = asked or (request_by_code(session, code=reading.code) if reading.verdict and reading.code else None)
    if request is None:
        return None
    named = (
        request_by_code(session, code=reading.code, organisation_id=request.organisation_id) if reading.code else None
    )
    if reading.code and named is None:
        reading = _doubting(reading, Reason.APPROVAL_CODE_UNKNOWN)
    request = named or request
    body = session.get_one(Organisation, request.organisation_id)
    return SignOffReply(
        request=request,
        report=session.get_one(FrozenReport, request.report_id),
        plan=session.get_one(ActionPlan, request.plan_id),
        body=body,
        person=speaker_at(session, desk, body=body, address=mail.from_address),
        reading=reading,
        is_tied=asked is not None,
    )


def accept_sign_off(session: Session, desk: Desk, *, inbound: InboundMessage, decided_by: str) -> int | None:
    """Count a held answer by the decision of a person who asked the body back; None when it is no answer of this sort.

    Nobody's decision makes a stranger's mail an approval: a DomainError says what would.
    """
    mail = parse(inbound.raw, envelope_to=inbound.envelope_to)
    reply = understand(session, desk, mail=mail)
    if reply is None:
        return None
    if reply.person is None or not mail.from_is_strict or inbound.authentication is Authentication.FAIL:
        raise DomainError(
            f"{inbound.from_address or 'The sender'} does not speak for {reply.body.name}, or forged the sender; only the "
            "body itself approves: seat the person with name-monitoring-body and ask the body to answer again."
        )
    if reply.reading.verdict is None or reply.reading.doubt is not None:
        doubt = reply.reading.doubt
        said = REASONS[doubt] if doubt else "It says neither yes nor no."
        raise DomainError(f"Nothing can be recorded from this message. {said}")
    reason = _record(
        session, desk, reply=reply, inbound=inbound, authentication=inbound.authentication, confirmed_by=decided_by
    )
    if reason is not None:
        raise DomainError(f"Nothing was recorded from this message. {REASONS[reason]}")
    inbound.fate = InboundClass.RECORDED
    queue_sign_off_receipt(
        session, desk, inbound=inbound, plan=reply.plan, report=reply.report, request=reply.request,
        person=reply.person, reading=reply.reading, reason=None,
    )  # fmt: skip
    return 1


def _record(
    session: Session,
    desk: Desk,
    *,
    reply: SignOffReply,
    inbound: InboundMessage,
    authentication: Authentication,
    confirmed_by: str = "",
) -> Reason | None:
    """Record what was said; the reason why not, when it cannot be."""
    reading, person = reply.reading, reply.person
    if reading.verdict is None or reading.doubt is not None or person is None:
        return reading.doubt or Reason.NO_VALUES
    if authentication is not Authentication.PASS and not confirmed_by:
        return Reason.NOT_AUTHENTICATED
    verdict = Verdict(
        is_approved=reading.verdict is ApprovalVerdict.APPROVE,
        signed_by=person.name or reply.body.name,
        kind=SignatureKind.REPLY,
        remarks=reading.remarks,
        inbound=inbound,
        confirmed_by=confirmed_by,
    )
    return record_verdict(session, desk, plan=reply.plan, report=reply.report, body=reply.body, verdict=verdict)


def _evidence(
    reply: SignOffReply, *, mail: ParsedMail, nature: Classification, authentication: Authentication
) -> Evidence:
    reading = reply.reading
    return Evidence(
        token=reply.is_tied,
        thread=True,  # the code that is written ties a mail to the figures, wherever it was sent
        sheet=False,
        sender_is_assigned=reply.person is not None,
        sender_is_deputy=False,
        same_organisation=False,
        authentication=authentication,
        from_is_strict=mail.from_is_strict,
        form_is_open=True,  # a body may answer late; what it may not approve is what was replaced since
        is_automatic=isinstance(nature, Automatic),
        is_suspect=isinstance(nature, Suspect),
        has_values=reading.verdict is not None and reading.doubt is None,
    )


def _note_line(
    session: Session, *, inbound: InboundMessage, reply: SignOffReply, is_recorded: bool, reason: Reason | None
) -> None:
    """The deciding line as a row, so that the record of the mail says what became of it."""
    reading = reply.reading
    if not reading.raw:
        return
    outcome = LineOutcome.RECORDED if is_recorded else LineOutcome.DOUBTFUL
    session.add(
        InboundLine(
            inbound_id=inbound.id, position=1, outcome=outcome, code=reading.code[:64], where=reading.where,
            raw_text=reading.raw, reason=str(reason or ""), after=reading.verdict.value if reading.verdict else "",
        )
    )  # fmt: skip


def _doubting(reading: ApprovalReply, doubt: Reason) -> ApprovalReply:
    return ApprovalReply(
        reading.verdict, reading.code, reading.remarks, reading.raw, reading.where, reading.doubt or doubt,
        reading.names_code,
    )  # fmt: skip


def _end(session: Session, desk: Desk, inbound: InboundMessage, fate: InboundClass, reasons: tuple[str, ...]) -> None:
    inbound.fate, inbound.reasons = fate, list(dict.fromkeys(str(reason) for reason in reasons))
    ledger.record(
        session, desk, action=LedgerAction.MESSAGE_CLASSED, subject=f"inbound:{inbound.sha256[:12]}",
        plan_id=inbound.plan_id, field="class", before=InboundClass.RECEIVED.value, after=fate.value,
        reason=", ".join(inbound.reasons), source=f"sha256:{inbound.sha256}",
    )  # fmt: skip
