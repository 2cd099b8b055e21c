"""Assessments are opened when their clock starts, overdue while no body is named, recorded whole or not at all."""

from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from flows.services.evaluation.assessment_files import empty_workbook
from flows.services.evaluation.assessment_recording import record_assessment
from flows.services.evaluation.evaluations import evaluate
from flows.services.evaluation.monitoring_body import Naming, name_body
from flows.services.lifecycle.gate_facts import gate_facts
from models.rules.assessment_checks import GivenAnswer, problems_of
from models.rules.errors import DomainError
from models.rules.lifecycle import unmet_conditions
from models.rules.rubrics import END_OF_COMMITMENT, INCEPTION_COMMITMENT, IRM_CURRENT, IRM_OLDER, RUBRICS, is_comparable
from models.tables import (
    ActionPlan,
    Approval,
    Assessment,
    AssessmentAnswer,
    Commitment,
    LedgerEntry,
    Lesson,
    Milestone,
    OpenQuestion,
    Organisation,
    OutboundMessage,
)
from models.vocabulary import AssessmentKind, AssessmentState, LedgerAction, MessageKind, MilestoneStatus, Stage

TODAY = date(2026, 11, 23)
BODY = Naming(
    "monitoring-body", "Association of Observers", contact_email="secretariat@observers.example", language="fr"
)


def assessments(session: Session, kind: AssessmentKind) -> list[Assessment]:
    session.rollback()
    return list(session.exec(select(Assessment).where(Assessment.kind == kind).order_by(col(Assessment.id))).all())


@pytest.fixture
def finished(engine: Engine, session: Session, plan: ActionPlan) -> str:
    """MALAA0002 with both milestones done on 30 September 2026, in its evaluation."""
    with Session(engine) as writing:
        commitment = writing.exec(select(Commitment).where(Commitment.code == "MALAA0002")).one()
        commitment.stage = Stage.EVALUATION
        for milestone in writing.exec(select(Milestone).where(col(Milestone.code).startswith("LAA2-"))).all():
            milestone.status, milestone.done_on = MilestoneStatus.DONE, date(2026, 9, 30)
            writing.add(milestone)
        writing.add(commitment)
        writing.commit()
    session.expire_all()
    return "MALAA0002"


@pytest.fixture
def named(finished: str, desk_on) -> str:
    name_body(desk_on(TODAY), plan="", naming=BODY, operator="A", reason="council decision", preview=False)
    return finished


def answers(**changed: str) -> str:
    lines = []
    for question in END_OF_COMMITMENT.questions:
        value = changed.get("value", "not_applicable")
        evidence = changed.get("evidence", "[https://portal.example/evidence]")
        lines.append(
            f"  - question: {question.code}\n    value: '{value}'\n    explanation: {changed.get('explanation', 'Seen on site')}"
            f"\n    evidence: {evidence}"
        )
    return "\n".join(lines)


def write(folder: Path, **changed: str) -> str:
    head = {
        "kind": "end_of_commitment", "commitment": "MALAA0002", "rubric": END_OF_COMMITMENT.code,
        "version": END_OF_COMMITMENT.version, "author": "Association of Observers", "signed_on": "2026-11-20",
    }  # fmt: skip
    head |= {key: value for key, value in changed.items() if key in head or key == "body"}
    text = "\n".join(f"{key}: '{value}'" for key, value in head.items())
    text += "\nlessons:\n  - Publish earlier\nanswers:\n" + answers(**changed) + "\n" + changed.get("more", "")
    path = folder / "assessment.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_without_a_body_the_assessments_are_opened_and_shown_as_overdue(session, finished, desk_on) -> None:
    outcome = evaluate(desk_on(TODAY), plan="")
    (plan_level, *per_commitment) = assessments(session, AssessmentKind.INCEPTION)
    assert plan_level.due_on == date(2025, 6, 2)
    assert plan_level.author == "to be defined"
    assert len(per_commitment) == 3
    (end,) = assessments(session, AssessmentKind.END_OF_COMMITMENT)
    assert (end.due_on, end.due_rule[:9]) == (date(2026, 10, 30), "one month")
    assert outcome.counts["assessments_overdue"] == 6
    tasks = next(table for table in outcome.tables if table.key == "open-tasks")
    assert tasks.rows[0][1] == "OF-ADMIN"
    assert "overdue" in tasks.rows[0][3]
    assert session.exec(select(OutboundMessage)).all() == []


