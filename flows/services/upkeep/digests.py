"""One digest a day to each administrator: what waits for a person and what does not hold, until it is resolved."""

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.dispatch import letters, outbox
from flows.services.people_records.people import contact
from flows.services.upkeep.parked import Parked
from models.tables import ActionPlan, Official, RoleAssignment
from models.vocabulary import MessageKind, OfficialRole
from notifications.compose import compose_notice
from notifications.compose_digest import DigestItem, digest_words
from notifications.language import phrases


def queue_digests(
    session: Session, desk: Desk, *, plan: ActionPlan, parked: list[Parked], breaches: list[str]
) -> list[str] | None:
    """Queue today's digest for every administrator, in the caller's transaction; the codes of those newly told.

    None when nobody can be told. The day is part of the key, so a second run on one day adds nothing.
    """
    readers = administrators(session, desk, plan=plan)
    if not readers:
        return None
    return [
        reader.code for reader in readers
        if _queue(session, desk, plan=plan, reader=reader, parked=parked, breaches=breaches)
    ]  # fmt: skip


def administrators(session: Session, desk: Desk, *, plan: ActionPlan) -> list[Official]:
    """Everybody who is an administrator today and can be reached; failing that, the contact of the whole plan."""
    query = (
        select(Official, RoleAssignment)
        .join(RoleAssignment, col(RoleAssignment.official_id) == Official.id)
        .where(Official.plan_id == plan.id, RoleAssignment.role == OfficialRole.ADMINISTRATOR)
        .order_by(col(Official.id))
    )
    found = {
        official.id: official
        for official, role in session.exec(query).all()
        if (role.starts_on is None or role.starts_on <= desk.today)
        and (role.ends_on is None or desk.today <= role.ends_on)
        and official.email and not official.suppressed_because
    }  # fmt: skip
    if found:
        return list(found.values())
    other = contact(session, plan_id=plan.id, member_id=None, today=desk.today) or _any_contact(session, desk, plan)
    return [other] if other else []


def _any_contact(session: Session, desk: Desk, plan: ActionPlan) -> Official | None:
    members = session.exec(select(Official.member_id).where(Official.plan_id == plan.id).distinct()).all()
    found = (contact(session, plan_id=plan.id, member_id=m, today=desk.today) for m in sorted(filter(None, members)))
    return next(filter(None, found), None)


def _queue(
    session: Session, desk: Desk, *, plan: ActionPlan, reader: Official, parked: list[Parked], breaches: list[str]
) -> bool:
    key = f"digest:{plan.code}:{reader.code}:{desk.today.isoformat()}"
    items = tuple(DigestItem(item.state, item.what, item.since, item.why, item.commands) for item in parked)
    words = digest_words(items, breaches=tuple(breaches), book=phrases(reader.language))
    mail = compose_notice(
        language=reader.language,
        subject=words.subject,
        paragraphs=words.paragraphs,
        envelope=letters.envelope(office=desk.office, to=reader, key=key, now=desk.now),
        greeting_name=reader.names.get(reader.language.value) or reader.name,
    )
    queued = outbox.queue(
        session, mail=mail, key=key, kind=MessageKind.NOTICE, now=desk.now, plan_id=plan.id, official_id=reader.id
    )
    return queued is not None
