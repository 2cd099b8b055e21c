"""The commands of operation as a person types them: backup, restore, settle, health."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.cli import answer
from flows.runtime import ready_engine
from flows.settings import read_settings

PLAN = Path(__file__).parents[3] / "deployments" / "plans" / "consortium-2025-2027"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home with the consortium's plan loaded; no setting of the person who runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "PLAN", "INBOX_URL", "SMTP_HOST", "BACKUP_PASSPHRASE_FILE", "PREFECT_HOST"):
        monkeypatch.delenv(f"ILTIZAM_{name}", raising=False)
    _settle_in(monkeypatch, tmp_path / "home")
    assert answer(["load", str(PLAN)]) == 0
    yield tmp_path
    _forget()


def _settle_in(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("ILTIZAM_HOME", str(home))
    _forget()


def _forget() -> None:
    read_settings.cache_clear()
    ready_engine.cache_clear()


def test_a_backup_is_sealed_restored_elsewhere_and_settled(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "pass").write_text("a passphrase in a file\n", encoding="utf-8")
    (place / "pass").chmod(0o600)
    monkeypatch.setenv("ILTIZAM_BACKUP_PASSPHRASE_FILE", str(place / "pass"))
    _forget()
    capsys.readouterr()
    assert answer(["backup", str(place), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["holds_key"] is True
    assert made["rows"] > 100
    assert answer(["restore", made["path"]]) == 1
    assert "is not empty" in capsys.readouterr().err
    _settle_in(monkeypatch, place / "elsewhere")
    assert answer(["restore", made["path"]]) == 0
    assert "every hash checked" in capsys.readouterr().out
    assert answer(["health"]) == 1
    assert "fault   restore: a restore waits for a decision" in capsys.readouterr().out
    settle = ["settle", "keep", "--by", "A. Admin", "--reason", "nothing was sent"]
    assert answer(settle) == 1
    assert "First run inbound-replies, quarterly-collection, follow-up" in capsys.readouterr().err


def test_a_passphrase_that_others_can_read_is_refused(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "pass").write_text("a passphrase in a file\n", encoding="utf-8")
    (place / "pass").chmod(0o644)
    capsys.readouterr()
    assert answer(["backup", str(place), "--passphrase-file", str(place / "pass")]) == 1
    said = capsys.readouterr().err
    assert "can be read by others" in said
    assert "a passphrase in a file" not in said


def test_a_plain_backup_says_where_the_key_is_and_that_it_is_not_inside(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert answer(["backup", str(place / "plain.tar.gz")]) == 0
    said = capsys.readouterr().out
    assert "does not hold the signing key" in said
    assert str(place / "home" / "secret.key") in said
    assert answer(["restore", str(place / "nothing")]) == 1


def test_health_of_a_new_place_warns_but_is_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert answer(["health", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["healthy"] is True
    assert {sign["says"] for sign in found["signs"] if sign["level"] == "warning"} == {"has never run here."}
