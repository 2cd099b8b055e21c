"""One roll-up per person: everything that reached this person's level today, in one mail."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from flows.services import letters, outbox
from flows.services.desk import Desk
from flows.services.forms import in_language
from flows.services.lateness import LateThing
from models.tables import ActionPlan, EscalationStep, Member, Official
from models.vocabulary import EscalationSubject, MessageKind
from notifications.compose import compose_escalation
from notifications.mail import EscalationNotice, OverdueItem


@dataclass(frozen=True)
class Raised:
    """One step reached today and the late thing it is about."""

    step: EscalationStep
    thing: LateThing
    working_days_late: int


def send_roll_ups(session: Session, desk: Desk, *, plan: ActionPlan, raised: list[Raised], next_check_on: date) -> int:
    """Queue one notice per person in the caller's transaction; returns how many were queued."""
    by_person: dict[int, list[Raised]] = {}
    for item in raised:
        if item.step.official_id is not None:
            by_person.setdefault(item.step.official_id, []).append(item)
    return sum(
        _queue(session, desk, plan, session.get_one(Official, person), items, next_check_on)
        for person, items in by_person.items()
    )


def _queue(
    session: Session, desk: Desk, plan: ActionPlan, official: Official, items: list[Raised], next_check_on: date
) -> bool:
    key = f"escalation:{plan.code}:{official.code}:{desk.today.isoformat()}"
    notice = EscalationNotice(
        language=official.language,
        recipient_name=official.names.get(official.language.value) or official.name,
        role=items[0].step.role,
        plan_title=plan.title,
        as_of=desk.today,
        items=tuple(_overdue_item(session, official, item) for item in items),
        next_check_on=next_check_on,
        recipient_is_illustrative=official.illustrative,
    )
    mail = compose_escalation(notice, envelope=letters.envelope(office=desk.office, to=official, key=key, now=desk.now))
    queued = outbox.queue(
        session, mail=mail, key=key, kind=MessageKind.ESCALATION, now=desk.now, plan_id=plan.id,
        period=desk.today.isoformat(), official_id=official.id,
    )  # fmt: skip
    for item in items:
        item.step.outbound_id = queued.id if queued else None
    return queued is not None


def _overdue_item(session: Session, official: Official, item: Raised) -> OverdueItem:
    thing = item.thing
    member = session.get(Member, thing.member_id) if thing.member_id else None
    return OverdueItem(
        code=thing.code,
        title=in_language(thing.titles, official.language),
        commitment=thing.commitment,
        member=in_language(member.names, official.language) or member.name if member else "",
        responsible=thing.responsible.name if thing.responsible else "",
        due_on=thing.due_on,
        working_days_late=item.working_days_late,
        level=item.step.level,
        is_milestone=thing.subject is EscalationSubject.MILESTONE,
        illustrative=thing.illustrative,
    )
