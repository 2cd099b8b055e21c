"""Mailing the open questions of a plan to its administrators, one mail each, to be answered line by line by reply."""

from sqlmodel import Session

from flows.services.desk import Desk
from flows.services.dispatch import letters, outbox
from flows.services.lifecycle.standings import open_questions
from flows.services.upkeep.digests import administrators
from models.tables import ActionPlan, Official, OpenQuestion
from models.vocabulary import Language, MessageKind
from notifications.compose import compose_notice
from notifications.compose_questions import AskedQuestion, question_words
from notifications.language import phrases


def mail_questions(session: Session, desk: Desk, *, plan: ActionPlan) -> list[str]:
    """Queue the open questions for every administrator, once a day at most; the codes of those written to."""
    questions = open_questions(session, plan_id=plan.id)
    if not questions:
        return []
    return [
        reader.code
        for reader in administrators(session, desk, plan=plan)
        if _queue(session, desk, plan=plan, reader=reader, questions=questions)
    ]


def _queue(session: Session, desk: Desk, *, plan: ActionPlan, reader: Official, questions: list[OpenQuestion]) -> bool:
    asked = tuple(_asked(question, questions, language=reader.language) for question in questions)
    words = question_words(asked, book=phrases(reader.language))
    key = f"questions:{plan.code}:{reader.code}:{desk.today.isoformat()}"
    mail = compose_notice(
        language=reader.language, subject=words.subject, paragraphs=words.paragraphs,
        envelope=letters.envelope(office=desk.office, to=reader, key=key, now=desk.now),
        greeting_name=reader.names.get(reader.language.value) or reader.name,
    )  # fmt: skip
    queued = outbox.queue(
        session, mail=mail, key=key, kind=MessageKind.NOTICE, now=desk.now, plan_id=plan.id, official_id=reader.id
    )
    return queued is not None


def _asked(question: OpenQuestion, every: list[OpenQuestion], *, language: Language) -> AskedQuestion:
    """The question under its short name where no other open one bears it, else under its full code."""
    stem = question.code.split("-")[0]
    is_alone = sum(other.code.split("-")[0] == stem for other in every) == 1
    text = question.texts.get(language.value) or question.text
    return AskedQuestion(stem if is_alone else question.code, text, question.subject)
