"""The set-up check of the post: one mail to our own plus-address must come back before anything else is sent.

Knows a relay and a mailbox, not the settings that name them; `route` is their description, by which the result is kept.
"""

import asyncio
import hashlib
import time
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.dispatch import letters
from flows.services.dispatch.outbox_worker import worker_name
from flows.services.outcome import Outcome, ReportTable
from flows.services.reception.inbox import store_raw
from flows.services.reception.settling import settle
from models.rules.errors import DomainError
from models.tables import InboundMessage, LedgerEntry, OutboundMessage
from models.vocabulary import InboundClass, Language, LedgerAction, MessageKind, OutboundState
from notifications.compose import compose_notice
from notifications.compose_digest import probe_words
from notifications.language import phrases
from notifications.mail import Envelope
from notifications.mailbox import Incoming, Mailbox
from notifications.mime import parse
from notifications.smtp import Courier, Relay
from notifications.smtp_result import SendResult, Stage, Verdict

FLOW = "mail-probe"
SUBJECT = "mail-probe"
SUCCEEDED, FAILED = "succeeded", "failed"
PATIENCE_SECONDS = 120.0
_PAUSE_SECONDS = 2.0


@dataclass(frozen=True)
class Probe:
    """One probe on its way: our row's number, its Message-ID and the plus-address it must come back to."""

    id: int
    message_id: str
    address: str
    raw: bytes


def probe_mail(
    desk: Desk, *, relay: Relay, mailbox: Mailbox, route: str, patience: float = PATIENCE_SECONDS
) -> Outcome:
    """Send one mail to the plus-address and wait for its return, `patience` seconds at most; the result is kept.

    Nothing else is sent, and no other mail in the mailbox is touched. A failure is one problem: what is wrong and what
    would be right.
    """
    probe = _prepare(desk)
    started = time.monotonic()
    why = _send(desk, probe, relay)
    if not why:
        why = _await_return(desk, probe, mailbox, until=started + patience)
    seconds = time.monotonic() - started
    words = why or f"The probe to {probe.address} came back after {seconds:.0f} s."
    _keep(desk, probe, route=route, is_good=not why, words=words)
    table = ReportTable("mail-probe", "Probe of the post", ("Route", "Result"), ((route, words),))
    counts = {SUCCEEDED: int(not why), FAILED: int(bool(why))}
    return Outcome(FLOW, "", desk.today, False, words, counts, (table,), (why,) if why else ())


def last_probe(session: Session, *, route: str) -> LedgerEntry | None:
    """The last probe over this route: when (`at`), `after` "succeeded" or "failed", and the `reason` in words."""
    query = select(LedgerEntry).where(
        LedgerEntry.action == LedgerAction.MAIL_PROBED, LedgerEntry.subject == SUBJECT, LedgerEntry.field == route
    )
    return session.exec(query.order_by(col(LedgerEntry.id).desc())).first()


def is_probed(session: Session, *, route: str) -> bool:
    """Whether the last probe over this route came back. Another server or address is another route."""
    last = last_probe(session, route=route)
    return last is not None and last.after == SUCCEEDED


def require_probe(session: Session, *, route: str) -> None:
    """Raise DomainError unless mail over this route is known to come back."""
    if is_probed(session, route=route):
        return
    last = last_probe(session, route=route)
    why = f"the last probe failed ({last.reason})" if last else "no probe mail has come back over this route yet"
    raise DomainError(
        f"Nothing is sent to officials: {why}; run `iltizam mail probe` until it succeeds. Route: {route}."
    )


def _prepare(desk: Desk) -> Probe:
    """The row of the probe, claimed and committed before the first byte, like any other mail."""
    key = f"probe:{desk.now.isoformat()}:{worker_name()}"
    message_id = letters.message_id(key, office=desk.office)
    local, _, host = desk.office.reply_address.partition("@")
    address = f"{local}+probe-{hashlib.sha256(message_id.encode()).hexdigest()[:20]}@{host}"
    words = probe_words(book=phrases(Language.FRENCH))
    envelope = Envelope(
        from_name=desk.office.name, from_address=desk.office.from_address, to_name="", to_address=address,
        # The plain address: a report of the failure must not depend on what is being tried.
        envelope_from=desk.office.reply_address, message_id=message_id, date=desk.now,
    )  # fmt: skip
    mail = compose_notice(
        language=Language.FRENCH, subject=words.subject, paragraphs=words.paragraphs, envelope=envelope
    )
    with desk.session() as session:
        row = OutboundMessage(
            idempotency_key=key, message_id=message_id, kind=MessageKind.PROBE, envelope_from=envelope.envelope_from,
            envelope_to=address, subject=mail.subject, raw=mail.raw, state=OutboundState.SENDING, queued_at=desk.now,
            not_before_at=desk.now, next_try_at=desk.now, attempts=1, claimed_at=desk.now, claimed_by=worker_name(),
        )  # fmt: skip
        session.add(row)
        session.commit()
        return Probe(row.id, message_id, address, mail.raw)


