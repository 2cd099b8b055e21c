"""The pages on security and operation stay true: their tests, settings and units exist, and so do their secrets' names."""

import ast
import re
from pathlib import Path

import pytest

from flows.settings import Settings

ROOT = Path(__file__).parents[2]
SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
OPERATION = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", SECURITY)))
THREATS = (
    "Forged mail",
    "Hostile attachments",
    "Stolen token",
    "Curious insider",
    "Lost laptop",
    "Compromised Prefect",
)


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_every_test_that_answers_a_threat_exists(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_threat_has_an_answer_that_a_test_shows() -> None:
    assert len(NAMED) >= 20
    rows = [line for line in SECURITY.splitlines() if line.startswith("| ") and "::" not in line]
    assert [row for row in rows if row.startswith(("| …", "| **"))] == []
    assert [threat for threat in THREATS if f"| **{threat}" not in SECURITY] == []


@pytest.mark.parametrize("page", [SECURITY, OPERATION], ids=["security", "operation"])
def test_every_setting_that_is_named_exists(page: str) -> None:
    known = {f"ILTIZAM_{field.upper()}" for field in Settings.model_fields}
    assert set(re.findall(r"ILTIZAM_[A-Z_]*[A-Z]", page)) <= known


def test_every_unit_is_explained_and_every_unit_explained_exists() -> None:
    units = {path.name for path in (ROOT / "deployments" / "systemd").iterdir()}
    named = set(re.findall(r"`(iltizam-[\w-]+\.(?:service|timer))`", OPERATION))
    assert named <= units
    # A service that a timer starts is explained with its timer.
    assert units - named == {"iltizam.target", "iltizam-backup.service", "iltizam-health.service"}


def test_every_secret_setting_is_in_the_table_of_secrets() -> None:
    secrets = [name for name, field in Settings.model_fields.items() if "Secret" in str(field.annotation)]
    assert len(secrets) >= 4
    assert [name for name in secrets if f"ILTIZAM_{name.upper()}" not in SECURITY] == []
