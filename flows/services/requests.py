"""One data request: created once per campaign and official, its lines frozen, its mail queued with it."""

from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from flows.services import ledger, letters, outbox
from flows.services.burden import Burden
from flows.services.calendars import plan_calendar, tz_release
from flows.services.deadlines import find_deadline, store
from flows.services.desk import Desk
from flows.services.footers import reminder_notes
from flows.services.forms import build_form, requested_items
from flows.services.standings import milestones_of
from flows.services.workbooks import form_workbook
from models.rules.deadlines import Explained, by_working_days
from models.rules.lateness import AWAITED, SETTLED
from models.rules.policy import Policy
from models.rules.reminders import next_round_on
from models.tables import (
    ActionPlan,
    Campaign,
    CommitmentInstance,
    DataRequest,
    Indicator,
    Official,
    OutboundMessage,
    RequestedItem,
)
from models.vocabulary import DeadlineSubject, ItemKind, LedgerAction, MessageKind, RequestState
from notifications.compose import compose_request
from notifications.language import phrases


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
    request = session.exec(
        select(DataRequest).where(DataRequest.campaign_id == campaign.id, DataRequest.official_id == official.id)
    ).first()
    is_new = request is None
    if request is None:
        request = _create_request(session, desk, plan, campaign, official, policy)
        _freeze_items(session, request=request, instances=instances)
    lines = _count_lines(session, request_id=request.id)
    because = official.suppressed_because or ("no address" if not official.email else "")
    if lines and not because and request.state in AWAITED:
        is_new = _queue_request(session, desk, plan=plan, campaign=campaign, request=request, official=official,
                                policy=policy, burden=burden or Burden(session, desk, plan=plan, policy=policy))  # fmt: skip
    return Asked(
        official=official.code, name=official.name, language=official.language.value,
        commitments=", ".join(i.code for i in instances), lines=lines, state=request.state.value,
        is_new=is_new, unreachable_because=because,
    )  # fmt: skip


def _create_request(
    session: Session, desk: Desk, plan: ActionPlan, campaign: Campaign, official: Official, policy: Policy
) -> DataRequest:
    key = request_key(plan=plan, period=campaign.period, official=official)
    computed = _computed(session, desk, plan=plan, campaign=campaign, official=official, policy=policy)
    request = DataRequest(
        plan_id=plan.id,
        campaign_id=campaign.id,
        official_id=official.id,
        reference=f"{campaign.period}/{official.code}",
        nonce=letters.request_nonce(key, office=desk.office),
        language=official.language,
        state=RequestState.OPEN,
        asked_on=desk.today,
        respond_by=computed.due_on,
    )
    session.add(request)
    store(session, desk, plan_id=plan.id, subject=DeadlineSubject.DATA_REQUEST, code=request.reference,
          computed=computed, member=str(official.member_id or ""))  # fmt: skip
    session.flush()
    return request


def _computed(
    session: Session, desk: Desk, *, plan: ActionPlan, campaign: Campaign, official: Official, policy: Policy
) -> Explained:
    """The official's own day, never before the campaign's: whoever is asked later has as long to answer."""
    own = respond_by_day(session, asked_on=desk.today, plan=plan, policy=policy, member_id=official.member_id)
    if own.due_on >= campaign.respond_by:
        return own
    common = find_deadline(session, plan_id=plan.id, subject=DeadlineSubject.CAMPAIGN, code=campaign.period)
    return common or replace(own, due_on=campaign.respond_by)


def request_key(*, plan: ActionPlan, period: str, official: Official) -> str:
    """Idempotency key of the first request of a period."""
    return f"request:{plan.code}:{period}:{official.code}"


def _freeze_items(session: Session, *, request: DataRequest, instances: list[CommitmentInstance]) -> None:
    position = 0
    for instance in instances:
        for indicator in _indicators(session, instance.id):
            position += 1
            session.add(RequestedItem(data_request_id=request.id, position=position, code=indicator.code,
                                      kind=ItemKind.INDICATOR, indicator_id=indicator.id))  # fmt: skip
        for milestone in milestones_of(session, instance_id=instance.id):
            if milestone.status not in SETTLED:
                position += 1
                session.add(RequestedItem(data_request_id=request.id, position=position, code=milestone.code,
                                          kind=ItemKind.MILESTONE, milestone_id=milestone.id))  # fmt: skip
    session.flush()


def _indicators(session: Session, instance_id: int) -> list[Indicator]:
    query = select(Indicator).where(Indicator.instance_id == instance_id).order_by(col(Indicator.number))
    return list(session.exec(query).all())


def is_written(session: Session, *, key: str) -> bool:
    """Whether a mail with this idempotency key was ever queued."""
    return session.exec(select(OutboundMessage.id).where(OutboundMessage.idempotency_key == key)).first() is not None


def _count_lines(session: Session, *, request_id: int) -> int:
    return len(requested_items(session, request_id=request_id))


def _queue_request(
    session: Session,
    desk: Desk,
    *,
    plan: ActionPlan,
    campaign: Campaign,
    request: DataRequest,
    official: Official,
    policy: Policy,
    burden: Burden,
) -> bool:
    key = request_key(plan=plan, period=campaign.period, official=official)
    if is_written(session, key=key):
        return False
    form = build_form(session, request=request, today=desk.today)
    slot = burden.next_slot(official.id)
    mail = compose_request(
        form,
        attachments=(form_workbook(form, desk=desk),),
        envelope=letters.envelope(office=desk.office, to=official, key=key, now=desk.now, request=request),
        next_reminder_on=next_round_on(
            respond_by=request.respond_by, told=(), today=desk.today, policy=policy, calendar=burden.calendar
        ),
        notes=reminder_notes(session, request=request, book=phrases(form.language)),
    )
    queued = outbox.queue(
        session, mail=mail, key=key, kind=MessageKind.REQUEST, now=desk.now, plan_id=plan.id,
        period=campaign.period, official_id=official.id, data_request_id=request.id, not_before_at=slot,
    )  # fmt: skip
    if queued is None:
        return False
    burden.take(official.id, slot)
    ledger.record(
        session, desk, action=LedgerAction.REQUEST_QUEUED, subject=request.reference, plan_id=plan.id,
        field="respond_by", after=request.respond_by, source=f"message:{queued.message_id}",
    )  # fmt: skip
    return True
