"""The command line as a whole: exit codes, sentences, start-up."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from sqlalchemy.engine import Engine

from flows import cli
from models.vocabulary import Stage

ROOT = Path(__file__).parents[3]


def test_status_prints_the_contract(plan_database: Callable[..., Engine], capsys: pytest.CaptureFixture[str]) -> None:
    plan_database({"MALAA0001": Stage.EXECUTION, "MALAA0002": Stage.CO_CREATION})
    assert cli.answer(["status", "--json", "--as-of", "2026-11-23"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == ["plan", "as_of", "commitments", "open_questions"]
    assert (printed["plan"], printed["as_of"]) == ("test-2025-2027", "2026-11-23")
    wanted = {"code", "title", "stage", "lead", "next_deadline_on", "open_questions"}
    assert all(wanted <= set(line) for line in printed["commitments"])
    assert [line["stage"] for line in printed["commitments"]] == ["execution", "co_creation"]


def test_status_of_one_commitment(plan_database: Callable[..., Engine], capsys: pytest.CaptureFixture[str]) -> None:
    plan_database({"MALAA0001": Stage.EXECUTION, "MALAA0002": Stage.EXECUTION})
    assert cli.answer(["status", "malaa0002", "--json"]) == 0
    assert [line["code"] for line in json.loads(capsys.readouterr().out)["commitments"]] == ["MALAA0002"]


def test_status_for_people(plan_database: Callable[..., Engine], capsys: pytest.CaptureFixture[str]) -> None:
    plan_database({"MALAA0001": Stage.EXECUTION}, title="L’eau [1]")
    assert cli.answer(["status"]) == 0
    shown = capsys.readouterr().out
    assert "MALAA0001" in shown
    assert "L’eau [1]" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["status"], "No plan is loaded"),
        (["status", "--as-of", "tomorrow"], "2026-10-01"),
        (["run", "dance"], "quarterly-collection"),
    ],
)
def test_what_a_person_can_fix_is_one_sentence(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.answer(arguments) == 1
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""


def test_debugging_shows_where_it_came_from(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ILTIZAM_DEBUG", "1")
    assert cli.answer(["status"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_a_fault_of_ours_is_shown_whole_and_ends_with_70(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = typer.Typer()

    @broken.command()
    def break_down() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "build", lambda _arguments: broken)
    assert cli.answer([]) == 70
    assert "ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--no-such-option"], ["load"], ["plan", "export", "only-one"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert cli.answer(arguments) == 2


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.answer(["--help"]) == 0
    shown = capsys.readouterr().out
    for name in ("load", "plan", "status", "run", "receive", "start"):
        assert f" {name} " in shown


def test_a_plan_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.answer(["load", str(tmp_path / "nowhere"), "--check"]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_commands_that_run_no_flow_do_not_wait_for_prefect() -> None:
    code = "import sys; from flows import cli; cli.answer(sys.argv[1:]); sys.exit('prefect' in sys.modules)"
    for arguments in (["status"], ["--help"], ["load", "nowhere"], ["plan", "--help"], ["receive", "--help"]):
        done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 0, arguments
