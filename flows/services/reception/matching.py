"""To which form a reply belongs and who sent it: evidence gathered from rows and headers, judged elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from flows.services.desk import Desk
from flows.services.dispatch.letters import domain
from flows.services.reception.absences import is_deputy
from flows.services.reception.reply_prefetch import Prefetched, thread_of
from flows.services.reception.reply_rows import RequestRows
from flows.services.reception.successors import successor_of, successor_request
from models.rules.lateness import AWAITED
from models.tables import Campaign, DataRequest, Official, OutboundMessage
from notifications.authentication import judge
from notifications.evidence import Evidence
from notifications.mime import ParsedMail
from notifications.reply_address import find_tokens


@dataclass(frozen=True)
class Match:
    """The request a mail points to (if any), the official asked, the sender, the evidence, our mail it answers.

    `rows` is what a reply to this request needs, where it is at hand; `may_be_invited` tells whether the mail can
    answer an invitation.
    """

    request: DataRequest | None
    official: Official | None
    sender: Official | None
    evidence: Evidence
    answered: OutboundMessage | None = None
    rows: RequestRows | None = None
    may_be_invited: bool = True


def match(
    session: Session, desk: Desk, *, mail: ParsedMail, at_hand: Prefetched, sheet_references: Iterable[str] = ()
) -> Match:
    """Gather the evidence of one mail: token, thread, signed sheet, sender, authentication. Changes nothing.

    A sheet, and the open forms of the sender, are looked up only where nothing better names the form.
    """
    by_token = _by_token(desk, mail=mail, at_hand=at_hand)
    answered = _answered(mail, at_hand=at_hand)
    by_thread = at_hand.requests.get(answered.data_request_id or 0) if answered else None
    senders = at_hand.senders.get(mail.from_address) or _senders(session, address=mail.from_address)
    by_sheet = None if by_token or by_thread else _by_sheet(session, references=sheet_references)
    tied = by_token or by_thread or by_sheet
    awaited = [] if tied else _open_requests(session, officials=senders)
    request = tied or (awaited[0] if len(awaited) == 1 else None)
    request = (successor_request(session, request=request) or request) if request else None
    official = session.get(Official, request.official_id) if request else None
    sender = _sender_in(senders, request=request)
    return Match(
        request=request,
        official=official,
        sender=sender,
        evidence=Evidence(
            token=by_token is not None,
            thread=by_thread is not None,
            sheet=bool(request and by_sheet and by_sheet.id == request.id),
            sender_is_assigned=bool(official and _same(mail.from_address, official.email)),
            sender_is_deputy=bool(
                official
                and not _same(mail.from_address, official.email)
                and is_deputy(session, official_id=official.id, address=mail.from_address, today=desk.today)
            ),
            same_organisation=bool(official and domain(mail.from_address) == domain(official.email)),
            authentication=judge(mail, authserv_id=desk.office.trusted_server),
            from_is_strict=mail.from_is_strict,
            form_is_open=bool(request and is_open(session, request=request)),
            open_forms_of_sender=len(awaited),
            sender_has_handed_over=bool(
                sender
                and (official is None or sender.id != official.id)
                and successor_of(session, official_id=sender.id)
            ),
        ),
        answered=answered,
        rows=at_hand.rows_of(request) if request else None,
        may_be_invited=at_hand.may_be_invited(mail),
    )


def is_open(session: Session, *, request: DataRequest) -> bool:
    """Whether answers to this request still count: its campaign is not closed and it was not waived."""
    return session.get_one(Campaign, request.campaign_id).closed_on is None


def _by_token(desk: Desk, *, mail: ParsedMail, at_hand: Prefetched) -> DataRequest | None:
    for token in find_tokens(mail.recipients, key=desk.office.key):
        request = at_hand.requests.get(token.data_request_id)
        if request and request.nonce == token.nonce.hex():
            return request
    return None


def _by_sheet(session: Session, *, references: Iterable[str]) -> DataRequest | None:
    """The request of the one form that signed workbooks name; two different forms name none."""
    named = set(references)
    if len(named) != 1:
        return None
    query = select(DataRequest).where(DataRequest.reference == named.pop())
    found = session.exec(query).all()
    return found[0] if len(found) == 1 else None


def _answered(mail: ParsedMail, *, at_hand: Prefetched) -> OutboundMessage | None:
    """The newest of our mails about a form that this one answers."""
    rows = (at_hand.ours.get(identifier) for identifier in thread_of(mail))
    return max((row for row in rows if row and row.data_request_id), key=lambda row: row.id, default=None)


def _senders(session: Session, *, address: str) -> list[Official]:
    """Every official of this address: one plan has it once, but a person may serve several plans."""
    if not address:
        return []
    # As written first: that is found by an index, and almost every address is written the same way everywhere.
    for matches in (Official.email == address, func.lower(Official.email) == address.lower()):
        found = session.exec(select(Official).where(matches).order_by(col(Official.id))).all()
        if found:
            return list(found)
    return []


def _sender_in(senders: list[Official], *, request: DataRequest | None) -> Official | None:
    """Who of them writes: the one of the form's plan; without a form the only one, for nobody says which plan is meant."""
    if request:
        return next((one for one in senders if one.plan_id == request.plan_id), next(iter(senders), None))
    return senders[0] if len(senders) == 1 else None


def _open_requests(session: Session, *, officials: list[Official]) -> list[DataRequest]:
    if not officials:
        return []
    query = (
        select(DataRequest)
        .join(Campaign, col(DataRequest.campaign_id) == Campaign.id)
        .where(col(DataRequest.official_id).in_([one.id for one in officials]), col(Campaign.closed_on).is_(None))
        .where(col(DataRequest.state).in_(list(AWAITED)))
    )
    return list(session.exec(query).all())


def _same(one: str, other: str) -> bool:
    return bool(one) and one.casefold() == other.casefold()
