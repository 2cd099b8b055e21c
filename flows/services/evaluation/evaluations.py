"""The evaluation stage's daily work: assessments opened, the body asked once it is named, what is overdue shown as such."""

from sqlmodel import Session, col, select

from flows.services.collection.forms import in_language
from flows.services.committee.committee_letters import address_mark, review_envelope
from flows.services.desk import Desk
from flows.services.dispatch import outbox
from flows.services.evaluation.assessment_files import empty_workbook
from flows.services.evaluation.assessments import INDEPENDENT, Due, awaited, monitoring_body, open_assessments
from flows.services.evaluation.monitoring_body import body_contacts, body_task
from flows.services.lifecycle import lifecycles
from flows.services.lifecycle.standings import find_plan
from flows.services.outcome import Outcome, ReportTable
from models.rules.rubrics import find_rubric
from models.tables import ActionPlan, Assessment, Commitment, Membership, Organisation
from models.vocabulary import AssessmentState, Language, MessageKind, Stage
from notifications.compose_assessment import compose_assessment_request
from notifications.mail import Attachment
from notifications.pack import AwaitedAssessment

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def evaluate(desk: Desk, *, plan: str, commitment: str = "all", preview: bool = False) -> Outcome:
    """Open what is due, ask the body, review the gates. Ten runs on one day do no more than one."""
    with desk.session() as session:
        row = find_plan(session, code=plan)
        opened = open_assessments(session, desk, plan=row)
        session.flush()
        asked = ask_body(session, desk, plan=row)
        tables = (_awaited_table(session, desk, row), body_task(session, desk, plan=row), _signed_table(session, row))
        overdue = sum(due.is_overdue for due in awaited(session, desk, plan=row))
        session.rollback() if preview else session.commit()
    done = lifecycles.review_stage(desk, plan=plan, stage=Stage.EVALUATION, commitment=commitment, preview=preview)
    counts = {**done.counts, "assessments_opened": opened, "assessments_overdue": overdue, "asked": asked}
    more = f"{opened} assessments {'would be' if preview else 'were'} opened, {overdue} are overdue, {asked} mails to the body."
    return Outcome(
        done.flow, done.plan, done.as_of, preview, f"{done.summary} {more}", counts, (*done.tables, *tables),
        done.problems,
    )  # fmt: skip


def ask_body(session: Session, desk: Desk, *, plan: ActionPlan) -> int:
    """Write once to the named body about each assessment it owes; nothing while it is to be defined or has no address."""
    body = monitoring_body(session, plan=plan)
    people = body_contacts(session, desk, body=body) if body and body.is_defined else []
    new = [
        due for due in awaited(session, desk, plan=plan)
        if due.assessment.kind in INDEPENDENT and due.assessment.asked_on is None
    ]  # fmt: skip
    if body is None or not people or not new:
        return 0
    asked = sum(_ask(session, desk, plan=plan, body=body, person=person, new=new) for person in people)
    for due in new:
        due.assessment.asked_on = desk.today
        session.add(due.assessment)
    return asked


def _ask(
    session: Session, desk: Desk, *, plan: ActionPlan, body: Organisation, person: Membership, new: list[Due]
) -> int:
    language = Language(person.language) if person.language in set(Language) else Language.FRENCH
    key = f"assessments:{plan.code}:{address_mark(person.email)}:{desk.today.isoformat()}:{new[-1].assessment.id}"
    mail = compose_assessment_request(
        tuple(AwaitedAssessment(due.assessment.kind, due.code, due.assessment.due_on, due.is_overdue) for due in new),
        body=in_language(body.names, language) or body.name,
        plan_title=plan.title,
        language=language,
        name=person.name,
        attachments=_forms(new, body=body),
        envelope=review_envelope(desk, name=person.name, address=person.email, key=key, review=None),
    )
    queued = outbox.queue(session, mail=mail, key=key, kind=MessageKind.NOTICE, now=desk.now, plan_id=plan.id)
    return int(queued is not None)


def _forms(new: list[Due], *, body: Organisation) -> tuple[Attachment, ...]:
    """One empty workbook per rubric, with its version and the body filled in; the commitment is for the body to name."""
    forms: dict[tuple[str, str], Attachment] = {}
    for due in new:
        row = due.assessment
        rubric = find_rubric(row.rubric, row.rubric_version)
        if rubric is None or (row.rubric, row.rubric_version) in forms:
            continue
        head = {"kind": row.kind.value, "rubric": row.rubric, "version": row.rubric_version, "body": body.code}
        content = empty_workbook(rubric, head=head)
        forms[row.rubric, row.rubric_version] = Attachment(f"{row.rubric}.xlsx", XLSX, content)
    return tuple(forms.values())


def _awaited_table(session: Session, desk: Desk, plan: ActionPlan) -> ReportTable:
    rows = tuple(
        (
            due.assessment.kind.value,
            due.code or plan.code,
            due.assessment.author,
            due.assessment.due_on.isoformat() if due.assessment.due_on else "none",
            "overdue" if due.is_overdue else "due",
            due.assessment.due_rule,
        )
        for due in awaited(session, desk, plan=plan)
    )
    columns = ("Assessment", "Of", "By", "Due", "State", "Why that day")
    return ReportTable("assessments-awaited", "Assessments awaited", columns, rows)


def _signed_table(session: Session, plan: ActionPlan) -> ReportTable:
    query = select(Assessment).where(Assessment.plan_id == plan.id, Assessment.state == AssessmentState.SIGNED)
    rows = tuple(
        (
            row.kind.value,
            _code(session, row, plan),
            row.author,
            row.signed_on.isoformat() if row.signed_on else "",
            f"{row.rubric} {row.rubric_version}",
        )
        for row in session.exec(query.order_by(col(Assessment.id))).all()
    )
    columns = ("Assessment", "Of", "Signed by", "On", "Rubric")
    return ReportTable("assessments-signed", "Assessments signed", columns, rows)


def _code(session: Session, row: Assessment, plan: ActionPlan) -> str:
    commitment = session.get(Commitment, row.commitment_id) if row.commitment_id else None
    return commitment.code if commitment else plan.code
