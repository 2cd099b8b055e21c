"""The shipped plan of the four regions says what the published page says, and marks what was invented."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from models.plan_file import PlanFile, load_plan, read_plan
from models.plan_file.cleaning import remove_glossary_text
from models.rules.codes import is_valid_item_code
from models.tables import CommitmentInstance, Indicator, Milestone, Official, OpenQuestion
from models.vocabulary import Language, MilestoneStatus, OfficialRole, OrganisationKind, Stage, TaxonomyKind

FOLDER = Path(__file__).parents[2] / "deployments" / "plans" / "consortium-2025-2027"


@pytest.fixture(scope="module")
def plan() -> PlanFile:
    """The shipped plan."""
    return read_plan(FOLDER)


@pytest.fixture(scope="module")
def page() -> str:
    """The published page, word for word."""
    return (FOLDER / "source.txt").read_text(encoding="utf-8")


def test_dates_are_those_of_the_page(plan: PlanFile) -> None:
    facts = plan.plan
    assert (facts.submitted_on, facts.submission_year) == (date(2025, 4, 2), 2025)
    assert (facts.starts, facts.end, facts.duration_stated) == ("2025-04", "2027-06", "Sep 2027")
    assert facts.languages == ("fr", "ar", "en")


def test_the_four_regions_are_members_since_the_same_day(plan: PlanFile) -> None:
    members = [(m.code, m.ogp_prefix, m.joined_on) for m in plan.members]
    joined = date(2024, 4, 16)
    assert members == [
        ("ORI", "MAORT", joined),
        ("SOM", "MASOM", joined),
        ("LAA", "MALAA", joined),
        ("DRA", "MADRA", joined),
    ]
    assert all(m.networks == ("REMACTO",) and set(m.names) == {"fr", "ar", "en"} for m in plan.members)


def test_every_list_of_the_plan_is_complete(plan: PlanFile) -> None:
    counted = Counter(term.kind for term in plan.terms)
    assert counted[TaxonomyKind.AXIS] == 10
    assert counted[TaxonomyKind.STRATEGIC_AXIS] == 11
    assert counted[TaxonomyKind.CHALLENGE] == 12
    assert counted[TaxonomyKind.GOAL] == 12
    assert counted[TaxonomyKind.POLICY_CONTRIBUTION] == 7
    assert counted[TaxonomyKind.PARTICIPANT_CATEGORY] == 9
    assert set(counted) == set(TaxonomyKind)


def test_every_term_is_in_the_words_of_the_page(plan: PlanFile, page: str) -> None:
    clean = remove_glossary_text(page)
    assert [term.code for term in plan.terms if term.text not in clean] == []


def test_every_narrative_text_is_word_for_word(plan: PlanFile, page: str) -> None:
    for key, text in plan.plan.narrative.items():
        verbatim = plan.plan.narrative.get(f"{key}_verbatim", text)
        lines = [line for line in verbatim.split("\n") if not line.startswith(("Duration:", "Date Submitted:"))]
        assert all(line in page for line in lines), key
        assert key.endswith("_verbatim") or text == remove_glossary_text(verbatim)


def test_every_line_of_the_page_is_somewhere_in_the_plan(plan: PlanFile, page: str) -> None:
    kept = "\n".join([*plan.plan.narrative.values(), *(e.verbatim for e in plan.endorsements), plan.plan.title])
    bullets = [line.removeprefix("- ") for line in page.split("\n") if line.startswith("- ")]
    assert [line for line in bullets if line not in kept] == []


def test_forty_seven_endorsements_stand_exactly_as_printed(plan: PlanFile, page: str) -> None:
    after = page.split("Endorsement from Non-Governmental Stakeholders\n")[1].split("\nCommitments:")[0]
    assert [e.verbatim for e in plan.endorsements] == [line.removeprefix("- ") for line in after.split("\n")]
    assert len(plan.endorsements) == 47
    for endorsement in plan.endorsements:
        assert endorsement.verbatim.startswith(f"{endorsement.printed_name}, {endorsement.role}, ")
        assert endorsement.organisation in remove_glossary_text(endorsement.verbatim)
        assert "..." not in endorsement.organisation
    assert sum(e.truncated for e in plan.endorsements) == 8


def test_lead_units_are_split_on_semicolons_only(plan: PlanFile) -> None:
    first = [o for o in plan.organisations if o.source_list == "at-a-glance"]
    names = Counter((o.member, o.kind) for o in first)
    assert names["ORI", OrganisationKind.DIVISION] == 4
    assert names["ORI", OrganisationKind.SERVICE] == 4
    assert names["SOM", OrganisationKind.DIVISION] == 2
    assert names["SOM", OrganisationKind.SERVICE] == 4
    assert "Budget, Finance and Equipment" in {o.name for o in first}
    assert "Environment and Renewable Energy" in {o.name for o in first}
    assert all(o.name in remove_glossary_text(o.verbatim) for o in plan.organisations if o.source_list)


def test_bodies_of_governance_are_complete_and_honest(plan: PlanFile) -> None:
    kinds = Counter(o.kind for o in plan.organisations)
    assert kinds[OrganisationKind.CONSULTATIVE_BODY] == 12
    assert kinds[OrganisationKind.SUPERVISORY_COMMITTEE] == 4
    bodies = {o.kind: o for o in plan.organisations}
    assert bodies[OrganisationKind.MONITORING_BODY].name == "To be defined"
    assert not bodies[OrganisationKind.MONITORING_BODY].is_defined
    assert OrganisationKind.REPORTING_INSTANCE in bodies
    assert all(o.assumption for o in plan.organisations if o.kind is OrganisationKind.CONSULTATIVE_BODY)


def test_stated_figures_are_stated_and_not_counted(plan: PlanFile) -> None:
    assert {f.code: (f.value, f.counted) for f in plan.figures} == {
        "groups_participating": (9, None),
        "public_meetings_held": (47, None),
    }


def test_nine_commitments_and_one_of_them_shared_by_all(plan: PlanFile) -> None:
    assert len(plan.commitments) == 9
    shared = next(c for c in plan.commitments if c.code == "MALAA0001")
    assert {i.member: i.ogp_id for i in shared.instances} == {"LAA": "MALAA0001", "ORI": "", "SOM": "", "DRA": ""}
    assert all(len(c.instances) == 1 for c in plan.commitments if c is not shared)
    for commitment in plan.commitments:
        assert commitment.title_language == "en"
        assert set(commitment.unofficial_titles) == {"fr", "ar"}
        assert commitment.stage is Stage.EXECUTION
        assert commitment.inception_report == "Not available"
        assert commitment.end == "2027-06"


def test_whatever_was_invented_is_marked(plan: PlanFile) -> None:
    for commitment in plan.commitments:
        assert 3 <= len(commitment.milestones) <= 5
        assert 2 <= len(commitment.indicators) <= 3
        assert {i.kind.value for i in commitment.indicators} == {"performance", "impact"}
        for titles in [m.titles for m in commitment.milestones] + [i.titles for i in commitment.indicators]:
            assert set(titles) == {"fr", "ar", "en"}
        assert all(m.illustrative for m in commitment.milestones)
        assert all(i.illustrative for i in commitment.indicators)
        assert all(i.lead_is_illustrative for i in commitment.instances)
    assert all(o.illustrative and o.email.endswith(".example") for o in plan.officials)


def test_every_region_has_the_whole_escalation_ladder(plan: PlanFile) -> None:
    held = {(role.role, role.member) for official in plan.officials for role in official.roles}
    for member in ("ORI", "SOM", "LAA", "DRA"):
        assert {role for role in OfficialRole if (role, member) in held} == set(OfficialRole) - {
            OfficialRole.ADMINISTRATOR
        }
    assert (OfficialRole.ADMINISTRATOR, "") in held


def test_managers_write_three_languages_and_some_carry_two_commitments(plan: PlanFile) -> None:
    carried = Counter(i.responsible for c in plan.commitments for i in c.instances)
    managers = {o.code: o for o in plan.officials if o.code in carried}
    assert max(carried.values()) == 2
    languages = Counter(official.language for official in managers.values())
    assert languages[Language.ARABIC] >= 4
    assert languages[Language.ENGLISH] >= 1
    assert languages[Language.FRENCH] >= 1


def test_the_plan_shows_past_present_and_future_on_the_demonstration_day(session: Session, plan: PlanFile) -> None:
    load_plan(session, plan, now=datetime(2026, 11, 23, 9, tzinfo=UTC), actor="test")
    today = date(2026, 11, 23)
    milestones = session.exec(select(Milestone)).all()
    done = [m for m in milestones if m.status is MilestoneStatus.DONE]
    late = [m for m in milestones if m.status is not MilestoneStatus.DONE and m.due_on < today]
    ahead = [m for m in milestones if m.due_on >= today]
    assert min(len(done), len(late), len(ahead)) >= 5
    assert min(m.due_on for m in milestones) >= date(2025, 7, 1)
    assert max(m.due_on for m in milestones) <= date(2027, 6, 30)
    assert all(m.done_on is not None and m.done_on <= today for m in done)


def test_the_plan_loads_with_codes_that_check(session: Session, plan: PlanFile) -> None:
    report = load_plan(session, plan, now=datetime(2026, 11, 23, 9, tzinfo=UTC), actor="test")
    assert report.kept == ()
    codes = [m.code for m in session.exec(select(Milestone))] + [i.code for i in session.exec(select(Indicator))]
    assert len(codes) == len(set(codes))
    assert all(is_valid_item_code(code) for code in codes)
    assert any(code.startswith("LAA1-ORI-M1") for code in codes)
    instances = session.exec(select(CommitmentInstance).order_by(col(CommitmentInstance.code))).all()
    assert len(instances) == 12
    assert {i.code for i in instances} >= {"MALAA0001", "MALAA0001/ORI", "MALAA0001/SOM", "MALAA0001/DRA", "MAORT0002"}
    assert all(i.responsible_id for i in instances)
    assert not [o.code for o in session.exec(select(Official)) if o.suppressed_because]
    assert {q.code for q in session.exec(select(OpenQuestion))} == set(report.open_questions)
