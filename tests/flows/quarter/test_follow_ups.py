"""Following up: reminders by state, escalation step by step, once a day, and nothing after an answer."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes

import pytest
from sqlmodel import Session, col, select

from flows.services.collection.campaigns import open_quarter
from flows.services.escalation.follow_ups import follow_up
from models.tables import (
    ActionPlan,
    DataRequest,
    Escalation,
    EscalationStep,
    Milestone,
    Official,
    OutboundMessage,
    RequestedItem,
)
from models.vocabulary import (
    EscalationState,
    EscalationSubject,
    MessageKind,
    MilestoneStatus,
    OfficialRole,
    RequestState,
)

OPENED = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def followed_since_the_quarter_opened(session: Session, small_plan) -> None:
    """No region's own clock is late yet: only what these tests make late is."""
    session.get_one(ActionPlan, small_plan.plan_id).loaded_at = datetime(2026, 10, 1, tzinfo=UTC)
    session.commit()


def mails(session: Session, *kinds: MessageKind) -> list[OutboundMessage]:
    session.rollback()
    query = select(OutboundMessage).order_by(col(OutboundMessage.id))
    return [mail for mail in session.exec(query).all() if not kinds or mail.kind in kinds]


def run_daily(desk_on, first: date, last: date) -> None:
    day = first
    while day <= last:
        follow_up(desk_on(day), plan="small")
        day += timedelta(days=1)


def settle_milestones(session: Session) -> None:
    for milestone in session.exec(select(Milestone)).all():
        milestone.status = MilestoneStatus.DONE
    session.commit()


