"""Naming the body by the plan file opens the way; a file that does not know yet what was decided since undoes nothing."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from flows.services.evaluation.evaluations import evaluate
from flows.services.evaluation.monitoring_body import Naming, name_body
from flows.services.lifecycle.plans import load, status
from flows.services.people_records.handover import hand_over
from flows.services.people_records.personal_data_erasing import erase_person
from models.tables import Assessment, Official, Organisation
from models.vocabulary import AssessmentKind

CONSORTIUM = Path(__file__).parents[3] / "deployments" / "plans" / "consortium-2025-2027"
TODAY = date(2026, 11, 23)


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the consortium's plan that a test may change."""
    return Path(shutil.copytree(CONSORTIUM, tmp_path / "plan"))


def body(session) -> Organisation:
    session.expire_all()
    session.rollback()
    return session.exec(select(Organisation).where(Organisation.code == "MONITORING-BODY")).one()


def open_traps(desk) -> set[str]:
    return {question["id"].split("-")[0] for question in status(desk, plan="")["open_questions"]}


def test_the_plan_file_names_the_body_and_the_drafts_follow(session, folder, desk_on) -> None:
    load(desk_on(TODAY), path=folder)
    assert evaluate(desk_on(TODAY), plan="").counts["assessments_overdue"] == 10
    file = folder / "governance.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("  - code: MONITORING-BODY")
    end = text.index("  - code: REPORTING-INSTANCE")
    named = "  - code: MONITORING-BODY\n    kind: monitoring_body\n    name: Association of Observers\n"
    file.write_text(text[:start] + named + text[end:], encoding="utf-8")
    load(desk_on(TODAY), path=folder)
    assert (body(session).name, body(session).is_defined) == ("Association of Observers", True)
    outcome = evaluate(desk_on(TODAY), plan="")
    (task,) = next(table for table in outcome.tables if table.key == "open-tasks").rows
    assert task[0].startswith("Give an address of Association of Observers")
    naming = Naming("monitoring-body", "Association of Observers", contact_email="secretariat@observers.example")
    name_body(desk_on(TODAY), plan="", naming=naming, operator="A", reason="its address", preview=False)
    outcome = evaluate(desk_on(TODAY), plan="")
    assert next(table for table in outcome.tables if table.key == "open-tasks").rows == ()
    assert outcome.counts["asked"] == 1
    session.rollback()
    inception = session.exec(select(Assessment).where(Assessment.kind == AssessmentKind.INCEPTION)).all()
    assert {row.author for row in inception} == {"Association of Observers"}
    assert "G3" not in open_traps(desk_on(TODAY))


def test_an_unchanged_file_undoes_neither_the_naming_nor_an_erasure(session, folder, desk_on) -> None:
    load(desk_on(TODAY), path=folder)
    naming = Naming("monitoring-body", "Association of Observers")
    name_body(desk_on(TODAY), plan="", naming=naming, operator="A", reason="r", preview=False)
    hand_over(
        desk_on(TODAY), plan="", from_official="OF-LAA-02", to_official="OF-LAA-DG", operator="A", reason="left",
        preview=False,
    )  # fmt: skip
    erase_person(desk_on(TODAY), plan="", person="OF-LAA-02", operator="A", reason="request", preview=False)
    kept = next(table for table in load(desk_on(TODAY), path=folder).tables if table.key == "plan-kept")
    assert any("named since the plan file was loaded" in row[0] for row in kept.rows)
    assert any("the person was erased" in row[0] for row in kept.rows)
    assert body(session).name == "Association of Observers"
    official = session.exec(select(Official).where(Official.code == "OF-LAA-02")).one()
    assert official.name.startswith("OF-LAA-02 (person-")
    assert "G3" not in open_traps(desk_on(TODAY))
