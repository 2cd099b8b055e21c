"""Notices to focal points, administrators and holders of an address; few, capped, and never about a stranger's spam."""

from datetime import timedelta

from sqlmodel import Session, select

from flows.services.desk import Desk
from flows.services.dispatch import letters, outbox
from flows.services.people_records.people import contact
from models.tables import DataRequest, InboundMessage, Official, OutboundMessage
from models.vocabulary import MessageKind
from notifications.compose import compose_notice
from notifications.compose_notices import (
    NoticeWords,
    broken_address,
    failing_address,
    message_to_decide,
    warning_to_holder,
)
from notifications.language import phrases

NOTICES_PER_DAY = 5


def tell_of_broken_address(session: Session, desk: Desk, *, inbound: InboundMessage, official: Official) -> None:
    """Ask the focal point (or an administrator) for a working address."""
    person = contact(session, plan_id=official.plan_id, member_id=official.member_id, today=desk.today)
    if person is None or person.id == official.id:
        return
    words = broken_address(
        name=official.name, address=official.email, because=official.suppressed_because, book=phrases(person.language)
    )
    _queue(session, desk, to=person, words=words, key=f"notice:bounce:{official.code}:{inbound.sha256[:16]}")


def tell_of_failing_address(
    session: Session, desk: Desk, *, inbound: InboundMessage, official: Official, failures: int
) -> None:
    """Tell the focal point (or an administrator) that mail to an official fails again and again."""
    person = contact(session, plan_id=official.plan_id, member_id=official.member_id, today=desk.today)
    if person is None or person.id == official.id:
        return
    words = failing_address(
        name=official.name, address=official.email, failures=failures, book=phrases(person.language)
    )
    _queue(session, desk, to=person, words=words, key=f"notice:failing:{official.code}:{inbound.sha256[:16]}")


def tell_of_decision(
    session: Session, desk: Desk, *, inbound: InboundMessage, request: DataRequest, official: Official
) -> None:
    """Tell the focal point of a message about a form that a person must decide."""
    person = contact(session, plan_id=request.plan_id, member_id=official.member_id, today=desk.today)
    if person is None:
        return
    words = message_to_decide(
        fate=inbound.fate, sender=inbound.from_address, form=request.reference, reference=inbound.sha256[:12],
        book=phrases(person.language),
    )  # fmt: skip
    _queue(session, desk, to=person, words=words, key=f"notice:decide:{inbound.sha256}")


def warn_holder(
    session: Session, desk: Desk, *, inbound: InboundMessage, request: DataRequest | None, official: Official
) -> None:
    """Tell the holder of an address that somebody wrote in its name."""
    words = warning_to_holder(form=request.reference if request else "", book=phrases(official.language))
    _queue(session, desk, to=official, words=words, key=f"notice:forged:{inbound.sha256}")


def _queue(session: Session, desk: Desk, *, to: Official, words: NoticeWords, key: str) -> None:
    if notices_today(session, desk, official=to) >= NOTICES_PER_DAY or not to.email or to.suppressed_because:
        return
    mail = compose_notice(
        language=to.language,
        subject=words.subject,
        paragraphs=words.paragraphs,
        envelope=letters.envelope(office=desk.office, to=to, key=key, now=desk.now),
        greeting_name=to.names.get(to.language.value) or to.name,
    )
    outbox.queue(
        session, mail=mail, key=key, kind=MessageKind.NOTICE, now=desk.now, plan_id=to.plan_id, official_id=to.id
    )


def notices_today(session: Session, desk: Desk, *, official: Official) -> int:
    """How many notices an official was written in the last day."""
    query = select(OutboundMessage.id).where(
        OutboundMessage.official_id == official.id,
        OutboundMessage.kind == MessageKind.NOTICE,
        OutboundMessage.queued_at > desk.now - timedelta(days=1),
    )
    return len(session.exec(query).all())
