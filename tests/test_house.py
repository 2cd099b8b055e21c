"""The house itself: its packages are its own, typed, and named by nobody else."""

import ast
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("models", "notifications", "reports", "flows", "deployments")
SOURCES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts
)
LONGEST_FUNCTION = 60


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_brings_a_package_of_our_names(package: str) -> None:
    assert set(packages_distributions().get(package, ["iltizam"])) == {"iltizam"}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_says_that_it_is_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").exists()


def test_every_module_says_what_it_is_for() -> None:
    untold = [path for path in SOURCES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert untold == []


def test_no_function_is_longer_than_a_screen() -> None:
    long = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                # A flow's docstring is the help of its form, a sentence for each field: text to read, not logic.
                told = (ast.get_docstring(node, clean=False) or "").count("\n")
                length = (node.end_lineno or node.lineno) - node.lineno + 1 - told
                if length > LONGEST_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}:{node.name} ({length} lines)")
    assert long == []


def test_no_module_beside_an_entry_point_is_named_like_one_of_the_standard_library() -> None:
    # A file-path entry point puts its folder on the search path, and such a module would shadow the real one.
    beside = [*(ROOT / "flows").glob("*.py"), *(ROOT / "deployments").glob("*.py")]
    assert [path for path in beside if path.stem in sys.stdlib_module_names] == []
