"""OGP's own clocks: late on the day after, stopped by what was delivered, started again by what was done."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, select

from flows.services.escalation.follow_ups import follow_up
from flows.services.escalation.late_clocks import clocks
from flows.services.lifecycle.standings import find_plan
from models.tables import (
    ActionPlan,
    Assessment,
    Escalation,
    LedgerEntry,
    Meeting,
    Member,
    Milestone,
    ParticipationCount,
    Publication,
)
from models.vocabulary import (
    AgeGroup,
    AssessmentKind,
    AssessmentState,
    EscalationState,
    EscalationSubject,
    LedgerAction,
    MeetingFormat,
    MeetingPurpose,
    MeetingRegime,
    MeetingState,
    MilestoneStatus,
    PublicationChannel,
    PublicationSubject,
    Sex,
)

BOTH = ("PC1", "PC3")


def due(session: Session, today: date, *, region: str = "") -> dict[str, date]:
    session.rollback()
    running = clocks(session, plan=find_plan(session, code="small"), today=today)
    return {c.code: c.due.due_on for c in running if c.region == region}


def hold(
    session: Session, plan_id: int, purpose: MeetingPurpose, day: date, code: str, *,
    categories: tuple[str, ...] = BOTH, region: str = "",
) -> None:  # fmt: skip
    moment = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    member = session.exec(select(Member.id).where(Member.code == region)).first()
    meeting = Meeting(
        plan_id=plan_id, code=code, purpose=purpose, regime=next(iter(MeetingRegime)), format=next(iter(MeetingFormat)),
        state=MeetingState.HELD, title="Meeting", starts_at=moment, ends_at=moment, member_id=member,
    )  # fmt: skip
    session.add(meeting)
    session.flush()
    session.add_all(
        ParticipationCount(
            plan_id=plan_id, meeting_id=meeting.id, category=category, sex=Sex.UNKNOWN, age_group=AgeGroup.UNKNOWN,
            people=3, counted_on=day, counted_by="secretary",
        )
        for category in categories
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


@pytest.mark.parametrize(
    ("categories", "due_on"),
    [(BOTH, date(2027, 2, 28)), (("PC1",), date(2025, 10, 2)), (("PC3",), date(2025, 10, 2)), ((), date(2025, 10, 2))],
)
def test_only_a_forum_with_both_sides_present_starts_its_clock_again(
    session: Session, small_plan, categories: tuple[str, ...], due_on: date
) -> None:
    hold(session, small_plan.plan_id, MeetingPurpose.FORUM, date(2026, 8, 31), "F1", categories=categories)
    assert due(session, date(2026, 11, 23))["forum"] == due_on


def test_each_region_of_a_consortium_has_its_own_clocks(session: Session, small_plan) -> None:
    """What one region did is evidence for that region and for the plan; what names no region counts for all."""
    plan, today = small_plan.plan_id, date(2026, 11, 23)
    hold(session, plan, MeetingPurpose.FORUM, date(2026, 8, 31), "F1", region="ORI")
    hold(session, plan, MeetingPurpose.RESULTS, date(2026, 3, 2), "R1")
    assert due(session, today, region="ORI") == {
        "public_information:ORI": date(2025, 8, 2),
        "results_meetings:ORI": date(2026, 12, 31),
        "forum:ORI": date(2027, 2, 28),
    }
    assert due(session, today, region="LAA")["forum:LAA"] == date(2025, 10, 2)
    assert due(session, today)["forum"] == date(2027, 2, 28)


def test_a_late_clock_of_a_region_is_told_once_to_its_contact(session: Session, small_plan, desk_on) -> None:
    hold(session, small_plan.plan_id, MeetingPurpose.FORUM, date(2025, 9, 1), "F1", region="ORI")
    follow_up(desk_on(date(2025, 10, 3)), plan="small")
    query = select(Escalation.subject_code).where(Escalation.subject == EscalationSubject.OGP_CLOCK)
    told = sorted(session.exec(query).all())
    assert [code for code in told if code.startswith("forum")] == ["forum:LAA"]


def test_a_region_is_not_late_with_what_came_before_the_plan_was_followed_here(session, small_plan, desk_on) -> None:
    """What was done before then may not be recorded; the plan's own clock still says that nothing is."""
    session.get_one(ActionPlan, small_plan.plan_id).loaded_at = datetime(2026, 11, 23, tzinfo=UTC)
    session.commit()
    assert due(session, date(2026, 11, 23), region="LAA") == {
        "public_information:LAA": date(2027, 3, 23),
        "forum:LAA": date(2027, 5, 23),
    }
    assert due(session, date(2027, 1, 4), region="LAA")["results_meetings:LAA"] == date(2027, 6, 30)
    assert due(session, date(2026, 11, 23))["forum"] == date(2025, 10, 2)
    follow_up(desk_on(date(2026, 11, 23)), plan="small")
    codes = session.exec(select(Escalation.subject_code)).all()
    assert [code for code in codes if ":LAA" in code or ":ORI" in code] == []


def test_loading_a_plan_again_does_not_put_its_regions_clocks_back(session, small_plan) -> None:
    session.add(
        LedgerEntry(plan_id=small_plan.plan_id, at=datetime(2026, 6, 1, tzinfo=UTC), actor="iltizam",
                    action=LedgerAction.PLAN_LOADED, subject="small")
    )  # fmt: skip
    session.get_one(ActionPlan, small_plan.plan_id).loaded_at = datetime(2026, 11, 23, tzinfo=UTC)
    session.commit()
    assert due(session, date(2026, 11, 23), region="ORI")["public_information:ORI"] == date(2026, 10, 1)


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
