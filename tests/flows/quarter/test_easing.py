"""An extension or a waiver ends what was said about the old date, takes back what waits, and says why."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from flows.services.collection.campaigns import open_quarter
from flows.services.escalation.follow_ups import follow_up
from flows.services.timekeeping.easing import grant_extension, waive
from models.rules.errors import DomainError
from models.tables import DataRequest, Escalation, LedgerEntry, Milestone, OutboundMessage
from models.vocabulary import EscalationState, EscalationSubject, LedgerAction, MessageKind, OutboundState, RequestState

OPENED = date(2026, 10, 1)
WHO = {"plan": "small", "operator": "Admin", "reason": "flood"}


def daily(desk_on, first: date, last: date) -> None:
    for n in range((last - first).days + 1):
        follow_up(desk_on(first + timedelta(days=n)), plan="small")


def late_milestones(session: Session) -> list[Milestone]:
    session.rollback()
    return list(
        session.exec(select(Milestone).where(Milestone.due_on == date(2026, 9, 30)).order_by(Milestone.code)).all()
    )


def test_an_extension_gives_a_new_date_with_its_reason_and_ends_the_escalation(session, small_plan, desk_on) -> None:
    daily(desk_on, OPENED, date(2026, 10, 6))
    milestone = late_milestones(session)[0]
    outcome = grant_extension(desk_on(date(2026, 10, 6)), code=milestone.code, new_date=date(2026, 12, 15), **WHO)
    assert outcome.counts["escalations"] == 1
    session.rollback()
    assert (milestone.due_on, milestone.first_due_on) == (date(2026, 12, 15), date(2026, 9, 30))
    ended = session.exec(select(Escalation).where(Escalation.subject_code == milestone.code)).one()
    assert (ended.state, ended.ended_because) == (EscalationState.ENDED, "extended to 2026-12-15: flood")
    entry = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.DUE_DATE_MOVED)).one()
    assert (entry.before, entry.after, entry.reason) == ("2026-09-30", "2026-12-15", "flood")
    daily(desk_on, date(2026, 10, 7), date(2026, 12, 15))
    again = session.exec(select(Escalation).where(Escalation.subject_code == milestone.code)).all()
    assert [e.due for e in again] == ["2026-09-30"]
    follow_up(desk_on(date(2026, 12, 16)), plan="small")
    session.rollback()
    again = session.exec(select(Escalation).where(Escalation.subject_code == milestone.code)).all()
    assert sorted(e.due for e in again) == ["2026-09-30", "2026-12-15"]


def test_an_extended_form_is_reminded_of_by_its_new_date(session, small_plan, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    code = "2026-Q3/OF-LAA-AR"
    grant_extension(desk_on(date(2026, 10, 12)), code=code, new_date=date(2026, 11, 12), **WHO)
    daily(desk_on, date(2026, 10, 13), date(2026, 11, 3))
    session.rollback()
    request = session.exec(select(DataRequest).where(DataRequest.reference == code)).one()
    told = session.exec(select(OutboundMessage).where(OutboundMessage.data_request_id == request.id)).all()
    assert [m.kind for m in told if m.kind is MessageKind.REMINDER] == []
    daily(desk_on, date(2026, 11, 4), date(2026, 11, 5))
    session.rollback()
    told = session.exec(select(OutboundMessage).where(OutboundMessage.data_request_id == request.id)).all()
    assert sum(m.kind is MessageKind.REMINDER for m in told) == 1


def test_a_waived_form_is_asked_for_no_more(session, small_plan, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    outcome = waive(desk_on(date(2026, 10, 2)), code="2026-Q3/OF-LAA-AR", **WHO)
    assert outcome.counts["mails"] == 1  # its form still waited to be sent
    daily(desk_on, date(2026, 10, 5), date(2026, 11, 20))
    session.rollback()
    request = session.exec(select(DataRequest).where(DataRequest.reference == "2026-Q3/OF-LAA-AR")).one()
    assert (request.state, request.waived_because) == (RequestState.WAIVED, "flood")
    mails = session.exec(select(OutboundMessage).where(OutboundMessage.data_request_id == request.id)).all()
    assert {m.state for m in mails} == {OutboundState.CANCELLED}


@pytest.mark.parametrize("day", [date(2026, 9, 1), date(2026, 10, 6)])
def test_a_waived_milestone_is_followed_no_more_but_stays_late(session, small_plan, desk_on, day: date) -> None:
    if day > OPENED:
        daily(desk_on, OPENED, day)
    milestone = late_milestones(session)[0]
    waive(desk_on(day), code=milestone.code, **WHO)
    daily(desk_on, max(day, OPENED) + timedelta(days=1), date(2026, 11, 20))
    code = milestone.code
    session.rollback()
    row = session.exec(
        select(Escalation).where(Escalation.subject_code == code, Escalation.subject == EscalationSubject.MILESTONE)
    ).one()
    assert (row.state, row.ended_because) == (EscalationState.ENDED, "waived: flood")
    outcome = follow_up(desk_on(date(2026, 11, 23)), plan="small", preview=True)
    assert code in {r[0] for r in outcome.tables[0].rows}


def test_a_preview_eases_nothing(session, small_plan, desk_on) -> None:
    milestone = late_milestones(session)[0]
    grant_extension(
        desk_on(OPENED), plan="small", code=milestone.code, new_date=date(2026, 12, 15), operator="", reason="",
        preview=True,
    )  # fmt: skip
    waive(desk_on(OPENED), plan="small", code=milestone.code, operator="", reason="", preview=True)
    session.rollback()
    assert milestone.due_on == date(2026, 9, 30)
    assert session.exec(select(Escalation)).all() == []


@pytest.mark.parametrize(
    ("code", "new_date", "operator", "sentence"),
    [
        ("LAA9-M1X", date(2026, 12, 15), "Admin", "Nothing has the code"),
        ("LAA2-M1?", date(2026, 9, 30), "Admin", "after that day and after today"),
        ("LAA2-M1?", date(2026, 12, 15), "", "operator and reason"),
    ],
)
def test_what_cannot_be_granted_says_why(session, small_plan, desk_on, code, new_date, operator, sentence) -> None:
    wanted = late_milestones(session)[0].code if "?" in code else code
    with pytest.raises(DomainError, match=sentence):
        grant_extension(
            desk_on(OPENED), plan="small", code=wanted, new_date=new_date, operator=operator, reason="flood"
        )
