"""The administrators' pages beyond this machine: closed without the word, open with it, quiet about it, cleaned by age."""

import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows.settings import Settings, prefect_environment
from models.rules.errors import DomainError

if TYPE_CHECKING:
    from conftest import GuardedServer

ROOT = Path(__file__).parents[3]
WORD = "admin:MARKER-console-7f3a9c"
pytestmark = pytest.mark.slow


def start_without_a_word(home: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    from os import environ

    clean = {name: value for name, value in environ.items() if not name.startswith(("ILTIZAM_", "PREFECT_"))}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
        env=clean | {"ILTIZAM_HOME": str(home), "ILTIZAM_PREFECT_HOST": "0.0.0.0"},
    )  # fmt: skip


@pytest.mark.parametrize(
    "command", [("-m", "deployments.part", "server"), ("-m", "deployments.start", "--until-ready")]
)
def test_beyond_this_machine_nothing_starts_without_a_word(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = start_without_a_word(tmp_path / "home", *command)
    assert done.returncode == 1
    (sentence,) = done.stderr.strip().splitlines()
    assert "open to everybody on 0.0.0.0" in sentence
    assert "console.secret" in sentence


@pytest.mark.parametrize(
    ("content", "mode", "why"),
    [
        ("admin:a-long-password", 0o644, "can be read by others"),
        ("admin", 0o600, "must hold one line user:password"),
        ("admin:short", 0o600, "must hold one line user:password"),
        (":a-long-password", 0o600, "must hold one line user:password"),
    ],
)
def test_a_word_that_guards_nothing_is_refused(tmp_path: Path, content: str, mode: int, why: str) -> None:
    (tmp_path / "console.secret").write_text(content, encoding="utf-8")
    (tmp_path / "console.secret").chmod(mode)
    with pytest.raises(DomainError, match=why) as caught:
        prefect_environment(Settings(home=tmp_path))
    assert content not in caught.value.sentence


def test_the_api_is_closed_without_the_word_and_open_with_it(guarded: "GuardedServer") -> None:
    assert guarded.status("/api/health") == 200  # says nothing but that it lives; for monitoring
    for path in ("/api/admin/settings", "/api/admin/version", "/api/deployments/name/a/b"):
        assert guarded.status(path) == 401
        assert guarded.status(path, word="admin:not the password") == 401
    assert guarded.status("/api/admin/version", word=WORD) == 200
    assert guarded.ask("/api/deployments/filter", {}) == []


def test_the_server_hides_the_word_in_its_settings_and_its_log(guarded: "GuardedServer") -> None:
    assert "MARKER-console" not in json.dumps(guarded.ask("/api/admin/settings"))
    assert "MARKER-console" not in guarded.log.read_text(encoding="utf-8")


def test_the_forms_are_served_to_the_address_people_type(tmp_path: Path) -> None:
    (tmp_path / "console.secret").write_text(WORD, encoding="utf-8")
    (tmp_path / "console.secret").chmod(0o600)
    public = "https://iltizam.region.example"
    found = prefect_environment(Settings(home=tmp_path, prefect_host="0.0.0.0", prefect_public_url=public))
    assert found["PREFECT_UI_URL"] == public
    assert found["PREFECT_SERVER_UI_API_URL"] == f"{public}/api"
    assert found["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert found["PREFECT_SERVER_API_AUTH_STRING"] == found["PREFECT_API_AUTH_STRING"] == WORD


def test_runs_older_than_the_retention_are_removed_and_newer_ones_stay(guarded: "GuardedServer") -> None:
    flow = guarded.ask("/api/flows/", {"name": "outbox"})["id"]
    old, new = (
        guarded.ask("/api/flow_runs/", {"flow_id": flow, "name": name, "state": {"type": "COMPLETED"}})["id"]
        for name in ("of-last-winter", "of-today")
    )
    for run in (old, new):
        guarded.ask(f"/api/flow_runs/{run}/set_state", {"state": {"type": "COMPLETED"}, "force": True})
    days = int(prefect_environment(Settings(home=guarded.home))["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"])
    with sqlite3.connect(guarded.home / "prefect" / "prefect.db", timeout=30) as database:
        then = f"-{days + 3600} seconds"
        database.execute(
            "UPDATE flow_run SET end_time = datetime('now', ?), start_time = datetime('now', ?) WHERE name = ?",
            (then, then, "of-last-winter"),
        )
    end = time.monotonic() + 60
    while guarded.status(f"/api/flow_runs/{old}", word=WORD) == 200 and time.monotonic() < end:
        time.sleep(1)
    assert guarded.status(f"/api/flow_runs/{old}", word=WORD) == 404
    assert guarded.status(f"/api/flow_runs/{new}", word=WORD) == 200


def test_what_the_server_logs_is_one_json_object_a_line(guarded: "GuardedServer") -> None:
    said = guarded.log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert all(set(line) >= {"at", "level", "logger", "says"} for line in lines)
    assert any("deleted 1 old flow runs" in line["says"] for line in lines)
    assert "Traceback" not in said
