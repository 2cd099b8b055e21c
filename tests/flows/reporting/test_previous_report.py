"""The year beside the last frozen report: what moved, by figures that were frozen then and are never computed anew."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import select

from flows.services.compilation.reporting import freeze_annual, freeze_quarter
from models.rules.errors import DomainError
from models.tables import FrozenReport, Milestone
from models.vocabulary import Language, MilestoneStatus
from reports.view import annual_view
from reports.view_since_parts import SinceView

FIRST, SECOND = date(2026, 1, 15), date(2026, 11, 23)


@pytest.fixture
def plan(world: Any) -> Any:
    """Two commitments: one stands late at the end of 2025, one is not begun."""
    (late,) = world.commitment("MALAA0001", "LAA", title="Open data")
    (other,) = world.commitment("MASOM0002", "SOM", title="Petitions")
    world.milestone(late, due_on=date(2025, 10, 31))
    world.milestone(other, due_on=date(2027, 5, 31))
    world.session.commit()
    return world


def finish(world: Any, code: str) -> None:
    row = world.session.exec(select(Milestone).where(Milestone.code == code)).one()
    row.status, row.done_on = MilestoneStatus.DONE, date(2026, 3, 1)
    world.session.add(row)
    world.session.commit()


def milestone_of(world: Any, commitment_start: str) -> str:
    rows = world.session.exec(select(Milestone)).all()
    return next(row.code for row in rows if row.code.startswith(commitment_start))


def since(world: Any, *, language: Language = Language.ENGLISH) -> SinceView:
    frozen = freeze_annual(world.desk(SECOND), plan="", year=2026)
    return annual_view(frozen.content, sha256=frozen.sha256, language=language).since


def test_the_first_report_says_that_there_is_none_to_compare_with(plan: Any) -> None:
    frozen = freeze_annual(plan.desk(FIRST), plan="", year=2025)
    view = annual_view(frozen.content, sha256=frozen.sha256, language=Language.ENGLISH)
    assert view.since.told.startswith("This is the first annual report of the plan")
    assert view.since.measures == ()
    assert "previous" not in frozen.content.model_dump(mode="json")


def test_a_year_that_was_never_frozen_is_not_made_up(plan: Any) -> None:
    assert since(plan).told == "No annual report of 2025 was frozen: the change cannot be shown."


def test_what_moved_is_told_from_what_was_frozen(plan: Any) -> None:
    before = freeze_annual(plan.desk(FIRST), plan="", year=2025)
    assert before.content.commitments[0].state == "delayed"
    finish(plan, milestone_of(plan, "LAA"))
    told = since(plan)
    assert [(move.code, move.way) for move in told.moves] == [("MALAA0001", "forward")]
    assert told.moves[0].before is not None
    assert (told.moves[0].before.word, told.year) == ("Delayed", "2025")
    assert told.sha256 == before.sha256
    assert {m.name: (m.before, m.now) for m in told.measures}["all_milestones"] == ("0 of 2", "1 of 2")
    arabic = since(plan, language=Language.ARABIC)
    assert "التزام واحد" in arabic.told


def test_last_year_s_report_does_not_change_when_it_is_compared_with(plan: Any) -> None:
    before = freeze_annual(plan.desk(FIRST), plan="", year=2025)
    finish(plan, milestone_of(plan, "LAA"))
    since(plan)
    row = plan.session.exec(select(FrozenReport).where(FrozenReport.sha256 == before.sha256)).one()
    assert row.figures == before.content.model_dump(mode="json")


def test_freezing_twice_gives_one_hash_also_with_a_comparison(plan: Any) -> None:
    freeze_annual(plan.desk(FIRST), plan="", year=2025)
    one = freeze_annual(plan.desk(SECOND), plan="", year=2026)
    # The same facts of 2025, frozen again on a later day, are the same report of 2025.
    freeze_annual(plan.desk(date(2026, 2, 1)), plan="", year=2025)
    other = freeze_annual(plan.desk(SECOND), plan="", year=2026)
    assert (other.sha256, other.is_new) == (one.sha256, False)


def test_a_report_of_an_earlier_day_knows_only_what_was_frozen_by_then(plan: Any) -> None:
    early = freeze_annual(plan.desk(date(2026, 1, 10)), plan="", year=2026)
    freeze_annual(plan.desk(FIRST), plan="", year=2025)
    again = freeze_annual(plan.desk(date(2026, 1, 10)), plan="", year=2026)
    assert early.content.previous is None
    assert again.sha256 == early.sha256


def test_frozen_figures_that_were_changed_are_not_compared_with(plan: Any) -> None:
    freeze_annual(plan.desk(FIRST), plan="", year=2025)
    row = plan.session.exec(select(FrozenReport)).one()
    row.figures["independent_body"] = "Somebody else"
    flag_modified(row, "figures")
    plan.session.add(row)
    plan.session.commit()
    with pytest.raises(DomainError, match="annual-2025"):
        since(plan)


def test_a_quarterly_report_compares_nothing_with_last_year(plan: Any) -> None:
    freeze_annual(plan.desk(FIRST), plan="", year=2025)
    quarter = freeze_quarter(plan.desk(SECOND), plan="", period="2026-Q3")
    assert annual_view(quarter.content, sha256=quarter.sha256, language=Language.FRENCH).since.told == ""
