"""The action plan as files: read, questioned, loaded into rows, and written back; export equals import.

Knows tables and rules of this package only; no mail, no flow, no clock.
"""

from models.plan_file.document import PlanFile
from models.plan_file.export import export_plan
from models.plan_file.journal import Change
from models.plan_file.load import LoadReport, load_plan
from models.plan_file.problems import PlanFileErrors, Problem
from models.plan_file.questions import Question, find_questions
from models.plan_file.reader import read_plan
from models.plan_file.workbook_target import write_template, write_workbook
from models.plan_file.yaml_target import write_folder

__all__ = [
    "Change",
    "LoadReport",
    "PlanFile",
    "PlanFileErrors",
    "Problem",
    "Question",
    "export_plan",
    "find_questions",
    "load_plan",
    "read_plan",
    "write_folder",
    "write_template",
    "write_workbook",
]
