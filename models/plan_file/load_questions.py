"""Keeps the open questions of a plan in rows: raised once, closed by a person's answer or by a corrected plan file."""

from collections.abc import Iterable

from models.plan_file.journal import Journal
from models.plan_file.questions import Question
from models.plan_file.rows import PlanRows
from models.tables import OpenQuestion
from models.vocabulary import LedgerAction

CLOSED_BY_FILE = "corrected plan file"


def load_questions(journal: Journal, rows: PlanRows, questions: Iterable[Question]) -> None:
    """Raise new questions, refresh unanswered ones, close those no longer raised. Answers are never touched."""
    known = {row.code: row for row in rows.all_of(OpenQuestion)}
    for question in questions:
        row = known.pop(question.code, None)
        if row is None:
            _raise(journal, rows, question)
        elif row.answered_by == CLOSED_BY_FILE:
            _reopen(journal, row, question)
        elif not row.answered_at:
            journal.update(row, f"question {row.code}", _values(question))
    for row in known.values():
        if not row.answered_at:
            _close(journal, row)


def _values(question: Question) -> dict[str, object]:
    return {
        "trap": question.trap,
        "subject": question.subject,
        "text": question.texts["en"],
        "texts": dict(question.texts),
        "evidence": list(question.evidence),
        "handling": question.handling,
    }


def _raise(journal: Journal, rows: PlanRows, question: Question) -> None:
    journal.session.add(
        OpenQuestion.model_validate({"plan_id": rows.plan.id, "code": question.code} | _values(question))
    )
    subject = f"question {question.code}"
    journal.note(subject, "", "", question.texts["en"], action=LedgerAction.QUESTION_RAISED)


def _reopen(journal: Journal, row: OpenQuestion, question: Question) -> None:
    journal.note(f"question {row.code}", "answer", row.answer, "", action=LedgerAction.QUESTION_RAISED)
    row.answer, row.answered_by, row.answered_at = "", "", None
    for name, value in _values(question).items():
        setattr(row, name, value)
    journal.session.add(row)


def _close(journal: Journal, row: OpenQuestion) -> None:
    row.answer = "The plan file was corrected; this question no longer arises from it."
    row.answered_by, row.answered_at = CLOSED_BY_FILE, journal.now
    journal.session.add(row)
    journal.note(f"question {row.code}", "answer", "", row.answer, action=LedgerAction.QUESTION_ANSWERED)
