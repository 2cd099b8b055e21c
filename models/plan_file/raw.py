"""A plan file before it is checked: plain texts in lists and mappings, and where each of them stood."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from models.plan_file.problems import Problem, one_problem

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"
TreePath: TypeAlias = tuple[str | int, ...]

LARGEST_FILE = 20 * 1024 * 1024
LISTS = (
    "members", "terms", "organisations", "figures", "endorsements", "officials", "commitments", "memberships", "mandates",
    "agreements", "planning_documents", "associations", "role_titles",
)  # fmt: skip


@dataclass
class RawPlan:
    """What was read, with the place of every node; `problems` were found while reading."""

    tree: dict[str, Tree] = field(default_factory=dict)
    places: dict[TreePath, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    whole: str = "plan"

    def place(self, path: TreePath) -> str:
        """Where a node stands; for a missing node, where its parent does."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, self.whole)

    def complain(self, path: TreePath, advice: str, *, value: str = "") -> None:
        """Note a fault of the node at `path`."""
        names = [str(step) for step in path if isinstance(step, str)]
        self.problems.append(Problem(self.place(path), names[-1] if names else "", value, advice))

    def rows(self, *names: str) -> Iterator[tuple[TreePath, dict[str, Tree]]]:
        """Every mapping of a list, or of a list inside each entry of a list: rows("commitments", "milestones")."""
        yield from _rows(self.tree, (), names)


def _rows(tree: dict[str, Tree], at: TreePath, names: tuple[str, ...]) -> Iterator[tuple[TreePath, dict[str, Tree]]]:
    entries = tree.get(names[0])
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if not isinstance(entry, dict):
            continue
        here = (*at, names[0], index)
        if len(names) == 1:
            yield here, entry
        else:
            yield from _rows(entry, here, names[1:])


def refuse_huge(path: Path, size: int) -> None:
    """Refuse what no plan needs: more than LARGEST_FILE bytes."""
    if size > LARGEST_FILE:
        raise one_problem(
            path.name,
            f"the file has {size // 1024 // 1024} MB; a plan file may have at most 20 MB: take out what is not text.",
        )
