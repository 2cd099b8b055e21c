"""Requests under law 31-13: one row each, extended once and in time, answered once, and always shown with what is left."""

from datetime import date

import pytest
from sqlmodel import select

from flows.services.lifecycle.access_requests import AccessOrder, record_access_request
from flows.services.upkeep.overviews import overview
from models.rules.errors import DomainError
from models.tables import AccessRequest, LedgerEntry
from models.vocabulary import AccessRequestState, LedgerAction

RECEIVED = date(2026, 9, 1)


def note(desk, step, text="budget of the region", code="DAI-2026-001", **options):
    preview = options.pop("preview", False)
    order = AccessOrder(code, step, text, **options)
    return record_access_request(desk, plan="small", order=order, operator="A. Name", preview=preview)


def only(session):
    session.rollback()
    return session.exec(select(AccessRequest).execution_options(populate_existing=True)).one()


def test_a_request_gets_its_last_day_and_a_second_note_changes_nothing(session, small_plan, desk_on) -> None:
    assert [note(desk_on(RECEIVED), "received").counts["changed"] for _ in range(2)] == [1, 0]
    assert (only(session).due_on, only(session).state) == (date(2026, 9, 29), AccessRequestState.OPEN)
    query = select(LedgerEntry).where(LedgerEntry.action == LedgerAction.ACCESS_REQUEST_RECORDED)
    assert len(session.exec(query).all()) == 1


def test_it_is_extended_once_and_only_in_time_and_the_first_day_stays(session, small_plan, desk_on) -> None:
    note(desk_on(RECEIVED), "received")
    with pytest.raises(DomainError, match="only be extended before it is over"):
        note(desk_on(date(2026, 9, 30)), "extended", "a third party is heard")
    for _ in range(2):
        note(desk_on(date(2026, 9, 20)), "extended", "a third party is heard")
    assert (only(session).first_due_on, only(session).due_on) == (date(2026, 9, 29), date(2026, 10, 27))


def test_the_overview_shows_what_is_left_and_what_is_late(session, small_plan, desk_on) -> None:
    note(desk_on(RECEIVED), "received", member="ORI")
    note(desk_on(RECEIVED), "received", code="DAI-2026-002", is_urgent=True)
    shown = next(t for t in overview(desk_on(date(2026, 9, 8)), plan="small").tables if t.key == "access-requests")
    assert [(row[0], row[1], row[5], row[6]) for row in shown.rows] == [
        ("DAI-2026-002", "", "late", "-2"),
        ("DAI-2026-001", "ORI", "open", "15"),
    ]


@pytest.mark.parametrize("step", ["answered", "refused"])
def test_an_answer_ends_it_and_nothing_else_can_follow(session, small_plan, desk_on, step) -> None:
    note(desk_on(RECEIVED), "received")
    other = {"answered": "refused", "refused": "answered"}[step]
    assert [note(desk_on(date(2026, 9, 10)), step, "letter 12/2026").counts["changed"] for _ in range(2)] == [1, 0]
    with pytest.raises(DomainError, match="nothing can follow"):
        note(desk_on(date(2026, 9, 11)), other, "letter 13/2026")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"step": "answered", "code": "DAI-9"}, "There is no request DAI-9"),
        ({"step": "lost"}, "is not a step"),
        ({"step": "received", "text": " "}, "needs the number"),
        ({"step": "received", "member": "XXX"}, "There is no member “XXX”; members are: LAA, ORI"),
        ({"step": "received", "on": "2026-09-02"}, "in the future"),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_written(session, small_plan, desk_on, options, words) -> None:
    with pytest.raises(DomainError, match=words):
        note(desk_on(RECEIVED), **options)
    assert session.exec(select(AccessRequest)).all() == []


def test_a_preview_writes_nothing(session, small_plan, desk_on) -> None:
    assert note(desk_on(RECEIVED), "received", preview=True).counts["changed"] == 1
    assert session.exec(select(AccessRequest)).all() == []
