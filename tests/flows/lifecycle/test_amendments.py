"""Amendments of a commitment and of its indicators: history, what is refused, and values that are never read anew."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from flows.services.lifecycle.amendment_rows import Decision
from flows.services.lifecycle.amendments import amendments_of
from flows.services.lifecycle.commitment_amendments import CommitmentOrder, amend_commitment
from flows.services.lifecycle.gate_facts import gate_facts
from flows.services.lifecycle.indicator_amendments import IndicatorAction, amend_indicator
from flows.services.lifecycle.indicator_inputs import IndicatorOrder
from flows.services.lifecycle.standing_facts import explain_standing
from models.rules.errors import DomainError
from models.rules.lifecycle import unmet_conditions
from models.tables import (
    ActionPlan,
    Amendment,
    Campaign,
    Commitment,
    CommitmentInstance,
    Indicator,
    IndicatorVersion,
    LedgerEntry,
    Member,
    TaxonomyTerm,
)
from models.vocabulary import Direction, Language, LedgerAction, Stage, TaxonomyKind

DECISION = Decision("the council", "decided in the ordinary session of July", "PV 12/2026")
NEW_UNIT = IndicatorOrder(unit_fr="ménages", unit_ar="أسر", unit_en="households", baseline="0", target="4")
NEW_ONE = IndicatorOrder(
    title_fr="Ateliers tenus", title_ar="ورشات منظمة", title_en="Workshops held", unit_fr="ateliers", unit_ar="ورشات",
    unit_en="workshops", kind="performance", direction="increase", baseline="0", target="8",
)  # fmt: skip


@pytest.fixture
def amend(desk, governed):
    def carry_out(*, preview: bool = False, decision: Decision = DECISION, on=None, **fields: object):
        order = CommitmentOrder(**({"commitment": "MALAA0001"} | fields))
        return amend_commitment(on or desk, plan="governed", order=order, decision=decision, preview=preview)

    return carry_out


@pytest.fixture
def measure(desk, governed, session):
    """Amend the indicator of MALAA0001, of which people were asked for the third quarter of 2026."""
    session.add(
        Campaign(plan_id=governed.plan_id, period="2026-Q3", period_start=date(2026, 7, 1), period_end=date(2026, 9, 30),
                 opened_on=date(2026, 10, 1), respond_by=date(2026, 10, 22))
    )  # fmt: skip
    session.commit()

    def carry_out(
        order: IndicatorOrder = NEW_UNIT, *, action: str = "change", subject: str = "", preview: bool = False
    ):
        return amend_indicator(
            desk, plan="governed", action=IndicatorAction(action), subject=subject or indicator(session).code,
            order=order, decision=DECISION, preview=preview,
        )  # fmt: skip

    return carry_out


def commitment(session: Session) -> Commitment:
    session.rollback()
    session.expire_all()
    return session.exec(select(Commitment).where(Commitment.code == "MALAA0001")).one()


def indicator(session: Session, number: int = 1) -> Indicator:
    session.rollback()
    session.expire_all()
    rows = session.exec(select(Indicator).where(Indicator.number == number).order_by(Indicator.id)).all()
    return rows[0]


def history(session: Session) -> list[tuple[str, str, str, str]]:
    commitment(session)
    return [(a.subject, a.field, a.before, a.after) for a in amendments_of(session, commitment_id=1)]


def test_every_field_of_a_commitment_is_amended_with_who_why_and_from_what(session, amend) -> None:
    outcome = amend(
        title_fr="Nouveau titre", title_ar="عنوان جديد", title_en="New title", lead="Division des affaires", sdgs="6; 13",
        ogp_values="Civic Participation; Access to information", institutions="Conseil; Wilaya, services", weight=2,
        page="https://ogp.example/MALAA0001", start="2025-07",
    )  # fmt: skip
    row = commitment(session)
    assert (row.title, row.titles["ar"], row.start, row.end) == ("New title", "عنوان جديد", "2025-07", "2027-06")
    assert (row.sdgs, row.institutions, row.weight) == (["6", "13"], ["Conseil", "Wilaya, services"], 2)
    assert session.exec(select(CommitmentInstance.lead).where(CommitmentInstance.code == "MALAA0001")).one() == (
        "Division des affaires"
    )
    told = history(session)
    assert ("MALAA0001", "title_fr", "Titre de MALAA0001", "Nouveau titre") in told
    assert ("MALAA0001", "start", "2025-06", "2025-07") in told
    assert ("MALAA0001", "lead", "Division", "Division des affaires") in told
    assert outcome.counts["amended"] == len(told) == 10
    entries = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.COMMITMENT_AMENDED)).all()
    assert {(e.actor, e.reason, e.source) for e in entries} == {(DECISION.operator, DECISION.reason, DECISION.evidence)}
    assert len(entries) == 10


def test_the_same_amendment_twice_is_written_once(session, amend) -> None:
    amend(end="2027-05")
    assert amend(end="2027-05").counts["amended"] == 0
    assert history(session) == [("MALAA0001", "end", "2027-06", "2027-05")]


def test_a_preview_of_an_amendment_writes_nothing(session, amend) -> None:
    assert amend(preview=True, start="2025-09").counts["amended"] == 1
    assert commitment(session).start == "2025-06"
    assert history(session) == []


def test_a_late_start_never_moves_the_end_of_a_commitment(session, amend) -> None:
    assert "The end does not move with the start." in amend(start="2026-10").summary
    assert (commitment(session).start, commitment(session).end) == ("2026-10", "2027-06")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"end": "2027-07"}, "2027-07 is outside the plan, which runs from 2025-04-01 to 2027-06-30"),
        ({"start": "2025-03"}, "is outside the plan"),
        ({"start": "2027-06", "end": "2027-05"}, "start 2027-06 is after end 2027-05"),
        ({"end": "2026-12"}, r"while milestones are due after it: LAA1-M2R \(2027-03-31\); amend them first"),
        ({"end": "juin"}, "is not a date"),
        ({"title_fr": "10 ateliers", "title_ar": "12 ورشة", "title_en": "12 workshops"}, "name different numbers"),
        ({"sdgs": "18"}, "write the number of a Sustainable Development Goal, 1 to 17"),
        ({"axis": "A99"}, "is not an axis of governed; its axes are: A1"),
        ({"weight": 10}, "weight"),
        ({"lead": "Division", "region": "ORI"}, "is not carried out by “ORI”; its regions are: LAA"),
        ({"commitment": "MALAA0099"}, "There is no commitment “MALAA0099”"),
        ({"start": "2025-07", "decision": Decision("", "why")}, "needs who decides and why"),
        ({"start": "2025-07", "decision": Decision("who", " ")}, "needs who decides and why"),
    ],
)
def test_an_impossible_amendment_of_a_commitment_is_one_sentence_and_nothing_half_written(
    session, amend, governed, fields, sentence
) -> None:
    session.add(
        TaxonomyTerm(plan_id=governed.plan_id, kind=TaxonomyKind.AXIS, position=1, code="A1", text="Climate")
    )  # fmt: skip
    session.commit()
    before = commitment(session).model_dump()
    with pytest.raises(DomainError, match=sentence):
        amend(**({"page": "https://ogp.example/other"} | fields))
    assert commitment(session).model_dump() == before
    assert session.exec(select(Amendment)).all() == []
    assert session.exec(select(LedgerEntry)).all() == []


def test_a_commitment_that_is_over_is_not_amended(session, amend) -> None:
    commitment(session).stage = Stage.WITHDRAWN
    session.commit()
    with pytest.raises(DomainError, match="is withdrawn, which is final"):
        amend(start="2025-07")


def test_the_lead_of_a_shared_commitment_names_its_region(session, amend, governed) -> None:
    other = Member(plan_id=governed.plan_id, position=2, code="ORI", name="Oriental")
    session.add(other)
    session.flush()
    session.add(
        CommitmentInstance(
            plan_id=governed.plan_id, commitment_id=1, member_id=other.id, code="MALAA0001/ORI", lead="A"
        )
    )
    session.commit()
    with pytest.raises(DomainError, match=r"several regions \(LAA, ORI\); write one of them in region"):
        amend(lead="Division de la planification")
    amend(lead="Division de la planification", region="ori")
    assert history(session) == [("MALAA0001/ORI", "lead", "A", "Division de la planification")]


def test_amendments_stand_in_the_status_in_three_languages(session, desk, amend, measure) -> None:
    amend(start="2025-09")
    measure()
    told = {
        language: "\n".join(explain_standing(desk, plan="governed", commitment="MALAA0001", language=language))
        for language in Language
    }
    assert "MALAA0001, début : de “2025-06” à “2025-09”. decided in the ordinary session" in told[Language.FRENCH]
    assert "unit in English: from “people” to “households”" in told[Language.ENGLISH]
    assert "ما جرى تعديله بعد الاعتماد" in told[Language.ARABIC]


def test_a_new_unit_speaks_from_the_next_quarter_and_keeps_the_old_definition(session, measure) -> None:
    outcome = measure()
    assert "This holds from 2026-Q4 on; forms up to 2026-Q3 are answered and read as they were sent." in outcome.summary
    row = indicator(session)
    assert (row.code, row.units["en"], row.target) == ("LAA1-I1X", "households", Decimal(4))
    (version,) = session.exec(select(IndicatorVersion)).all()
    assert (version.last_period, version.units, version.target, version.breaks_series) == (
        "2026-Q3", {"en": "people"}, Decimal(10), True,
    )  # fmt: skip
    assert measure().counts["amended"] == 0


def test_two_amendments_before_the_next_quarter_leave_one_version(session, measure) -> None:
    """Nobody was ever asked by what stood in between."""
    measure(IndicatorOrder(target="12"))
    measure(IndicatorOrder(target="14"))
    (version,) = session.exec(select(IndicatorVersion)).all()
    assert (version.target, version.breaks_series) == (Decimal(10), False)
    assert indicator(session).target == Decimal(14)
    assert [row[2:] for row in history(session)] == [("10", "12"), ("12", "14")]


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        (IndicatorOrder(), "Nothing is said about LAA1-I1X"),
        (
            replace(NEW_UNIT, target=""),
            "The unit of LAA1-I1X changes from “people” to “households”: write target in the new",
        ),
        (replace(NEW_UNIT, baseline="", target=""), "write baseline, target in the new unit too, or none"),
        (replace(NEW_UNIT, unit_ar=""), "the unit is missing in ar; write it in French, Arabic and English together"),
        (IndicatorOrder(target="douze"), "target: “douze” is not a number; write digits with a decimal point"),
        (IndicatorOrder(baseline="none"), "there is no baseline; write its value, or the reason"),
        (IndicatorOrder(minimum="5", maximum="2"), "minimum 5 is above maximum 2"),
        (IndicatorOrder(maximum="9"), "baseline or target 10 lies outside minimum and maximum"),
        (IndicatorOrder(direction="sideways"), "direction: write one of"),
        (IndicatorOrder(cumulative="sometimes"), "is neither since_the_start nor in_the_period"),
        (IndicatorOrder(target_by="bientôt"), "is not a date"),
        (IndicatorOrder(title_fr="3 cours", title_ar="4 دورات", title_en="3 courses"), "name different numbers"),
    ],
)
def test_an_impossible_amendment_of_an_indicator_is_one_sentence_and_nothing_half_written(
    session, measure, order, sentence
) -> None:
    before = indicator(session).model_dump()
    with pytest.raises(DomainError, match=sentence):
        measure(order)
    assert indicator(session).model_dump() == before
    for table in (Amendment, IndicatorVersion, LedgerEntry):
        assert session.exec(select(table)).all() == []


def test_an_unknown_indicator_is_named_with_codes_there_are(measure) -> None:
    with pytest.raises(DomainError, match=r"There is no indicator “LAA9-I9X” in governed; codes look like LAA1-I1X"):
        measure(subject="laa9-i9x")


def test_after_the_last_quarter_nothing_new_can_be_measured(session, governed, measure) -> None:
    session.add(
        Campaign(plan_id=governed.plan_id, period="2027-Q2", period_start=date(2027, 4, 1), period_end=date(2027, 6, 30),
                 opened_on=date(2027, 7, 1), respond_by=date(2027, 7, 22))
    )  # fmt: skip
    session.commit()
    with pytest.raises(DomainError, match="Every quarter of governed has been asked about, the last one 2027-Q2"):
        measure()
    with pytest.raises(DomainError, match="a new indicator would never be asked"):
        measure(NEW_ONE, action="add", subject="MALAA0001")
    assert session.exec(select(Amendment)).all() == []


def test_a_new_indicator_gets_its_own_number_and_is_asked_from_the_next_quarter(session, measure) -> None:
    outcome = measure(NEW_ONE, action="add", subject="MALAA0001")
    row = indicator(session, 2)
    assert (row.since_period, row.added_on, row.target, row.direction) == (
        "2026-Q4", date(2026, 11, 23), Decimal(8), Direction.INCREASE,
    )  # fmt: skip
    assert row.code.startswith("LAA1-I2")
    assert outcome.counts["amended"] == 1
    assert measure(NEW_ONE, action="add", subject="MALAA0001").counts["amended"] == 0
    assert history(session) == [(row.code, "indicator", "", "added")]


def test_a_new_indicator_says_what_it_measures_and_which_way_is_better(session, measure) -> None:
    with pytest.raises(DomainError, match="lacks kind, direction, title_ar; write them, nothing is guessed"):
        measure(replace(NEW_ONE, kind="", direction="", title_ar=""), action="add", subject="MALAA0001")
    with pytest.raises(DomainError, match="there is no baseline"):
        measure(replace(NEW_ONE, baseline=""), action="add", subject="MALAA0001")
    assert session.exec(select(Indicator).where(Indicator.number == 2)).all() == []


def test_a_withdrawn_indicator_leaves_the_gate_and_comes_back(session, desk, measure) -> None:
    measure(IndicatorOrder(), action="withdraw")
    row = indicator(session)
    assert (row.withdrawn_on, row.last_period) == (date(2026, 11, 23), "2026-Q3")
    assert measure(IndicatorOrder(), action="withdraw").counts["amended"] == 0
    plan = session.exec(select(ActionPlan)).one()
    found = commitment(session)
    found.stage = Stage.CO_CREATION
    said = [c.code for c in unmet_conditions(gate_facts(session, desk, plan=plan, commitment=found))]
    assert "no_indicator" in said
    session.rollback()
    with pytest.raises(DomainError, match="was withdrawn on 2026-11-23; take it up again first"):
        measure(IndicatorOrder(target="11"))
    measure(IndicatorOrder(), action="take_up_again")
    assert indicator(session).withdrawn_on is None
    with pytest.raises(DomainError, match="only a withdrawn indicator can be taken up again"):
        measure(IndicatorOrder(), action="take_up_again")


def test_a_withdrawn_commitment_s_indicators_do_not_change(session, measure) -> None:
    commitment(session).stage = Stage.CLOSED
    session.commit()
    with pytest.raises(DomainError, match="is closed, which is final"):
        measure()
