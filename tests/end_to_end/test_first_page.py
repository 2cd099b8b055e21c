"""The documentation's first page, followed word for word on a fresh installation: every command, in its order."""

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Machine

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PRINTED_EXAMPLE = "F-3a9c1e"


def commands() -> list[list[str]]:
    """The words of each `iltizam …` line of the five minutes, without its comment."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    five_minutes = text.split("in five minutes")[1].split("[end:start]")[0]
    (block,) = re.findall(r"```sh\n(.*?)```", five_minutes, re.S)
    lines = [shlex.split(line, comments=True) for line in block.splitlines() if line.strip()]
    assert all(words[0] == "iltizam" for words in lines)
    return [words[1:] for words in lines]


def test_every_command_of_the_first_page_does_what_its_comment_says(machine: "Machine", tmp_path: Path) -> None:
    said: dict[str, str] = {}
    for words in commands():
        reference = re.search(r"F-[0-9a-f]{6}", said.get("report annual", ""))
        given = [reference[0] if reference and word == PRINTED_EXAMPLE else word for word in words]
        given = [str(tmp_path / word) if word == "sites" else word for word in given]
        said[" ".join(words[:2])] = machine.iltizam(*given).decode()
    assert len(re.findall(r"\bMA[A-Z]{3}\d{4}\b", said["status"])) >= 9
    assert "DRA3-I1Z" in said["mail show"]
    assert "recorded" in said["inbox"]
    assert "14" in said["report annual"]
    figure = said["trace F-3a9c1e"]
    assert "DRA3-I1Z" in figure
    assert "14" in figure
    assert list((tmp_path / "sites").rglob("index.html"))
