"""Open questions of a plan: found by code, answered once by a person, by reply or by flow. Never guessed."""

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.outcome import ReportTable
from models.rules.codes import normalise_code
from models.rules.errors import DomainError
from models.tables import ActionPlan, InboundMessage, OpenQuestion
from models.vocabulary import LedgerAction


def find_question(session: Session, *, plan: ActionPlan, code: str) -> OpenQuestion:
    """One question by its code or by its short name ("G12"); a DomainError lists those still open."""
    wanted = normalise_code(code)
    rows = session.exec(
        select(OpenQuestion).where(OpenQuestion.plan_id == plan.id).order_by(col(OpenQuestion.id))
    ).all()
    exact = [row for row in rows if normalise_code(row.code) == wanted]
    found = exact or [row for row in rows if wanted and normalise_code(row.code.split("-")[0]) == wanted]
    if len(found) == 1:
        return found[0]
    known = ", ".join(row.code for row in (found or rows) if not row.answered_at) or "none is open"
    problem = "names several questions" if found else "is no question"
    raise DomainError(f"“{code.strip()}” {problem} of {plan.code}; open ones: {known}.")


def answer_one(
    session: Session,
    desk: Desk,
    *,
    question: OpenQuestion,
    text: str,
    by: str,
    inbound: InboundMessage | None = None,
    reason: str = "",
) -> None:
    """Keep a person's answer in the caller's transaction; an answered question is a DomainError: answers stand."""
    if not text.strip():
        raise DomainError(f"{question.code} needs an answer in words; say what is true.")
    if question.answered_at is not None:
        raise DomainError(
            f"{question.code} was answered on {question.answered_at:%Y-%m-%d}: “{question.answer}”. The answer stands; "
            "correct the plan file if it is wrong."
        )
    question.answer, question.answered_by, question.answered_at = text.strip(), by, desk.now
    session.add(question)
    ledger.record(
        session, desk, action=LedgerAction.QUESTION_ANSWERED, subject=f"question {question.code}",
        plan_id=question.plan_id, field="answer", after=question.answer, reason=reason,
        source=f"sha256:{inbound.sha256}" if inbound else "", actor=by,
    )  # fmt: skip


def question_table(questions: list[OpenQuestion]) -> ReportTable:
    """Open questions with what they are about and how they are handled meanwhile."""
    rows = tuple((q.code, q.subject, q.text, q.handling) for q in questions)
    return ReportTable("open-questions", "Open questions", ("Question", "About", "Text", "Meanwhile"), rows)
