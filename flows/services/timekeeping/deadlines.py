"""Stored deadlines: each keeps its inputs, rule, calendar and time-zone release, and can be explained from them alone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.inserting import write_all
from flows.services.timekeeping.calendars import tz_release
from models.rules.days_off import DayOff
from models.rules.deadlines import Explained
from models.tables import Deadline
from models.vocabulary import DayStanding, DeadlineRule, DeadlineSubject


class First(NamedTuple):
    """The first deadline of something new: what, how computed, and whose regional calendar was used."""

    code: str
    computed: Explained
    member: str


def store(
    session: Session, desk: Desk, *, plan_id: int, subject: DeadlineSubject, code: str, computed: Explained,
    member: str = "",
) -> Deadline:  # fmt: skip
    """Keep a deadline as computed, in the caller's transaction; the one before it, if any, stays and is no longer current."""
    for older in _rows(session, plan_id=plan_id, subject=subject, codes=[code]):
        older.is_current = False
    return store_first(session, desk, plan_id=plan_id, subject=subject, code=code, computed=computed, member=member)


def store_first(
    session: Session, desk: Desk, *, plan_id: int, subject: DeadlineSubject, code: str, computed: Explained,
    member: str = "",
) -> Deadline:  # fmt: skip
    """Keep the first deadline of something new, in the caller's transaction."""
    row = Deadline(**_values(desk, plan_id=plan_id, subject=subject, first=First(code, computed, member)))
    session.add(row)
    return row


def store_firsts(
    session: Session, desk: Desk, *, plan_id: int, subject: DeadlineSubject, firsts: Sequence[First]
) -> None:
    """`store_first` for many, in one statement."""
    write_all(
        session, Deadline, [_values(desk, plan_id=plan_id, subject=subject, first=first) for first in firsts]
    )  # fmt: skip


def _values(desk: Desk, *, plan_id: int, subject: DeadlineSubject, first: First) -> dict[str, Any]:
    computed = first.computed
    return {
        "plan_id": plan_id, "subject": subject, "code": first.code, "member": first.member, "rule": computed.rule,
        "start_on": computed.start_on, "amount": computed.amount, "due_on": computed.due_on,
        "not_counted": [_as_json(day) for day in computed.not_counted],
        "calendar_version": computed.calendar_version, "tz_release": computed.tz_release or tz_release(),
        "computed_at": desk.now, "reason": computed.reason, "is_current": True,
    }  # fmt: skip


def find_deadline(session: Session, *, plan_id: int, subject: DeadlineSubject, code: str) -> Explained | None:
    """How the current deadline of one thing was computed; None for rows of an older release."""
    return explained_of(session, plan_id=plan_id, subject=subject, codes=[code]).get(code)


def explained_of(
    session: Session, *, plan_id: int, subject: DeadlineSubject, codes: Iterable[str]
) -> dict[str, Explained]:
    """The same for several things at once, by code."""
    return {row.code: explained(row) for row in _rows(session, plan_id=plan_id, subject=subject, codes=codes)}


def explained(row: Deadline) -> Explained:
    """A stored deadline as rules and sentences use it."""
    return Explained(
        rule=row.rule, start_on=row.start_on, amount=row.amount, due_on=row.due_on,
        not_counted=tuple(_from_json(day) for day in row.not_counted),
        calendar_version=row.calendar_version, tz_release=row.tz_release, reason=row.reason,
    )  # fmt: skip


def current_deadlines(session: Session, *, plan_id: int, rule: DeadlineRule) -> list[Deadline]:
    """Current deadlines of a plan that were computed by a rule, oldest first."""
    query = select(Deadline).where(
        Deadline.plan_id == plan_id, Deadline.rule == rule, col(Deadline.is_current).is_(True)
    )
    return list(session.exec(query.order_by(col(Deadline.id))).all())


def _rows(session: Session, *, plan_id: int, subject: DeadlineSubject, codes: Iterable[str]) -> list[Deadline]:
    query = select(Deadline).where(
        Deadline.plan_id == plan_id, Deadline.subject == subject, col(Deadline.code).in_(list(codes)),
        col(Deadline.is_current).is_(True),
    )  # fmt: skip
    return list(session.exec(query).all())


def _as_json(day: DayOff) -> dict[str, object]:
    return {"day": day.day.isoformat(), "code": day.code, "standing": day.standing.value, "names": dict(day.names)}


def _from_json(stored: Mapping[str, object]) -> DayOff:
    names = stored.get("names")
    return DayOff(
        code=str(stored.get("code", "")),
        day=date.fromisoformat(str(stored["day"])),
        standing=DayStanding(str(stored["standing"])),
        names={str(k): str(v) for k, v in names.items()} if isinstance(names, dict) else {},
    )
