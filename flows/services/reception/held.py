"""Replies that wait for a decision: asked about, accepted, refused; provisional ones taken back. One decision, once."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.approval.sign_off_replies import accept_sign_off
from flows.services.collection.forms import build_form
from flows.services.collection.workbooks import open_workbooks
from flows.services.committee.committee_replies import accept_committee_reply, take_back
from flows.services.desk import Desk
from flows.services.dispatch import letters, outbox
from flows.services.lifecycle.standings import find_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.reception.answers import read_against, record_reading
from flows.services.reception.confirming import confirm
from flows.services.reception.inbox import find_message
from flows.services.reception.receipts import queue_receipt
from flows.services.reception.reply_context import Reply
from flows.services.reception.retracting import retract
from models.rules.errors import DomainError
from models.tables import Campaign, DataRequest, Deputy, InboundMessage, Official, OutboundMessage
from models.vocabulary import InboundClass, LedgerAction, LineOutcome, MessageKind, ValueStatus
from notifications.answer import Reading
from notifications.compose import compose_notice
from notifications.compose_confirmation import confirmation_words
from notifications.decisions import Verdict
from notifications.language import phrases
from notifications.mime import parse

UNDECIDED = (
    InboundClass.HELD,
    InboundClass.TRIAGE,
    InboundClass.QUARANTINE,
    InboundClass.PROVISIONAL,
    InboundClass.LATE,
    InboundClass.OVERSIZE,
)
QUESTIONS_PER_DAY = 3
_WAITING = (
    select(InboundMessage)
    .where(col(InboundMessage.plan_id) == sa.bindparam("plan"), col(InboundMessage.fate).in_([*UNDECIDED[:3]]))
    .order_by(col(InboundMessage.id))
)


def ask_assigned(
    session: Session, desk: Desk, *, inbound: InboundMessage, request: DataRequest, official: Official, reading: Reading
) -> OutboundMessage | None:
    """Ask the assigned official whether a colleague's values are accepted; the answer is a reply to this mail."""
    if _questions_today(session, desk, official=official) >= QUESTIONS_PER_DAY or not official.email:
        return None
    words = confirmation_words(
        sender=inbound.from_address,
        form=request.reference,
        lines=tuple(line.raw for line in reading.with_outcome(LineOutcome.RECORDED)),
        book=phrases(official.language),
    )
    key = f"confirm:{inbound.sha256}"
    mail = compose_notice(
        language=official.language,
        subject=words.subject,
        paragraphs=words.paragraphs,
        envelope=letters.envelope(office=desk.office, to=official, key=key, now=desk.now, request=request),
        greeting_name=official.names.get(official.language.value) or official.name,
    )
    return outbox.queue(
        session, mail=mail, key=key, kind=MessageKind.CONFIRMATION, now=desk.now, plan_id=request.plan_id,
        official_id=official.id, data_request_id=request.id,
    )  # fmt: skip


def subject_of(session: Session, *, answered: OutboundMessage) -> InboundMessage | None:
    """The inbound message that one of our questions or receipts was about."""
    kind, _, rest = answered.idempotency_key.partition(":")
    if kind not in ("confirm", "receipt"):
        return None
    sha256 = rest.partition(":")[0]  # a receipt after the decision says so behind it
    return session.exec(select(InboundMessage).where(InboundMessage.sha256 == sha256)).first()


@dataclass(frozen=True)
class Resolution:
    """What a decision did: the new class of the message, and how many answers were recorded or taken back."""

    message: str
    before: InboundClass
    after: InboundClass
    answers: int


def resolve(
    session: Session, desk: Desk, *, inbound: InboundMessage, verdict: Verdict, decided_by: str, reason: str = ""
) -> Resolution:
    """Carry out a decision in the caller's transaction. DomainError when there is nothing to decide."""
    before = inbound.fate
    _refuse_undecidable(inbound, verdict)
    if verdict is Verdict.REFUSE:
        because = reason or f"refused by {decided_by}"
        answers = retract(session, desk, inbound=inbound, because=because)
        answers += take_back(session, desk, inbound=inbound, because=because, by=decided_by)
        after = InboundClass.REFUSED
    else:
        answers = _accept(session, desk, inbound=inbound, decided_by=decided_by)
        after = InboundClass.RECORDED if answers else InboundClass.NO_VALUES
        if verdict is Verdict.ACCEPT_AS_DEPUTY:
            _accept_deputy(session, desk, inbound=inbound, accepted_by=decided_by)
    inbound.fate, inbound.decided_by = after, decided_by
    ledger.record(
        session, desk, action=LedgerAction.REPLY_DECIDED, subject=f"inbound:{inbound.sha256[:12]}",
        plan_id=inbound.plan_id, field="class", before=before.value, after=after.value, reason=reason or verdict.value,
        source=f"sha256:{inbound.sha256}", actor=decided_by,
    )  # fmt: skip
    return Resolution(inbound.sha256, before, after, answers)


def _refuse_undecidable(inbound: InboundMessage, verdict: Verdict) -> None:
    name = f"Message {inbound.sha256[:12]}"
    if inbound.fate not in UNDECIDED:
        raise DomainError(f"{name} is {inbound.fate.value}: there is nothing left to decide about it.")
    if inbound.fate is InboundClass.OVERSIZE and verdict is not Verdict.REFUSE:
        raise DomainError(
            f"{name}: only the header was kept, so nothing in it can be accepted; ask the sender for it without large "
            "files, and refuse this one."
        )


