"""One data request: created once per campaign and official, its lines frozen, its mail queued with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from flows.services import ledger, letters, outbox
from flows.services.burden import Burden
from flows.services.calendars import plan_calendar, tz_release
from flows.services.deadlines import find_deadline, store_first
from flows.services.desk import Desk
from flows.services.footers import reminder_notes
from flows.services.forms import FormRows, build_form
from flows.services.request_lines import freeze_items, items_by_request
from flows.services.workbooks import form_workbook
from models.rules.deadlines import Explained, by_working_days
from models.rules.lateness import AWAITED
from models.rules.policy import Policy
from models.rules.reminders import next_round_on
from models.tables import (
    ActionPlan,
    Campaign,
    CommitmentInstance,
    DataRequest,
    Official,
    OutboundMessage,
    RequestedItem,
)
from models.vocabulary import DeadlineSubject, LedgerAction, MessageKind, RequestState
from notifications.compose import compose_request
from notifications.compose_deadline import deadline_notes
from notifications.language import phrases

_BATCH = 100


@dataclass(frozen=True)
class Asked:
    """One official of this campaign and what happened: asked now, asked before, or unreachable and why."""

    official: str
    name: str
    language: str
    commitments: str
    lines: int
    state: str
    is_new: bool
    unreachable_because: str = ""


def respond_by_day(
    session: Session, *, asked_on: date, plan: ActionPlan, policy: Policy, member_id: int | None = None
) -> Explained:
    """The day answers are awaited by: working days after asking, so that a late opening never shortens the time.

    With a member, its regional days off are not counted either.
    """
    calendar = plan_calendar(session, plan=plan, today=asked_on, member_id=member_id)
    return by_working_days(asked_on, policy.respond_within, calendar=calendar, tz_release=tz_release())


def ask_official(
    session: Session,
    desk: Desk,
    *,
    plan: ActionPlan,
    campaign: Campaign,
    official: Official,
    instances: list[CommitmentInstance],
    policy: Policy,
    burden: Burden | None = None,
) -> Asked:
    """Ask one official once: create the request, freeze its lines, queue its mail; repeated, it changes nothing."""
    to_ask = [(official, instances)]
    (asked,) = ask_officials(session, desk, plan=plan, campaign=campaign, to_ask=to_ask, policy=policy, burden=burden)
    return asked


def ask_officials(
    session: Session,
    desk: Desk,
    *,
    plan: ActionPlan,
    campaign: Campaign,
    to_ask: Sequence[tuple[Official, list[CommitmentInstance]]],
    policy: Policy,
    burden: Burden | None = None,
) -> list[Asked]:
    """`ask_official` for many, a few queries for each hundred of them."""
    burden = burden or Burden(session, desk, plan=plan, policy=policy)
    asking = _Asking(session, desk, plan, campaign, policy, burden)
    batches = (to_ask[start : start + _BATCH] for start in range(0, len(to_ask), _BATCH))
    return [asked for batch in batches for asked in asking.ask(batch)]


class _Asking:
    """One campaign asking its officials, batch by batch."""

    def __init__(
        self, session: Session, desk: Desk, plan: ActionPlan, campaign: Campaign, policy: Policy, burden: Burden
    ) -> None:
        self._session, self._desk = session, desk
        self._plan, self._campaign, self._policy, self._burden = plan, campaign, policy, burden
        self._deadlines: dict[int | None, Explained] = {}

    def ask(self, batch: Sequence[tuple[Official, list[CommitmentInstance]]]) -> list[Asked]:
        """Create what is missing and queue what was not queued before, for each official."""
        known = self._known([official.id for official, _ in batch])
        requests = {o.id: known.get(o.id) or self._new_request(o) for o, _ in batch}
        self._session.flush()
        new = [(requests[o.id], instances) for o, instances in batch if o.id not in known]
        freeze_items(self._session, asking=new)
        items = items_by_request(self._session, requests=list(requests.values()))
        rows = FormRows(self._session, items=[i for own in items.values() for i in own], period=self._campaign.period)
        written = self._written([official for official, _ in batch])
        asked, queued = [], []
        for official, instances in batch:
            request = requests[official.id]
            lines, is_new = items[request.id], official.id not in known
            because = official.suppressed_because or ("no address" if not official.email else "")
            if lines and not because and request.state in AWAITED:
                is_known, is_new = not is_new, False
                if self._key(official) not in written:
                    message = self._queue(official, request, items=lines, rows=rows, is_known=is_known)
                    is_new = message is not None
                    queued.append((request, message))
            asked.append(_asked(official, instances, request, lines=len(lines), is_new=is_new, because=because))
        for request, message in queued:
            self._note(request, message)
        return asked

    def _known(self, officials: Sequence[int]) -> dict[int, DataRequest]:
        query = select(DataRequest).where(
            DataRequest.campaign_id == self._campaign.id, col(DataRequest.official_id).in_(officials)
        )
        return {request.official_id: request for request in self._session.exec(query).all()}

    def _written(self, officials: Sequence[Official]) -> set[str]:
        keys = [self._key(official) for official in officials]
        query = select(OutboundMessage.idempotency_key).where(col(OutboundMessage.idempotency_key).in_(keys))
        return set(self._session.exec(query).all())

    def _key(self, official: Official) -> str:
        return request_key(plan=self._plan, period=self._campaign.period, official=official)

    def _new_request(self, official: Official) -> DataRequest:
        computed = self._deadline(official)
        request = DataRequest(
            plan_id=self._plan.id,
            campaign_id=self._campaign.id,
            official_id=official.id,
            reference=f"{self._campaign.period}/{official.code}",
            nonce=letters.request_nonce(self._key(official), office=self._desk.office),
            language=official.language,
            state=RequestState.OPEN,
            asked_on=self._desk.today,
            respond_by=computed.due_on,
        )
        self._session.add(request)
        store_first(
            self._session, self._desk, plan_id=self._plan.id, subject=DeadlineSubject.DATA_REQUEST,
            code=request.reference, computed=computed, member=str(official.member_id or ""),
        )  # fmt: skip
        return request

    def _deadline(self, official: Official) -> Explained:
        """The official's own day, never before the campaign's: whoever is asked later has as long to answer."""
        member = official.member_id
        if member not in self._deadlines:
            own = respond_by_day(
                self._session, asked_on=self._desk.today, plan=self._plan, policy=self._policy, member_id=member
            )
            if own.due_on < self._campaign.respond_by:
                subject, code = DeadlineSubject.CAMPAIGN, self._campaign.period
                common = find_deadline(self._session, plan_id=self._plan.id, subject=subject, code=code)
                own = common or replace(own, due_on=self._campaign.respond_by)
            self._deadlines[member] = own
        return self._deadlines[member]

    def _queue(
        self, official: Official, request: DataRequest, *, items: Sequence[RequestedItem], rows: FormRows,
        is_known: bool,
    ) -> OutboundMessage | None:  # fmt: skip
        key, desk = self._key(official), self._desk
        form = build_form(self._session, request=request, today=desk.today, items=items, rows=rows)
        book = phrases(form.language)
        slot = self._burden.next_slot(official.id)
        next_reminder_on = next_round_on(
            respond_by=request.respond_by, told=(), today=desk.today, policy=self._policy,
            calendar=self._burden.calendar,
        )  # fmt: skip
        stored = reminder_notes(self._session, request=request, book=book) if is_known else None
        mail = compose_request(
            form,
            attachments=(form_workbook(form, desk=desk),),
            envelope=letters.envelope(office=desk.office, to=official, key=key, now=desk.now, request=request),
            next_reminder_on=next_reminder_on,
            notes=deadline_notes(self._deadline(official), book=book) if stored is None else stored,
        )
        queued = outbox.queue(
            self._session, mail=mail, key=key, kind=MessageKind.REQUEST, now=desk.now, plan_id=self._plan.id,
            period=self._campaign.period, official_id=official.id, data_request_id=request.id, not_before_at=slot,
        )  # fmt: skip
        if queued:
            self._burden.take(official.id, slot)
        return queued

    def _note(self, request: DataRequest, message: OutboundMessage | None) -> None:
        """Written after the last mail of a batch, so that all entries of it go to the database together."""
        if message:
            ledger.record(
                self._session, self._desk, action=LedgerAction.REQUEST_QUEUED, subject=request.reference,
                plan_id=self._plan.id, field="respond_by", after=request.respond_by,
                source=f"message:{message.message_id}",
            )  # fmt: skip


def _asked(
    official: Official, instances: Sequence[CommitmentInstance], request: DataRequest, *, lines: int, is_new: bool,
    because: str,
) -> Asked:  # fmt: skip
    return Asked(
        official=official.code, name=official.name, language=official.language.value,
        commitments=", ".join(i.code for i in instances), lines=lines, state=request.state.value,
        is_new=is_new, unreachable_because=because,
    )  # fmt: skip


def request_key(*, plan: ActionPlan, period: str, official: Official) -> str:
    """Idempotency key of the first request of a period."""
    return f"request:{plan.code}:{period}:{official.code}"


def is_written(session: Session, *, key: str) -> bool:
    """Whether a mail with this idempotency key was ever queued."""
    return session.exec(select(OutboundMessage.id).where(OutboundMessage.idempotency_key == key)).first() is not None
