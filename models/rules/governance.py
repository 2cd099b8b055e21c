"""When a body and a meeting are valid: two sides, one chair, a quorum, a day in the future; pure, refused in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from models.rules.errors import DomainError
from models.rules.partial_dates import PartialDate
from models.vocabulary import MeetingFormat, MeetingPurpose, MembershipRole, OfficialRole, Side

# The plan: meetings "under the aegis of the General Director of Services and/or the vice-president".
CHAIRS = (OfficialRole.DIRECTOR_GENERAL, OfficialRole.VICE_PRESIDENT)
CHAIRED_BY_RULE = frozenset({MeetingPurpose.QUARTERLY_COORDINATION, MeetingPurpose.HEADS_OF_DIVISIONS})
BOTH_SIDES = frozenset(Side)
# The project's own choice: a year before a mandate ends, somebody should think of the next council.
HANDOVER_DAYS = 366


@dataclass(frozen=True)
class Seat:
    """One seat of a body, with its dates; `person` names who holds it in the sentences."""

    person: str
    side: Side
    role: MembershipRole
    starts_on: date | None = None
    ends_on: date | None = None

    def is_filled(self, day: date) -> bool:
        """Whether the seat is held on a day."""
        return (self.starts_on or date.min) <= day <= (self.ends_on or date.max)


def check_two_sides(body: str, seats: Iterable[Seat], *, day: date) -> None:
    """A supervisory committee sits for the administration and for civil society; one side alone is refused."""
    found = {seat.side for seat in seats if seat.is_filled(day)}
    missing = [side.value.replace("_", " ") for side in Side if side not in found]
    if missing:
        raise DomainError(
            f"{body} has nobody for {' and '.join(missing)} on {day}; a supervisory committee has both sides, so add a "
            "member of the missing side first."
        )


def check_both_present(meeting: str, present: frozenset[Side]) -> None:
    """A review counts only when both sides were in the room."""
    missing = [side.value.replace("_", " ") for side in Side if side not in present]
    if missing:
        raise DomainError(
            f"Nobody for {' and '.join(missing)} was present at {meeting}; a committee review needs both sides: say who "
            "attended, or cancel the meeting and call another."
        )


def check_one_chair(body: str, seats: Iterable[Seat]) -> None:
    """At no time two chairs in one body; the sentence names both."""
    chairs = [seat for seat in seats if seat.role is MembershipRole.CHAIR]
    for position, first in enumerate(chairs):
        for second in chairs[position + 1 :]:
            if _overlap(first, second):
                raise DomainError(
                    f"{body} would have two chairs, {first.person} and {second.person}; end the first mandate before the "
                    "second begins."
                )


def check_chair(meeting: str, *, purpose: MeetingPurpose, held_roles: Iterable[OfficialRole]) -> None:
    """Quarterly and heads-of-division meetings are chaired by the Director General and/or the Vice-President."""
    if purpose in CHAIRED_BY_RULE and not set(held_roles) & set(CHAIRS):
        raise DomainError(
            f"{meeting} must be chaired by the Director General of Services and/or the Vice-President in charge of the OGP "
            "file; name one of them."
        )


def check_quorum(meeting: str, *, present: int, quorum: int) -> None:
    """Enough people for the meeting to count; a quorum of 0 asks for nobody."""
    if present < quorum:
        raise DomainError(
            f"{present} were present at {meeting} and its quorum is {quorum}; without a quorum it cannot be recorded as "
            "held: cancel it and call another."
        )


def check_schedule(
    meeting: str, *, starts_at: datetime, ends_at: datetime, now: datetime, plan_end: date, held_as: MeetingFormat,
    place: str, address: str,
) -> None:  # fmt: skip
    """A meeting is planned ahead, ends after it begins, lies before the plan's end, and says where it takes place."""
    if starts_at <= now:
        raise DomainError(
            f"{meeting} would begin on {starts_at:%Y-%m-%d %H:%M}, which is past; plan a day to come, or record the meeting "
            "as held."
        )
    if ends_at <= starts_at:
        raise DomainError(f"{meeting} would end before it begins; give an end after {starts_at:%H:%M}.")
    if starts_at.date() > plan_end:
        raise DomainError(f"{starts_at:%Y-%m-%d} is outside the plan, which ends on {plan_end}; plan an earlier day.")
    check_where(meeting, held_as=held_as, place=place, address=address)


def check_where(meeting: str, *, held_as: MeetingFormat, place: str, address: str) -> None:
    """In person needs a place, remote an address of the room, hybrid both."""
    if held_as is not MeetingFormat.REMOTE and not place.strip():
        raise DomainError(f"{meeting} is {held_as.value} and says no place; name the room people come to.")
    if held_as is not MeetingFormat.IN_PERSON and not address.strip():
        raise DomainError(f"{meeting} is {held_as.value} and says no address; give the link people join by.")


def mandate_warning(*, ends: PartialDate, plan_end: date, today: date) -> str:
    """What to do about a council's mandate; "" while it neither ends within a year nor before the plan, or is over."""
    last = ends.last_day()
    if last < today:
        return ""
    if last < plan_end:
        return f"It ends in {ends}, before the plan ends on {plan_end}: agree with the next council who carries on."
    if (last - today).days <= HANDOVER_DAYS:
        return f"It ends in {ends}, after the plan: prepare the hand-over to the next council."
    return ""


def _overlap(first: Seat, second: Seat) -> bool:
    begins = max(first.starts_on or date.min, second.starts_on or date.min)
    return begins <= min(first.ends_on or date.max, second.ends_on or date.max)
