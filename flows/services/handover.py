"""Handing over everything open from one official to another, at once; mail from the old address still arrives, marked."""

from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from flows.services import ledger, outbox
from flows.services.bodies import find_official
from flows.services.desk import Desk
from flows.services.forms import requested_items
from flows.services.outcome import Outcome, ReportTable
from flows.services.recommendations import assign, recommendations_of
from flows.services.requests import ask_official
from flows.services.standings import find_plan
from models.rules.errors import DomainError
from models.rules.lateness import AWAITED
from models.rules.policy import DEFAULT_POLICY, Policy
from models.tables import (
    ActionPlan,
    Campaign,
    CommitmentInstance,
    DataRequest,
    Handover,
    Membership,
    Obstacle,
    Official,
    RequestedItem,
    RoleAssignment,
)
from models.vocabulary import LedgerAction, MessageKind, ObstacleState, RecommendationState, RequestState

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
    policy: Policy = DEFAULT_POLICY,
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
        _forms(session, desk, row, giver, taker, by, moved, policy)
        _recommendations(session, desk, row, giver, taker, by, moved)
        _roles_and_seats(session, desk, row, giver, taker, by, moved)
        _remember(session, desk, row, giver, taker, by, moved)
        outcome = _outcome(desk, row, giver, taker, moved, preview)
        session.rollback() if preview else session.commit()
    return outcome


def successor_of(session: Session, *, official_id: int) -> Official | None:
    """Who took over from an official last; followed to the end of a chain of handovers."""
    seen: set[int] = set()
    found: Official | None = None
    while official_id not in seen:
        seen.add(official_id)
        query = select(Handover).where(Handover.from_id == official_id).order_by(col(Handover.id).desc())
        row = session.exec(query).first()
        if row is None:
            return found
        found, official_id = session.get_one(Official, row.to_id), row.to_id
    return found


def successor_request(session: Session, *, request: DataRequest) -> DataRequest | None:
    """The form that took the place of one handed over, in the same campaign; None when it was not handed over."""
    if request.state is not RequestState.WAIVED:
        return None
    taker = successor_of(session, official_id=request.official_id)
    if taker is None:
        return None
    return session.exec(
        select(DataRequest).where(
            DataRequest.campaign_id == request.campaign_id, DataRequest.official_id == taker.id
        )
    ).first()


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


def _forms(
    session: Session, desk: Desk, plan: ActionPlan, giver: Official, taker: Official, by: tuple[str, str], moved: Moved,
    policy: Policy,
) -> None:  # fmt: skip
    """Open forms: the giver's is waived, the lines still missing are asked of the successor; answers given stay."""
    query = (
        select(DataRequest, Campaign)
        .join(Campaign, col(DataRequest.campaign_id) == Campaign.id)
        .where(DataRequest.official_id == giver.id, col(Campaign.closed_on).is_(None))
        .where(col(DataRequest.state).in_(list(AWAITED)))
    )
    for request, campaign in session.exec(query.order_by(col(DataRequest.id))).all():
        missing = [item for item in requested_items(session, request_id=request.id) if not item.is_answered]
        request.state = RequestState.WAIVED
        request.waived_because = f"handed over to {taker.code}: {by[1]}"
        session.add(request)
        outbox.cancel(session, data_request_id=request.id, kinds=ASKING, now=desk.now)
        _give_items(session, desk, plan, campaign, taker, missing, policy)
        _note(session, desk, plan, request.reference, "official", giver, taker, by)
        moved.add("form", request.reference, f"{len(missing)} lines asked of the successor")


def _give_items(
    session: Session, desk: Desk, plan: ActionPlan, campaign: Campaign, taker: Official, missing: list[RequestedItem],
    policy: Policy,
) -> None:  # fmt: skip
    if not missing:
        return
    ask_official(session, desk, plan=plan, campaign=campaign, official=taker, instances=[], policy=policy)
    own = session.exec(
        select(DataRequest).where(DataRequest.campaign_id == campaign.id, DataRequest.official_id == taker.id)
    ).one()
    known = requested_items(session, request_id=own.id)
    codes, position = {item.code for item in known}, max((item.position for item in known), default=0)
    for item in missing:
        if item.code in codes:
            continue
        position += 1
        session.add(
            RequestedItem(
                data_request_id=own.id, position=position, code=item.code, kind=item.kind, sent_text=item.sent_text,
                indicator_id=item.indicator_id, milestone_id=item.milestone_id,
            )
        )  # fmt: skip
    if own.state not in AWAITED:
        own.state = RequestState.PARTLY_ANSWERED if known else RequestState.OPEN
        session.add(own)
    session.flush()
    # Asked again now that the form has lines: the mail is queued once, with everything the successor owes.
    ask_official(session, desk, plan=plan, campaign=campaign, official=taker, instances=[], policy=policy)


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


def _note(
    session: Session, desk: Desk, plan: ActionPlan, subject: str, what: str, giver: Official, taker: Official,
    by: tuple[str, str],
) -> None:  # fmt: skip
    ledger.record(
        session, desk, action=LedgerAction.HANDED_OVER, subject=subject, plan_id=plan.id, field=what,
        before=giver.code, after=taker.code, reason=by[1], actor=by[0],
    )  # fmt: skip


def _outcome(
    desk: Desk, plan: ActionPlan, giver: Official, taker: Official, moved: Moved, preview: bool
) -> Outcome:
    verb = "would pass" if preview else "passed"
    summary = f"{len(moved.rows)} things {verb} from {giver.code} to {taker.code}."
    if not moved.rows:
        summary = f"Nothing open is left with {giver.code}: everything is with {taker.code} or others."
    table = ReportTable("handed-over", "What changes hands", ("Kind", "Code", "Note"), tuple(moved.rows))
    return Outcome(FLOW, plan.code, desk.today, preview, summary, {"moved": len(moved.rows)}, (table,))
