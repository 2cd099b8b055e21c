"""The order to answer an open question, or to list the open ones and mail them to those who can answer."""

from sqlmodel import Session

from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_plan, open_questions
from flows.services.outcome import Outcome
from flows.services.upkeep.question_mails import mail_questions
from flows.services.upkeep.questions import answer_one, find_question, question_table
from models.rules.errors import DomainError
from models.tables import ActionPlan

FLOW = "answer-question"


def answer_question(
    desk: Desk, *, plan: str, question: str, answer: str, operator: str, reason: str, preview: bool
) -> Outcome:
    """Answer one open question by name; without a question, list the open ones and mail them to the administrators."""
    with desk.session() as session:
        row = find_plan(session, code=plan)
        told: list[str] = []
        if question.strip():
            if not operator.strip():
                raise DomainError("An answer needs the name of the person who gives it; fill in operator.")
            found = find_question(session, plan=row, code=question)
            answer_one(session, desk, question=found, text=answer, by=operator.strip(), reason=reason)
            session.flush()
        else:
            told = mail_questions(session, desk, plan=row)
        outcome = _outcome(session, desk, row, question.strip(), told, preview)
        session.rollback() if preview else session.commit()
    return outcome


def _outcome(session: Session, desk: Desk, plan: ActionPlan, question: str, told: list[str], preview: bool) -> Outcome:
    left = open_questions(session, plan_id=plan.id)
    verb = "would be" if preview else "is"
    done = f"{question} {verb} answered; " if question else ""
    written = f" They {'would be' if preview else 'were'} mailed to {', '.join(told)}." if told else ""
    counts = {"answered": int(bool(question)), "open": len(left), "told": len(told)}
    summary = f"{done}{len(left)} questions of {plan.code} are open.{written}"
    return Outcome(FLOW, plan.code, desk.today, preview, summary, counts, (question_table(left),))
