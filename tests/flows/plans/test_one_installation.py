"""Several plans in one installation: which plan an order is for, its day, its names, and what a run is called."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from flows.catalogue import loaded_plans, plan_of_commitment
from flows.choices import offer_plans
from flows.run_tags import owner_of, period_on, tags_of
from flows.services.desk import Desk
from flows.services.lifecycle import plans
from flows.services.lifecycle.plan_list import list_plans
from flows.services.lifecycle.standings import find_plan
from flows.services.many_outcomes import together
from flows.services.outcome import Outcome, ReportTable
from flows.services.plan_desk import desk_for, desks_for
from flows.turns import in_turn, open_today
from models.database import open_engine
from models.rules.errors import DomainError
from tests.flows.plans.conftest import CONSORTIUM, MONTHLY, PLANS, TWIN

FRIDAY, SATURDAY, SUNDAY = date(2026, 10, 2), date(2026, 10, 3), date(2026, 10, 4)


@pytest.fixture
def engine(tmp_path: Path, sqlite_template: bytes) -> Iterator[Engine]:
    """On SQLite alone: nothing here writes."""
    (tmp_path / "plans.db").write_bytes(sqlite_template)
    engine = open_engine(f"sqlite:///{tmp_path / 'plans.db'}")
    yield engine
    engine.dispose()


def test_both_plans_are_loaded_from_files_alone(both) -> None:
    assert loaded_plans(both.engine) == (CONSORTIUM, MONTHLY)


def test_loading_a_plan_again_changes_nothing_in_any(both) -> None:
    for code in (CONSORTIUM, MONTHLY):
        again = plans.load(both.desk(date(2025, 12, 21)), path=PLANS / code)
        assert again.counts["changes"] == 0, code


def test_a_scheduled_order_without_a_plan_is_for_each_and_one_by_hand_has_to_name_it(both) -> None:
    desk = both.desk(FRIDAY)
    assert [one.plan for one in desks_for(desk, plan="", every=True)] == [CONSORTIUM, MONTHLY]
    (unsaid,) = desks_for(desk, plan="")
    assert unsaid.plan == ""
    with (
        both.session() as session,
        pytest.raises(DomainError, match=rf"Several plans are loaded \({CONSORTIUM}, {MONTHLY}\)"),
    ):
        find_plan(session, code=unsaid.plan)


def test_a_commitment_says_its_plan(both) -> None:
    desk = both.desk(FRIDAY)
    assert [one.plan for one in desks_for(desk, plan="", commitment="ZER0007")] == [MONTHLY]


def test_a_commitment_of_two_plans_asks_for_the_plan(twins) -> None:
    assert [one.plan for one in desks_for(twins.desk(FRIDAY), plan="", commitment="MALAA0001")] == [""]
    assert [one.plan for one in desks_for(twins.desk(FRIDAY), plan=TWIN, commitment="MALAA0001")] == [TWIN]


def test_each_plan_has_its_own_civil_day_and_its_own_name_under_mails(both) -> None:
    late_evening = Desk(both.engine, both.desk(FRIDAY).office, FRIDAY, datetime(2026, 10, 2, 21, 30, tzinfo=UTC))
    here, there = desks_for(late_evening, plan="", every=True)
    assert (here.today, there.today) == (FRIDAY, SATURDAY)  # five hours further east it is tomorrow
    assert here.office.name == "Suivi du plan"
    assert there.office.name.startswith("Port-Zeruna")
    assert here.noted is not there.noted


def test_a_day_that_was_asked_for_is_the_same_for_every_plan(both) -> None:
    asked = Desk(both.engine, both.desk(FRIDAY).office, date(2026, 9, 1), datetime(2026, 10, 2, 21, 30, tzinfo=UTC))
    with both.session() as session:
        assert desk_for(asked, both.plan(session, MONTHLY)).today == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("day", "open_plans"),
    [
        (date(2026, 10, 1), [CONSORTIUM, MONTHLY]),
        (FRIDAY, [CONSORTIUM]),
        (SATURDAY, []),
        (SUNDAY, [MONTHLY]),
        (date(2026, 11, 10), [CONSORTIUM]),  # the town's own holiday
        (date(2026, 11, 18), [MONTHLY]),  # Morocco's
    ],
)
def test_daily_work_rests_by_each_plan_s_own_calendar(both, day: date, open_plans: list[str]) -> None:
    assert [desk.plan for desk in open_today(desks_for(both.desk(day), plan="", every=True))] == open_plans


def test_what_goes_wrong_in_one_plan_stops_no_other(both) -> None:
    done: list[str] = []

    def work(desk: Desk) -> Outcome:
        if desk.plan == CONSORTIUM:
            raise DomainError("The first cannot.")
        done.append(desk.plan)
        return Outcome("test", desk.plan, desk.today, False, "done", {"made": 1})

    outcome = together(in_turn(work, desks_for(both.desk(FRIDAY), plan="", every=True)))
    assert done == [MONTHLY]
    assert outcome.problems == (f"{CONSORTIUM}: The first cannot.",)
    assert outcome.counts == {"made": 1}


def test_a_fault_of_the_program_in_one_plan_fails_the_run_after_the_others(both) -> None:
    done: list[str] = []

    def work(desk: Desk) -> Outcome:
        if desk.plan == CONSORTIUM:
            raise ZeroDivisionError
        done.append(desk.plan)
        return Outcome("test", desk.plan, desk.today, False, "done")

    with pytest.raises(ZeroDivisionError):
        in_turn(work, desks_for(both.desk(FRIDAY), plan="", every=True))
    assert done == [MONTHLY]


def test_outcomes_of_several_plans_stand_side_by_side() -> None:
    def one(plan: str) -> Outcome:
        table = ReportTable("late", "What is late", ("Code",), ((plan,),))
        return Outcome("follow-up", plan, FRIDAY, False, "Two.", {"late": 2}, (table,), (f"Look at {plan}.",))

    both_of_them = together([one("a"), one("b")])
    assert both_of_them.counts == {"late": 4}
    assert [table.key for table in both_of_them.tables] == ["late-a", "late-b"]
    assert both_of_them.problems == ("a: Look at a.", "b: Look at b.")
    assert together([one("a")]) == one("a")


def test_the_form_offers_the_plans_when_there_are_several() -> None:
    properties = {"plan": {"type": "string"}}
    assert offer_plans(properties, plans=["a", "b"])
    assert properties["plan"]["enum"] == ["", "a", "b"]
    assert not offer_plans(properties, plans=["a", "b"])
    assert offer_plans(properties, plans=["a"])
    assert "enum" not in properties["plan"]
    assert not offer_plans({}, plans=["a", "b"])


def test_a_run_is_tagged_by_plan_and_region_and_named_by_the_plan_s_own_period(both) -> None:
    engine = both.engine
    assert tags_of(engine, plans=[CONSORTIUM]) == [f"plan:{CONSORTIUM}"]
    shared = ["region:ORI", "region:SOM", "region:LAA", "region:DRA"]
    assert tags_of(engine, plans=[CONSORTIUM], commitment="MALAA0001") == [f"plan:{CONSORTIUM}", *shared]
    assert tags_of(engine, plans=[MONTHLY]) == [f"plan:{MONTHLY}", "region:ZER"]
    assert tags_of(engine, plans=[CONSORTIUM, MONTHLY]) == [f"plan:{CONSORTIUM}", f"plan:{MONTHLY}"]
    assert str(period_on(engine, plan=CONSORTIUM, day=FRIDAY)) == "2026-Q4"
    assert str(period_on(engine, plan=MONTHLY, day=FRIDAY)) == "2026-M10"
    assert period_on(engine, plan="", day=FRIDAY) is None


def test_without_any_plan_an_order_still_gets_its_desk(engine) -> None:
    desk = Desk(engine, None, FRIDAY, datetime(2026, 10, 2, tzinfo=UTC))  # type: ignore[arg-type]
    assert desks_for(desk, plan="", every=True) == [desk]


def test_a_commitment_of_two_plans_is_shown_for_the_plan_the_installation_names(twins) -> None:
    assert plan_of_commitment(twins.engine, code="malaa0001", plan=TWIN) == TWIN
    with pytest.raises(DomainError, match=r"MALAA0001 is in several plans \(consortium-2025-2027, twin\)"):
        plan_of_commitment(twins.engine, code="MALAA0001")
    assert owner_of(twins.engine, commitment="MALAA0001") == ""


def test_the_plans_are_listed_side_by_side(both) -> None:
    (table,) = list_plans(both.desk(FRIDAY)).tables
    shown = {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
    assert list(shown) == [CONSORTIUM, MONTHLY]
    assert shown[MONTHLY]["Commitments"] == "60"
    assert shown[MONTHLY]["Members"] == "1"
    assert shown[MONTHLY]["Weekend"] == "friday, saturday"
    assert shown[MONTHLY]["Languages"] == "sw, fa, en, fr, ar"
    assert (shown[CONSORTIUM]["Policy"], shown[MONTHLY]["Policy"]) == ("the program's", "its own")
    assert (shown[CONSORTIUM]["Period now"], shown[MONTHLY]["Period now"]) == ("2026-Q4", "2026-M10")
