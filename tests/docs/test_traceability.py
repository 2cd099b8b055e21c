"""The traceability table stays true: every row is there, every place and every test it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import models.tables  # noqa: F401
from flows.catalogue import ENTRY_POINTS

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| ([SX]\d+) \| (.+?) \| (.+?) \| (.*?) \|$")
ROWS = {
    found[1]: found
    for line in (ROOT / "docs" / "traceability.md").read_text(encoding="utf-8").splitlines()
    if (found := ROW.match(line))
}
WANTED = [f"S{number}" for number in range(1, 102)] + [f"X{number}" for number in range(1, 12)]
WITHOUT_A_HOME: set[str] = set()
PARTLY_WITHOUT_A_HOME: frozenset[str] = frozenset()


@cache
def names_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return frozenset(found)


def is_there(place: str) -> bool:
    if place.startswith("flow:"):
        return place.removeprefix("flow:") in ENTRY_POINTS
    path, _, name = place.partition("::")
    if "/" in path:
        return (ROOT / path).exists() and (not name or name in names_in(ROOT / path))
    table, _, column = path.partition(".")
    return table in SQLModel.metadata.tables and column in SQLModel.metadata.tables[table].columns


def test_no_row_of_the_plan_and_no_external_rule_is_left_out() -> None:
    assert sorted(ROWS) == sorted(WANTED)


@pytest.mark.parametrize("row", WANTED)
def test_every_place_and_every_test_of_a_row_exists(row: str) -> None:
    _, what, places, tests = ROWS[row].groups()
    assert what.strip()
    named = re.findall(r"`([^`]+)`", places)
    assert [place for place in named if not is_there(place)] == []
    shown = re.findall(r"`([^`]+)`", tests)
    assert [test for test in shown if "::" not in test or not is_there(test)] == []
    if row not in WITHOUT_A_HOME:
        assert named
        assert shown


def test_what_has_no_home_says_so() -> None:
    told = {row for row, found in ROWS.items() if "no home yet" in found[3]}
    assert told == WITHOUT_A_HOME | PARTLY_WITHOUT_A_HOME
    assert all(not re.findall(r"`", ROWS[row][3]) for row in WITHOUT_A_HOME)
