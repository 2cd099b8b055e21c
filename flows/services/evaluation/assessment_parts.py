"""What an assessment brings with it: its answers, lessons learnt, and the committee's opinion on the evaluation."""

from sqlmodel import Session, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.evaluation.assessment_files import AssessmentFile, as_day
from flows.services.lifecycle.bodies import find_body
from models.rules.assessment_checks import stored_value
from models.rules.errors import DomainError
from models.rules.rubrics import Rubric
from models.tables import ActionPlan, Approval, Assessment, AssessmentAnswer, Commitment, Lesson
from models.vocabulary import ApprovalKind, LedgerAction, OrganisationKind


def add_answers(session: Session, assessment: Assessment, *, rubric: Rubric, given: AssessmentFile) -> None:
    """The answers of an assessment, each with its explanation and evidence, in the caller's transaction."""
    for answer in given.answers:
        question = rubric.question(answer.question)
        session.add(
            AssessmentAnswer(
                assessment_id=assessment.id,
                question=question.code if question else " ".join(answer.question.split()),
                value=stored_value(rubric, answer),
                explanation=answer.explanation.strip(),
                evidence=[item.strip() for item in answer.evidence if item.strip()],
            )
        )


def add_lessons(
    session: Session, desk: Desk, *, plan: ActionPlan, commitment: Commitment | None, given: AssessmentFile
) -> None:
    """Lessons learnt of one commitment; the same words are kept once."""
    if given.lessons and commitment is None:
        raise DomainError(f"{given.name}: lessons are of one commitment; name it.")
    for text in given.lessons:
        assert commitment is not None
        author = given.head["author"].strip()
        known = session.exec(select(Lesson).where(Lesson.commitment_id == commitment.id, Lesson.text == text)).first()
        if known is None:
            session.add(
                Lesson(
                    plan_id=plan.id, commitment_id=commitment.id, text=text, recorded_by=author, recorded_on=desk.today
                )
            )
            ledger.record(
                session, desk, action=LedgerAction.LESSON_RECORDED, subject=commitment.code, plan_id=plan.id,
                field="lessons", after=text, source=given.name,
            )  # fmt: skip


def add_opinion(
    session: Session,
    desk: Desk,
    *,
    plan: ActionPlan,
    commitment: Commitment | None,
    given: AssessmentFile,
    operator: str,
) -> None:
    """The committee's opinion on the evaluation: an act of the committee, with its words as the source."""
    if not given.opinion:
        return
    committee = find_body(session, plan=plan, code=given.opinion.get("committee", ""))
    if committee.kind is not OrganisationKind.SUPERVISORY_COMMITTEE:
        raise DomainError(f"{given.name}: {committee.code} is not a supervisory committee; name one, such as SC-LAA.")
    text = given.opinion.get("text", "").strip()
    if not text:
        raise DomainError(f"{given.name}: the committee's opinion has no words; write what it says.")
    decided_on = as_day(given.opinion.get("decided_on", ""), what=f"{given.name}, committee_opinion")
    session.add(
        Approval(
            plan_id=plan.id, member_id=committee.member_id, commitment_id=commitment.id if commitment else None,
            organisation_id=committee.id, kind=ApprovalKind.COMMITTEE_APPROVAL, decided_on=decided_on,
            reference="opinion on the evaluation", source=text, recorded_by=operator,
        )
    )  # fmt: skip
    ledger.record(
        session, desk, action=LedgerAction.APPROVAL_RECORDED, subject=commitment.code if commitment else plan.code,
        plan_id=plan.id, field="committee_opinion", after=text, reason=committee.code, source=given.name,
    )  # fmt: skip