def test_a_second_run_opens_nothing_more_and_a_preview_nothing_at_all(session, finished, desk_on) -> None:
    assert evaluate(desk_on(TODAY), plan="", preview=True).counts["assessments_opened"] == 6
    assert session.exec(select(Assessment)).all() == []
    assert evaluate(desk_on(TODAY), plan="").counts["assessments_opened"] == 6
    assert evaluate(desk_on(TODAY), plan="").counts["assessments_opened"] == 0


def test_the_gate_is_closed_and_says_that_the_body_is_to_be_defined(session, finished, desk_on) -> None:
    plan = session.exec(select(ActionPlan)).one()
    commitment = session.exec(select(Commitment).where(Commitment.code == finished)).one()
    unmet = unmet_conditions(gate_facts(session, desk_on(TODAY), plan=plan, commitment=commitment))
    assert "monitoring_body" in {condition.code for condition in unmet}
    assert any("Monitoring Body" in condition.sentence for condition in unmet)


def test_no_assessment_is_recorded_while_no_body_is_named(session, finished, desk_on, tmp_path) -> None:
    with pytest.raises(DomainError, match="to be defined"):
        record_assessment(desk_on(TODAY), plan="", file=write(tmp_path), operator="A", preview=False)


def test_naming_the_body_answers_the_question_and_asks_it_by_mail_once(session, named, desk_on) -> None:
    session.rollback()
    question = session.exec(select(OpenQuestion).where(OpenQuestion.trap == "G3")).one()
    assert (question.answer, question.answered_by) == ("Association of Observers", "A")
    for _ in range(2):
        evaluate(desk_on(TODAY), plan="")
    session.rollback()
    (mail,) = session.exec(select(OutboundMessage).where(OutboundMessage.kind == MessageKind.NOTICE)).all()
    assert mail.envelope_to == "secretariat@observers.example"
    assert "ogp-local-end-of-commitment.xlsx" in mail.raw.decode("ascii")
    entries = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.BODY_NAMED)).all()
    assert [(e.before, e.after) for e in entries] == [("to be defined", "Association of Observers")]


@pytest.mark.parametrize(
    ("naming", "says"),
    [
        (Naming("monitoring-body", "Laâyoune"), "other than the administration"),
        (Naming("monitoring-body", "to be defined"), "Write the name"),
        (Naming("monitoring-body", "Observers", contact_email="nobody"), "not a mail address"),
        (Naming("monitoring-body", "Observers", contact_email="of-laa-01@region.example"), "an official of the plan"),
        (Naming("jury", "Observers"), "not a role"),
    ],
)
def test_a_body_of_the_administration_or_without_a_name_is_refused(session, plan, desk_on, naming, says) -> None:
    with pytest.raises(DomainError, match=says):
        name_body(desk_on(TODAY), plan="", naming=naming, operator="A", reason="r", preview=False)
    session.rollback()
    assert not session.exec(select(Organisation).where(Organisation.code == "MONITORING-BODY")).one().is_defined


def test_the_reporting_instance_is_a_role_of_its_own_that_can_be_linked(session, plan, desk_on) -> None:
    naming = Naming("monitoring-body", "Association of Observers", same_body=True)
    name_body(desk_on(TODAY), plan="", naming=naming, operator="A", reason="r", preview=False)
    session.expire_all()
    instance = session.exec(select(Organisation).where(Organisation.code == "REPORTING-INSTANCE")).one()
    assert (instance.name, instance.parent_code) == ("Association of Observers", "MONITORING-BODY")


