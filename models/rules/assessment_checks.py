"""What is wrong with the answers of an assessment, in sentences that name the question, the value and what would be right."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.rules.rubrics import AS_PRINTED, Rubric, RubricQuestion, as_value, elsewhere


@dataclass(frozen=True)
class GivenAnswer:
    """One answer as written; `where` says where it stood in the file."""

    question: str
    value: str
    explanation: str
    evidence: tuple[str, ...]
    where: str = ""


def problems_of(rubric: Rubric, answers: Iterable[GivenAnswer]) -> list[str]:
    """Every problem of every answer, and what is not answered; empty when the assessment can be recorded whole."""
    given = list(answers)
    found = [problem for answer in given for problem in _problems(rubric, answer)]
    found += _repeated(given)
    answered = {answer.question.strip().casefold() for answer in given}
    missing = [question.code for question in rubric.questions if question.code.casefold() not in answered]
    if missing:
        found.append(
            f"These questions of {rubric.code} are not answered: {', '.join(missing)}; every one needs an answer."
        )
    return found


def stored_value(rubric: Rubric, answer: GivenAnswer) -> str:
    """The value in the form it is kept: the rubric's own words, or what the form printed, or the answer in words."""
    question = rubric.question(answer.question)
    if question is None or not question.values or answer.value.strip().casefold().startswith(AS_PRINTED):
        return " ".join(answer.value.split())
    return ", ".join(as_value(part) for part in _parts(question, answer.value))


def _problems(rubric: Rubric, answer: GivenAnswer) -> Iterator[str]:
    name = f"{answer.where}: question {answer.question}" if answer.where else f"Question {answer.question}"
    question = rubric.question(answer.question)
    if question is None and not rubric.takes_others:
        known = ", ".join(q.code for q in rubric.questions)
        yield f"{name} is not in {rubric.code} {rubric.version}; its questions are: {known}."
        return
    if not answer.explanation.strip():
        yield f"{name} has no explanation; say briefly what the answer “{answer.value}” rests on."
    if not any(item.strip() for item in answer.evidence):
        yield f"{name} has no evidence; give at least one link or file name that shows it."
    if not answer.value.strip():
        yield f"{name} has no value; {_allowed(question)}."
    elif question is not None and question.values:
        yield from _wrong_values(rubric, question, answer, name=name)


def _wrong_values(rubric: Rubric, question: RubricQuestion, answer: GivenAnswer, *, name: str) -> Iterator[str]:
    if not question.is_complete and answer.value.strip().casefold().startswith(AS_PRINTED):
        return
    for part in _parts(question, answer.value):
        if as_value(part) in question.values:
            continue
        others = [f"{other.code} {other.version}" for other in elsewhere(part, than=rubric)]
        belongs = f"it belongs to {' and '.join(others)}, not to" if others else "it is not a value of"
        yield f"{name}: “{part}”: {belongs} {rubric.code} {rubric.version}; {_allowed(question)}."


def _allowed(question: RubricQuestion | None) -> str:
    if question is None or not question.values:
        return "write the answer in words"
    sentence = f"write {'one or more' if question.is_multiple else 'one'} of: {', '.join(question.values)}"
    if question.is_complete:
        return sentence
    return f"{sentence}; for a value of the form that is not listed here write “{AS_PRINTED}” and its own words"


def _parts(question: RubricQuestion, value: str) -> list[str]:
    if not question.is_multiple:
        return [value.strip()]
    return [part.strip() for part in value.replace(";", ",").split(",") if part.strip()]


def _repeated(given: list[GivenAnswer]) -> Iterator[str]:
    seen: set[str] = set()
    for answer in given:
        key = answer.question.strip().casefold()
        if key in seen:
            yield f"Question {answer.question} is answered twice; keep one answer."
        seen.add(key)
