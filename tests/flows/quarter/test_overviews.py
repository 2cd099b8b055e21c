"""Where everything stands: read from the rows, renewed every morning, changing nothing."""

from datetime import date

from sqlmodel import select

from flows.services.collection.campaigns import open_quarter
from flows.services.upkeep.overviews import overview
from models.tables import DataRequest, LedgerEntry, Official
from models.vocabulary import RequestState


def table(outcome, key):
    return next(found for found in outcome.tables if found.key == key)


def test_every_region_shows_how_many_forms_of_each_quarter_were_answered(session, small_plan, desk_on) -> None:
    open_quarter(desk_on(date(2026, 7, 1)), plan="small")
    for request in session.exec(select(DataRequest)).all():
        if session.get_one(Official, request.official_id).code == small_plan.french:
            request.state = RequestState.ANSWERED
    session.commit()
    open_quarter(desk_on(date(2026, 10, 1)), plan="small")
    shown = table(overview(desk_on(date(2026, 10, 2)), plan="small"), "regions-by-quarter")
    assert shown.columns == ("Region", "2026-Q2", "2026-Q3")
    assert shown.rows == (("Region LAA", "1 of 2", "0 of 2"), ("Region ORI", "0 of 1", "0 of 1"))


def test_who_owes_what_lists_open_forms_with_their_lateness(session, small_plan, desk_on) -> None:
    open_quarter(desk_on(date(2026, 10, 1)), plan="small")
    (first, *_) = session.exec(select(DataRequest).order_by(DataRequest.reference)).all()
    rows = table(overview(desk_on(date(2026, 11, 2)), plan="small"), "who-owes-what").rows
    assert len(rows) == 3
    assert (rows[0][2], rows[0][4]) == (first.reference, first.respond_by.isoformat())
    assert int(rows[0][5]) > 0
    assert int(rows[0][3]) > 0


def test_looking_changes_nothing_and_says_the_same_twice(session, small_plan, desk_on) -> None:
    open_quarter(desk_on(date(2026, 10, 1)), plan="small")
    before = len(session.exec(select(LedgerEntry)).all())
    assert overview(desk_on(date(2026, 10, 2)), plan="small") == overview(desk_on(date(2026, 10, 2)), plan="small")
    session.rollback()
    assert len(session.exec(select(LedgerEntry)).all()) == before


def test_every_commitment_is_listed_with_its_stage(small_plan, desk_on) -> None:
    rows = table(overview(desk_on(date(2026, 10, 2)), plan="small"), "commitments").rows
    assert [(row[0], row[1]) for row in rows] == [(f"MALAA000{n}", "execution") for n in (1, 2, 3)]
