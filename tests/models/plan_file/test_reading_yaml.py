"""Bad YAML input is answered with one clear sentence per fault, naming file, line, field and value."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.plan_file import PlanFile, PlanFileErrors, Problem, read_plan
from models.plan_file.raw import LARGEST_FILE
from models.rules.errors import DomainError
from models.vocabulary import Language, MilestoneStatus, Stage

Problems = Callable[..., tuple[Problem, ...]]


def test_a_plan_of_another_shape_is_read(tiny: Callable[..., PlanFile]) -> None:
    plan = tiny()
    assert plan.plan.reporting_months == 1
    assert plan.plan.languages == ("en", "fr")
    assert [member.code for member in plan.members] == ["LAK"]
    commitment = plan.commitments[0]
    assert commitment.titles == {"en": "Publish the budget", "fr": "Publier le budget"}
    assert commitment.stage is Stage.EXECUTION
    assert [m.status for m in commitment.milestones] == [MilestoneStatus.NOT_STARTED] * 2
    assert plan.officials[0].language is Language.ENGLISH


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "value", "advice"),
    [
        ("due_on: 2026-05-29", "due_on: 2026-05-32", 47, "due_on", "2026-05-32", "existing day"),
        ("due_on: 2026-05-29", "due_on: 29/05/2026", 47, "due_on", "29/05/2026", "year-month-day"),
        ("  - code: LAK\n", "  - code: lake\n", 13, "code", "lake", "capital letters"),
        ("    short_code: LAK1\n    member: LAK", "    short_code: LAK1\n    member: SEA", 31, "member", "SEA", "LAK"),
        ("clerk@lake.example", "clerk.lake.example", 22, "email", "clerk.lake.example", "e-mail address"),
        ("stage: execution", "stage: running", 39, "stage", "running", "'execution'"),
        ("kind: performance", "kind: speed", 55, "kind", "speed", "'impact'"),
        ("is_whole: yes", "is_whole: perhaps", 56, "is_whole", "perhaps", "yes or no"),
        ("target: 1500", "target: 1 500", 58, "target", "1 500", "decimal point"),
        ("responsible: OF-1", "responsible: OF-9", 43, "responsible", "OF-9", "OF-1"),
        ("reporting_months: 1", "reporting_months: 5", 10, "reporting_months", "5", "1, 2, 3, 4, 6 or 12"),
        ("time_zone: Europe/Athens", "time_zone: Mars/Base", 5, "time_zone", "Mars/Base", "IANA"),
        ("end: 2026-12-31\n  rep", "end: 2026-13\n  rep", 9, "end", "2026-13", "calendar"),
        ("number: 2", "number: 1", 48, "number", "1", "line 45"),
        ("due_on: 2026-05-29", "due: 2026-05-29", 47, "due", "2026-05-29", "did you mean “due_on”"),
        ("fr: Budget en ligne", "es: Presupuesto", 46, "titles", "es", "plan.languages"),
    ],
)
def test_a_fault_names_file_line_field_value_and_what_to_write(
    problems_of: Problems, old: str, new: str, line: int, field: str, value: str, advice: str
) -> None:
    problems = problems_of((old, new))
    found = [p for p in problems if p.field == field and p.value == value]
    assert found, [str(problem) for problem in problems]
    assert found[0].where == f"plan.yaml, line {line}"
    assert advice in found[0].advice


@pytest.mark.parametrize(
    ("old", "new", "advice"),
    [
        ("plan:\n  code", "plan:\n\tcode", "tab"),
        ("  title: Open Lake", '  title: Open: Lake: "', "not readable YAML"),
        ("    email: clerk@lake.example\n", "    email: a@lake.example\n    email: b@lake.example\n", "written twice"),
        ("members:\n  - code: LAK\n    name: Lake\n", "members: LAK\n", "must be a list"),
        ("    name: Lake\n", "    name: [Lake, See]\n", "one text here"),
        ("        titles: {en: Budget online, fr: Budget en ligne}\n", "        titles: Budget\n", "per language"),
        ("  submitted_on: 2026-01-15\n", "", "missing"),
        ("  end: 2026-12-31\n  rep", "  end: 2025-12-31\n  rep", "after end"),
        ("  submission_year: 2026", "  submission_year: 2025", "disagrees"),
        ("        baseline: 0\n", "", "baseline_missing_because"),
        ("        target: 1500", "        target: 1500.5", "whole number"),
        ("        target: 1500", "        target: 1500\n        maximum: 900", "outside minimum and maximum"),
        ("        due_on: 2026-05-29", "        due_on: 2026-05-29\n        done_on: 2026-05-29", "status done"),
        ("    stage: execution", "    stage: withdrawn", "withdrawn_because"),
        ("      - member: LAK\n        ogp_id", "      - member: OTHER\n        ogp_id", "belongs to the owner"),
        ("    name: Lake\n", "    name: &n Lake\n    names: {en: *n}\n", "write the value out"),
        ("members:", "membres:", "no field of this name; did you mean “members”?"),
    ],
)
def test_every_kind_of_fault_has_its_own_sentence(problems_of: Problems, old: str, new: str, advice: str) -> None:
    problems = problems_of((old, new))
    assert any(advice in problem.advice for problem in problems), [str(problem) for problem in problems]


def test_all_faults_are_told_at_once(problems_of: Problems) -> None:
    problems = problems_of(
        ("due_on: 2026-05-29", "due_on: soon"),
        ("email: clerk@lake.example", "email: nobody"),
        ("responsible: OF-1", "responsible: OF-7"),
        ("kind: performance", "kind: speed"),
    )
    assert {problem.field for problem in problems} >= {"due_on", "email", "responsible", "kind"}


def test_the_error_is_a_domain_error_that_counts_its_faults(write_tiny: Callable[..., Path]) -> None:
    with pytest.raises(DomainError, match="1 fault; nothing was changed") as caught:
        read_plan(write_tiny(("due_on: 2026-05-29", "due_on: soon")))
    assert isinstance(caught.value, PlanFileErrors)
    assert caught.value.problems[0].where == "plan.yaml, line 47"


def test_lists_may_be_spread_over_several_files(write_tiny: Callable[..., Path]) -> None:
    folder = write_tiny()
    extra = "officials:\n  - {code: OF-2, name: Other clerk, language: fr, member: LAK}\n"
    (folder / "more").mkdir()
    (folder / "more" / "officials.yaml").write_text(extra, encoding="utf-8")
    assert [official.code for official in read_plan(folder).officials] == ["OF-1", "OF-2"]


def test_the_same_code_in_two_files_is_found_with_both_places(write_tiny: Callable[..., Path]) -> None:
    folder = write_tiny()
    (folder / "zz.yaml").write_text("members:\n  - {code: LAK, name: Again}\n", encoding="utf-8")
    with pytest.raises(PlanFileErrors) as caught:
        read_plan(folder)
    assert caught.value.problems[0].where == "zz.yaml, line 2"
    assert "plan.yaml, line 13" in caught.value.problems[0].advice


def test_words_are_never_reinterpreted(tiny: Callable[..., PlanFile]) -> None:
    plan = tiny(("name: Lake\n", "name: no\n"), ("title: Open Lake Action Plan", "title: 1.10"))
    assert plan.members[0].name == "no"
    assert plan.plan.title == "1.10"


def test_a_partial_date_stays_partial(tiny: Callable[..., PlanFile]) -> None:
    assert tiny(("end: 2026-12-31\n  rep", "end: 2026-12\n  rep")).plan.end == "2026-12"


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        ("plan.yaml", b"\xff\xfe\x00plan", "UTF-8"),
        ("plan.yaml", b"- a\n- b\n", "begin with a heading"),
        ("plan.yaml", b"a" * (LARGEST_FILE + 1), "at most 20 MB"),
        ("notes.txt", b"plan: {}", "no YAML file"),
    ],
)
def test_a_folder_that_is_no_plan_is_refused(tmp_path: Path, name: str, content: bytes, advice: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PlanFileErrors, match=advice):
        read_plan(tmp_path)


@pytest.mark.parametrize(("name", "advice"), [("nothing", "no such file"), ("plan.pdf", "neither a folder")])
def test_a_path_that_is_no_plan_is_refused(tmp_path: Path, name: str, advice: str) -> None:
    (tmp_path / "plan.pdf").write_bytes(b"%PDF")
    with pytest.raises(PlanFileErrors, match=advice):
        read_plan(tmp_path / name)


@given(text=st.text(alphabet=st.sampled_from("plan:members -\n\t{}[]'\"|>&*!#code12é\u0000"), max_size=80))
def test_no_text_whatever_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PlanFileErrors):
        read_plan(folder)
