"""What a stage's flow does each day beside its gates: invitations sent, consultations moved, what waits for somebody."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.escalation.ogp_clocks import clock_table
from flows.services.lifecycle.act_records import open_obstacles
from flows.services.lifecycle.gate_facts import CO_CREATION_EVENTS
from flows.services.lifecycle.governance_checks import committee_table, duty_table, mandate_table
from flows.services.lifecycle.standings import commitments_of
from flows.services.outcome import ReportTable
from flows.services.participation.consultations import move_by_date
from flows.services.participation.contributions import without_response
from flows.services.participation.invitations import send_due
from flows.services.participation.participation import figures_table, participation_table
from models.rules.lifecycle import TIMELINE_DAYS
from models.tables import ActionPlan, Agreement, Commitment, Consultation, Meeting, Official, Publication
from models.vocabulary import AgreementState, MeetingState, PublicationSubject, Stage


@dataclass(frozen=True)
class StageWork:
    """What one day's work did and found: counts, tables, and sentences that need a person."""

    counts: dict[str, int] = field(default_factory=dict)
    tables: tuple[ReportTable, ...] = ()
    problems: tuple[str, ...] = ()


def do_stage_work(session: Session, desk: Desk, *, plan: ActionPlan, stage: Stage) -> StageWork:
    """The daily work of one stage in the caller's transaction; a second run on the same day finds it done."""
    work: dict[Stage, Callable[[Session, Desk, ActionPlan], StageWork]] = {
        Stage.CO_CREATION: _co_creation,
        Stage.EXECUTION: _execution,
    }
    return work[stage](session, desk, plan) if stage in work else StageWork()


def _co_creation(session: Session, desk: Desk, plan: ActionPlan) -> StageWork:
    moved = move_by_date(session, desk, plan=plan)
    sent = send_due(session, desk, plan=plan)
    waiting = without_response(session, plan=plan)
    codes = {c.id: c.code for c in commitments_of(session, plan_id=plan.id)}
    rows = tuple(
        (c.code, codes.get(c.commitment_id or 0, ""), c.received_on.isoformat(), str((desk.today - c.received_on).days),
         c.text[:120]) for c in waiting
    )  # fmt: skip
    late = _timeline(session, desk, plan)
    counts = {"invitations_sent": len(sent), "consultations_moved": len(moved), "contributions_waiting": len(waiting)}
    return StageWork(
        counts,
        (
            _consultation_table(moved),
            ReportTable(
                "contributions-waiting", "Contributions without a reasoned response",
                ("Contribution", "Commitment", "Received", "Days", "Text"), rows,
            ),
            ReportTable(
                "co-creation-timeline", "The timeline and the first event", ("Sentence",), ((late,),) if late else ()
            ),
            participation_table(session, plan=plan),
            figures_table(session, plan=plan),
        ),
    )  # fmt: skip


def _timeline(session: Session, desk: Desk, plan: ActionPlan) -> str:
    """Whether the timeline is out in time for the first event to come; "" when nothing is planned."""
    planned = session.exec(
        select(Meeting).where(
            Meeting.plan_id == plan.id, Meeting.state == MeetingState.PLANNED,
            col(Meeting.purpose).in_(CO_CREATION_EVENTS), Meeting.starts_at > desk.now,
        ).order_by(col(Meeting.starts_at))
    ).first()  # fmt: skip
    if planned is None:
        return ""
    event = planned.starts_at.astimezone(ZoneInfo(plan.time_zone)).date()
    published = session.exec(
        select(col(Publication.published_on))
        .where(Publication.plan_id == plan.id, Publication.subject == PublicationSubject.CO_CREATION_TIMELINE)
        .order_by(col(Publication.published_on))
    ).first()
    last = event - timedelta(days=TIMELINE_DAYS)
    if published is None:
        return f"{planned.code} is on {event}: publish the timeline by {last}, {TIMELINE_DAYS} days before."
    in_time = "in time" if published <= last else f"later than {last}, so this event does not count"
    return f"{planned.code} is on {event}; the timeline was published on {published}, {in_time}."


def _execution(session: Session, desk: Desk, plan: ActionPlan) -> StageWork:
    sent = send_due(session, desk, plan=plan)
    obstacles = open_obstacles(session, plan_id=plan.id)
    owners = {o.id: o.code for o in session.exec(select(Official).where(Official.plan_id == plan.id)).all()}
    codes = {c.id: c.code for c in session.exec(select(Commitment).where(Commitment.plan_id == plan.id)).all()}
    open_rows = tuple(
        (o.code, codes[o.commitment_id], o.opened_on.isoformat(), owners.get(o.owner_id or 0, "nobody"), o.text[:120])
        for o in obstacles
    )
    planned = session.exec(
        select(Agreement).where(Agreement.plan_id == plan.id, Agreement.state == AgreementState.PLANNED)
    ).all()
    agreements = tuple((a.code, a.title, a.partner or "open", ", ".join(a.commitments)) for a in planned)
    counts = {"invitations_sent": len(sent), "obstacles": len(obstacles), "agreements_to_sign": len(planned)}
    return StageWork(
        counts,
        (
            ReportTable("obstacles", "Obstacles not removed", ("Obstacle", "Commitment", "Since", "Owner", "What"), open_rows),
            ReportTable(
                "agreements-to-sign", "Agreements to sign", ("Agreement", "Title", "Partner", "Commitments"), agreements
            ),
            clock_table(session, desk, plan=plan),
            committee_table(session, desk, plan=plan),
            mandate_table(session, desk, plan=plan),
            duty_table(session, plan=plan),
        ),
    )  # fmt: skip


def _consultation_table(moved: list[Consultation]) -> ReportTable:
    rows = tuple(
        (c.code, c.title, c.opens_on.isoformat(), c.closes_on.isoformat(), c.state.value,
         "not counted" if c.answers is None else str(c.answers)) for c in moved
    )  # fmt: skip
    columns = ("Consultation", "Title", "Opens", "Closes", "Now", "Answers")
    return ReportTable("consultations-moved", "Consultations opened or closed today", columns, rows)
