"""Decisions taken by replying: yes or no to one of our questions, "it was not me" to a receipt. Decides who is believed."""

from sqlmodel import Session

from flows.services.desk import Desk
from flows.services.reception.held import UNDECIDED, resolve, subject_of
from flows.services.reception.matching import Match
from models.tables import InboundMessage, OutboundMessage
from models.vocabulary import Authentication, InboundClass, MessageKind
from notifications.decisions import Verdict, read_verdict
from notifications.mime import ParsedMail, parse
from notifications.reading import is_objection

PROVISIONAL_ONLY = (InboundClass.PROVISIONAL,)


def carry_out_verdict(
    session: Session, desk: Desk, *, inbound: InboundMessage, mail: ParsedMail, found: Match
) -> str | None:
    """Carry out what a mail decides in the caller's transaction; what to note of it, None when it decides nothing."""
    evidence = found.evidence
    if found.answered is None or not evidence.is_from_the_asked or not evidence.from_is_strict:
        return None
    if evidence.authentication is Authentication.FAIL:
        return None
    subject = subject_of(session, answered=found.answered)
    verdict = _verdict_on(found.answered, mail=mail)
    decidable = PROVISIONAL_ONLY if found.answered.kind is MessageKind.RECEIPT else UNDECIDED
    if subject is None or verdict is None or subject.fate not in decidable:
        return None
    decided_by = found.official.code if found.official else inbound.from_address
    resolve(session, desk, inbound=subject, verdict=verdict, decided_by=decided_by)
    return f"{verdict.value}:{subject.sha256[:12]}"


def _verdict_on(answered: OutboundMessage, *, mail: ParsedMail) -> Verdict | None:
    """What a reply to one of our mails decides: a receipt can only be objected to, a question is answered yes or no."""
    if answered.kind is MessageKind.RECEIPT:
        return Verdict.REFUSE if is_objection(mail, sent=[parse(answered.raw)]) else None
    return read_verdict(mail) if answered.kind is MessageKind.CONFIRMATION else None
