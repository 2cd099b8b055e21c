"""Participation counted from rows, and the figures a plan states kept beside the counted ones; neither replaces the other."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from flows.services.lifecycle.gate_facts import CO_CREATION_EVENTS
from flows.services.outcome import ReportTable
from models.rules.governance_counts import PeopleCount, totals
from models.tables import ActionPlan, Meeting, ParticipationCount, StatedFigure
from models.vocabulary import MeetingPurpose, MeetingState

GROUPS, PUBLIC_MEETINGS = "groups_participating", "public_meetings_held"
# Open to the public; committees, coordination and training are not.
PUBLIC_FACING = (*CO_CREATION_EVENTS, MeetingPurpose.RESULTS, MeetingPurpose.STUDY_DAY)
BREAKDOWNS = ("category", "sex", "age_group", "province")


@dataclass(frozen=True)
class FigureComparison:
    """One stated figure beside what the rows count; `counted` is None where nothing can be counted from rows."""

    code: str
    question: str
    stated: int
    counted: int | None

    @property
    def agrees(self) -> bool:
        """Whether the two figures are equal."""
        return self.counted == self.stated


def compare_figures(session: Session, *, plan: ActionPlan) -> list[FigureComparison]:
    """Every figure the plan states, with what its records count; the stated one is never changed."""
    stated = session.exec(
        select(StatedFigure).where(StatedFigure.plan_id == plan.id).order_by(col(StatedFigure.code))
    ).all()
    return [FigureComparison(f.code, f.question, f.value, _counted(session, plan, f)) for f in stated]


def people_by(session: Session, *, plan: ActionPlan, by: str) -> dict[str, int]:
    """People counted in held meetings and consultations, per category, sex, age group or province."""
    return totals(_counts(session, plan), by=by)


def participation_table(session: Session, *, plan: ActionPlan) -> ReportTable:
    """Everybody counted, by each breakdown, for an administrator."""
    rows = tuple(
        (by, value or "unknown", str(people))
        for by in BREAKDOWNS
        for value, people in people_by(session, plan=plan, by=by).items()
    )
    return ReportTable("participation", "People who took part", ("By", "Group", "People"), rows)


def figures_table(session: Session, *, plan: ActionPlan) -> ReportTable:
    """Stated and counted figures side by side."""
    rows = tuple(
        (f.code, f.question, str(f.stated), "not counted" if f.counted is None else str(f.counted),
         "agrees" if f.agrees else "differs")
        for f in compare_figures(session, plan=plan)
    )  # fmt: skip
    columns = ("Figure", "Question", "Stated", "Counted", "Compared")
    return ReportTable("stated-figures", "Figures the plan states, and what was counted", columns, rows)


def _counted(session: Session, plan: ActionPlan, figure: StatedFigure) -> int | None:
    if figure.code == GROUPS:
        return len({count.category for count in _counts(session, plan) if count.people > 0})
    if figure.code == PUBLIC_MEETINGS:
        return sum(m.purpose in PUBLIC_FACING for m in _held(session, plan))
    return figure.counted


def _held(session: Session, plan: ActionPlan) -> list[Meeting]:
    query = select(Meeting).where(Meeting.plan_id == plan.id, Meeting.state == MeetingState.HELD)
    return list(session.exec(query).all())


def _counts(session: Session, plan: ActionPlan) -> list[PeopleCount]:
    held = {meeting.id for meeting in _held(session, plan)}
    rows = session.exec(select(ParticipationCount).where(ParticipationCount.plan_id == plan.id)).all()
    counted = [row for row in rows if row.consultation_id is not None or row.meeting_id in held]
    return [PeopleCount(r.category, r.people, sex=r.sex, age_group=r.age_group, province=r.province) for r in counted]
