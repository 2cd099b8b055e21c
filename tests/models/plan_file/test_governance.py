"""Seats, mandates, agreements, planning documents and associations: loaded once, kept when changed since, refused when wrong."""

from datetime import date

import pytest
from sqlmodel import select

from models.plan_file import PlanFileErrors, export_plan, read_plan, write_workbook
from models.tables import Agreement, Association, Commitment, CouncilMandate, Membership, Organisation, PlanningDocument
from models.vocabulary import AgreementState, OrganisationKind, Side

GOVERNANCE = """
memberships:
  - {organisation: MB, official: OF-1, side: administration, role: chair, starts_on: 2026-01-15}
  - {organisation: MB, name: A citizen, email: citizen@lake.example, language: en, side: civil_society, role: member}
mandates:
  - {member: LAK, start: 2024, end: 2030-06, source: the council's page}
agreements:
  - {code: MOU-1, kind: memorandum_of_understanding, state: planned, title: With the university, commitments: [LAKE0001]}
planning_documents:
  - {code: DEV, title: Lake development plan, member: LAK, start: 2024, end: 2030, commitments: [LAKE0001]}
associations:
  - {code: AS-1, name: Friends of the lake, member: LAK, themes: [water], email: friends@lake.example, language: en}
"""


@pytest.fixture
def written(write_tiny, tiny_text):
    """The small plan with these lists added, as a folder."""
    return lambda more: write_tiny(text=tiny_text + more)


def test_everything_is_loaded_once_and_travels_back(session, load, written, tmp_path) -> None:
    plan = read_plan(written(GOVERNANCE))
    load(plan)
    assert load(plan).changes == ()
    assert export_plan(session, plan_code="lake-2026") == plan
    write_workbook(plan, tmp_path / "plan.xlsx")
    assert read_plan(tmp_path / "plan.xlsx") == plan
    seats = session.exec(select(Membership).order_by(Membership.id)).all()
    assert [(seat.side, bool(seat.official_id), seat.name) for seat in seats] == [
        (Side.ADMINISTRATION, True, ""),
        (Side.CIVIL_SOCIETY, False, "A citizen"),
    ]


def test_what_was_decided_since_is_not_undone(session, load, written) -> None:
    load(read_plan(written(GOVERNANCE)))
    agreement = session.exec(select(Agreement)).one()
    agreement.state, agreement.partner, agreement.signed_on = AgreementState.SIGNED, "The university", date(2026, 3, 1)
    seat = session.exec(select(Membership).where(Membership.name == "A citizen")).one()
    seat.ends_on = date(2026, 6, 30)
    session.commit()
    report = load(read_plan(written(GOVERNANCE.replace("With the university", "With the Lake University"))))
    assert [change.field for change in report.changes if change.subject.startswith("agreement")] == ["title"]
    assert session.exec(select(Agreement)).one().state is AgreementState.SIGNED
    assert session.exec(select(Membership).where(Membership.name == "A citizen")).one().ends_on == date(2026, 6, 30)


def test_what_leaves_the_file_leaves_the_rows(session, load, written) -> None:
    load(read_plan(written(GOVERNANCE)))
    load(read_plan(written("")))
    for table in (Membership, CouncilMandate, Agreement, PlanningDocument, Association):
        assert session.exec(select(table)).all() == []


def test_a_commitment_names_the_sustainable_development_goals_it_serves(
    session, load, tiny, write_tiny, tmp_path
) -> None:
    plan = tiny(("    institutions: [Treasury]", "    institutions: [Treasury]\n    sdgs: [16, 17]"))
    load(plan)
    assert session.exec(select(Commitment)).one().sdgs == ["16", "17"]
    assert export_plan(session, plan_code="lake-2026") == plan
    write_workbook(plan, tmp_path / "plan.xlsx")
    assert read_plan(tmp_path / "plan.xlsx") == plan
    with pytest.raises(PlanFileErrors, match="1 to 17"):
        read_plan(write_tiny(("sdgs: [16, 17]", "sdgs: [18]"), text=_text_of(tmp_path)))


def _text_of(folder) -> str:
    return (folder / "plan" / "plan.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("role: member", "role: chair", "MB would have two chairs, OF-1 and A citizen"),
        ("official: OF-1", "official: OF-9", "no official has this code"),
        ("organisation: MB, official", "organisation: XX, official", "no organisation has this code"),
        ("name: A citizen, email: citizen@lake.example, ", "", "say who sits here"),
        ("official: OF-1", "official: OF-1, name: Somebody", "write only the code"),
        ("state: planned", "state: signed", "a signed agreement has a partner"),
        ("start: 2024, end: 2030-06", "start: 2031, end: 2030-06", "write the earlier date in start"),
        ("commitments: [LAKE0001]}\nplanning", "commitments: [LAKE0009]}\nplanning", "no commitment has this code"),
        ("side: civil_society", "side: both", "write one of"),
        ("starts_on: 2026-01-15", "starts_on: 2026-01-15, ends_on: 2026-01-01", "is before starts_on"),
    ],
)
def test_each_fault_is_told_with_its_place(written, old, new, said) -> None:
    assert old in GOVERNANCE
    with pytest.raises(PlanFileErrors) as refused:
        read_plan(written(GOVERNANCE.replace(old, new, 1)))
    (problem,) = [p for p in refused.value.problems if said in p.advice]
    assert "line" in problem.where


def test_an_older_workbook_without_these_sheets_is_read(tmp_path, written) -> None:
    from models.plan_file import workbook_target

    plan = read_plan(written(""))
    old = tuple(sheet for sheet in workbook_target.SHEETS if not sheet.is_optional)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook_target, "SHEETS", old)
        write_workbook(plan, tmp_path / "old.xlsx")
    assert read_plan(tmp_path / "old.xlsx") == plan


def test_the_consortium_s_committees_have_two_sides_and_every_seat_is_marked(consortium) -> None:
    kinds = {body.code: body.kind for body in consortium.organisations}
    committees = [code for code, kind in kinds.items() if kind is OrganisationKind.SUPERVISORY_COMMITTEE]
    for code in committees:
        seats = [seat for seat in consortium.memberships if seat.organisation == code]
        assert {seat.side for seat in seats} == set(Side)
    assert all(seat.illustrative for seat in consortium.memberships)
    assert all(seat.email.endswith(".example") for seat in consortium.memberships if seat.email)
    bodies = [code for code, kind in kinds.items() if kind is OrganisationKind.CONSULTATIVE_BODY]
    assert len(bodies) == 12
    assert {seat.organisation for seat in consortium.memberships} == {*committees, *bodies}
    assert len(consortium.mandates) == 8


def test_the_consortium_s_rows_know_their_thematic_groups(session, load, consortium) -> None:
    load(consortium)
    groups = session.exec(select(Organisation).where(Organisation.kind == OrganisationKind.THEMATIC_GROUP)).all()
    assert [(g.parent_code, g.is_defined) for g in groups] == [
        ("SC-ORI", False), ("SC-SOM", False), ("SC-LAA", False), ("SC-DRA", False),
    ]  # fmt: skip
