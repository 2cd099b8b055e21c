"""From a form to a valid meeting: the row it means, and the rules it must keep before it counts."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.lifecycle.bodies import (
    check_composition,
    find_body,
    find_member,
    find_official,
    members_on,
    roles_of,
)
from flows.services.lifecycle.standings import find_commitment
from flows.services.participation.attendance import people_present, sides_present
from flows.services.participation.meeting_inputs import (
    MeetingOrder,
    read_format,
    read_purpose,
    read_regime,
    read_times,
    split_list,
)
from flows.services.people_records.people import holder
from models.rules.errors import DomainError
from models.rules.governance import (
    CHAIRED_BY_RULE,
    check_both_present,
    check_chair,
    check_quorum,
    check_schedule,
    check_where,
)
from models.rules.partial_dates import PartialDate
from models.rules.periods import Period
from models.tables import ActionPlan, Meeting, Official, Organisation
from models.vocabulary import MeetingPurpose, MeetingState, MembershipRole, OfficialRole, OrganisationKind

# Co-creation meets before a plan begins; these meetings cannot.
OF_THE_EXECUTION = (
    MeetingPurpose.COMMITTEE_REVIEW,
    MeetingPurpose.QUARTERLY_COORDINATION,
    MeetingPurpose.HEADS_OF_DIVISIONS,
    MeetingPurpose.RESULTS,
)


def fill(
    session: Session, *, plan: ActionPlan, order: MeetingOrder, known: Meeting | None, state: MeetingState
) -> Meeting:
    """The meeting a form means, not yet stored; what it does not say is taken from the meeting already planned."""
    starts_at, ends_at = read_times(order, zone=plan.time_zone) if order.starts or not known else _times(known)
    purpose = read_purpose(order.purpose) if order.purpose or not known else known.purpose
    body, member_id = _whose(session, plan, order, known, purpose)
    chairs = [find_official(session, plan=plan, code=code) for code in split_list(order.chair)]
    _refuse_second_chair(order.code, purpose, chairs)
    return Meeting(
        plan_id=plan.id,
        member_id=member_id,
        organisation_id=body.id if body else None,
        code=order.code.strip().upper(),
        purpose=purpose,
        regime=read_regime(order.regime) if order.regime or not known else known.regime,
        format=read_format(order.held_as) if order.held_as or not known else known.format,
        state=state,
        title=order.title.strip() or (known.title if known else purpose.value.replace("_", " ").capitalize()),
        period=_period(order.period) or (known.period if known else ""),
        theme=order.theme or (known.theme if known else ""),
        level=order.level or (known.level if known else ""),
        commitments=[find_commitment(session, plan=plan, code=c).code for c in split_list(order.commitments)]
        or (known.commitments if known else []),
        starts_at=starts_at,
        ends_at=ends_at,
        place=order.place.strip() or (known.place if known else ""),
        address=order.address.strip() or (known.address if known else ""),
        chair_id=chairs[0].id if chairs else (known.chair_id if known else None),
        chair_name=", ".join(o.name for o in chairs) or (known.chair_name if known else ""),
        quorum=_not_negative(order.quorum, "quorum") or (known.quorum if known else 0),
        agenda=order.agenda.strip() or (known.agenda if known else ""),
        minutes=order.minutes.strip(),
        minutes_file_id=known.minutes_file_id if known else None,
        sequence=known.sequence if known else 0,
        illustrative=known.illustrative if known else False,
    )


def check_planned(session: Session, desk: Desk, *, plan: ActionPlan, meeting: Meeting, order: MeetingOrder) -> None:
    """What must be true of a meeting that is announced: its day, its place, its chair, the body it convenes."""
    check_schedule(
        meeting.code, starts_at=meeting.starts_at, ends_at=meeting.ends_at, now=desk.now,
        plan_end=PartialDate.parse(plan.end).last_day(), held_as=meeting.format, place=meeting.place,
        address=meeting.address,
    )  # fmt: skip
    _check_people(session, plan=plan, meeting=meeting, order=order)


def check_held(session: Session, *, plan: ActionPlan, meeting: Meeting, order: MeetingOrder) -> None:
    """What must be true of a meeting that counts: chair, quorum, and for a review both sides in the room."""
    day = meeting.starts_at.astimezone(ZoneInfo(plan.time_zone)).date()
    first, last = PartialDate.parse(plan.starts).first_day(), PartialDate.parse(plan.end).last_day()
    if day > last or (meeting.purpose in OF_THE_EXECUTION and day < first):
        raise DomainError(
            f"{day} is outside the plan, which runs from {first} to {last}; check the day of {meeting.code}."
        )
    check_where(meeting.code, held_as=meeting.format, place=meeting.place, address=meeting.address)
    _check_people(session, plan=plan, meeting=meeting, order=order)
    if meeting.purpose is MeetingPurpose.COMMITTEE_REVIEW:
        check_both_present(meeting.code, sides_present(session, meeting=meeting))
    check_quorum(meeting.code, present=people_present(session, meeting=meeting), quorum=meeting.quorum)


def _check_people(session: Session, *, plan: ActionPlan, meeting: Meeting, order: MeetingOrder) -> None:
    day = meeting.starts_at.astimezone(ZoneInfo(plan.time_zone)).date()
    if meeting.organisation_id is not None:
        check_composition(session, body=session.get_one(Organisation, meeting.organisation_id), day=day)
    chairs = [find_official(session, plan=plan, code=code) for code in split_list(order.chair)]
    if not chairs and meeting.chair_id is not None:
        chairs = [session.get_one(Official, meeting.chair_id)]
    if not chairs:
        chairs = _usual_chair(session, plan, meeting)
    roles = {role for chair in chairs for role in roles_of(session, official=chair, day=day)}
    check_chair(meeting.code, purpose=meeting.purpose, held_roles=roles)


def _usual_chair(session: Session, plan: ActionPlan, meeting: Meeting) -> list[Official]:
    """Who takes the chair when nobody is named: the committee's own chair, or the Director General; the meeting says so."""
    day = meeting.starts_at.astimezone(ZoneInfo(plan.time_zone)).date()
    if meeting.purpose in CHAIRED_BY_RULE:
        role = OfficialRole.DIRECTOR_GENERAL
        found = holder(session, plan_id=plan.id, role=role, member_id=meeting.member_id, today=day)
    else:
        found = _seated_chair(session, meeting, day)
    if found is None:
        return []
    meeting.chair_id, meeting.chair_name = found.id, found.name
    return [found]


