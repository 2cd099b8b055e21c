"""OGP's own clocks: late on the day after, stopped by what was delivered, started again by what was done."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, select

from flows.services.follow_ups import follow_up
from flows.services.late_clocks import clocks
from flows.services.standings import find_plan
from models.tables import Assessment, Escalation, Meeting, Milestone, Publication
from models.vocabulary import (
    AssessmentKind,
    AssessmentState,
    EscalationState,
    EscalationSubject,
    MeetingFormat,
    MeetingPurpose,
    MeetingRegime,
    MeetingState,
    MilestoneStatus,
    PublicationChannel,
    PublicationSubject,
)


def due(session: Session, today: date) -> dict[str, date]:
    session.rollback()
    return {c.code: c.due.due_on for c in clocks(session, plan=find_plan(session, code="small"), today=today)}


def hold(session: Session, plan_id: int, purpose: MeetingPurpose, day: date, code: str) -> None:
    moment = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    session.add(
        Meeting(
            plan_id=plan_id, code=code, purpose=purpose, regime=next(iter(MeetingRegime)), format=next(iter(MeetingFormat)),
            state=MeetingState.HELD, title="Meeting", starts_at=moment, ends_at=moment,
        )
    )  # fmt: skip
    session.commit()


def test_the_clocks_count_from_the_plan_s_submission(session: Session, small_plan) -> None:
    assert due(session, date(2025, 4, 2)) == {
        "inception_assessment": date(2025, 6, 2),
        "results_meetings": date(2025, 6, 30),
        "public_information": date(2025, 8, 2),
        "forum": date(2025, 10, 2),
    }


def test_what_is_delivered_stops_its_clock_or_starts_it_again(session: Session, small_plan) -> None:
    plan = small_plan.plan_id
    session.add(
        Assessment(plan_id=plan, kind=AssessmentKind.INCEPTION, state=AssessmentState.SIGNED, rubric="r",
                   rubric_version="1", author="A body", signed_on=date(2025, 6, 1))
    )  # fmt: skip
    session.add(
        Publication(plan_id=plan, subject=PublicationSubject.OTHER, channel=next(iter(PublicationChannel)),
                    address="https://portail.example", published_on=date(2026, 10, 31), recorded_by="Admin")
    )  # fmt: skip
    session.commit()
    hold(session, plan, MeetingPurpose.FORUM, date(2026, 8, 31), "F1")
    hold(session, plan, MeetingPurpose.RESULTS, date(2026, 3, 2), "R1")
    assert due(session, date(2026, 11, 23)) == {
        "results_meetings": date(2026, 12, 31),
        "public_information": date(2027, 2, 28),
        "forum": date(2027, 2, 28),
    }


def test_a_finished_commitment_is_assessed_within_a_month(session: Session, small_plan) -> None:
    for milestone in session.exec(select(Milestone)).all():
        if milestone.code.startswith("LAA2"):
            milestone.status, milestone.done_on = MilestoneStatus.DONE, date(2026, 10, 31)
    session.commit()
    assert due(session, date(2026, 11, 1))["end_of_commitment_assessment:MALAA0002"] == date(2026, 11, 30)


@pytest.mark.parametrize(("today", "late"), [(date(2025, 6, 2), False), (date(2025, 6, 3), True)])
def test_a_late_clock_is_followed_by_the_same_engine(
    session: Session, small_plan, desk_on, today: date, late: bool
) -> None:
    follow_up(desk_on(today), plan="small")
    query = select(Escalation).where(Escalation.subject == EscalationSubject.OGP_CLOCK)
    assert [e.subject_code for e in session.exec(query).all()] == (["inception_assessment"] if late else [])


def test_an_assessment_that_comes_ends_what_was_said_of_it(session: Session, small_plan, desk_on) -> None:
    follow_up(desk_on(date(2025, 6, 3)), plan="small")
    session.rollback()
    session.add(
        Assessment(plan_id=small_plan.plan_id, kind=AssessmentKind.INCEPTION, state=AssessmentState.SIGNED,
                   rubric="r", rubric_version="1", author="A body", signed_on=date(2025, 6, 10))
    )  # fmt: skip
    session.commit()
    follow_up(desk_on(date(2025, 6, 11)), plan="small")
    session.rollback()
    row = session.exec(select(Escalation).where(Escalation.subject_code == "inception_assessment")).one()
    assert (row.state, row.ended_because) == (EscalationState.ENDED, "delivered")
