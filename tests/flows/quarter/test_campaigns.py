"""Opening a quarter asks each official once, whatever is repeated, and asks nobody who cannot be asked."""

from collections.abc import Callable
from datetime import date
from email import message_from_bytes

from sqlmodel import Session, col, select

from flows.services.collection.campaigns import open_quarter
from flows.services.desk import Desk
from models.tables import (
    ActionPlan,
    Campaign,
    Commitment,
    DataRequest,
    LedgerEntry,
    Milestone,
    Official,
    OutboundMessage,
    RequestedItem,
)
from models.vocabulary import LedgerAction, MilestoneStatus, OutboundState, RequestState, Stage

OCTOBER = date(2026, 10, 1)


def plain_text(message) -> str:
    part = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    return part.get_payload(decode=True).decode("utf-8")


def outbox(session: Session) -> list[OutboundMessage]:
    session.rollback()  # see what the service committed
    return list(session.exec(select(OutboundMessage).order_by(col(OutboundMessage.id))).all())


def test_one_mail_per_official_not_per_milestone(session: Session, small_plan, desk_on: Callable[[date], Desk]) -> None:
    outcome = open_quarter(desk_on(OCTOBER), plan="small")
    mails = outbox(session)
    assert outcome.counts["asked"] == len(mails) == 3
    assert {mail.period for mail in mails} == {"2026-Q3"}
    assert all(mail.state is OutboundState.PENDING for mail in mails)
    lines = session.exec(select(RequestedItem)).all()
    assert len(lines) == 4 * 4  # two indicators and two open milestones for each of four instances


def test_a_second_run_on_the_day_and_ten_later_ones_ask_nobody_twice(session: Session, small_plan, desk_on) -> None:
    open_quarter(desk_on(OCTOBER), plan="small")
    for day in range(1, 11):
        assert open_quarter(desk_on(date(2026, 10, day)), plan="small").counts["asked"] == 0
    assert len(outbox(session)) == 3
    assert len(session.exec(select(Campaign)).all()) == 1


def test_a_preview_writes_nothing(session: Session, small_plan, desk_on) -> None:
    outcome = open_quarter(desk_on(OCTOBER), plan="small", preview=True)
    assert outcome.counts["asked"] == 3
    assert len(outcome.tables[0].rows) == 3
    for table in (Campaign, DataRequest, OutboundMessage, LedgerEntry):
        assert session.exec(select(table)).all() == []


def test_the_same_request_has_the_same_message_id_even_after_a_lost_transaction(session, small_plan, desk_on) -> None:
    seen = []
    for _ in range(2):
        desk = desk_on(OCTOBER)
        open_quarter(desk, plan="small")
        seen.append({mail.message_id for mail in outbox(session)})
    assert seen[0] == seen[1]


def test_every_mail_carries_a_signed_reply_address_and_a_line_for_each_code(session, small_plan, desk_on) -> None:
    open_quarter(desk_on(OCTOBER), plan="small")
    for mail in outbox(session):
        message = message_from_bytes(mail.raw)
        assert message["Reply-To"].split("@")[0].startswith("reponse+")
        assert message["Auto-Submitted"] == "auto-generated"
        text = plain_text(message)
        codes = session.exec(
            select(RequestedItem.code).where(RequestedItem.data_request_id == mail.data_request_id)
        ).all()
        assert codes
        for code in codes:
            assert sum(line.strip() == f"{code} =" for line in text.splitlines()) == 1


def test_a_finished_milestone_is_not_asked_for(session: Session, small_plan, desk_on) -> None:
    milestone = session.exec(select(Milestone)).first()
    milestone.status = MilestoneStatus.DONE
    session.commit()
    open_quarter(desk_on(OCTOBER), plan="small")
    assert milestone.code not in session.exec(select(RequestedItem.code)).all()


def test_only_commitments_in_execution_that_have_begun_are_asked_for(session: Session, small_plan, desk_on) -> None:
    first, second, third = session.exec(select(Commitment).order_by(col(Commitment.position))).all()
    first.stage, second.start = Stage.CO_CREATION, "2026-11"
    session.commit()
    outcome = open_quarter(desk_on(OCTOBER), plan="small")
    assert outcome.counts["asked"] == 1
    assert outcome.tables[0].rows[0][3] == third.code


def test_an_official_without_a_working_address_is_named_and_not_written_to(session, small_plan, desk_on) -> None:
    official = session.exec(select(Official).where(Official.code == small_plan.french)).one()
    official.suppressed_because = "5.1.1 no such user"
    session.commit()
    outcome = open_quarter(desk_on(OCTOBER), plan="small")
    assert outcome.counts["unreachable"] == 1
    assert len(outbox(session)) == 2
    assert (small_plan.french, "5.1.1 no such user") in outcome.tables[1].rows
    assert len(session.exec(select(DataRequest)).all()) == 3  # the obligation stands all the same


def test_an_official_named_later_is_asked_by_the_next_run_with_a_full_time_to_answer(
    session, small_plan, desk_on
) -> None:
    official = session.exec(select(Official).where(Official.code == small_plan.french)).one()
    official.suppressed_because = "bounced"
    session.commit()
    open_quarter(desk_on(OCTOBER), plan="small")
    official.suppressed_because = ""
    session.commit()
    assert open_quarter(desk_on(date(2026, 10, 20)), plan="small").counts["asked"] == 1
    assert len(outbox(session)) == 3


def test_a_quarter_opened_late_leaves_the_same_time_to_answer(session: Session, small_plan, desk_on) -> None:
    open_quarter(desk_on(date(2026, 11, 23)), plan="small")
    campaign = session.exec(select(Campaign)).one()
    assert campaign.period == "2026-Q3"
    assert campaign.respond_by == date(2026, 12, 14)


def test_opening_the_next_quarter_closes_the_one_before_and_names_who_did_not_answer(
    session, small_plan, desk_on
) -> None:
    open_quarter(desk_on(OCTOBER), plan="small")
    outcome = open_quarter(desk_on(date(2027, 1, 4)), plan="small")
    assert outcome.counts["closed"] == 3
    states = {r.reference: r.state for r in session.exec(select(DataRequest)).all()}
    assert states["2026-Q3/OF-LAA-AR"] is RequestState.CLOSED_UNANSWERED
    assert states["2026-Q4/OF-LAA-AR"] is RequestState.OPEN
    old = [mail for mail in outbox(session) if mail.period == "2026-Q3"]
    assert {mail.state for mail in old} == {OutboundState.CANCELLED}


def test_nothing_is_collected_outside_the_plan(session: Session, small_plan, desk_on) -> None:
    for day in (date(2025, 4, 1), date(2027, 10, 1)):
        assert open_quarter(desk_on(day), plan="small").counts == {}
    assert outbox(session) == []
    assert open_quarter(desk_on(date(2027, 7, 1)), plan="small").counts["asked"] == 3


def test_the_ledger_says_who_was_asked_and_until_when(session: Session, small_plan, desk_on) -> None:
    open_quarter(desk_on(OCTOBER), plan="small")
    entries = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.REQUEST_QUEUED)).all()
    assert {entry.subject for entry in entries} == {"2026-Q3/OF-LAA-FR", "2026-Q3/OF-LAA-AR", "2026-Q3/OF-ORI-EN"}
    assert {entry.after for entry in entries} == {"2026-10-22"}
    assert session.exec(select(ActionPlan)).one().code == "small"