def _seated_chair(session: Session, meeting: Meeting, day: date) -> Official | None:
    """The official who chairs the body that meets; a chair who is no official is named, but is no row to point at."""
    if meeting.organisation_id is None:
        return None
    body = session.get_one(Organisation, meeting.organisation_id)
    chair = next((m for m in members_on(session, body=body, day=day) if m.role is MembershipRole.CHAIR), None)
    if chair is None or chair.official_id is None:
        meeting.chair_name = chair.name if chair else ""
        return None
    return session.get(Official, chair.official_id)


def _whose(
    session: Session, plan: ActionPlan, order: MeetingOrder, known: Meeting | None, purpose: MeetingPurpose
) -> tuple[Organisation | None, int | None]:
    member = find_member(session, plan=plan, code=order.member) if order.member.strip() else None
    if order.body.strip():
        body = find_body(session, plan=plan, code=order.body)
        return body, member.id if member else body.member_id
    if known:
        body_known = session.get(Organisation, known.organisation_id) if known.organisation_id else None
        return body_known, known.member_id
    if purpose is MeetingPurpose.COMMITTEE_REVIEW:
        return _committee_of(session, plan, member.id if member else None), member.id if member else None
    return None, member.id if member else None


def _committee_of(session: Session, plan: ActionPlan, member_id: int | None) -> Organisation:
    query = select(Organisation).where(
        Organisation.plan_id == plan.id, Organisation.kind == OrganisationKind.SUPERVISORY_COMMITTEE
    )
    found = [c for c in session.exec(query.order_by(col(Organisation.position))).all() if c.member_id == member_id]
    if len(found) != 1:
        raise DomainError("A committee review is of one supervisory committee; name it in body, such as SC-LAA.")
    return found[0]


def _refuse_second_chair(code: str, purpose: MeetingPurpose, chairs: list[Official]) -> None:
    most = 1 if purpose is MeetingPurpose.COMMITTEE_REVIEW else 2
    if len(chairs) > most:
        named = " and ".join(chair.code for chair in chairs)
        raise DomainError(f"{code} names {named} as chairs; a committee has one chair, so name one of them.")


def _period(text: str) -> str:
    return str(Period.parse(text.strip())) if text.strip() else ""


def _not_negative(number: int, what: str) -> int:
    if number < 0:
        raise DomainError(f"A {what} of {number} cannot be; write 0 or more.")
    return number


def _times(known: Meeting) -> tuple[datetime, datetime]:
    return known.starts_at, known.ends_at
