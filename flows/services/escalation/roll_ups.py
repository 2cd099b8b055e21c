"""One roll-up per person: everything that reached this person's level today, in one mail."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from flows.services.collection.burden import Burden
from flows.services.collection.forms import in_language
from flows.services.desk import Desk
from flows.services.dispatch import letters, outbox
from flows.services.escalation.lateness import LateThing
from flows.services.lifecycle.role_titles import role_title
from flows.services.reception.absences import Away
from models.tables import ActionPlan, EscalationStep, Member, Official
from models.vocabulary import EscalationSubject, MessageKind
from notifications.compose import compose_escalation
from notifications.compose_silence import away_with_deputy, away_without_deputy, promise_passed, why_deputy
from notifications.language import Phrasebook, phrases
from notifications.mail import EscalationNotice, OverdueItem


@dataclass(frozen=True)
class Raised:
    """One step reached today and the late thing it is about; who of the two people concerned is away."""

    step: EscalationStep
    thing: LateThing
    working_days_late: int
    away: Away | None = None
    owner_away: Away | None = None


def send_roll_ups(
    session: Session, desk: Desk, *, plan: ActionPlan, raised: list[Raised], burden: Burden, next_check_on: date
) -> int:
    """Queue one notice per person in the caller's transaction; returns how many were queued."""
    session.flush()
    by_person: dict[int, list[Raised]] = {}
    for item in raised:
        if item.step.official_id is not None:
            by_person.setdefault(item.step.official_id, []).append(item)
    people = {row.id: row for row in session.exec(select(Official).where(col(Official.id).in_(list(by_person)))).all()}
    return sum(
        _queue(session, desk, plan, people[person], items, burden, next_check_on) for person, items in by_person.items()
    )


def _queue(
    session: Session, desk: Desk, plan: ActionPlan, official: Official, items: list[Raised], burden: Burden,
    next_check_on: date,
) -> bool:  # fmt: skip
    key = f"escalation:{plan.code}:{official.code}:{desk.today.isoformat()}:{_fingerprint(items)}"
    notice = _notice(session, desk, plan, official, items, next_check_on)
    envelope = letters.envelope(office=desk.office, to=official, key=key, now=desk.now)
    deputy = items[0].away.deputy if items[0].away else None
    if deputy:
        envelope = replace(envelope, to_name=deputy.name, to_address=deputy.email)
    queued = outbox.queue(
        session, mail=compose_escalation(notice, envelope=envelope), key=key, kind=MessageKind.ESCALATION,
        now=desk.now, plan_id=plan.id, period=desk.today.isoformat(), official_id=official.id,
        not_before_at=burden.slot,
    )  # fmt: skip
    for item in items:
        item.step.outbound_id = queued.id if queued else None
    if queued:
        burden.take(official.id)
    return queued is not None


def _fingerprint(items: list[Raised]) -> str:
    """What a roll-up says, in eight characters: one withdrawn because a point was settled may be written anew."""
    said = sorted(f"{i.thing.subject.value}|{i.thing.code}|{i.thing.due_on}|{i.step.level}" for i in items)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:8]


def _notice(
    session: Session, desk: Desk, plan: ActionPlan, official: Official, items: list[Raised], next_check_on: date
) -> EscalationNotice:
    book = phrases(official.language)
    name = official.names.get(official.language.value) or official.name
    away = items[0].away
    return EscalationNotice(
        language=official.language,
        recipient_name=away.deputy.name if away and away.deputy else name,
        role=items[0].step.role,
        role_title=role_title(plan, items[0].step.role, official.language),
        plan_title=plan.title,
        as_of=desk.today,
        items=tuple(_overdue_item(session, desk, official, item, book) for item in items),
        next_check_on=next_check_on,
        recipient_is_illustrative=official.illustrative,
        why=why_deputy(name, until=away.until, book=book) if away and away.deputy else "",
    )


def _overdue_item(session: Session, desk: Desk, official: Official, item: Raised, book: Phrasebook) -> OverdueItem:
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
        subject=thing.subject,
        explanation=_explanation(item, today=desk.today, book=book),
        illustrative=thing.illustrative,
    )


def _explanation(item: Raised, *, today: date, book: Phrasebook) -> str:
    """What is known of the silence: a promise that has passed, an absence. Facts, no judgement."""
    parts = []
    if item.thing.promised_on and item.thing.promised_on < today:
        parts.append(promise_passed(item.thing.promised_on, book=book))
    away = item.owner_away
    if away and item.step.level > 0:
        deputy = away.deputy
        parts.append(
            away_with_deputy(until=away.until, deputy=deputy.name or deputy.email, book=book)
            if deputy
            else away_without_deputy(until=away.until, book=book)
        )
    return "; ".join(parts)
