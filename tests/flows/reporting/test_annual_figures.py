"""What an annual report counts: the year it speaks of, what was expected, what is missing, and who is in a total."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from flows.services.compilation.reporting import freeze_annual
from flows.services.lifecycle.stage_moves import move_commitment
from models.rules.errors import DomainError
from models.rules.scoring import ScheduleState
from models.tables import DataRequest, FrozenReport, LedgerEntry
from models.vocabulary import Aggregation, LedgerAction, MilestoneStatus, RequestState, Stage, ValueStatus
from reports.figures import AnnualFigures, CommitmentFacts, Figure, IndicatorFacts, RateFacts
from reports.listing import figure_lines

JULY, OCTOBER = datetime(2026, 7, 8, 9, tzinfo=UTC), datetime(2026, 10, 6, 9, tzinfo=UTC)


def freeze(world: Any, *, year: int = 2026, today: date = date(2026, 11, 23)) -> AnnualFigures:
    world.session.commit()
    return freeze_annual(world.desk(today), plan="", year=year, preview=True).content


def indicator(content: AnnualFigures, code: str) -> IndicatorFacts:
    return next(n for c in content.commitments for i in c.instances for n in i.indicators if n.code == code)


def stands(content: AnnualFigures, code: str, period: str = "2026-Q3") -> Figure | None:
    cell = next(cell for cell in indicator(content, code).cells if cell.period == period)
    return content.by_id()[cell.figure] if cell.figure else None


def rate(content: AnnualFigures, region: str = "", period: str = "") -> RateFacts:
    return next(r for r in content.rates if (r.region, r.period) == (region, period))


def commitment(content: AnnualFigures, code: str) -> CommitmentFacts:
    return next(c for c in content.commitments if c.code == code)


@pytest.fixture
def four(world: Any) -> dict[str, str]:
    """A shared commitment asked of all four regions for the third quarter; codes by region."""
    shorts = world.commitment("MALAA0001", "ORI", "SOM", "LAA", "DRA")
    codes = {short[:3]: world.indicator(short) for short in shorts}
    for region, code in codes.items():
        world.ask(region, code)
    return codes


def test_freezing_twice_gives_one_hash_and_one_row(world: Any, four: dict[str, str]) -> None:
    world.reply("LAA", {four["LAA"]: "40"})
    first = freeze_annual(world.desk(), plan="", year=2026)
    second = freeze_annual(world.desk(now=datetime(2026, 11, 23, 17, tzinfo=UTC)), plan="CONSORTIUM", year=2026)
    assert first.sha256 == second.sha256
    assert (first.is_new, second.is_new) == (True, False)
    stored = world.session.exec(select(FrozenReport)).one()
    assert stored.sha256 == first.sha256
    assert AnnualFigures.model_validate(stored.figures) == first.content
    entry = world.session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.REPORT_FROZEN)).one()
    assert entry.after == first.sha256


def test_a_preview_stores_nothing(world: Any, four: dict[str, str]) -> None:
    freeze_annual(world.desk(), plan="", year=2026, preview=True)
    assert world.session.exec(select(FrozenReport)).all() == []


def test_a_new_answer_gives_a_new_hash_and_leaves_the_old_snapshot_alone(world: Any, four: dict[str, str]) -> None:
    before = freeze_annual(world.desk(), plan="", year=2026)
    world.reply("LAA", {four["LAA"]: "40"})
    after = freeze_annual(world.desk(), plan="", year=2026)
    assert before.sha256 != after.sha256
    assert {r.sha256 for r in world.session.exec(select(FrozenReport)).all()} == {before.sha256, after.sha256}


def test_what_came_later_than_the_day_of_the_report_does_not_exist_for_it(world: Any, four: dict[str, str]) -> None:
    earlier = freeze(world, today=date(2026, 10, 4))
    world.reply("LAA", {four["LAA"]: "40"}, on=datetime(2026, 10, 5, 10, tzinfo=UTC))
    assert freeze(world, today=date(2026, 10, 4)) == earlier
    assert stands(freeze(world, today=date(2026, 10, 6)), four["LAA"]) is not None


def test_a_correction_made_later_does_not_reach_back(world: Any, four: dict[str, str]) -> None:
    world.reply("LAA", {four["LAA"]: "40"}, on=datetime(2026, 10, 5, 10, tzinfo=UTC))
    world.reply("LAA", {four["LAA"]: "45"}, on=datetime(2026, 10, 25, 10, tzinfo=UTC))
    then, now = (stands(freeze(world, today=day), four["LAA"]) for day in (date(2026, 10, 10), date(2026, 11, 1)))
    assert then is not None
    assert now is not None
    assert (then.value, now.value) == (Decimal(40), Decimal(45))


def test_values_of_the_last_quarter_before_the_year_stay_out_of_it(world: Any) -> None:
    (short,) = world.commitment("MALAA0002", "LAA")
    code = world.indicator(short)
    for period, value, on in (
        ("2025-Q4", "25", datetime(2026, 1, 9, tzinfo=UTC)),
        ("2026-Q1", "26", datetime(2026, 4, 9, tzinfo=UTC)),
    ):
        world.ask("LAA", code, period=period)
        world.reply("LAA", {code: value}, period=period, on=on)
    content = freeze(world)
    assert [cell.period for cell in indicator(content, code).cells] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert {line["period"] for line in figure_lines(content)} == {"2026-Q1"}
    # They are known only as what the trend begins with.
    before = [(cell.period, bool(cell.figure)) for cell in indicator(content, code).earlier]
    assert before == [("2025-Q2", False), ("2025-Q3", False), ("2025-Q4", True)]
    assert rate(content).expected == 1
    last_year = freeze(world, year=2025)
    assert [f.value for f in last_year.figures if f.source.kind == "mail"] == [Decimal(25)]


def test_missing_zero_nothing_to_report_and_not_available_are_four_things(world: Any, four: dict[str, str]) -> None:
    world.reply("ORI", {four["ORI"]: "0"})
    world.reply("SOM", {four["SOM"]: "rien"})
    world.reply("LAA", {four["LAA"]: "nd"})
    content = freeze(world)
    found = {region: stands(content, code) for region, code in four.items()}
    assert found["ORI"] is not None
    assert found["ORI"].value == 0
    assert found["SOM"] is not None
    assert found["SOM"].status is ValueStatus.NOTHING_TO_REPORT
    assert found["LAA"] is not None
    assert found["LAA"].status is ValueStatus.NOT_AVAILABLE
    assert found["SOM"].value is None
    assert found["LAA"].value is None
    assert found["DRA"] is None
    cells = {cell.period: cell.standing for cell in indicator(content, four["DRA"]).cells}
    assert cells == {"2026-Q1": "not_asked", "2026-Q2": "not_asked", "2026-Q3": "missing", "2026-Q4": "not_asked"}


def test_an_answer_is_awaited_until_the_end_of_its_last_day(world: Any, four: dict[str, str]) -> None:
    on_last_day, after = (freeze(world, today=date(2026, 10, day)) for day in (20, 21))
    assert indicator(on_last_day, four["DRA"]).cells[2].standing == "awaited"
    assert indicator(after, four["DRA"]).cells[2].standing == "missing"


def test_an_answer_that_was_asked_back_is_not_called_missing(world: Any, four: dict[str, str]) -> None:
    request = world.session.exec(select(DataRequest).where(DataRequest.reference == "2026-Q3/OF-DRA-01")).one()
    message = world.mail("DRA", f"{four['DRA']} = 3,900", on=OCTOBER, request=request)
    world.doubt(message, four["DRA"], "3,900")
    content = freeze(world)
    assert indicator(content, four["DRA"]).cells[2].standing == "asked_back"
    assert rate(content, "DRA").answered == 0


def test_a_shared_total_says_how_many_regions_are_in_it(world: Any, four: dict[str, str]) -> None:
    world.reply("ORI", {four["ORI"]: "10"})
    world.reply("SOM", {four["SOM"]: "0"})
    world.reply("LAA", {four["LAA"]: "rien"})
    content = freeze(world)
    (total,) = commitment(content, "MALAA0001").combined
    figure = content.by_id()[total.figure]
    assert (figure.value, total.counted, total.expected, total.period) == (Decimal(10), 2, 4, "2026-Q3")
    assert figure.source.kind == "derived"
    sources = [content.by_id()[reference].code for reference in figure.source.computed_from]
    assert sorted(sources) == sorted([four["ORI"], four["SOM"]])


def test_nobody_answered_gives_no_total(world: Any, four: dict[str, str]) -> None:
    assert commitment(freeze(world), "MALAA0001").combined == ()


def test_percentages_of_regions_are_not_added_up(world: Any) -> None:
    shorts = world.commitment("MALAA0001", "ORI", "SOM")
    for short in shorts:
        code = world.indicator(short, aggregation=Aggregation.NONE)
        world.ask(short[:3], code)
        world.reply(short[:3], {code: "50"})
    assert commitment(freeze(world), "MALAA0001").combined == ()


def test_rates_count_what_was_asked_and_what_came_in_time(world: Any, four: dict[str, str]) -> None:
    world.reply("ORI", {four["ORI"]: "10"}, on=datetime(2026, 10, 20, 22, tzinfo=UTC))
    world.reply("SOM", {four["SOM"]: "10"}, on=datetime(2026, 10, 21, 0, 30, tzinfo=UTC))
    content = freeze(world)
    assert (rate(content).answered, rate(content).expected) == (2, 4)
    assert (rate(content).on_time, rate(content).due) == (1, 4)
    assert (rate(content, "ORI").on_time, rate(content, "SOM").on_time) == (1, 0)
    by_id = content.by_id()
    assert by_id[rate(content).completeness].value == Decimal("50.0")
    assert by_id[rate(content).timeliness].value == Decimal("25.0")
    assert by_id[rate(content, "DRA").completeness].value == 0


def test_a_late_correction_does_not_make_a_punctual_answer_late(world: Any, four: dict[str, str]) -> None:
    world.reply("ORI", {four["ORI"]: "10"}, on=OCTOBER)
    world.reply("ORI", {four["ORI"]: "11"}, on=datetime(2026, 11, 10, 9, tzinfo=UTC))
    assert (rate(freeze(world), "ORI").on_time, rate(freeze(world), "ORI").due) == (1, 1)


def test_rates_of_two_officials_asked_for_one_item_stay_within_100_percent(world: Any, four: dict[str, str]) -> None:
    world.ask("SOM", four["ORI"], period="2026-Q2")
    world.ask("ORI", four["ORI"], period="2026-Q2")
    world.reply("ORI", {four["ORI"]: "3"}, period="2026-Q2", on=JULY)
    found = rate(freeze(world), period="2026-Q2")
    assert (found.answered, found.expected) == (1, 1)


def test_a_waived_request_is_neither_expected_nor_missing(world: Any, four: dict[str, str]) -> None:
    (short,) = world.commitment("MADRA0003", "DRA")
    code = world.indicator(short)
    world.ask("DRA", code, period="2026-Q2", state=RequestState.WAIVED, waived_because="Flood")
    content = freeze(world)
    assert indicator(content, code).cells[1].standing == "waived"
    assert rate(content, "DRA").expected == 1


def test_nothing_asked_gives_no_rate_and_never_zero_percent(world: Any) -> None:
    world.commitment("MALAA0002", "LAA")
    content = freeze(world)
    assert rate(content).completeness == ""
    assert rate(content).timeliness == ""


def test_a_provisional_value_is_marked_and_counted_as_an_answer(world: Any, four: dict[str, str]) -> None:
    world.reply("LAA", {four["LAA"]: "40"}, status=ValueStatus.PROVISIONAL)
    content = freeze(world)
    figure = stands(content, four["LAA"])
    assert figure is not None
    assert figure.status is ValueStatus.PROVISIONAL
    assert rate(content, "LAA").answered == 1
    (total,) = commitment(content, "MALAA0001").combined
    assert total.is_provisional


def test_the_way_to_the_target_needs_a_baseline(world: Any) -> None:
    (short,) = world.commitment("MALAA0002", "LAA")
    with_baseline = world.indicator(short, 1, baseline=Decimal(50), target=Decimal(150))
    without = world.indicator(short, 2, baseline=None, baseline_missing_because="never counted")
    world.ask("LAA", with_baseline, without)
    world.reply("LAA", {with_baseline: "75", without: "75"})
    content = freeze(world)
    reached = content.by_id()[indicator(content, with_baseline).achievement]
    assert reached.value == Decimal("25.0")
    assert indicator(content, without).achievement == ""
    assert indicator(content, without).baseline == ""


def test_baselines_and_targets_have_the_plan_file_as_their_source(world: Any, four: dict[str, str]) -> None:
    content = freeze(world)
    target = content.by_id()[indicator(content, four["LAA"]).target]
    assert (target.value, target.source.kind) == (Decimal(100), "plan_file")
    assert target.source.sha256 == "ab" * 32


def test_a_milestone_is_judged_on_the_last_day_of_a_past_year(world: Any) -> None:
    (short,) = world.commitment("MALAA0002", "LAA")
    due_then = world.milestone(short, 1, due_on=date(2026, 12, 20))
    due_later = world.milestone(short, 2, due_on=date(2027, 1, 15))
    world.ask("LAA", due_then, due_later, period="2027-Q1", respond_by=date(2027, 4, 20))
    world.reply(
        "LAA", {due_then: "fait"}, period="2027-Q1", on=datetime(2027, 4, 5, tzinfo=UTC),
        milestone_status=MilestoneStatus.DONE, done_on=date(2027, 2, 1),
    )  # fmt: skip
    content = freeze(world, year=2026, today=date(2027, 5, 1))
    then, later = commitment(content, "MALAA0002").instances[0].milestones
    assert content.judged_on == date(2026, 12, 31)
    assert (then.schedule, then.days_late) == (ScheduleState.DELAYED, 11)
    assert later.schedule is ScheduleState.NOT_STARTED


@pytest.mark.parametrize(
    ("decision", "kind", "stage"),
    [("override", "override", Stage.EVALUATION), ("withdraw", "withdrawal", Stage.WITHDRAWN)],
)
def test_a_gate_passed_against_its_conditions_and_a_withdrawal_show_in_the_report(
    world: Any, decision: str, kind: str, stage: Stage
) -> None:
    (short,) = world.commitment("MALAA0002", "LAA")
    world.milestone(short)
    world.session.commit()
    move_commitment(
        world.desk(date(2026, 11, 3)), plan="", commitment="MALAA0002", decision=decision, operator="A. Name",
        reason="the council decided", preview=False,
    )  # fmt: skip
    before = freeze(world, year=2026, today=date(2026, 11, 2))
    assert (commitment(before, "MALAA0002").stage, before.changes) == (Stage.EXECUTION, ())
    after = freeze(world, year=2026)
    assert commitment(after, "MALAA0002").stage is stage
    assert [(c.code, c.kind, c.reason) for c in after.changes] == [("MALAA0002", kind, "the council decided")]


def test_what_an_official_says_and_what_the_calendar_says_stand_side_by_side(world: Any) -> None:
    (short,) = world.commitment("MALAA0002", "LAA")
    code = world.milestone(short, due_on=date(2026, 9, 30))
    world.ask("LAA", code)
    world.reply("LAA", {code: "40"}, milestone_status=MilestoneStatus.IN_PROGRESS)
    found = commitment(freeze(world), "MALAA0002").instances[0].milestones[0]
    assert (found.status, found.percent) == (MilestoneStatus.IN_PROGRESS, Decimal(40))
    assert (found.schedule, found.days_late) == (ScheduleState.DELAYED, 54)
    assert found.status_figure.startswith("F-")


def test_open_questions_are_listed_until_answered(world: Any) -> None:
    world.question("Q-1", "Which end date?")
    world.question("Q-2", "Who monitors?")
    (first, second) = freeze(world).questions
    assert (first.code, second.code) == ("Q-1", "Q-2")


@pytest.mark.parametrize("year", [2024, 2027, 2030])
def test_a_year_outside_the_plan_or_in_the_future_is_refused(world: Any, year: int) -> None:
    with pytest.raises(DomainError, match="write a year from 2025 to 2026"):
        freeze_annual(world.desk(), plan="", year=year)


def test_the_independent_body_counts_only_once_it_is_named(world: Any) -> None:
    assert freeze(world).independent_body == ""
    world.body(is_defined=True)
    assert freeze(world).independent_body == "Independent observatory"
