"""Co-creation in rows: consultations by their dates, contributions with reasons, drafts, acts, participation, clocks."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from flows.services.escalation.ogp_clocks import ogp_clocks
from flows.services.lifecycle.act_records import ActOrder
from flows.services.lifecycle.acts import record_act
from flows.services.lifecycle.lifecycles import review_stage
from flows.services.participation.consultations import ConsultationOrder, record_consultation
from flows.services.participation.contributions import ContributionOrder, record_contribution
from flows.services.participation.participation import compare_figures, people_by
from models.rules.errors import DomainError
from models.tables import (
    ActionPlan,
    Agreement,
    Approval,
    Consultation,
    Contribution,
    Draft,
    DutyReport,
    LedgerEntry,
    Obstacle,
    Publication,
)
from models.vocabulary import AgreementState, ConsultationState, LedgerAction, ObstacleState, Stage

SURVEY = ConsultationOrder(
    "SV-1", "online_survey", "Survey", "MALAA0002", "https://region.example/sondage", "2026-11-25", "2026-12-15"
)


@pytest.fixture
def survey(desk, governed):
    def record(order: ConsultationOrder = SURVEY, *, on=None, **more):
        return record_consultation(on or desk, plan="governed", order=order, operator="the technical team", **more)

    return record


@pytest.fixture
def contribute(desk, governed):
    def record(action: str = "receive", **fields: str):
        order = replace(ContributionOrder(commitment="MALAA0002", text="More training", category="PC1"), **fields)
        return record_contribution(desk, plan="governed", action=action, order=order, operator="the technical team")

    return record


@pytest.fixture
def act(desk, governed):
    def record(act: str, **fields: str):
        return record_act(desk, plan="governed", order=ActOrder(act, **({"operator": "the secretary"} | fields)))

    return record


def tables_of(outcome) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {table.key: table.rows for table in outcome.tables}


def test_a_survey_opens_and_closes_by_its_dates_and_each_day_is_written_once(session, desk_on, survey) -> None:
    survey()
    states = []
    for day in (date(2026, 11, 24), date(2026, 11, 25), date(2026, 12, 15), date(2026, 12, 16), date(2026, 12, 16)):
        review_stage(desk_on(day), plan="governed", stage=Stage.CO_CREATION)
        session.rollback()
        session.expire_all()
        states.append(session.exec(select(Consultation)).one().state)
    assert states == [
        ConsultationState.PLANNED, ConsultationState.OPEN, ConsultationState.OPEN, ConsultationState.CLOSED,
        ConsultationState.CLOSED,
    ]  # fmt: skip
    moves = [(e.before, e.after) for e in session.exec(select(LedgerEntry).where(LedgerEntry.field == "state")).all()]
    assert moves == [("planned", "open"), ("open", "closed")]


def test_the_answers_of_a_survey_are_counted_later(session, survey) -> None:
    survey()
    assert survey(replace(SURVEY, answers=112)).counts["changed"] == 1
    assert survey(replace(SURVEY, answers=112)).counts["changed"] == 0
    session.rollback()
    assert session.exec(select(Consultation)).one().answers == 112


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"closes_on": "2026-11-20"}, "before it opens"),
        ({"closes_on": "2027-08-01"}, "outside the plan"),
        ({"opens_on": "soon"}, "is not a day for the opening"),
        ({"answers": -5}, "cannot be"),
        ({"kind": "telepathy"}, "not a kind of consultation"),
        ({"commitments": "MALAA0077"}, "There is no commitment"),
        ({"code": ""}, "has a code"),
    ],
)
def test_an_impossible_consultation_is_refused(session, survey, changes, sentence) -> None:
    with pytest.raises(DomainError, match=sentence):
        survey(replace(SURVEY, **changes))
    assert session.exec(select(Consultation)).all() == []
    assert session.exec(select(LedgerEntry)).all() == []


def test_a_contribution_waits_until_it_has_reasons(session, desk, survey, contribute) -> None:
    survey()
    contribute(origin="SV-1", received_on="2026-11-20")
    contribute(text="Fewer meetings")
    row = tables_of(review_stage(desk, plan="governed", stage=Stage.CO_CREATION))["contributions-waiting"]
    assert [(cells[0], cells[3]) for cells in row] == [("C-0001", "3"), ("C-0002", "0")]
    contribute("respond", code="C-0001", response="refused", text="The budget does not allow it.")
    outcome = contribute("respond", code="C-0001", response="refused", text="The budget does not allow it.")
    assert outcome.counts == {"waiting": 1}
    session.rollback()
    kept = session.exec(select(Contribution).where(Contribution.code == "C-0001")).one()
    assert (kept.response, kept.responded_by, kept.responded_on) == ("refused", "the technical team", desk.today)
    assert kept.consultation_id is not None
    answered = select(LedgerEntry).where(LedgerEntry.action == LedgerAction.CONTRIBUTION_ANSWERED)
    assert len(session.exec(answered).all()) == 1


@pytest.mark.parametrize(
    ("action", "fields", "sentence"),
    [
        ("receive", {"text": " "}, "The text is empty"),
        ("receive", {"category": "PC12"}, "no participant category"),
        ("receive", {"origin": "SV-9"}, "no meeting and no consultation"),
        ("receive", {"commitment": "X1"}, "There is no commitment"),
        ("receive", {"received_on": "2026-12-24"}, "in the future"),
        ("respond", {"code": "C-9", "response": "accepted"}, "There is no contribution"),
        ("forget", {}, "choose one of: receive, respond"),
    ],
)
def test_an_impossible_contribution_is_refused(session, contribute, action, fields, sentence) -> None:
    with pytest.raises(DomainError, match=sentence):
        contribute(action, **fields)
    assert session.exec(select(Contribution)).all() == []


def test_a_response_without_a_decision_is_refused(contribute) -> None:
    contribute()
    with pytest.raises(DomainError, match="says no decision"):
        contribute("respond", code="C-0001", text="Thank you.")


def test_drafts_are_versions_kept_whole(session, act) -> None:
    assert act("draft", commitment="MALAA0002", text="First text").counts == {"recorded": 1}
    assert act("draft", commitment="MALAA0002", text="First text").counts == {"recorded": 0}
    act("draft", commitment="MALAA0002", text="Second text")
    versions = [(d.version, d.text) for d in session.exec(select(Draft).order_by(Draft.version)).all()]
    assert versions == [(1, "First text"), (2, "Second text")]


def test_acts_of_bodies_open_the_gate_and_are_written_once(session, desk, act, co_creation) -> None:
    facts = co_creation("MALAA0002")
    for step in ("forum", "contribution", "endorsement"):
        getattr(facts, step)()
    act("timeline_published", on="2026-02-01", reference="https://region.example/calendrier")
    for _ in range(2):
        act("committee_approval", commitment="MALAA0002", body="SC-LAA", on="2026-04-20", reference="PV 3")
        act("council_adoption", commitment="MALAA0002", body="RC-LAA", on="2026-05-04", reference="42/2026")
    act("submission", on="2026-05-10", reference="OGP")
    assert len(session.exec(select(Approval)).all()) == 3
    assert review_stage(desk, plan="governed", stage=Stage.CO_CREATION).counts["moved"] == 1


def test_a_memorandum_is_planned_without_a_partner_and_signed_with_one(session, desk, act) -> None:
    act("agreement_planned", code="MOU-1", text="Memorandum on water", commitment="MALAA0001, MALAA0002")
    rows = tables_of(review_stage(desk, plan="governed", stage=Stage.EXECUTION))["agreements-to-sign"]
    assert rows == (("MOU-1", "Memorandum on water", "open", "MALAA0001, MALAA0002"),)
    with pytest.raises(DomainError, match="is signed with nobody"):
        act("agreement_signed", code="MOU-1")
    act("agreement_signed", code="MOU-1", body="Water association (illustrative)", on="2026-11-20")
    session.rollback()
    row = session.exec(select(Agreement)).one()
    assert (row.state, row.signed_on) == (AgreementState.SIGNED, date(2026, 11, 20))


def test_an_obstacle_is_opened_owned_listed_and_removed(session, desk, act) -> None:
    act("obstacle_opened", commitment="MALAA0001", text="No trainer was found", body="OF-HD", on="2026-11-02")
    rows = tables_of(review_stage(desk, plan="governed", stage=Stage.EXECUTION))["obstacles"]
    assert rows == (("OB-0001", "MALAA0001", "2026-11-02", "OF-HD", "No trainer was found"),)
    act("obstacle_resolved", code="OB-0001", text="A university lends two")
    session.rollback()
    row = session.exec(select(Obstacle)).one()
    assert (row.state, row.resolved_on, row.resolution) == (
        ObstacleState.RESOLVED,
        desk.today,
        "A university lends two",
    )
    assert not tables_of(review_stage(desk, plan="governed", stage=Stage.EXECUTION))["obstacles"]


def test_a_committee_reports_on_each_of_its_three_duties(session, desk, act) -> None:
    def shown() -> tuple[str, ...]:
        rows = tables_of(review_stage(desk, plan="governed", stage=Stage.EXECUTION))["committee-duties"]
        return tuple(row[2] for row in rows if row[0] == "SC-LAA")

    assert shown() == ("nothing recorded",) * 3
    for _ in range(2):
        act("duty_resources", body="SC-LAA", text="Two trainers lent by the council", on="2026-11-02", reference="PV 3")
    assert shown() == ("nothing recorded", "2026-11-02 Two trainers lent by the council", "nothing recorded")
    assert len(session.exec(select(DutyReport)).all()) == 1
    with pytest.raises(DomainError, match="is no supervisory committee"):
        act("duty_communication", body="RC-LAA", text="A campaign")


@pytest.mark.parametrize(
    ("name", "fields", "sentence"),
    [
        ("council_adoption", {"body": "SC-LAA", "commitment": "MALAA0002"}, "is an act of a regional council"),
        ("council_adoption", {"commitment": "MALAA0002"}, "No body is named"),
        ("council_adoption", {"body": "RC-LAA", "on": "2026-12-24"}, "in the future"),
        ("timeline_published", {}, "The address where it was published is missing"),
        ("draft", {"commitment": "MALAA0002"}, "The text of the draft is missing"),
        ("obstacle_opened", {"commitment": "MALAA0001", "text": "x", "body": "OF-X"}, "Nobody in governed"),
        ("obstacle_resolved", {"code": "OB-7", "text": "x"}, "There is no obstacle"),
        ("dance", {}, "is not an act"),
        ("submission", {"operator": ""}, "is recorded by somebody"),
    ],
)
def test_an_impossible_act_is_refused(session, act, name, fields, sentence) -> None:
    with pytest.raises(DomainError, match=sentence):
        act(name, **fields)
    for table in (Approval, Publication, Draft, Obstacle, LedgerEntry):
        assert session.exec(select(table)).all() == []


def test_the_timeline_is_asked_for_two_weeks_before_the_first_event(session, desk, act, meet, review_order) -> None:
    meet(review_order(code="W-1", purpose="workshop", body="", member="LAA", starts="2026-12-20 10:00", invite=""))

    def said() -> str:
        rows = tables_of(review_stage(desk, plan="governed", stage=Stage.CO_CREATION))["co-creation-timeline"]
        return rows[0][0]

    assert said() == "W-1 is on 2026-12-20: publish the timeline by 2026-12-06, 14 days before."
    act("timeline_published", reference="https://region.example/calendrier")
    assert said() == "W-1 is on 2026-12-20; the timeline was published on 2026-11-23, in time."


@pytest.mark.parametrize(
    ("invite", "category", "side"),
    [
        ("associations:climate", "PC1", "civil_society"),
        ("OF-VP", "PC2", "administration"),
        ("OF-HD", "PC3", "administration"),
        ("PC4: wilaya@state.example", "PC4", "administration"),
        ("CB-LAA-YO", "PC5", "civil_society"),
        ("PC6:president@province.example", "PC6", "civil_society"),
        ("PC7:focal@assoc.example", "PC7", None),
        ("PC8:desk@radio.example", "PC8", None),
        ("PC9:firm@company.example", "PC9", None),
    ],
)
def test_each_of_the_nine_categories_can_be_invited(session, meet, review_order, invite, category, side) -> None:
    from models.tables import Invitation

    meet(review_order(code="W-1", purpose="workshop", body="", member="LAA", invite=invite))
    row = session.exec(select(Invitation)).one()
    assert (row.category, row.side) == (category, side)


def test_stated_figures_stand_beside_what_was_counted(session, governed, co_creation) -> None:
    co_creation("MALAA0002").forum()
    co_creation("MALAA0004").forum(categories=("PC1", "PC8"))
    plan = session.exec(select(ActionPlan)).one()
    compared = {f.code: (f.stated, f.counted, f.agrees) for f in compare_figures(session, plan=plan)}
    assert compared == {"groups_participating": (9, 3, False), "public_meetings_held": (47, 2, False)}
    assert people_by(session, plan=plan, by="category") == {"PC1": 8, "PC3": 4, "PC8": 4}
    assert people_by(session, plan=plan, by="sex") == {"unknown": 16}


def test_clocks_name_the_rows_that_are_their_evidence(session, desk, act, co_creation) -> None:
    plan = session.exec(select(ActionPlan)).one()
    before = {reading.code: reading for reading in ogp_clocks(session, desk, plan)}
    assert before["public_information"].is_overdue
    assert before["public_information"].evidence == ()
    act("information_published", on="2026-11-20", reference="https://region.example/matrice")
    co_creation("MALAA0002").forum()
    session.rollback()
    after = {reading.code: reading for reading in ogp_clocks(session, desk, plan)}
    assert (after["public_information"].due_on, after["public_information"].is_overdue) == (date(2027, 3, 20), False)
    assert after["public_information"].evidence == ("2026-11-20 other https://region.example/matrice",)
    assert after["forum"].evidence == ("2026-03-02 FORUM-1: 8 people, administration, civil_society",)
    assert after["forum"].due_on == date(2026, 9, 2)
    rows = tables_of(review_stage(desk, plan="governed", stage=Stage.EXECUTION))["ogp-clocks"]
    assert [row[0] for row in rows if row[3] == "overdue"] == ["inception_assessment", "results_meetings", "forum"]
