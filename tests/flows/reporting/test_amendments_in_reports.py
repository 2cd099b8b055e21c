"""Amended indicators, milestones and commitments in reports: old values keep their unit, frozen figures their hash."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from flows.services.compilation.reporting import freeze_annual
from flows.services.lifecycle.amendment_rows import Decision
from flows.services.lifecycle.amendments import amend_milestone
from flows.services.lifecycle.commitment_amendments import CommitmentOrder, amend_commitment
from flows.services.lifecycle.indicator_amendments import IndicatorAction, amend_indicator
from flows.services.lifecycle.indicator_inputs import IndicatorOrder
from models.rules.indicator_state import IndicatorState
from models.rules.scoring import ScheduleState
from models.vocabulary import Language, MilestoneStatus
from reports.figures import AnnualFigures, IndicatorFacts, MilestoneFacts
from reports.language import words_of
from reports.view_committee import change_view
from reports.view_values import cell_view
from reports.view_work import state_of

DECISION = Decision("the council", "decided in November", "PV 12/2026")
HOUSEHOLDS = IndicatorOrder(unit_fr="ménages", unit_ar="أسر", unit_en="households", baseline="0", target="20")
AMENDED, LATER = date(2026, 11, 24), date(2027, 1, 20)


def freeze(world: Any, today: date, *, year: int = 2026) -> Any:
    world.session.commit()
    return freeze_annual(world.desk(today), plan="", year=year)


def indicator(content: AnnualFigures, code: str) -> IndicatorFacts:
    return next(n for c in content.commitments for i in c.instances for n in i.indicators if n.code == code)


def milestone(content: AnnualFigures, code: str) -> MilestoneFacts:
    return next(m for c in content.commitments for i in c.instances for m in i.milestones if m.code == code)


@pytest.fixture
def code(world: Any) -> str:
    """One indicator, 40 people in the third quarter."""
    (short,) = world.commitment("MALAA0001", "LAA", titles={"en": "Transparency", "fr": "Transparence", "ar": "شفافية"})
    found = world.indicator(short)
    world.ask("LAA", found)
    world.reply("LAA", {found: "40"})
    return found


def amend(
    world: Any, code: str, order: IndicatorOrder = HOUSEHOLDS, action: str = "change", day: date = AMENDED
) -> None:
    world.session.commit()
    amend_indicator(
        world.desk(day), plan="", action=IndicatorAction(action), subject=code, order=order, decision=DECISION
    )
    world.session.rollback()
    world.session.expire_all()


def test_a_frozen_report_and_its_hash_stay_when_its_indicator_gets_another_unit(world: Any, code: str) -> None:
    before = freeze(world, date(2026, 11, 23))
    amend(world, code)
    again = freeze(world, date(2026, 11, 23))
    assert (again.sha256, again.is_new) == (before.sha256, False)


def test_until_the_new_unit_is_asked_the_report_tells_the_old_one(world: Any, code: str) -> None:
    amend(world, code)
    facts = indicator(freeze(world, date(2026, 12, 1)).content, code)
    assert facts.units["en"] == "people"
    assert facts.achievement
    assert not any(cell.is_of_earlier_definition for cell in facts.cells)


def test_values_of_the_old_unit_are_shown_with_it_and_neither_compared_nor_added(world: Any, code: str) -> None:
    amend(world, code)
    world.ask("LAA", code, period="2026-Q4")
    content = freeze(world, LATER).content
    facts = indicator(content, code)
    figures = content.by_id()
    assert (facts.units["en"], figures[facts.target].value) == ("households", Decimal(20))
    old = next(cell for cell in facts.cells if cell.period == "2026-Q3")
    assert (old.is_of_earlier_definition, old.earlier_units["fr"]) == (True, "personnes")
    assert (figures[old.figure].value, figures[old.figure].unit) == (Decimal(40), "people")
    assert facts.achievement == ""  # 40 people are not 200 % of 20 households
    assert state_of(facts, content=content, figures=figures) is IndicatorState.NOT_MEASURED


@pytest.mark.parametrize(
    ("language", "tag"),
    [
        (Language.FRENCH, "ancienne définition (personnes), non comparable"),
        (Language.ARABIC, "تعريف سابق (أشخاص)، غير قابل للمقارنة"),
        (Language.ENGLISH, "earlier definition (people), not comparable"),
    ],
)
def test_the_old_unit_is_said_beside_the_value_in_every_language(
    world: Any, code: str, language: Language, tag: str
) -> None:
    amend(world, code)
    world.ask("LAA", code, period="2026-Q4")
    content = freeze(world, LATER).content
    old = next(cell for cell in indicator(content, code).cells if cell.period == "2026-Q3")
    shown = cell_view(old, figures=content.by_id(), words=words_of(language)).value
    assert tag in shown.tags


def test_a_new_value_is_measured_by_the_new_target(world: Any, code: str) -> None:
    amend(world, code)
    world.ask("LAA", code, period="2026-Q4")
    world.reply("LAA", {code: "5"}, period="2026-Q4", on=datetime(2027, 1, 8, 10, tzinfo=UTC))
    content = freeze(world, LATER).content
    facts = indicator(content, code)
    assert content.by_id()[facts.achievement].value == Decimal("25.0")


def test_an_indicator_that_counts_anew_adds_up_only_what_is_of_one_unit(world: Any) -> None:
    (short,) = world.commitment("MALAA0002", "LAA")
    found = world.indicator(short, cumulative=False)
    for period, value, day in (("2026-Q2", "7", 6), ("2026-Q3", "9", 6)):
        world.ask("LAA", found, period=period)
        moment = datetime(2026, 7 if period == "2026-Q2" else 10, day, 10, tzinfo=UTC)
        world.reply("LAA", {found: value}, period=period, on=moment)
    amend(world, found)
    world.ask("LAA", found, period="2026-Q4")
    world.reply("LAA", {found: "3"}, period="2026-Q4", on=datetime(2027, 1, 8, 10, tzinfo=UTC))
    content = freeze(world, LATER).content
    facts = indicator(content, found)
    assert (content.by_id()[facts.year_total].value, facts.year_counted, facts.year_expected) == (Decimal(3), 1, 4)


def test_a_withdrawn_indicator_stays_in_sight_and_is_measured_no_more(world: Any, code: str) -> None:
    amend(world, code, IndicatorOrder(), "withdraw")
    content = freeze(world, date(2026, 12, 1)).content
    facts = indicator(content, code)
    assert facts.withdrawn_on == AMENDED
    assert state_of(facts, content=content, figures=content.by_id()) is IndicatorState.WITHDRAWN
    earlier = freeze(world, date(2026, 11, 23)).content
    assert indicator(earlier, code).withdrawn_on is None


def test_a_new_indicator_does_not_exist_for_an_earlier_day(world: Any, code: str) -> None:
    order = IndicatorOrder(
        title_fr="Séances", title_ar="جلسات", title_en="Sessions", kind="performance", direction="increase", baseline="0",
    )  # fmt: skip
    amend(world, "MALAA0001", order, "add")
    before, after = freeze(world, date(2026, 11, 23)).content, freeze(world, date(2026, 12, 1)).content
    count = [len(c.commitments[0].instances[0].indicators) for c in (before, after)]
    assert count == [1, 2]


def test_amendments_are_told_with_their_field_in_three_languages(world: Any, code: str) -> None:
    amend(world, code)
    content = freeze(world, date(2026, 12, 1)).content
    (change,) = [c for c in content.changes if c.kind == "amendment:target"]
    assert (change.code, change.before, change.after, change.reason) == (code, "100", "20", "decided in November")
    said = [change_view(change, words=words_of(language)).what for language in Language]
    assert said == ["Modification : cible", "تعديل: الهدف", "Amendment: target"]


def test_an_amended_commitment_shows_its_old_self_in_a_report_of_an_earlier_day(world: Any, code: str) -> None:
    earlier = freeze(world, date(2026, 11, 23))
    order = CommitmentOrder(
        commitment="MALAA0001", title_fr="Ouverture", title_ar="انفتاح", title_en="Openness", start="2025-09",
        lead="Division of planning", ogp_values="Civic Participation",
    )  # fmt: skip
    amend_commitment(world.desk(AMENDED), plan="", order=order, decision=DECISION)
    world.session.expire_all()
    again, later = freeze(world, date(2026, 11, 23)), freeze(world, date(2026, 12, 1))
    assert (again.sha256, again.is_new) == (earlier.sha256, False)
    now = later.content.commitments[0]
    assert (now.title, now.start, now.instances[0].lead) == ("Openness", "2025-09", "Division of planning")
    then = again.content.commitments[0]
    assert (then.title, then.start, then.instances[0].lead) == ("Transparency", "2025-07", "Division LAA")


def test_a_closed_milestone_is_told_as_closed_and_still_counts_as_due(world: Any) -> None:
    (short,) = world.commitment("MALAA0003", "LAA")
    found = world.milestone(short, due_on=date(2026, 6, 30))
    world.ask("LAA", found)
    world.reply("LAA", {found: "en cours"}, milestone_status=MilestoneStatus.IN_PROGRESS)
    amend_milestone(
        world.desk(AMENDED),
        plan="",
        milestone=found,
        change="close",
        operator="the council",
        reason="the site was sold",
    )
    world.session.expire_all()
    after = milestone(freeze(world, date(2026, 12, 1)).content, found)
    assert (after.status, after.schedule, after.days_late) == (MilestoneStatus.CLOSED, ScheduleState.CLOSED, 0)
    before = milestone(freeze(world, date(2026, 11, 23)).content, found)
    assert (before.status, before.schedule) == (MilestoneStatus.IN_PROGRESS, ScheduleState.DELAYED)
