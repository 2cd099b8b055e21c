"""From plain texts to a checked plan: fields, references, duplicates. Collects every fault it can find."""

import difflib
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from models.plan_file.document import PlanFile
from models.plan_file.fields import FieldError
from models.plan_file.own_roles import use_own_roles
from models.plan_file.problems import PlanFileErrors, Problem
from models.plan_file.raw import RawPlan, TreePath
from models.plan_file.references import find_duplicates, find_unknown_references
from models.plan_file.seats import find_second_chairs
from models.plan_file.sharing import in_canonical_form

_ADVICE = {
    "missing": "this field is missing; write it.",
    "string_too_short": "this field is empty; write it.",
    "too_short": "this list is empty; write at least one entry.",
    "date_from_datetime_parsing": "write an existing day as year-month-day, such as 2026-03-31.",
    "date_parsing": "write an existing day as year-month-day, such as 2026-03-31.",
    "date_from_datetime_inexact": "write an existing day as year-month-day, such as 2026-03-31.",
    "int_parsing": "write a whole number, such as 12.",
    "decimal_parsing": "write a number with a decimal point, such as 12.5.",
    "bool_parsing": "write yes or no.",
    "bool_type": "write yes or no.",
    "tuple_type": "write a list; begin each entry with “- ”.",
    "dict_type": "write one line per language, such as “fr: …”.",
    "string_type": "write one text here, not a list.",
    "model_type": "write fields here, one “name: value” per line.",
    "string_pattern_mismatch": "write two to twelve capital letters and digits beginning with a letter, such as LAA1.",
}


def check(raw: RawPlan) -> PlanFile:
    """The plan that `raw` says, in canonical form; PlanFileErrors with every fault otherwise."""
    problems = list(raw.problems)
    use_own_roles(raw)
    plan = _validate(raw, problems)
    problems += find_duplicates(raw)
    problems += find_unknown_references(raw)
    problems += find_second_chairs(raw, plan) if plan else []
    if problems or plan is None:
        raise PlanFileErrors(tuple(dict.fromkeys(problems)))
    return in_canonical_form(plan)


def first_fault(error: ValidationError) -> str:
    """The first fault of one entry as a sentence: the field, what is wrong, what would be right."""
    details = error.errors(include_url=False)[0]
    names = [str(step) for step in details["loc"] if isinstance(step, str)]
    return f"{names[-1]}: {_advice(details)}" if names else _advice(details)


def _validate(raw: RawPlan, problems: list[Problem]) -> PlanFile | None:
    try:
        return PlanFile.model_validate(raw.tree)
    except ValidationError as error:
        problems += [_problem(raw, details) for details in error.errors(include_url=False)]
        return None


def _problem(raw: RawPlan, details: ErrorDetails) -> Problem:
    path: TreePath = tuple(details["loc"])
    names = [str(step) for step in path if isinstance(step, str) and step != "[key]"]
    value = details["input"] if isinstance(details["input"], str) else ""
    return Problem(raw.place(path), names[-1] if names else "", value, _advice(details))


def _advice(details: ErrorDetails) -> str:
    kind = details["type"]
    context: dict[str, Any] = details.get("ctx", {})
    if isinstance(context.get("error"), FieldError):
        return str(context["error"].sentence)
    if kind in ("enum", "literal_error"):
        return f"write one of: {context.get('expected', '')}."
    if kind == "extra_forbidden":
        return _unknown_field(tuple(details["loc"]))
    if kind == "missing" and details["loc"] == ("plan",):
        return "the part “plan” is missing; write plan: with code, title, dates and languages."
    return _ADVICE.get(kind, f"{details['msg']}; correct the value.")


def _unknown_field(path: TreePath) -> str:
    known = _known_fields(path[:-1])
    close = difflib.get_close_matches(str(path[-1]), known, n=1)
    guess = f" did you mean “{close[0]}”?" if close else f" the fields here are: {', '.join(known)}."
    return f"there is no field of this name;{guess}"


def _known_fields(path: TreePath) -> list[str]:
    model: Any = PlanFile
    for step in (s for s in path if isinstance(s, str)):
        model = _model_inside(model.model_fields[step].annotation)
    return list(model.model_fields)


def _model_inside(annotation: Any) -> Any:
    while not hasattr(annotation, "model_fields"):
        annotation = annotation.__args__[0]
    return annotation
