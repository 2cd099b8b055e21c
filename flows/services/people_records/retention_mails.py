"""Clearing mails past their term: bytes and subjects go, hashes, days and classes stay; what proves a figure keeps its bytes."""

from collections.abc import Collection, Iterable

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.people_records.retention_rows import Cleared, is_cleared, pseudonym_of
from models.tables import (
    ActionPlan,
    EvidenceLink,
    InboundLine,
    InboundMessage,
    IndicatorActual,
    MilestoneUpdate,
    OutboundBytes,
    OutboundMessage,
    Recommendation,
)
from models.vocabulary import InboundClass, LineOutcome, OutboundState

WAITING = (InboundClass.RECEIVED, InboundClass.HELD, InboundClass.TRIAGE, InboundClass.QUARANTINE)
SETTLED = (OutboundState.SENT, OutboundState.CANCELLED)


def clear_proof(session: Session, desk: Desk, plan: ActionPlan) -> Cleared:
    """Mails that prove something: sender and subject go; bytes stay where a value or a milestone was read from them."""
    figures, others = _figure_mails(session, plan), _other_proof(session, plan)
    cleared = 0
    for mail in _by_key(session, figures | others):
        if is_cleared(mail.from_address) and not mail.subject and (mail.id in figures or not mail.raw):
            continue
        _forget_sender(desk, mail)
        _clear_lines(session, mail, outcomes=(LineOutcome.IGNORED,))
        if mail.id not in figures:
            mail.raw = b""
        session.add(mail)
        cleared += 1
    because = f"the bytes of {len(figures)} mails, for figures rest on them" if figures else ""
    return Cleared(cleared, because)


def clear_other_received(session: Session, desk: Desk, plan: ActionPlan) -> Cleared:
    """All other mails received are emptied; hash, day and class stay. What still waits for a decision stays whole."""
    proof = _figure_mails(session, plan) | _other_proof(session, plan)
    query = select(InboundMessage.id).where(InboundMessage.plan_id == plan.id)
    keys = set(session.exec(query).all()) - proof
    cleared = waiting = 0
    for mail in _by_key(session, keys):
        if mail.fate in WAITING:
            waiting += 1
        elif mail.raw or mail.comment or mail.subject or not is_cleared(mail.from_address):
            _forget_sender(desk, mail)
            _clear_lines(session, mail, outcomes=tuple(LineOutcome))
            mail.raw, mail.comment = b"", ""
            session.add(mail)
            cleared += 1
    return Cleared(cleared, f"{waiting} mails wait for a decision" if waiting else "")


def clear_sent(session: Session, desk: Desk, plan: ActionPlan) -> Cleared:
    """Mails we wrote are emptied; Message-ID, kind and state stay. What has not left yet is not touched."""
    rows = session.exec(select(OutboundMessage).where(OutboundMessage.plan_id == plan.id)).all()
    going = [row for row in rows if row.state not in SETTLED]
    cleared = [row for row in rows if row.state in SETTLED and not (is_cleared(row.envelope_to) and not row.subject)]
    for row in cleared:
        row.envelope_to, row.subject = pseudonym_of(desk, row.envelope_to), ""
        row.smtp_reply, row.last_error = "", ""
        content = session.get_one(OutboundBytes, row.id)
        content.raw = b""
        session.add_all([row, content])
    return Cleared(len(cleared), f"{len(going)} mails that never left" if going else "")


def _figure_mails(session: Session, plan: ActionPlan) -> set[int]:
    """Mails from which a value or a milestone was read: the chain of every figure ends in their bytes."""
    actuals = session.exec(select(IndicatorActual.inbound_id).where(IndicatorActual.plan_id == plan.id)).all()
    updates = session.exec(select(MilestoneUpdate.inbound_id).where(MilestoneUpdate.plan_id == plan.id)).all()
    return {*actuals, *updates}


def _other_proof(session: Session, plan: ActionPlan) -> set[int]:
    links = session.exec(select(EvidenceLink.inbound_id).where(EvidenceLink.plan_id == plan.id)).all()
    advice = select(Recommendation.inbound_id, Recommendation.response_inbound_id)
    pairs = session.exec(advice.where(Recommendation.plan_id == plan.id)).all()
    return {key for key in (*links, *(key for pair in pairs for key in pair)) if key is not None}


def _by_key(session: Session, keys: Collection[int]) -> Iterable[InboundMessage]:
    return (session.get_one(InboundMessage, key) for key in sorted(keys))


def _forget_sender(desk: Desk, mail: InboundMessage) -> None:
    if not is_cleared(mail.from_address):
        mail.from_address = pseudonym_of(desk, mail.from_address)
    mail.subject = ""


def _clear_lines(session: Session, mail: InboundMessage, *, outcomes: tuple[LineOutcome, ...]) -> None:
    query = select(InboundLine).where(InboundLine.inbound_id == mail.id, col(InboundLine.outcome).in_(outcomes))
    for line in session.exec(query).all():
        line.raw_text = ""
        session.add(line)
