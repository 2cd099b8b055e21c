"""What is wrong with a plan file, said so that its author can mend it: place, field, value, advice."""

from dataclasses import dataclass

from models.rules.errors import DomainError

_SHOWN = 5
_LONGEST_VALUE = 80


@dataclass(frozen=True)
class Problem:
    """One fault. `where` is "members.yaml, line 12" or "sheet Members, row 4"."""

    where: str
    field: str
    value: str
    advice: str

    def __str__(self) -> str:
        shown = self.value if len(self.value) <= _LONGEST_VALUE else self.value[: _LONGEST_VALUE - 1] + "…"
        told = f" “{shown}”" if shown else ""
        named = f" {self.field}{told}:" if self.field else ""
        return f"{self.where}:{named} {self.advice}"


class PlanFileErrors(DomainError):  # noqa: N818  (it carries several)
    """All faults found in one reading of a plan file; nothing was written."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        lines = [str(problem) for problem in problems[:_SHOWN]]
        if len(problems) > _SHOWN:
            lines.append(f"and {len(problems) - _SHOWN} more")
        head = "The plan file has 1 fault" if len(problems) == 1 else f"The plan file has {len(problems)} faults"
        super().__init__(f"{head}; nothing was changed. " + " | ".join(lines))


def one_problem(where: str, advice: str, *, field: str = "", value: str = "") -> PlanFileErrors:
    """The error of a file that cannot be read any further than this one fault."""
    return PlanFileErrors((Problem(where, field, value, advice),))
