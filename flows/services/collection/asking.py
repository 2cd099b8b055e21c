"""A campaign asking its officials, many together: requests created, their lines frozen, their mails composed and queued.

Knows one transaction of its caller's, and nobody's order. What differs from official to official costs no query.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.collection.asked_lines import AskedLine
from flows.services.collection.burden import Burden
from flows.services.collection.footers import reminder_notes
from flows.services.collection.form_names import codes_used_before, form_name
from flows.services.collection.forms import FormRows, build_form
from flows.services.collection.request_lines import freeze_items, items_by_request
from flows.services.collection.workbooks import form_workbook
from flows.services.desk import Desk
from flows.services.dispatch import letters, outbox
from flows.services.inserting import insert_all
from flows.services.timekeeping.calendars import plan_calendar, tz_release
from flows.services.timekeeping.deadlines import First, find_deadline, store_firsts
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
)
from models.vocabulary import DeadlineSubject, Language, LedgerAction, MessageKind, RequestState
from notifications.compose import compose_request
from notifications.compose_deadline import deadline_notes
from notifications.language import phrases

ToAsk = tuple[Official, list[CommitmentInstance]]


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


@dataclass(frozen=True)
class _Facts:
    """What a batch of mails is composed from."""

    requests: dict[int, DataRequest]
    items: Mapping[int, Sequence[AskedLine]]
    rows: FormRows
    known: frozenset[int]


class Asking:
    """One campaign asking its officials, batch by batch."""

    def __init__(
        self, session: Session, desk: Desk, *, plan: ActionPlan, campaign: Campaign, policy: Policy, burden: Burden
    ) -> None:
        self._session, self._desk = session, desk
        self._plan, self._campaign, self._policy, self._burden = plan, campaign, policy, burden
        self._codes_used_before = codes_used_before(session, plan=plan)
        self._deadlines: dict[int | None, Explained] = {}
        self._notes: dict[tuple[int | None, Language], tuple[str, ...]] = {}
        self._next_rounds: dict[date, date | None] = {}

    def ask(self, batch: Sequence[ToAsk]) -> list[Asked]:
        """Create what is missing and queue what was not queued before, for each official, in the given order."""
        facts = self._facts(batch)
        written = self._written([official for official, _ in batch])
        posts = {
            official.id: self._post(official, facts)
            for official, _ in batch
            if self._may_ask(official, facts) and self._key(official) not in written
        }
        numbers = outbox.queue_all(self._session, posts=list(posts.values()), now=self._desk.now)
        queued = {official_id: post for official_id, post in posts.items() if post.key in numbers}
        self._note(queued, facts.requests)
        return [
            _asked(official, instances, facts, is_new=official.id in queued if self._may_ask(official, facts) else None)
            for official, instances in batch
        ]

    def _facts(self, batch: Sequence[ToAsk]) -> _Facts:
        known = self._known([official.id for official, _ in batch])
        requests = known | self._new_requests([official for official, _ in batch if official.id not in known])
        new = [(requests[official.id], instances) for official, instances in batch if official.id not in known]
        asked_before = items_by_request(self._session, requests=list(known.values()))
        items: dict[int, Sequence[AskedLine]] = {**asked_before, **freeze_items(self._session, asking=new)}
        lines = [item for own in items.values() for item in own]
        rows = FormRows(self._session, items=lines, period=self._campaign.period)
        rows.remember(*(official for official, _ in batch), self._plan, self._campaign)
        return _Facts(requests, items, rows, frozenset(known))

    def _may_ask(self, official: Official, facts: _Facts) -> bool:
        request = facts.requests[official.id]
        return bool(facts.items[request.id]) and not _unreachable(official) and request.state in AWAITED

    def _known(self, officials: Sequence[int]) -> dict[int, DataRequest]:
        query = select(DataRequest).where(
            DataRequest.campaign_id == self._campaign.id, col(DataRequest.official_id).in_(officials)
        )
        rows = self._session.exec(query.execution_options(populate_existing=True)).all()
        return {request.official_id: request for request in rows}

    def _written(self, officials: Sequence[Official]) -> set[str]:
        keys = [self._key(official) for official in officials]
        query = select(OutboundMessage.idempotency_key).where(col(OutboundMessage.idempotency_key).in_(keys))
        return set(self._session.exec(query).all())

    def _key(self, official: Official) -> str:
        return request_key(plan=self._plan, period=self._campaign.period, official=official)

    def _new_requests(self, officials: Sequence[Official]) -> dict[int, DataRequest]:
        self._session.flush()  # the campaign comes first
        rows = insert_all(self._session, DataRequest, [self._new_request(official) for official in officials])
        firsts = [
            First(self._reference(official), self._deadline(official), str(official.member_id or ""))
            for official in officials
        ]
        store_firsts(
            self._session, self._desk, plan_id=self._plan.id, subject=DeadlineSubject.DATA_REQUEST, firsts=firsts
        )
        return {request.official_id: request for request in rows}

    def _new_request(self, official: Official) -> dict[str, object]:
        return {
            "plan_id": self._plan.id,
            "campaign_id": self._campaign.id,
            "official_id": official.id,
            "reference": self._reference(official),
            "nonce": letters.request_nonce(self._key(official), office=self._desk.office),
            "language": official.language,
            "state": RequestState.OPEN,
            "asked_on": self._desk.today,
            "respond_by": self._deadline(official).due_on,
        }

    def _reference(self, official: Official) -> str:
        used = self._codes_used_before
        return form_name(self._plan, period=self._campaign.period, official=official.code, used_before=used)

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

    def _post(self, official: Official, facts: _Facts) -> outbox.Post:
        """The mail of one official."""
        key, desk, request = self._key(official), self._desk, facts.requests[official.id]
        form = build_form(
            self._session, request=request, today=desk.today, items=facts.items[request.id], rows=facts.rows
        )
        book = phrases(form.language)
        stored = reminder_notes(self._session, request=request, book=book) if official.id in facts.known else None
        mail = compose_request(
            form,
            attachments=(form_workbook(form, desk=desk),),
            envelope=letters.envelope(office=desk.office, to=official, key=key, now=desk.now, request=request),
            next_reminder_on=self._next_round_on(request.respond_by),
            notes=self._small_print(official, form.language) if stored is None else stored,
        )
        return outbox.Post(
            mail, key, MessageKind.REQUEST, plan_id=self._plan.id, period=self._campaign.period,
            official_id=official.id, data_request_id=request.id, not_before_at=self._burden.next_slot(official.id),
        )  # fmt: skip

    def _next_round_on(self, respond_by: date) -> date | None:
        if respond_by not in self._next_rounds:
            self._next_rounds[respond_by] = next_round_on(
                respond_by=respond_by, told=(), today=self._desk.today, policy=self._policy,
                calendar=self._burden.calendar,
            )  # fmt: skip
        return self._next_rounds[respond_by]

    def _small_print(self, official: Official, language: Language) -> tuple[str, ...]:
        place = (official.member_id, language)
        if place not in self._notes:
            self._notes[place] = deadline_notes(self._deadline(official), book=phrases(language))
        return self._notes[place]

    def _note(self, queued: dict[int, outbox.Post], requests: dict[int, DataRequest]) -> None:
        """Count the mails of a batch, and write down that they were queued."""
        entries = []
        for official_id, post in queued.items():
            self._burden.take(official_id, post.not_before_at)
            request = requests[official_id]
            source = f"message:{post.mail.envelope.message_id}"
            entries.append(ledger.Entry(request.reference, request.respond_by, source))
        ledger.record_all(
            self._session, self._desk, action=LedgerAction.REQUEST_QUEUED, plan_id=self._plan.id, field="respond_by",
            entries=entries,
        )  # fmt: skip


def _unreachable(official: Official) -> str:
    return official.suppressed_because or ("no address" if not official.email else "")


def _asked(official: Official, instances: Sequence[CommitmentInstance], facts: _Facts, *, is_new: bool | None) -> Asked:
    """What happened; `is_new` is None where nothing was to be sent, and then a new request counts as new."""
    request = facts.requests[official.id]
    return Asked(
        official=official.code, name=official.name, language=official.language.value,
        commitments=", ".join(i.code for i in instances), lines=len(facts.items[request.id]),
        state=request.state.value, is_new=official.id not in facts.known if is_new is None else is_new,
        unreachable_because=_unreachable(official),
    )  # fmt: skip


def respond_by_day(
    session: Session, *, asked_on: date, plan: ActionPlan, policy: Policy, member_id: int | None = None
) -> Explained:
    """The day answers are awaited by: working days after asking, so that a late opening never shortens the time.

    With a member, its regional days off are not counted either.
    """
    calendar = plan_calendar(session, plan=plan, today=asked_on, member_id=member_id)
    return by_working_days(asked_on, policy.respond_within, calendar=calendar, tz_release=tz_release())


def request_key(*, plan: ActionPlan, period: str, official: Official) -> str:
    """Idempotency key of the first request of a period."""
    return f"request:{plan.code}:{period}:{official.code}"