def test_reminders_come_before_on_and_after_the_day_and_then_stop(session, small_plan, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    settle_milestones(session)
    run_daily(desk_on, OPENED, date(2026, 11, 30))
    sent = [m for m in mails(session, MessageKind.REMINDER) if m.official_id == official_id(session, small_plan.french)]
    assert [m.queued_at.date() for m in sent] == [date(2026, 10, 15), date(2026, 10, 22), date(2026, 10, 27)]


def test_ten_runs_on_one_day_do_no_more_than_one(session, small_plan, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    follow_up(desk_on(date(2026, 10, 15)), plan="small")
    before = len(mails(session))
    for _ in range(10):
        outcome = follow_up(desk_on(date(2026, 10, 15)), plan="small")
        assert outcome.counts["reminded"] == outcome.counts["raised"] == 0
    assert len(mails(session)) == before


def test_after_weeks_of_downtime_one_reminder_is_sent_not_three(session, small_plan, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    settle_milestones(session)
    follow_up(desk_on(date(2026, 11, 4)), plan="small")
    assert len(mails(session, MessageKind.REMINDER)) == 3  # one for each of three officials


def test_who_has_answered_gets_nothing(session, small_plan, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    settle_milestones(session)
    for request in session.exec(select(DataRequest)).all():
        request.state = RequestState.ANSWERED
    session.commit()
    run_daily(desk_on, OPENED, date(2026, 12, 20))
    assert mails(session, MessageKind.REMINDER, MessageKind.ESCALATION) == []


def test_a_reminder_asks_only_for_what_is_missing(session, small_plan, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    request = session.exec(
        select(DataRequest).where(DataRequest.official_id == official_id(session, small_plan.arabic))
    ).one()
    items = session.exec(select(RequestedItem).where(RequestedItem.data_request_id == request.id)).all()
    items[0].is_answered, request.state = True, RequestState.PARTLY_ANSWERED
    session.commit()
    follow_up(desk_on(date(2026, 10, 15)), plan="small")
    reminder = next(m for m in mails(session, MessageKind.REMINDER) if m.official_id == request.official_id)
    message = message_from_bytes(reminder.raw)
    text = next(p for p in message.walk() if p.get_content_type() == "text/plain").get_payload(decode=True).decode()
    lines = {line.strip() for line in text.splitlines()}
    assert f"{items[0].code} =" not in lines
    assert all(f"{item.code} =" in lines for item in items[1:])
    assert message["In-Reply-To"]


def test_a_late_milestone_climbs_the_ladder_with_time_between_the_steps(session, small_plan, desk_on) -> None:
    run_daily(desk_on, OPENED, date(2026, 12, 20))
    milestone = session.exec(select(Milestone).where(Milestone.due_on == date(2026, 9, 30))).first()
    escalation = session.exec(select(Escalation).where(Escalation.subject_code == milestone.code)).one()
    steps = session.exec(
        select(EscalationStep).where(EscalationStep.escalation_id == escalation.id).order_by(col(EscalationStep.level))
    ).all()
    assert [(s.level, s.reached_on) for s in steps] == [
        (0, date(2026, 10, 1)),
        (1, date(2026, 10, 7)),
        (2, date(2026, 10, 14)),
        (3, date(2026, 10, 28)),
        (4, date(2026, 11, 12)),
    ]
    assert steps[1].role is OfficialRole.HEAD_OF_DIVISION
    assert steps[4].role is OfficialRole.COMMITTEE_CHAIR


def test_superiors_get_one_roll_up_a_day_not_one_mail_per_milestone(session, small_plan, desk_on) -> None:
    run_daily(desk_on, OPENED, date(2026, 10, 20))
    told = [(m.official_id, m.queued_at.date()) for m in mails(session, MessageKind.ESCALATION)]
    assert told
    assert len(told) == len(set(told))
    head = official_id(session, "head_of_division-LAA")
    assert sum(who == head for who, _ in told) == 1  # three late milestones, one mail


def test_a_milestone_done_ends_its_escalation_and_no_mail_follows(session, small_plan, desk_on) -> None:
    run_daily(desk_on, OPENED, date(2026, 10, 7))
    settle_milestones(session)
    before = len(mails(session, MessageKind.ESCALATION))
    run_daily(desk_on, date(2026, 10, 8), date(2027, 1, 15))
    assert len(mails(session, MessageKind.ESCALATION)) == before
    ended = session.exec(select(Escalation).where(Escalation.subject == EscalationSubject.MILESTONE)).all()
    assert {e.state for e in ended} == {EscalationState.ENDED}
    assert {e.ended_because for e in ended} == {"done"}


def test_a_broken_address_is_mended_first_and_the_superior_is_not_disturbed(session, small_plan, desk_on) -> None:
    for official in session.exec(
        select(Official).where(Official.code.in_([small_plan.french, small_plan.arabic]))
    ).all():
        official.suppressed_because = "5.1.1"
    session.commit()
    run_daily(desk_on, OPENED, date(2026, 11, 30))
    told = {m.official_id for m in mails(session, MessageKind.ESCALATION)}
    assert official_id(session, "head_of_division-LAA") not in told
    assert official_id(session, "head_of_division-ORI") in told
    outcome = follow_up(desk_on(date(2026, 11, 30)), plan="small", preview=True)
    assert outcome.counts["unreachable"] == 2


def test_a_preview_changes_nothing(session, small_plan, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    before = len(mails(session))
    outcome = follow_up(desk_on(date(2026, 10, 15)), plan="small", preview=True)
    assert outcome.counts["reminded"] > 0
    assert len(mails(session)) == before
    assert session.exec(select(Escalation)).all() == []


def test_an_unanswered_form_reaches_the_head_of_division_a_week_after_its_day(session, small_plan, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    settle_milestones(session)
    run_daily(desk_on, OPENED, date(2026, 10, 30))
    notices = mails(session, MessageKind.ESCALATION)
    assert {m.queued_at.date() for m in notices} == {date(2026, 10, 29)}
    assert {m.official_id for m in notices} == {
        official_id(session, "head_of_division-LAA"), official_id(session, "head_of_division-ORI"),
    }  # fmt: skip


def official_id(session: Session, code: str) -> int:
    return session.exec(select(Official.id).where(Official.code == code)).one()
