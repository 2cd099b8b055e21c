"""`iltizam calendar`: the days that hold, a decision previewed, and a deadline explained, from a terminal."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from flows import cli
from models.vocabulary import Stage


def test_the_calendar_is_shown_and_a_decision_is_previewed(
    plan_database: Callable[..., Engine], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    plan_database({"MALAA0001": Stage.EXECUTION})
    path = str(tmp_path / "calendar.yaml")
    assert cli.answer(["calendar", "propose", "--out", path]) == 0
    assert cli.answer(["calendar", "load", path]) == 0
    capsys.readouterr()
    assert cli.answer(["calendar", "show", "--year", "2027", "--json"]) == 0
    days = {day["code"]: day for day in json.loads(capsys.readouterr().out)["days"]}
    assert days["eid-al-fitr-2027"]["standing"] == "tentative"
    preview = ["calendar", "confirm", "eid-al-fitr-2027", "--day", "2027-03-10", "--preview", "--json"]
    assert cli.answer(preview) == 0
    outcome = json.loads(capsys.readouterr().out)
    assert outcome["preview"] is True
    assert "confirmed on Wednesday 2027-03-10" in outcome["summary"]
    assert cli.answer(["calendar", "confirm", "eid-al-fitr-2027"]) == 1
    assert "reason" in capsys.readouterr().err


def test_a_proposal_is_a_file_that_loads(capsys: pytest.CaptureFixture[str], tmp_path, plan_database) -> None:
    plan_database({"MALAA0001": Stage.EXECUTION})
    path = tmp_path / "calendar.yaml"
    assert cli.answer(["calendar", "propose", "--first", "2026", "--last", "2029", "--out", str(path)]) == 0
    assert cli.answer(["calendar", "load", str(path), "--json"]) == 0
    assert cli.answer(["calendar", "show"]) == 0
    assert "Reaches 2029-12-31" in capsys.readouterr().out


def test_a_milestone_s_day_is_explained_in_three_languages(
    plan_database: Callable[..., Engine], capsys: pytest.CaptureFixture[str]
) -> None:
    plan_database({"MALAA0001": Stage.EXECUTION})
    assert cli.answer(["status", "--json", "--as-of", "2026-11-23"]) == 0
    explained = json.loads(capsys.readouterr().out)["commitments"][0]["next_deadline_explained"]
    assert set(explained) == {"fr", "ar", "en"}
    assert cli.answer(["calendar", "explain", "NOTHING"]) == 1
    assert "has a deadline" in capsys.readouterr().err
