"""The example of settings that operators copy."""

from pathlib import Path

import pytest

from flows.settings import Settings

EXAMPLE = Path(__file__).parents[2] / "deployments" / "example.env"


def test_the_example_names_every_setting_and_no_other() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    names = [line.split("=")[0] for line in lines if line and not line.startswith("#")]
    assert sorted(names) == sorted(f"ILTIZAM_{field.upper()}" for field in Settings.model_fields)


def test_the_example_s_values_are_the_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields:
        monkeypatch.delenv(f"ILTIZAM_{field.upper()}", raising=False)
    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)


def test_every_setting_is_explained() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