def test_a_signed_assessment_with_lessons_opens_the_gate(session, named, desk_on, tmp_path) -> None:
    evaluate(desk_on(TODAY), plan="")
    file = write(tmp_path)
    record_assessment(desk_on(TODAY), plan="", file=file, operator="A", preview=True)
    assert assessments(session, AssessmentKind.END_OF_COMMITMENT)[0].state is AssessmentState.DRAFT
    record_assessment(desk_on(TODAY), plan="", file=file, operator="A", preview=False)
    (row,) = assessments(session, AssessmentKind.END_OF_COMMITMENT)
    assert (row.state, row.signed_on, row.author) == (
        AssessmentState.SIGNED, date(2026, 11, 20), "Association of Observers",
    )  # fmt: skip
    given = session.exec(select(AssessmentAnswer).where(AssessmentAnswer.assessment_id == row.id)).all()
    assert len(given) == 5
    assert all(answer.explanation and answer.evidence for answer in given)
    assert [lesson.text for lesson in session.exec(select(Lesson)).all()] == ["Publish earlier"]
    plan = session.exec(select(ActionPlan)).one()
    commitment = session.exec(select(Commitment).where(Commitment.code == named)).one()
    assert unmet_conditions(gate_facts(session, desk_on(TODAY), plan=plan, commitment=commitment)) == ()
    session.rollback()
    evaluate(desk_on(TODAY), plan="")
    session.rollback()
    assert session.exec(select(Commitment).where(Commitment.code == named)).one().stage is Stage.CLOSED


def test_a_second_assessment_replaces_the_first_and_keeps_it(session, named, desk_on, tmp_path) -> None:
    evaluate(desk_on(TODAY), plan="")
    for explanation in ("First", "Second"):
        file = write(tmp_path, explanation=explanation)
        record_assessment(desk_on(TODAY), plan="", file=file, operator="A", preview=False)
    states = [row.state for row in assessments(session, AssessmentKind.END_OF_COMMITMENT)]
    assert states == [AssessmentState.REPLACED, AssessmentState.SIGNED]


def test_the_administration_s_own_view_stands_apart_and_opens_no_gate(session, named, desk_on, tmp_path) -> None:
    path = tmp_path / "self.yaml"
    path.write_text(
        "kind: self_assessment\ncommitment: MALAA0002\nrubric: government-self-assessment\nversion: as-read-2026-11-23\n"
        "author: administration\nsigned_on: 2026-11-10\nanswers:\n  - question: completion\n    value: Completed\n"
        "    explanation: Both milestones are done\n    evidence: [report.pdf]\n"
        "committee_opinion:\n  committee: SC-LAA\n  text: We agree with the view of the region.\n  decided_on: 2026-11-12\n",
        encoding="utf-8",
    )
    record_assessment(desk_on(TODAY), plan="", file=str(path), operator="A", preview=False)
    (own,) = assessments(session, AssessmentKind.SELF)
    assert (own.state, own.organisation_id) == (AssessmentState.SIGNED, None)
    (opinion,) = session.exec(select(Approval)).all()
    assert opinion.source == "We agree with the view of the region."
    plan = session.exec(select(ActionPlan)).one()
    commitment = session.exec(select(Commitment).where(Commitment.code == named)).one()
    codes = {c.code for c in unmet_conditions(gate_facts(session, desk_on(TODAY), plan=plan, commitment=commitment))}
    assert "end_assessment" in codes


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"evidence": "[]"}, "has no evidence; give at least one link"),
        ({"explanation": "''"}, "has no explanation"),
        (
            {"value": "transformative"},
            "“transformative”: it belongs to irm 2014-2019, not to ogp-local-end-of-commitment",
        ),
        ({"value": "Major"}, "it belongs to irm glossary-as-read-2026-11-23 and irm 2014-2019"),
        ({"value": "fantastic"}, "it is not a value of ogp-local-end-of-commitment"),
        ({"author": "Official LAA 01"}, "belongs to the administration"),
        ({"author": "administration"}, "belongs to the administration"),
        ({"body": "SC-LAA"}, "is signed by the Monitoring Body"),
        ({"version": "2014"}, "its versions are: as-read-2026-11-23"),
        ({"rubric": "stars"}, "there is no rubric “stars”"),
        ({"kind": "praise"}, "is not a kind of assessment"),
        ({"commitment": "MALAA0099"}, "no commitment"),
        ({"signed_on": "2024-01-01"}, "outside the plan's life so far"),
        ({"signed_on": "2027-01-01"}, "outside the plan's life so far"),
        ({"signed_on": "soon"}, "is not a day"),
    ],
)
def test_a_wrong_assessment_is_refused_in_words_and_nothing_is_written(
    session, named, desk_on, tmp_path, changed, says
) -> None:
    with pytest.raises(DomainError) as refused:
        record_assessment(desk_on(TODAY), plan="", file=write(tmp_path, **changed), operator="A", preview=False)
    assert says in refused.value.sentence
    assert session.exec(select(AssessmentAnswer)).all() == []
    assert session.exec(select(Lesson)).all() == []


