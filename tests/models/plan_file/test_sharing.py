"""A milestone written once holds for every member, unless `members` says otherwise."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from models.plan_file import LoadReport, PlanFile, export_plan
from models.tables import Indicator, Milestone
from models.vocabulary import MilestoneStatus

SEA = ("    name: Lake\n", "    name: Lake\n  - code: SEA\n    name: Sea\n")
SHARED = ("        responsible: OF-1\n", "        responsible: OF-1\n      - member: SEA\n")
Tiny = Callable[..., PlanFile]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ("", {"LAK1-M1": "2026-05-29", "LAK1-SEA-M1": "2026-05-29"}),
        ("[{member: SEA}]", {"LAK1-SEA-M1": "2026-05-29"}),
        ("[{member: LAK}, {member: SEA, due_on: 2026-08-31}]", {"LAK1-M1": "2026-05-29", "LAK1-SEA-M1": "2026-08-31"}),
        ("[{member: LAK}, {member: SEA}]", {"LAK1-M1": "2026-05-29", "LAK1-SEA-M1": "2026-05-29"}),
    ],
)
def test_a_milestone_is_spread_over_members(
    session: Session,
    load: Callable[[PlanFile], LoadReport],
    tiny: Tiny,
    members: str,
    expected: dict[str, str],
) -> None:
    line = f"due_on: 2026-05-29\n        members: {members}" if members else "due_on: 2026-05-29"
    plan = tiny(SEA, SHARED, ("due_on: 2026-05-29", line))
    load(plan)
    rows = session.exec(select(Milestone).where(Milestone.number == 1)).all()
    assert {row.code[:-1]: row.due_on.isoformat() for row in rows} == expected
    assert export_plan(session, plan_code="lake-2026") == plan


def test_listing_every_member_without_difference_is_the_same_as_listing_none(tiny: Tiny) -> None:
    listed = ("due_on: 2026-05-29", "due_on: 2026-05-29\n        members: [{member: LAK}, {member: SEA}]")
    assert tiny(SEA, SHARED, listed) == tiny(SEA, SHARED)


def test_an_unknown_member_of_a_milestone_is_refused(problems_of: Callable[..., tuple[object, ...]]) -> None:
    listed = ("due_on: 2026-05-29", "due_on: 2026-05-29\n        members: [{member: SEA}]")
    assert "instance of this commitment" in str(problems_of(SEA, listed)[0])


def test_members_can_have_their_own_baseline_and_target(
    session: Session, load: Callable[[PlanFile], LoadReport], tiny: Tiny
) -> None:
    own = "members: [{member: LAK}, {member: SEA, baseline_missing_because: no census, target: 90}]"
    plan = tiny(SEA, SHARED, ("target: 1500", f"target: 1500\n        {own}"))
    load(plan)
    rows = session.exec(select(Indicator)).all()
    values = {row.code[:-1]: (row.baseline, row.baseline_missing_because, row.target) for row in rows}
    assert values["LAK1-I1"] == (Decimal(0), "", Decimal(1500))
    assert values["LAK1-SEA-I1"] == (None, "no census", Decimal(90))
    assert export_plan(session, plan_code="lake-2026") == plan


def test_what_one_member_reported_is_exported_for_that_member_only(
    session: Session, load: Callable[[PlanFile], LoadReport], tiny: Tiny
) -> None:
    load(tiny(SEA, SHARED))
    row = session.exec(select(Milestone).where(Milestone.number == 1)).all()[1]
    row.status, row.done_on, row.due_on = MilestoneStatus.DONE, date(2026, 6, 2), date(2026, 6, 30)
    session.commit()
    own = {m.member: m for m in export_plan(session, plan_code="lake-2026").commitments[0].milestones[0].members}
    assert (own["SEA"].status, own["SEA"].done_on) == (MilestoneStatus.DONE, date(2026, 6, 2))
    assert (own["SEA"].due_on, own["SEA"].first_due_on) == (date(2026, 6, 30), date(2026, 5, 29))
    assert own["LAK"].status is None
