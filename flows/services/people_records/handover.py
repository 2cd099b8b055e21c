"""Handing over everything open from one official to another, at once; mail from the old address still arrives, marked."""

from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.committee.recommendations import assign, recommendations_of
from flows.services.desk import Desk
from flows.services.dispatch import letters, outbox
from flows.services.lifecycle.bodies import find_official
from flows.services.lifecycle.standings import find_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.people_records.handover_forms import hand_over_forms
from models.rules.errors import DomainError
from models.rules.plan_policy import policy_of
from models.rules.policy import Policy
from models.tables import (
    ActionPlan,
    CommitmentInstance,
    Handover,
    Membership,
    Obstacle,
    Official,
    RoleAssignment,
)
from models.vocabulary import LedgerAction, MessageKind, ObstacleState, RecommendationState
from notifications.compose import compose_notice
from notifications.compose_handover import handover_words
from notifications.language import phrases

FLOW = "hand-over"
ASKING = (MessageKind.REQUEST, MessageKind.REMINDER)
TO_FOLLOW = (RecommendationState.OPEN, RecommendationState.ANSWERED)


@dataclass
class Moved:
    """What changed hands, as rows for the administrators: kind, code, what happens to it."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, kind: str, code: str, note: str = "") -> None:
        """One thing that moved."""
        self.rows.append((kind, code, note))


def hand_over(
    desk: Desk, *, plan: str, from_official: str, to_official: str, operator: str, reason: str, preview: bool,
    policy: Policy | None = None,
) -> Outcome:  # fmt: skip
    """Give everything open of one official to another: commitments, open forms, recommendations, roles, seats.

    Repeated, it finds nothing left to move. Nothing is sent to the former official any more; what comes from that
    address still arrives, is held, and the successor is asked.
    """
    if not operator.strip() or not reason.strip():
        raise DomainError("A handover needs who decides it and why; fill in operator and reason.")
    with desk.session() as session:
        row = find_plan(session, code=plan)
        giver = find_official(session, plan=row, code=from_official)
        taker = find_official(session, plan=row, code=to_official)
        if giver.id == taker.id:
            raise DomainError(f"{giver.code} cannot hand over to the same person; name somebody else.")
        moved = Moved()
        by = (operator.strip(), reason.strip())
        _commitments(session, desk, row, giver, taker, by, moved)
        for reference, lines in hand_over_forms(
            session, desk, plan=row, giver=giver, taker=taker, reason=by[1], policy=policy or policy_of(row.policy)
        ):
            _note(session, desk, row, reference, "official", giver, taker, by)
            moved.add("form", reference, f"{lines} lines asked of the successor")
        _recommendations(session, desk, row, giver, taker, by, moved)
        _roles_and_seats(session, desk, row, giver, taker, by, moved)
        _remember(session, desk, row, giver, taker, by, moved)
        _tell(session, desk, row, giver, taker, moved)
        outcome = _outcome(desk, row, giver, taker, moved, preview)
        session.rollback() if preview else session.commit()
    return outcome


def _commitments(
    session: Session, desk: Desk, plan: ActionPlan, giver: Official, taker: Official, by: tuple[str, str], moved: Moved
) -> None:
    query = select(CommitmentInstance).where(CommitmentInstance.responsible_id == giver.id)
    for instance in session.exec(query.order_by(col(CommitmentInstance.id))).all():
        instance.responsible_id = taker.id
        session.add(instance)
        _note(session, desk, plan, instance.code, "responsible", giver, taker, by)
        moved.add("commitment", instance.code, "its reminders and escalations go to the successor")
    obstacles = select(Obstacle).where(Obstacle.owner_id == giver.id, Obstacle.state == ObstacleState.OPEN)
    for obstacle in session.exec(obstacles).all():
        obstacle.owner_id = taker.id
        session.add(obstacle)
        moved.add("obstacle", obstacle.code)


def _recommendations(
    session: Session, desk: Desk, plan: ActionPlan, giver: Official, taker: Official, by: tuple[str, str], moved: Moved
) -> None:
    for row in recommendations_of(session, plan, states=TO_FOLLOW):
        if row.owner_id == giver.id:
            assign(session, desk, plan=plan, row=row, owner=taker, due_on=None, reason=by[1], actor=by[0])
            moved.add("recommendation", row.code)


def _roles_and_seats(
    session: Session, desk: Desk, plan: ActionPlan, giver: Official, taker: Official, by: tuple[str, str], moved: Moved
) -> None:
    """Roles end for the giver the day before and begin for the successor today; a role already held is not doubled."""
    roles = session.exec(select(RoleAssignment).where(RoleAssignment.official_id == giver.id)).all()
    held = {(r.role, r.member_id) for r in session.exec(
        select(RoleAssignment).where(RoleAssignment.official_id == taker.id)).all()}  # fmt: skip
    for role in roles:
        if role.ends_on is not None and role.ends_on < desk.today:
            continue
        role.ends_on = desk.today.fromordinal(desk.today.toordinal() - 1)
        session.add(role)
        if (role.role, role.member_id) not in held:
            session.add(
                RoleAssignment(
                    official_id=taker.id, role=role.role, member_id=role.member_id, starts_on=desk.today
                )
            )  # fmt: skip
        _note(session, desk, plan, giver.code, f"role {role.role.value}", giver, taker, by)
        moved.add("role", role.role.value)
    for seat in session.exec(select(Membership).where(Membership.official_id == giver.id)).all():
        if seat.ends_on is None or seat.ends_on >= desk.today:
            seat.official_id = taker.id
            session.add(seat)
            moved.add("seat", str(seat.role.value))


def _remember(
    session: Session, desk: Desk, plan: ActionPlan, giver: Official, taker: Official, by: tuple[str, str], moved: Moved
) -> None:
    known = session.exec(select(Handover).where(Handover.from_id == giver.id, Handover.to_id == taker.id)).first()
    if known is not None and not moved.rows:
        return
    if known is None:
        session.add(
            Handover(
                plan_id=plan.id, from_id=giver.id, to_id=taker.id, decided_on=desk.today, decided_by=by[0], reason=by[1]
            )
        )  # fmt: skip
    ledger.record(
        session, desk, action=LedgerAction.HANDED_OVER, subject=giver.code, plan_id=plan.id, field="official",
        before=giver.code, after=taker.code, reason=f"{by[1]} ({len(moved.rows)} things)", actor=by[0],
    )  # fmt: skip


def _tell(session: Session, desk: Desk, plan: ActionPlan, giver: Official, taker: Official, moved: Moved) -> None:
    """One mail to the successor with everything that was handed over; nothing when nothing was."""
    if not moved.rows or not taker.email or taker.suppressed_because:
        return
    words = handover_words(giver=giver.code, things=tuple(moved.rows), book=phrases(taker.language))
    key = f"handover:{plan.code}:{giver.code}:{taker.code}:{desk.today.isoformat()}"
    mail = compose_notice(
        language=taker.language, subject=words.subject, paragraphs=words.paragraphs,
        envelope=letters.envelope(office=desk.office, to=taker, key=key, now=desk.now),
        greeting_name=taker.names.get(taker.language.value) or taker.name,
    )  # fmt: skip
    outbox.queue(
        session, mail=mail, key=key, kind=MessageKind.NOTICE, now=desk.now, plan_id=plan.id, official_id=taker.id
    )


def _note(
    session: Session, desk: Desk, plan: ActionPlan, subject: str, what: str, giver: Official, taker: Official,
    by: tuple[str, str],
) -> None:  # fmt: skip
    ledger.record(
        session, desk, action=LedgerAction.HANDED_OVER, subject=subject, plan_id=plan.id, field=what,
        before=giver.code, after=taker.code, reason=by[1], actor=by[0],
    )  # fmt: skip


def _outcome(desk: Desk, plan: ActionPlan, giver: Official, taker: Official, moved: Moved, preview: bool) -> Outcome:
    verb = "would pass" if preview else "passed"
    summary = f"{len(moved.rows)} things {verb} from {giver.code} to {taker.code}."
    if not moved.rows:
        summary = f"Nothing open is left with {giver.code}: everything is with {taker.code} or others."
    table = ReportTable("handed-over", "What changes hands", ("Kind", "Code", "Note"), tuple(moved.rows))
    return Outcome(FLOW, plan.code, desk.today, preview, summary, {"moved": len(moved.rows)}, (table,))
