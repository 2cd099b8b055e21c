"""To which form a reply belongs and who sent it: evidence gathered from rows and headers, judged elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import lazyload
from sqlmodel import Session, col, func, select

from flows.services.absences import is_deputy
from flows.services.desk import Desk
from flows.services.letters import domain
from flows.services.successors import successor_of, successor_request
from models.rules.lateness import AWAITED
from models.tables import ActionPlan, Campaign, DataRequest, Official, OutboundMessage
from notifications.authentication import judge
from notifications.evidence import Evidence
from notifications.mime import ParsedMail
from notifications.reply_address import find_tokens


@dataclass(frozen=True)
class Match:
    """The request a mail points to (if any), the official asked, the sender, the evidence, our mail it answers."""

    request: DataRequest | None
    official: Official | None
    sender: Official | None
    evidence: Evidence
    answered: OutboundMessage | None = None


def match(session: Session, desk: Desk, *, mail: ParsedMail, sheet_references: Iterable[str] = ()) -> Match:
    """Gather the evidence of one mail: token, thread, signed sheet, sender, authentication. Changes nothing."""
    by_token = _by_token(session, desk, mail=mail)
    answered = _answered(session, message_ids=(*mail.in_reply_to, *mail.references))
    by_thread = session.get(DataRequest, answered.data_request_id) if answered and answered.data_request_id else None
    senders = _senders(session, address=mail.from_address)
    awaited = _open_requests(session, officials=senders)
    by_sheet = _by_sheet(session, references=sheet_references)
    request = by_token or by_thread or by_sheet or (awaited[0] if len(awaited) == 1 else None)
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
    )


def is_open(session: Session, *, request: DataRequest) -> bool:
    """Whether answers to this request still count: its campaign is not closed and it was not waived."""
    return session.get_one(Campaign, request.campaign_id).closed_on is None


def _by_token(session: Session, desk: Desk, *, mail: ParsedMail) -> DataRequest | None:
    for token in find_tokens(mail.recipients, key=desk.office.key):
        request = _with_its_rows(session, request_id=token.data_request_id)
        if request and request.nonce == token.nonce.hex():
            return request
    return None


def _with_its_rows(session: Session, *, request_id: int) -> DataRequest | None:
    """A request; its campaign, plan and official come in the same query and are at hand afterwards."""
    query = (
        select(DataRequest, Campaign, ActionPlan, Official)
        .join(Campaign, col(DataRequest.campaign_id) == Campaign.id)
        .join(ActionPlan, col(DataRequest.plan_id) == ActionPlan.id)
        .join(Official, col(DataRequest.official_id) == Official.id)
        .where(DataRequest.id == request_id)
    )
    found = session.exec(query).first()
    return found[0] if found else None


def _by_sheet(session: Session, *, references: Iterable[str]) -> DataRequest | None:
    """The request of the one form that signed workbooks name; two different forms name none."""
    named = set(references)
    if len(named) != 1:
        return None
    query = select(DataRequest).where(DataRequest.reference == named.pop())
    found = session.exec(query).all()
    return found[0] if len(found) == 1 else None


def _answered(session: Session, *, message_ids: Iterable[str]) -> OutboundMessage | None:
    """The newest of our mails about a form that this one answers."""
    wanted = [message_id for message_id in message_ids if message_id]
    if not wanted:
        return None
    query = select(OutboundMessage).where(
        col(OutboundMessage.message_id).in_(wanted[:100]), col(OutboundMessage.data_request_id).is_not(None)
    )
    without_bytes = query.options(lazyload(OutboundMessage.content))  # type: ignore[arg-type]
    return session.exec(without_bytes.order_by(col(OutboundMessage.id).desc())).first()


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
