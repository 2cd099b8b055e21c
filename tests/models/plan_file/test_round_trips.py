"""Export equals import: whatever way a plan travels, the same plan arrives."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from models.plan_file import LoadReport, PlanFile, export_plan, read_plan, write_folder, write_template, write_workbook
from models.rules.errors import DomainError
from models.tables import Milestone
from models.vocabulary import MilestoneStatus

Load = Callable[[PlanFile], LoadReport]


def test_a_folder_gives_back_the_plan(tmp_path: Path, consortium: PlanFile) -> None:
    write_folder(consortium, tmp_path / "copy")
    assert read_plan(tmp_path / "copy") == consortium


def test_a_workbook_gives_back_the_plan(tmp_path: Path, consortium: PlanFile) -> None:
    write_workbook(consortium, tmp_path / "copy.xlsx")
    assert read_plan(tmp_path / "copy.xlsx") == consortium


def test_the_database_gives_back_the_plan(session: Session, load: Load, consortium: PlanFile) -> None:
    load(consortium)
    assert export_plan(session, plan_code=consortium.plan.code) == consortium


def test_yaml_to_database_to_workbook_to_database_changes_nothing(
    tmp_path: Path, session: Session, load: Load, consortium: PlanFile
) -> None:
    load(consortium)
    write_workbook(export_plan(session, plan_code=consortium.plan.code), tmp_path / "plan.xlsx")
    again = load(read_plan(tmp_path / "plan.xlsx"))
    assert again.changes == ()
    assert again.kept == ()


def test_a_plan_of_another_shape_travels_too(
    tmp_path: Path, session: Session, load: Load, tiny: Callable[..., PlanFile]
) -> None:
    plan = tiny()
    load(plan)
    write_folder(export_plan(session, plan_code="lake-2026"), tmp_path / "copy")
    assert read_plan(tmp_path / "copy") == plan


def test_a_plan_that_does_not_exist_is_told_with_those_that_do(
    session: Session, load: Load, tiny: Callable[..., PlanFile]
) -> None:
    load(tiny())
    with pytest.raises(DomainError, match="lake-2026"):
        export_plan(session, plan_code="sea-2026")


def test_a_folder_with_a_plan_is_not_overwritten(tmp_path: Path, consortium: PlanFile) -> None:
    write_folder(consortium, tmp_path / "copy")
    with pytest.raises(DomainError, match="already holds a plan"):
        write_folder(consortium, tmp_path / "copy")


def test_a_text_too_long_for_a_cell_is_refused_before_anything_is_written(
    tmp_path: Path, tiny: Callable[..., PlanFile]
) -> None:
    plan = tiny()
    long = plan.model_copy(update={"plan": plan.plan.model_copy(update={"narrative": {"foreword": "a" * 40_000}})})
    with pytest.raises(DomainError, match="foreword"):
        write_workbook(long, tmp_path / "plan.xlsx")
    assert not (tmp_path / "plan.xlsx").exists()


PRINTABLE = st.text(
    alphabet=st.one_of(
        st.sampled_from(" -:#'\"|>&*!%@`~\n,[]{}?=+0123456789"),
        st.characters(min_codepoint=0x20, max_codepoint=0x6FF, exclude_categories=("Cc", "Cs", "Zl", "Zp")),
    ),
    min_size=1,
    max_size=60,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(text=PRINTABLE, number=st.decimals(min_value=-(10**6), max_value=10**6, places=4))
def test_any_text_and_number_survive_yaml_and_workbook(
    tmp_path_factory: pytest.TempPathFactory, tiny: Callable[..., PlanFile], text: str, number: Decimal
) -> None:
    plan = tiny(("is_whole: yes", "is_whole: no"))
    commitment = plan.commitments[0]
    indicator = commitment.indicators[0].model_copy(update={"target": number})
    changed = plan.model_copy(
        update={
            "plan": plan.plan.model_copy(update={"narrative": {"foreword": text}, "duration_stated": text}),
            "commitments": (commitment.model_copy(update={"indicators": (indicator,)}),),
        }
    )
    folder = tmp_path_factory.mktemp("travel")
    write_folder(changed, folder / "copy")
    write_workbook(changed, folder / "copy.xlsx")
    assert read_plan(folder / "copy") == changed
    assert read_plan(folder / "copy.xlsx") == changed


def test_a_milestone_taken_back_after_completion_is_still_exported(
    session: Session, load: Load, tiny: Callable[..., PlanFile]
) -> None:
    load(tiny())
    milestone = session.exec(select(Milestone)).first()
    assert milestone is not None
    milestone.status, milestone.done_on = MilestoneStatus.IN_PROGRESS, date(2026, 5, 2)
    milestone.starts_on = date(2027, 1, 1)
    session.commit()
    exported = export_plan(session, plan_code="lake-2026").commitments[0].milestones[0]
    assert (exported.status, exported.done_on, exported.starts_on) == (MilestoneStatus.IN_PROGRESS, None, None)


@pytest.mark.parametrize("name", ["plan", "plan.xls", "nowhere/plan.xlsx"])
def test_a_workbook_needs_its_ending_and_an_existing_folder(tmp_path: Path, consortium: PlanFile, name: str) -> None:
    with pytest.raises(DomainError, match=r"ending in \.xlsx"):
        write_workbook(consortium, tmp_path / name)
    with pytest.raises(DomainError, match=r"ending in \.xlsx"):
        write_template(tmp_path / name)
