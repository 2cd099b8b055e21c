"""Reads a plan from a folder of YAML files or from one workbook; whole or not at all."""

from pathlib import Path

from models.plan_file.checking import check
from models.plan_file.document import PlanFile
from models.plan_file.problems import one_problem
from models.plan_file.workbook_source import read_workbook
from models.plan_file.yaml_source import read_yaml_folder


def read_plan(path: Path) -> PlanFile:
    """The plan in `path` (a folder of YAML files, or one .xlsx).

    Raises PlanFileErrors, whose `problems` name file and line (or sheet and row), field, value and what to write.
    """
    if path.is_dir():
        return check(read_yaml_folder(path))
    if not path.exists():
        raise one_problem(path.name, "there is no such file or folder; check the path.")
    if path.suffix.lower() == ".xlsx":
        return check(read_workbook(path))
    raise one_problem(path.name, "this is neither a folder of YAML files nor an .xlsx workbook; give one of these.")
