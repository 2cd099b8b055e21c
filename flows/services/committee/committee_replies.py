"""A reply about a committee's review, from arrival to its fate: recognised, judged, recorded or held, answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.committee.committee_letters import review_of
from flows.services.committee.committee_receipts import queue_committee_receipt, tell_of_stranger
from flows.services.committee.committee_recording import permitted, record_lines
from flows.services.committee.committee_speakers import Speaker, codes_of, speaker_of
from flows.services.committee.recommendation_answers import withdraw
from flows.services.desk import Desk
from flows.services.reception.successors import successor_of
from models.rules.errors import DomainError
from models.tables import ActionPlan, InboundMessage, OutboundMessage, Recommendation, Review
from models.vocabulary import (
    Authentication,
    InboundClass,
    LedgerAction,
    LineOutcome,
    MessageKind,
    RecommendationState,
)
from notifications.classify import Automatic, Classification, Suspect
from notifications.evidence import Decision, Evidence, decide
from notifications.mime import ParsedMail, parse
from notifications.reading import is_objection
from notifications.reading.committee_lines import CommitteeLine, LineKind
from notifications.reading.recommendations import read_committee_reply
from notifications.reasons import Reason

OURS = (MessageKind.COMMITTEE_PACK, MessageKind.RECOMMENDATION, MessageKind.RECEIPT, MessageKind.NOTICE)
KEPT = (InboundClass.RECORDED, InboundClass.PROVISIONAL, InboundClass.NO_VALUES)
MAILS_COMPARED = 10


@dataclass(frozen=True)
class CommitteeReply:
    """One reply as understood: the review it is about (if any), who writes, what the lines say, our mail it answers."""

    plan: ActionPlan
    review: Review | None
    speaker: Speaker
    lines: tuple[CommitteeLine, ...]
    answered: OutboundMessage | None

    @property
    def has_values(self) -> bool:
        """Whether any line said something that can be recorded."""
        return any(line.outcome is LineOutcome.RECORDED for line in self.lines)


def settle_committee_reply(
    session: Session, desk: Desk, *, inbound: InboundMessage, mail: ParsedMail, nature: Classification,
    authentication: Authentication,
) -> bool:  # fmt: skip
    """Give a reply about a review, a recommendation or an open question its fate; False when it is none of these."""
    reply = understand(session, desk, mail=mail)
    if reply is None:
        return False
    inbound.plan_id = reply.plan.id
    inbound.official_id = reply.speaker.official.id if reply.speaker.official else inbound.official_id
    if _objects(session, desk, inbound=inbound, mail=mail, reply=reply, authentication=authentication):
        return True
    decision = decide(_evidence(reply, mail=mail, nature=nature, authentication=authentication))
    fate = decision.fate
    if fate in KEPT:
        counted = record_lines(
            session, desk, plan=reply.plan, review=reply.review, inbound=inbound, speaker=reply.speaker,
            lines=reply.lines,
        )  # fmt: skip
        fate = fate if counted else InboundClass.NO_VALUES
    _end(session, desk, inbound, fate, (*nature.reasons, *decision.reasons, *_former(session, reply)))
    _write_back(session, desk, inbound=inbound, reply=reply, decision=decision)
    return True


def understand(session: Session, desk: Desk, *, mail: ParsedMail) -> CommitteeReply | None:
    """What a mail says about a review, a recommendation or a question; None when it is about none of these."""
    answered = _answered(session, mail=mail)
    review = review_of(session, desk, mail=mail) or _review_of_receipt(session, desk, answered=answered)
    plan = _plan(session, review=review, answered=answered, address=mail.from_address)
    if plan is None:
        return None
    speaker = speaker_of(session, desk, plan=plan, review=review, address=mail.from_address)
    lines = read_committee_reply(
        mail, codes=codes_of(session, plan=plan), sent=_sent(session, speaker=speaker, answered=answered),
        today=desk.today,
    )  # fmt: skip
    lines = tuple(permitted(line, speaker=speaker) for line in lines)
    is_about = review is not None or any(
        line.kind in (LineKind.ANSWER, LineKind.QUESTION) and line.code and line.outcome is not LineOutcome.IGNORED
        for line in lines
    )
    return CommitteeReply(plan, review, speaker, lines, answered) if is_about and (review or speaker.is_known) else None


def accept_committee_reply(session: Session, desk: Desk, *, inbound: InboundMessage, decided_by: str) -> int:
    """Record a held reply by a person's decision: what was written counts as the committee's; returns how many lines."""
    mail = parse(inbound.raw, envelope_to=inbound.envelope_to)
    review = review_of(session, desk, mail=mail)
    if review is None:
        raise DomainError("This message is tied to no form; name one, such as 2026-Q3/OF-LAA-02.")
    plan = session.get_one(ActionPlan, review.plan_id)
    speaker = speaker_of(session, desk, plan=plan, review=review, address=mail.from_address)
    lines = read_committee_reply(mail, codes=codes_of(session, plan=plan), today=desk.today)
    kept = tuple(line for line in lines if line.kind is LineKind.RECOMMENDATION or line.outcome is LineOutcome.IGNORED)
    inbound.decided_by = decided_by
    return record_lines(session, desk, plan=plan, review=review, inbound=inbound, speaker=speaker, lines=kept)


def take_back(session: Session, desk: Desk, *, inbound: InboundMessage, because: str, by: str) -> int:
    """Withdraw every recommendation a message made; they stay in the record, marked with the reason."""
    rows = session.exec(select(Recommendation).where(Recommendation.inbound_id == inbound.id)).all()
    open_ones = [row for row in rows if row.state is not RecommendationState.WITHDRAWN]
    for row in open_ones:
        withdraw(session, desk, plan=session.get_one(ActionPlan, row.plan_id), row=row, reason=because, by=by)
    return len(open_ones)


def _former(session: Session, reply: CommitteeReply) -> tuple[str, ...]:
    """Marks mail of an official who has handed over; it still arrives, and a person decides."""
    official = reply.speaker.official
    return (Reason.FORMER_HOLDER,) if official and successor_of(session, official_id=official.id) else ()


def _objects(
    session: Session, desk: Desk, *, inbound: InboundMessage, mail: ParsedMail, reply: CommitteeReply,
    authentication: Authentication,
) -> bool:  # fmt: skip
    """Take back what a provisional reply said when the holder of the address says that it was not theirs."""
    answered = reply.answered
    if answered is None or answered.kind is not MessageKind.RECEIPT or authentication is Authentication.FAIL:
        return False
    sha256 = answered.idempotency_key.removeprefix("receipt:")
    subject = session.exec(select(InboundMessage).where(InboundMessage.sha256 == sha256)).first()
    if subject is None or subject.fate is not InboundClass.PROVISIONAL:
        return False
    if answered.envelope_to.casefold() != mail.from_address.casefold() or not mail.from_is_strict:
        return False
    if not is_objection(mail, sent=[parse(answered.raw)]):
        return False
    take_back(session, desk, inbound=subject, because="the holder of the address did not write it", by="the sender")
    subject.fate = InboundClass.REFUSED
    _end(session, desk, inbound, InboundClass.DECISION, (f"refuse:{subject.sha256[:12]}",))
    return True


def _evidence(
    reply: CommitteeReply, *, mail: ParsedMail, nature: Classification, authentication: Authentication
) -> Evidence:
    vouched = authentication is Authentication.PASS and reply.speaker.is_known
    return Evidence(
        token=reply.review is not None,
        thread=reply.answered is not None or vouched,  # codes name themselves: a vouched-for sender needs no thread
        sheet=False,
        sender_is_assigned=reply.speaker.is_known,
        sender_is_deputy=False,
        same_organisation=False,
        authentication=authentication,
        from_is_strict=mail.from_is_strict,
        form_is_open=True,  # a recommendation that comes late is kept and followed like any other
        is_automatic=isinstance(nature, Automatic),
        is_suspect=isinstance(nature, Suspect),
        has_values=reply.has_values,
    )


def _write_back(
    session: Session, desk: Desk, *, inbound: InboundMessage, reply: CommitteeReply, decision: Decision
) -> None:
    if decision.sends_receipt and inbound.fate in KEPT and reply.speaker.address:
        receipt = queue_committee_receipt(
            session, desk, inbound=inbound, plan=reply.plan, review=reply.review, speaker=reply.speaker
        )
        inbound.receipt_id = receipt.id if receipt else None
    if decision.tells_focal_point and decision.fate is not InboundClass.AUTOMATIC:
        tell_of_stranger(session, desk, inbound=inbound, plan=reply.plan, review=reply.review)


def _plan(
    session: Session, *, review: Review | None, answered: OutboundMessage | None, address: str
) -> ActionPlan | None:
    if review is not None:
        return session.get_one(ActionPlan, review.plan_id)
    if answered is not None and answered.plan_id is not None:
        return session.get_one(ActionPlan, answered.plan_id)
    plans = session.exec(select(ActionPlan)).all()
    return plans[0] if len(plans) == 1 and address else None


def _answered(session: Session, *, mail: ParsedMail) -> OutboundMessage | None:
    """The newest of our mails about reviews, or to administrators, that this one answers and that went to its sender."""
    wanted = [message_id for message_id in (*mail.in_reply_to, *mail.references) if message_id][:100]
    if not wanted:
        return None
    query = select(OutboundMessage).where(
        col(OutboundMessage.message_id).in_(wanted),
        col(OutboundMessage.kind).in_(OURS),
        col(OutboundMessage.data_request_id).is_(None),
    )
    return session.exec(query.order_by(col(OutboundMessage.id).desc())).first()


def _review_of_receipt(session: Session, desk: Desk, *, answered: OutboundMessage | None) -> Review | None:
    """The review that the message was about whose receipt is answered; receipts carry no token of their own."""
    if answered is None or answered.kind is not MessageKind.RECEIPT:
        return None
    sha256 = answered.idempotency_key.removeprefix("receipt:")
    subject = session.exec(select(InboundMessage).where(InboundMessage.sha256 == sha256)).first()
    return review_of(session, desk, mail=parse(subject.raw, envelope_to=subject.envelope_to)) if subject else None


def _sent(session: Session, *, speaker: Speaker, answered: OutboundMessage | None) -> Sequence[ParsedMail]:
    query = select(OutboundMessage).where(
        OutboundMessage.envelope_to == speaker.address, col(OutboundMessage.kind).in_(OURS)
    )
    earlier = session.exec(query.order_by(col(OutboundMessage.id).desc()).limit(MAILS_COMPARED)).all()
    return [parse(mail.raw) for mail in ([answered] if answered else []) + list(earlier)]


def _end(session: Session, desk: Desk, inbound: InboundMessage, fate: InboundClass, reasons: tuple[str, ...]) -> None:
    inbound.fate, inbound.reasons = fate, list(dict.fromkeys(str(reason) for reason in reasons))
    ledger.record(
        session, desk, action=LedgerAction.MESSAGE_CLASSED, subject=f"inbound:{inbound.sha256[:12]}",
        plan_id=inbound.plan_id, field="class", before=InboundClass.RECEIVED.value, after=fate.value,
        reason=", ".join(inbound.reasons), source=f"sha256:{inbound.sha256}",
    )  # fmt: skip
