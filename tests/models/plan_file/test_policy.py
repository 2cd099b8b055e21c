"""What a plan may decide for itself: numbers, ladder, the words of its roles; refused in sentences, written back the same."""

from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from sqlmodel import Session, select

from models.plan_file import PlanFileErrors, export_plan, load_plan, read_plan, write_folder, write_workbook
from models.rules.plan_policy import policy_of
from models.rules.policy import DEFAULT_POLICY
from models.tables import ActionPlan
from models.vocabulary import OfficialRole

PLANS = Path(__file__).parents[3] / "deployments" / "plans"
MONTHLY = PLANS / "illustrative-monthly"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SMALL = """
plan: {code: p, title: T, submitted_on: 2026-01-01, submission_year: 2026, starts: 2026, end: 2027, languages: [en]}
members: [{code: AAA, name: A}]
"""


def write(folder: Path, text: str) -> Path:
    (folder / "plan.yaml").write_text(SMALL + text, encoding="utf-8")
    return folder


def test_a_plan_that_decides_nothing_goes_by_the_program_s_choice() -> None:
    assert policy_of({}) == DEFAULT_POLICY


def test_the_consortium_decides_nothing_for_itself() -> None:
    plan = read_plan(PLANS / "consortium-2025-2027")
    assert plan.policy.stored() == {}
    assert plan.role_titles == ()


def test_what_a_plan_decides_is_taken_and_the_rest_stays() -> None:
    policy = policy_of(read_plan(MONTHLY).policy.stored())
    assert policy.respond_within == 6
    assert policy.reminder_rounds == (-2, 0, 2)
    assert (policy.mail_from, policy.mail_until, policy.friday_until) == (time(7, 30), time(14), time(14))
    assert policy.stuck_after == DEFAULT_POLICY.stuck_after
    assert policy.ladder_for(1).days == (0, 2, 5, 9)
    assert policy.ladder_for(3).days == (0, 2, 4, 7)
    assert policy.ladder_for(1).roles == (
        OfficialRole.COMMITMENT_MANAGER,
        OfficialRole.HEAD_OF_DIVISION,
        OfficialRole.DIRECTOR_GENERAL,
        OfficialRole.VICE_PRESIDENT,
    )


def test_the_plan_s_own_words_for_roles_mean_the_program_s_roles() -> None:
    plan = read_plan(MONTHLY)
    roles = {official.code: official.roles[0].role for official in plan.officials}
    assert roles["OF-MAYOR"] is OfficialRole.VICE_PRESIDENT
    assert roles["OF-WAT"] is OfficialRole.COMMITMENT_MANAGER


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("policy: {ladder: [commitment_manager]}", "ladder and ladder_days go together"),
        (
            "policy: {ladder: [commitment_manager, focal_point], ladder_days: [0]}",
            "ladder_days has 1 numbers for 2 roles",
        ),
        ("policy: {ladder: [focal_point, focal_point], ladder_days: [0, 1]}", "names each role once"),
        ("policy: {ladder: [administrator], ladder_days: [0]}", "never the administrator"),
        ("policy: {ladder: [captain], ladder_days: [0]}", "write one of"),
        ("policy: {ladder: [focal_point, technical_team], ladder_days: [5, 5]}", "must rise from step to step"),
        ("policy: {reminder_rounds: [3, 0]}", "must rise from round to round"),
        ("policy: {respond_within: 0}", "at least one working day"),
        ("policy: {mail_from: 14:00, mail_until: 08:00}", "is not before mail_until"),
        ("policy: {respond_in: 5}", "did you mean “respond_within”"),
        ("role_titles: [{role: focal_point, code: technical_team, titles: {en: X}}]", "is the word of another role"),
        ("role_titles: [{role: focal_point, titles: {}}]", "titles"),
        (
            "role_titles: [{role: focal_point, titles: {en: X}}, {role: focal_point, titles: {en: Y}}]",
            "the same role is already used",
        ),
    ],
)
def test_what_a_plan_cannot_decide_is_refused_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(PlanFileErrors) as caught:
        read_plan(write(tmp_path, text))
    assert sentence in str(caught.value)


def test_an_unknown_word_for_a_role_is_refused(tmp_path: Path) -> None:
    officials = "officials: [{code: O, name: N, language: en, roles: [{role: captain}]}]"
    with pytest.raises(PlanFileErrors, match="captain"):
        read_plan(write(tmp_path, officials))


def test_a_plan_of_another_shape_comes_back_the_same_as_folder_and_as_workbook(
    session: Session, tmp_path: Path
) -> None:
    plan = read_plan(MONTHLY)
    load_plan(session, plan, now=NOW, actor="test")
    session.commit()
    exported = export_plan(session, plan_code="illustrative-monthly")
    assert exported == plan
    write_folder(exported, tmp_path / "folder")
    assert read_plan(tmp_path / "folder") == plan
    write_workbook(exported, tmp_path / "plan.xlsx")
    assert read_plan(tmp_path / "plan.xlsx") == plan


def test_a_changed_number_is_a_change_the_ledger_names(session: Session) -> None:
    plan = read_plan(MONTHLY)
    load_plan(session, plan, now=NOW, actor="test")
    changed = plan.model_copy(update={"policy": plan.policy.model_copy(update={"respond_within": 9})})
    report = load_plan(session, changed, now=NOW, actor="test")
    assert [change.field for change in report.changes] == ["policy", "file"]
    row = session.exec(select(ActionPlan)).one()
    assert policy_of(row.policy).respond_within == 9


def test_the_shape_that_it_proves() -> None:
    plan = read_plan(MONTHLY)
    assert len(plan.commitments) == 60
    assert len(plan.members) == 1
    assert plan.plan.reporting_months == 1
    assert len(plan.plan.languages) == 5
    assert set(plan.members[0].names) == set(plan.plan.languages)
    assert all(o.illustrative and o.email.endswith(".example") for o in plan.officials)
    assert all(m.illustrative for c in plan.commitments for m in (*c.milestones, *c.indicators))