def resolve_held_reply(
    desk: Desk,
    *,
    message: str,
    decision: str,
    plan: str = "",
    form: str = "",
    operator: str = "",
    reason: str = "",
    preview: bool = False,
) -> Outcome:
    """An administrator's decision on one message; `form` ties it to a data request when nothing in the mail does."""
    verdict = _verdict(decision)
    if not operator.strip() or not reason.strip():
        raise DomainError("A decision needs who decides and why; fill in operator and reason.")
    with desk.session() as session:
        inbound = find_message(session, reference=message)
        if form:
            _tie(session, inbound=inbound, reference=form, plan_id=find_plan(session, code=plan).id)
        done = resolve(session, desk, inbound=inbound, verdict=verdict, decided_by=operator, reason=reason)
        outcome = _outcome(desk, inbound, done, preview)
        session.rollback() if preview else session.commit()
    return outcome


def waiting(session: Session, *, plan_id: int) -> list[InboundMessage]:
    """Messages of a plan that wait for a decision, oldest first."""
    return list(session.exec(_WAITING, params={"plan": plan_id}).all())


def _accept(session: Session, desk: Desk, *, inbound: InboundMessage, decided_by: str) -> int:
    request = session.get(DataRequest, inbound.data_request_id) if inbound.data_request_id else None
    if request is None:
        signed = accept_sign_off(session, desk, inbound=inbound, decided_by=decided_by)
        return (
            accept_committee_reply(session, desk, inbound=inbound, decided_by=decided_by) if signed is None else signed
        )
    official = session.get_one(Official, request.official_id)
    if inbound.fate is InboundClass.PROVISIONAL:
        return confirm(session, desk, message=inbound, reason="accepted", decided_by=decided_by)
    mail = parse(inbound.raw, envelope_to=inbound.envelope_to)
    form = build_form(session, request=request, today=desk.today)
    workbooks = open_workbooks(mail, key=desk.office.key)
    reading = read_against(
        session, mail=mail, request=request, form=form, workbooks=workbooks, key=desk.office.key, inbound_id=inbound.id
    )
    reply = Reply(
        inbound=inbound, request=request, campaign=session.get_one(Campaign, request.campaign_id), official=official,
        standing=ValueStatus.CONFIRMED, parser_version=reading.parser_version,
    )  # fmt: skip
    recorded = record_reading(session, desk, reply=reply, reading=reading, mail=mail, workbooks=workbooks)
    inbound.fate = InboundClass.RECORDED if recorded else InboundClass.NO_VALUES
    session.flush()
    receipt = queue_receipt(session, desk, inbound=inbound, official=official, request=request, form=form)
    inbound.receipt_id = receipt.id if receipt else inbound.receipt_id  # a late one got its receipt when it came
    return recorded


def _accept_deputy(session: Session, desk: Desk, *, inbound: InboundMessage, accepted_by: str) -> None:
    request = session.get_one(DataRequest, inbound.data_request_id)
    known = session.exec(
        select(Deputy).where(Deputy.official_id == request.official_id, Deputy.email == inbound.from_address.lower())
    ).first()
    if known:
        known.ends_on = None
        return
    session.add(
        Deputy(
            official_id=request.official_id, email=inbound.from_address.lower(), starts_on=desk.today,
            accepted_by=accepted_by, inbound_id=inbound.id,
        )
    )  # fmt: skip
    official = session.get_one(Official, request.official_id)
    ledger.record(
        session, desk, action=LedgerAction.DEPUTY_ACCEPTED, subject=official.code, plan_id=official.plan_id,
        field="deputy", after=inbound.from_address, source=f"sha256:{inbound.sha256}", actor=accepted_by,
    )  # fmt: skip


def _tie(session: Session, *, inbound: InboundMessage, reference: str, plan_id: int) -> None:
    query = select(DataRequest).where(DataRequest.plan_id == plan_id, DataRequest.reference == reference.strip())
    request = session.exec(query).first()
    if request is None:
        raise DomainError(f"There is no form “{reference}”; forms are named like 2026-Q3/OF-LAA-02.")
    inbound.data_request_id, inbound.plan_id = request.id, request.plan_id


def _verdict(decision: str) -> Verdict:
    try:
        return Verdict(decision.strip().lower())
    except ValueError:
        words = ", ".join(verdict.value for verdict in Verdict)
        raise DomainError(f"“{decision}” is not a decision; choose one of: {words}.") from None


def _questions_today(session: Session, desk: Desk, *, official: Official) -> int:
    query = select(OutboundMessage.id).where(
        OutboundMessage.official_id == official.id,
        OutboundMessage.kind == MessageKind.CONFIRMATION,
        OutboundMessage.queued_at > desk.now - timedelta(days=1),
    )
    return len(session.exec(query).all())


def _outcome(desk: Desk, inbound: InboundMessage, done: Resolution, preview: bool) -> Outcome:
    verb = "would become" if preview else "became"
    summary = (
        f"Message {done.message[:12]} was {done.before.value} and {verb} {done.after.value}: {done.answers} answers."
    )
    row = (done.message[:12], inbound.from_address, inbound.subject, done.before.value, done.after.value)
    table = ReportTable("held-replies-decided", "Decided", ("Message", "From", "Subject", "Was", "Is"), (row,))
    return Outcome("resolve-held-reply", "", desk.today, preview, summary, {"answers": done.answers}, (table,))
