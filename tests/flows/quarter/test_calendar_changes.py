"""Changing the calendar: what depends on a day is computed anew, told in the ledger, and never brought forward."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from flows.services.collection.campaigns import open_quarter
from flows.services.escalation.follow_ups import follow_up
from flows.services.timekeeping.calendar_changes import DayChange, confirm_day_off, load_calendar_file, shown_calendar
from flows.services.timekeeping.explanations import explain_deadline
from models.calendar_file import calendar_text
from models.rules.errors import DomainError
from models.tables import CalendarDay, Campaign, DataRequest, Deadline, LedgerEntry
from models.vocabulary import DayStanding, DeadlineSubject, LedgerAction

OPENED = date(2026, 10, 1)
BRIDGE = DayChange("bridge-2026", date(2026, 10, 16), (("fr", "Pont"), ("ar", "جسر"), ("en", "Bridge")))


def decide(desk, change: DayChange, *, preview: bool = False):
    return confirm_day_off(desk, plan="small", change=change, operator="Admin", reason="circular 12", preview=preview)


def test_each_deadline_keeps_its_inputs_and_says_in_three_languages_how_it_was_computed(
    session: Session, small_plan, desk_on
) -> None:
    open_quarter(desk_on(date(2026, 10, 23)), plan="small")
    rows = session.exec(select(Deadline).where(Deadline.subject == DeadlineSubject.DATA_REQUEST)).all()
    assert len(rows) == 3
    assert {(r.start_on, r.amount, r.due_on) for r in rows} == {(date(2026, 10, 23), 15, date(2026, 11, 16))}
    assert all(r.calendar_version.startswith("MA-") and r.tz_release.startswith("tzdata 2026") for r in rows)
    said = explain_deadline(desk_on(date(2026, 10, 23)), plan="small", code="2026-Q3/OF-LAA-FR")
    assert said["en"] == (
        "15 working days after Friday 23 October 2026; Friday 6 November 2026 (Green March), not counted."
    )
    assert said["fr"] == (
        "15 jours ouvrables après le vendredi 23 octobre 2026 ; vendredi 6 novembre 2026 (La marche verte), non compté."
    )
    assert "6 نونبر 2026" in said["ar"]
    assert "المسيرة الخضراء" in said["ar"]


def test_a_day_newly_granted_moves_every_open_deadline_and_lists_them(session: Session, small_plan, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    outcome = decide(desk_on(date(2026, 10, 5)), BRIDGE)
    moved = [row for row in outcome.tables[0].rows if row[0] in ("campaign", "data_request")]
    assert len(moved) == 4
    assert {(before, after) for _, _, before, after, _ in moved} == {("2026-10-22", "2026-10-23")}
    assert {r.respond_by for r in session.exec(select(DataRequest)).all()} == {date(2026, 10, 23)}
    assert session.exec(select(Campaign)).one().respond_by == date(2026, 10, 23)
    entries = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.DUE_DATE_MOVED)).all()
    assert len(entries) == 4
    assert session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.CALENDAR_CHANGED)).one()
    kept = session.exec(select(Deadline).where(Deadline.code == "2026-Q3").order_by(col(Deadline.id))).all()
    assert [(d.due_on, d.is_current) for d in kept] == [(date(2026, 10, 22), False), (date(2026, 10, 23), True)]


def test_deciding_twice_moves_nothing_more(session: Session, small_plan, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    decide(desk_on(date(2026, 10, 5)), BRIDGE)
    assert decide(desk_on(date(2026, 10, 5)), BRIDGE).counts == {"moved": 0}
    assert len(session.exec(select(Deadline)).all()) == 8


def test_a_preview_of_a_day_off_changes_nothing(session: Session, small_plan, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    assert decide(desk_on(date(2026, 10, 5)), BRIDGE, preview=True).counts["moved"] > 0
    assert session.exec(select(CalendarDay)).all() == []
    assert {r.respond_by for r in session.exec(select(DataRequest)).all()} == {date(2026, 10, 22)}
    follow_up(desk_on(date(2026, 10, 16)), plan="small", preview=True)


def test_a_day_that_was_told_is_never_brought_forward(session: Session, small_plan, desk_on) -> None:
    decide(desk_on(date(2026, 9, 1)), BRIDGE)
    open_quarter(desk_on(OPENED), plan="small")
    after = DayChange("bridge-2026", date(2026, 12, 28))
    outcome = decide(desk_on(date(2026, 10, 5)), after)
    assert {r.respond_by for r in session.exec(select(DataRequest)).all()} == {date(2026, 10, 23)}
    notes = [row[4] for row in outcome.tables[0].rows if row[0] == "data_request"]
    assert notes == ["computes to 2026-10-22 now; stays, because the later day was told"] * 3


def test_eid_confirmed_a_day_later_is_kept_when_the_file_is_loaded_again(
    session: Session, small_plan, desk_on, tmp_path
) -> None:
    desk = desk_on(date(2027, 3, 1))
    path = tmp_path / "calendar.yaml"
    path.write_text(calendar_text(shown_calendar(desk, plan="small")), encoding="utf-8")
    load_calendar_file(desk, path=path, plan="small")
    decide(desk, DayChange("eid-al-fitr-2027", date(2027, 3, 10)))
    decide(desk, DayChange("eid-al-fitr-2027-2", date(2027, 3, 11)))
    assert load_calendar_file(desk, path=path, plan="small").counts == {"changed": 0, "moved": 0}
    days = {
        d.code: (d.day, d.standing)
        for d in session.exec(select(CalendarDay).where(col(CalendarDay.code).startswith("eid-al-fitr-2027"))).all()
    }
    assert days == {
        "eid-al-fitr-2027": (date(2027, 3, 10), DayStanding.CONFIRMED),
        "eid-al-fitr-2027-2": (date(2027, 3, 11), DayStanding.CONFIRMED),
    }


def test_a_calendar_for_a_country_holds_for_plans_without_their_own(
    session: Session, small_plan, desk_on, tmp_path
) -> None:
    desk = desk_on(OPENED)
    text = calendar_text(shown_calendar(desk, plan="small")).replace("reaches: 2028-12-31", "reaches: 2029-06-30")
    (tmp_path / "ma.yaml").write_text(text, encoding="utf-8")
    load_calendar_file(desk, path=tmp_path / "ma.yaml", country_only=True)
    assert shown_calendar(desk, plan="small").calendar.reaches == date(2029, 6, 30)


@pytest.mark.parametrize(
    ("change", "operator", "sentence"),
    [
        (BRIDGE, "", "name and a reason"),
        (DayChange("nonsense"), "Admin", "calendar show"),
        (DayChange("half-2026", date(2026, 10, 16), (("fr", "Pont"),)), "Admin", "missing in ar, en"),
    ],
)
def test_a_decision_that_cannot_be_taken_says_why(small_plan, desk_on, change, operator, sentence) -> None:
    with pytest.raises((DomainError, ValueError), match=sentence):
        confirm_day_off(desk_on(OPENED), plan="small", change=change, operator=operator, reason="r")