def _send(desk: Desk, probe: Probe, relay: Relay) -> str:
    """Hand the probe to the relay; "" when it is on its way, else what is wrong."""
    result = asyncio.run(_speak(desk, probe, relay))
    if result.verdict in (Verdict.ACCEPTED, Verdict.IN_DOUBT):
        return ""
    where = f"{relay.host}:{relay.port}"
    if result.stage is Stage.RECIPIENT:
        return (
            f"The mail server {where} refuses the plus-address {probe.address} ({result.code} {result.reply}); make it "
            "deliver such addresses to the mailbox of the part before + (Postfix: recipient_delimiter = +)."
        )
    if result.stage is Stage.LOGIN:
        return f"The mail server {where} refuses the login ({result}); check the user name and the password or token."
    return (
        f"The mail server {where} did not take the probe ({result}); check that it runs, and ILTIZAM_SMTP_HOST with its "
        "port and security."
    )


async def _speak(desk: Desk, probe: Probe, relay: Relay) -> SendResult:
    courier = Courier(relay)
    try:
        return await courier.send(
            sender=desk.office.reply_address, recipient=probe.address, message=probe.raw, name=probe.message_id
        )
    finally:
        await courier.close()


def _await_return(desk: Desk, probe: Probe, mailbox: Mailbox, *, until: float) -> str:
    """Look until the probe or a report about it is there; "" when it came back, else what is wrong."""
    while True:
        trouble = ""
        try:
            _take_in(desk, probe, mailbox)
        except DomainError as error:
            trouble = f"The probe was sent, but the replies cannot be read: {error.sentence}"
        with desk.session() as session:
            if _is_back(session, probe):
                return ""
            trouble = _bounced(session, probe) or trouble
        left = until - time.monotonic()
        if trouble or left <= 0:
            return trouble or (
                f"The probe was sent, but did not come back to the mailbox in time; check that mail to {probe.address} "
                "is delivered to the mailbox that ILTIZAM_INBOX_URL names, and that it is not taken for spam there."
            )
        time.sleep(min(left, _PAUSE_SECONDS))


def _bounced(session: Session, probe: Probe) -> str:
    row = session.get_one(OutboundMessage, probe.id)
    if row.state is not OutboundState.BOUNCED:
        return ""
    return (
        f"The probe to {probe.address} came back as undeliverable ({row.last_error}); the mail server must deliver "
        "plus-addresses to the mailbox of the part before +."
    )


def _take_in(desk: Desk, probe: Probe, mailbox: Mailbox) -> None:
    """Store and settle the probe, and any report about it, as every other message; leave the rest where it lies."""
    for incoming in mailbox.fetch():
        if _speaks_of(incoming, probe):
            stored = store_raw(
                desk,
                raw=incoming.raw,
                envelope_to=incoming.envelope_to,
                source=incoming.key,
                size=incoming.size if incoming.is_header_only else None,
            )
            settle(desk, inbound_id=stored.id)
            mailbox.done(incoming.key)
    with desk.session() as session:
        handed_over = session.exec(
            select(InboundMessage.id).where(
                InboundMessage.envelope_to == probe.address, InboundMessage.fate == InboundClass.RECEIVED
            )
        ).all()
    for inbound_id in handed_over:
        settle(desk, inbound_id=inbound_id)


def _speaks_of(incoming: Incoming, probe: Probe) -> bool:
    if probe.message_id.encode() not in incoming.raw:
        return False
    mail = parse(incoming.raw)
    return mail.message_id == probe.message_id or mail.header("content-type").startswith("multipart/report")


def _is_back(session: Session, probe: Probe) -> bool:
    query = select(InboundMessage.id).where(
        or_(
            col(InboundMessage.message_id) == probe.message_id,
            col(InboundMessage.envelope_to) == probe.address,
        )
    )
    return session.exec(query).first() is not None


def _keep(desk: Desk, probe: Probe, *, route: str, is_good: bool, words: str) -> None:
    """The row's last state, and the result in the ledger. A probe that did not leave is never sent later."""
    with desk.session() as session:
        row = session.get_one(OutboundMessage, probe.id)
        if is_good:
            row.state, row.sent_at, row.last_error = OutboundState.SENT, desk.now, ""
        else:
            row.state, row.last_error = OutboundState.CANCELLED, words[:500]
        ledger.record(
            session, desk, action=LedgerAction.MAIL_PROBED, subject=SUBJECT, plan_id=None, field=route,
            after=SUCCEEDED if is_good else FAILED, reason=words, source=f"message:{probe.message_id}",
        )  # fmt: skip
        session.commit()