def test_the_sentence_names_the_place_the_question_and_the_value() -> None:
    given = GivenAnswer("novelty", "continued", "Because", ("x",), "a.yaml, line 9")
    (problem, missing) = problems_of(INCEPTION_COMMITMENT, [given])
    assert problem.startswith("a.yaml, line 9: question novelty: “continued”")
    assert "as printed:" in problem
    assert "verifiable, relevance, ambition, ogp_value" in missing


def test_a_value_that_was_not_read_can_be_given_as_the_form_prints_it() -> None:
    given = [
        GivenAnswer(q.code, "as printed: a continuation" if not q.is_complete else q.values[0], "Because", ("x",))
        for q in INCEPTION_COMMITMENT.questions
    ]
    assert problems_of(INCEPTION_COMMITMENT, given) == []


def test_a_filled_workbook_is_read_like_a_file(session, named, desk_on, tmp_path) -> None:
    head = {
        "kind": "end_of_commitment", "commitment": "MALAA0002", "rubric": END_OF_COMMITMENT.code,
        "version": END_OF_COMMITMENT.version, "author": "Association of Observers", "signed_on": "2026-11-20",
    }  # fmt: skip
    path = tmp_path / "filled.xlsx"
    path.write_bytes(filled(END_OF_COMMITMENT, head))
    record_assessment(desk_on(TODAY), plan="", file=str(path), operator="A", preview=False)
    (row,) = assessments(session, AssessmentKind.END_OF_COMMITMENT)
    assert row.state is AssessmentState.SIGNED


def filled(rubric, head: dict[str, str]) -> bytes:
    """The empty workbook as a person would fill it in: rebuilt cell by cell with the answers beside the questions."""
    import io

    import xlsxwriter

    book = CalamineWorkbook.from_filelike(io.BytesIO(empty_workbook(rubric, head=head)))
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True})
    for name in book.sheet_names:
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(book.get_sheet_by_name(name).to_python()):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, str(cell))
            if name == "answers" and number:
                for column, text in ((1, "not_applicable"), (2, "Seen on site"), (3, "photo.jpg; https://a.example")):
                    sheet.write_string(number, column, text)
    workbook.close()
    return target.getvalue()


def test_ratings_of_different_versions_are_never_set_side_by_side() -> None:
    assert IRM_CURRENT.code == IRM_OLDER.code
    assert not is_comparable(IRM_CURRENT, IRM_OLDER)
    assert len({(rubric.code, rubric.version) for rubric in RUBRICS}) == len(RUBRICS)
    assert all(rubric.source.startswith("https://") for rubric in RUBRICS)
