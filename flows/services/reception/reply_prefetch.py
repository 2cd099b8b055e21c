"""The rows that replies settled together will ask for, fetched in a few queries in the transaction that settles them.

What one reply may have changed is forgotten before the next is settled: whoever asks then finds nothing, and reads.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy.orm import lazyload
from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.reception.reply_rows import RequestRows, rows_of
from models.tables import (
    ActionPlan,
    Campaign,
    DataRequest,
    InboundMessage,
    Invitation,
    Member,
    Official,
    OutboundMessage,
)
from models.vocabulary import InboundClass, MessageKind
from notifications.mime import ParsedMail
from notifications.reply_address import find_tokens

MOST_MESSAGE_IDS = 100


def mail_key(message_id: str, from_address: str, sent_at_text: str) -> tuple[str, str, str]:
    """What makes two mails the same one that came by two ways."""
    return message_id, from_address, sent_at_text


class Prefetched:
    """What is at hand for a batch of mails. `ours` are our mails they answer or are, by Message-ID, without bytes."""

    def __init__(self, session: Session, desk: Desk, *, mails: Sequence[ParsedMail]) -> None:
        self._session, self._desk = session, desk
        numbers = {
            token.data_request_id for mail in mails for token in find_tokens(mail.recipients, key=desk.office.key)
        }
        self.ours = _ours(session, mails)
        numbers_of_threads = {row.data_request_id for row in self.ours.values() if row.data_request_id}
        self.requests = _requests(session, numbers | numbers_of_threads)
        self.senders = _senders(session, {mail.from_address for mail in mails if mail.from_address})
        self._invitations = _invitations(session, numbers)
        self._settled = _settled_before(session, mails)
        self._rows = rows_of(session, desk, requests=list(self.requests.values()))

    def may_be_invited(self, mail: ParsedMail) -> bool:
        """Whether a mail's token or thread can lead to an invitation."""
        tokens = find_tokens(mail.recipients, key=self._desk.office.key)
        thread = (self.ours.get(identifier) for identifier in thread_of(mail))
        return any(token.data_request_id in self._invitations for token in tokens) or any(
            row is not None and row.kind is MessageKind.INVITATION for row in thread
        )

    def is_copy(self, inbound: InboundMessage) -> bool:
        """The same message by another way: other Received lines, same Message-ID, sender and date."""
        return bool(inbound.message_id) and _key_of(inbound) in self._settled

    def rows_of(self, request: DataRequest) -> RequestRows | None:
        """What a reply to this form needs; None when it is not at hand (any more)."""
        return self._rows.get(request.id)

    def has_settled(self, inbound: InboundMessage, *, request: DataRequest | None, is_answer: bool) -> None:
        """Forget whatever the settling of a message may have changed; of one that was no answer, everything."""
        if inbound.fate is not InboundClass.DUPLICATE:
            self._settled.add(_key_of(inbound))
        if not is_answer:
            self._rows.clear()
        known = self._rows.get(request.id) if request else None
        touched = known.about if known else frozenset()
        if request and not known:
            self._rows.clear()
        self._rows = {number: rows for number, rows in self._rows.items() if not rows.about & touched}


def thread_of(mail: ParsedMail) -> tuple[str, ...]:
    """The Message-IDs a mail answers, the nearest first, as many as are looked up."""
    return tuple(found for found in (*mail.in_reply_to, *mail.references) if found)[:MOST_MESSAGE_IDS]


def _key_of(inbound: InboundMessage) -> tuple[str, str, str]:
    return mail_key(inbound.message_id, inbound.from_address, inbound.sent_at_text)


def _ours(session: Session, mails: Sequence[ParsedMail]) -> dict[str, OutboundMessage]:
    wanted = {found for mail in mails for found in (mail.message_id, *thread_of(mail)) if found}
    if not wanted:
        return {}
    query = select(OutboundMessage).options(lazyload(OutboundMessage.content))  # type: ignore[arg-type]
    rows = session.exec(query.where(col(OutboundMessage.message_id).in_(wanted))).all()
    return {row.message_id: row for row in rows}


def _requests(session: Session, numbers: Collection[int]) -> dict[int, DataRequest]:
    """Requests; campaign, plan, official and region come with them. On PostgreSQL they are locked in their order."""
    if not numbers:
        return {}
    query = (
        select(DataRequest, Campaign, ActionPlan, Official)
        .add_columns(Member)
        .join(Campaign, col(DataRequest.campaign_id) == Campaign.id)
        .join(ActionPlan, col(DataRequest.plan_id) == ActionPlan.id)
        .join(Official, col(DataRequest.official_id) == Official.id)
        .outerjoin(Member, col(Official.member_id) == Member.id)
        .where(col(DataRequest.id).in_(numbers))
        .order_by(col(DataRequest.id))
        .with_for_update(of=DataRequest)
    )
    return {found[0].id: found[0] for found in session.execute(query)}


def _senders(session: Session, addresses: Collection[str]) -> dict[str, list[Official]]:
    """Officials whose address is written in just this way."""
    found: dict[str, list[Official]] = defaultdict(list)
    query = select(Official).where(col(Official.email).in_(addresses)).order_by(col(Official.id))
    for row in session.exec(query).all() if addresses else ():
        found[row.email].append(row)
    return found


def _invitations(session: Session, numbers: Collection[int]) -> frozenset[int]:
    query = select(Invitation.id).where(col(Invitation.id).in_(numbers))
    return frozenset(session.exec(query).all()) if numbers else frozenset()


def _settled_before(session: Session, mails: Sequence[ParsedMail]) -> set[tuple[str, str, str]]:
    wanted = {mail.message_id[:500] for mail in mails if mail.message_id}
    query = select(InboundMessage.message_id, InboundMessage.from_address, InboundMessage.sent_at_text).where(
        col(InboundMessage.message_id).in_(wanted),
        col(InboundMessage.fate).not_in([InboundClass.RECEIVED, InboundClass.DUPLICATE]),
    )
    return {mail_key(*row) for row in session.exec(query).all()} if wanted else set()
