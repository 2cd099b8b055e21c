"""An assessment as a file: read from YAML or a workbook, whole or not at all, and the empty form to send out.

Everything is taken as text, so that "no" and "2027-02-01" mean what was written.
"""

import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from models.rules.assessment_checks import GivenAnswer
from models.rules.errors import DomainError
from models.rules.rubrics import Rubric

LARGEST = 2_000_000
HEAD = ("kind", "commitment", "rubric", "version", "body", "author", "signed_on", "source")
COLUMNS = ("question", "value", "explanation", "evidence")
_MADE = datetime(2025, 4, 2, tzinfo=UTC)


@dataclass(frozen=True)
class AssessmentFile:
    """An assessment as written, unchecked: its head by field name, its answers, lessons and the committee's opinion."""

    name: str
    head: dict[str, str]
    answers: tuple[GivenAnswer, ...]
    lessons: tuple[str, ...] = ()
    opinion: dict[str, str] = field(default_factory=dict)


def read_assessment(path: Path) -> AssessmentFile:
    """Read a .yaml, .yml or .xlsx file; a DomainError says what cannot be read and what would be right."""
    if not path.is_file():
        raise DomainError(f"There is no file {path.name}; give the path of a .yaml or .xlsx file with the assessment.")
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise DomainError(f"{path.name} is larger than 2 MB; an assessment is text, evidence is named by its link.")
    if path.suffix.lower() in (".yaml", ".yml"):
        return _read_yaml(path.name, content)
    if path.suffix.lower() == ".xlsx":
        return _read_workbook(path.name, content)
    raise DomainError(f"{path.name} is neither YAML nor a workbook; save the assessment as .yaml or .xlsx.")


def as_day(text: str, *, what: str) -> date:
    """A day of the file's head."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise DomainError(f"{what}: “{text}” is not a day; write it as year-month-day, such as 2027-02-01.") from None


def empty_workbook(rubric: Rubric, *, head: dict[str, str]) -> bytes:
    """The rubric as a workbook to fill in: a sheet of facts, a sheet of questions with the values allowed."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"created": _MADE.replace(tzinfo=None), "title": rubric.title})
    bold, wrapped = workbook.add_format({"bold": True}), workbook.add_format({"text_wrap": True, "valign": "top"})
    facts = workbook.add_worksheet("assessment")
    facts.set_column(0, 0, 16)
    facts.set_column(1, 1, 60)
    for row, name in enumerate(HEAD):
        facts.write_string(row, 0, name, bold)
        facts.write_string(row, 1, head.get(name, ""))
    sheet = workbook.add_worksheet("answers")
    for column, (name, width) in enumerate(zip((*COLUMNS, "text", "allowed"), (26, 24, 50, 40, 50, 50), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    for row, question in enumerate(rubric.questions, start=1):
        sheet.write_string(row, 0, question.code)
        sheet.write_string(row, 4, question.text, wrapped)
        sheet.write_string(row, 5, ", ".join(question.values), wrapped)
    workbook.add_worksheet("lessons").write_string(0, 0, "lesson", bold)
    workbook.close()
    return target.getvalue()


def _read_yaml(name: str, content: bytes) -> AssessmentFile:
    try:
        root = YAML(typ="safe", pure=True).compose(content.decode("utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        place = getattr(error, "problem_mark", None)
        line = f", line {place.line + 1}" if place else ""
        raise DomainError(f"{name}{line}: this is not YAML; check indentation and quotation marks.") from None
    tree = _fields(name, root)
    answers = tuple(_answer(name, node) for node in _items(name, tree.get("answers"), "answers"))
    lessons = tuple(_text(node) for node in _items(name, tree.get("lessons"), "lessons"))
    opinion = (
        {k: _text(v) for k, v in _fields(name, tree["committee_opinion"]).items()}
        if tree.get("committee_opinion")
        else {}
    )
    head = {key: _text(node) for key, node in tree.items() if key not in ("answers", "lessons", "committee_opinion")}
    return AssessmentFile(name, _known(name, head), answers, lessons, opinion)


def _fields(name: str, node: Node | None) -> dict[str, Node]:
    if not isinstance(node, MappingNode):
        raise DomainError(f"{name} holds no fields; write lines such as “kind: end_of_commitment”.")
    return {_text(key): value for key, value in node.value}


def _items(name: str, node: Node | None, what: str) -> list[Node]:
    if node is None:
        return []
    if not isinstance(node, SequenceNode):
        raise DomainError(f"{name}, line {node.start_mark.line + 1}: {what} is a list; begin each entry with a dash.")
    return list(node.value)


def _answer(name: str, node: Node) -> GivenAnswer:
    where = f"{name}, line {node.start_mark.line + 1}"
    fields = _fields(where, node)
    unknown = [key for key in fields if key not in COLUMNS]
    if unknown:
        raise DomainError(f"{where}: “{unknown[0]}” is not a field of an answer; they are: {', '.join(COLUMNS)}.")
    evidence = fields.get("evidence")
    items = [_text(item) for item in evidence.value] if isinstance(evidence, SequenceNode) else _split(_text(evidence))
    return GivenAnswer(
        _text(fields.get("question")), _text(fields.get("value")), _text(fields.get("explanation")), tuple(items), where
    )


def _text(node: Node | None) -> str:
    return str(node.value).strip() if isinstance(node, ScalarNode) else ""


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]


def _known(name: str, head: dict[str, str]) -> dict[str, str]:
    unknown = [key for key in head if key not in HEAD]
    if unknown:
        raise DomainError(f"{name}: “{unknown[0]}” is not a field of an assessment; they are: {', '.join(HEAD)}.")
    return head


def _read_workbook(name: str, content: bytes) -> AssessmentFile:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {sheet.lower(): book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names}
    except (CalamineError, OSError, ValueError):
        raise DomainError(f"{name} cannot be opened as a workbook; save it again as .xlsx.") from None
    if not {"assessment", "answers"} <= set(sheets):
        raise DomainError(f"{name} needs the sheets “assessment” and “answers”; fill in the workbook that was sent.")
    head = {_cell(row[0]): _cell(row[1]) for row in sheets["assessment"] if len(row) > 1 and _cell(row[0])}
    columns = [_cell(cell).lower() for cell in (sheets["answers"] or [[]])[0]]
    missing = [column for column in COLUMNS if column not in columns]
    if missing:
        raise DomainError(f"{name}, sheet answers: the column “{missing[0]}” is missing; keep the first row as it was.")
    answers = []
    for number, row in enumerate(sheets["answers"][1:], start=2):
        cells = {column: _cell(row[columns.index(column)]) for column in COLUMNS}
        if any(cells[column] for column in COLUMNS[1:]):
            where = f"{name}, sheet answers, row {number}"
            answers.append(
                GivenAnswer(
                    cells["question"], cells["value"], cells["explanation"], tuple(_split(cells["evidence"])), where
                )
            )
    lessons = tuple(_cell(row[0]) for row in sheets.get("lessons", [])[1:] if row and _cell(row[0]))
    return AssessmentFile(name, _known(name, head), tuple(answers), lessons)


def _cell(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
