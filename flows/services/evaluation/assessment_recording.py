"""Recording an assessment from a file: everything checked first, all or nothing, previewed; independent or refused."""

from datetime import date
from pathlib import Path

from sqlmodel import Session, col, func, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.evaluation.assessment_files import AssessmentFile, as_day, read_assessment
from flows.services.evaluation.assessment_parts import add_answers, add_lessons, add_opinion
from flows.services.evaluation.assessments import INDEPENDENT, monitoring_body
from flows.services.lifecycle.bodies import find_body
from flows.services.lifecycle.standings import find_commitment, find_plan
from flows.services.outcome import Outcome, ReportTable
from models.rules.assessment_checks import problems_of, stored_value
from models.rules.errors import DomainError
from models.rules.rubrics import Rubric, find_rubric, versions_of
from models.tables import (
    ActionPlan,
    Assessment,
    Commitment,
    Official,
    Organisation,
)
from models.vocabulary import (
    AssessmentKind,
    AssessmentState,
    LedgerAction,
    OrganisationKind,
)

FLOW = "record-assessment"
OUTSIDE = (OrganisationKind.MONITORING_BODY, OrganisationKind.REPORTING_INSTANCE)


def record_assessment(desk: Desk, *, plan: str, file: str, operator: str, preview: bool) -> Outcome:
    """Record the assessment a file holds. Any problem refuses the whole of it; the sentences name every one."""
    if not operator.strip():
        raise DomainError("An assessment is recorded by somebody; fill in operator.")
    if not file.strip():
        raise DomainError("Name the file of the assessment, a .yaml or .xlsx file on this machine.")
    given = read_assessment(Path(file.strip()).expanduser())
    with desk.session() as session:
        row = find_plan(session, code=plan)
        outcome = _record(session, desk, plan=row, given=given, operator=operator.strip(), preview=preview)
        session.rollback() if preview else session.commit()
    return outcome


def _record(
    session: Session, desk: Desk, *, plan: ActionPlan, given: AssessmentFile, operator: str, preview: bool
) -> Outcome:
    kind = _kind(given)
    rubric = _rubric(given)
    commitment = (
        find_commitment(session, plan=plan, code=given.head["commitment"]) if given.head.get("commitment") else None
    )
    if commitment is None and kind in (AssessmentKind.SELF, AssessmentKind.END_OF_COMMITMENT):
        raise DomainError(f"{given.name}: an assessment of the kind {kind.value} is of one commitment; name it.")
    body = _body(session, plan=plan, kind=kind, given=given)
    signed_on = _signed_on(desk, plan=plan, given=given)
    _refuse_administration(session, plan=plan, kind=kind, given=given)
    problems = problems_of(rubric, given.answers)
    if problems:
        raise DomainError(f"Nothing was recorded from {given.name}. " + " ".join(problems))
    assessment = _sign(session, desk, plan=plan, commitment=commitment, kind=kind, rubric=rubric, body=body,
                       given=given, signed_on=signed_on, operator=operator)  # fmt: skip
    add_answers(session, assessment, rubric=rubric, given=given)
    add_lessons(session, desk, plan=plan, commitment=commitment, given=given)
    add_opinion(session, desk, plan=plan, commitment=commitment, given=given, operator=operator)
    return _outcome(desk, plan, assessment, given, rubric, preview)


def _kind(given: AssessmentFile) -> AssessmentKind:
    text = given.head.get("kind", "").strip().lower().replace("-", "_")
    if text not in set(AssessmentKind):
        kinds = ", ".join(AssessmentKind)
        raise DomainError(f"{given.name}: “{text}” is not a kind of assessment; write one of: {kinds}.")
    return AssessmentKind(text)


def _rubric(given: AssessmentFile) -> Rubric:
    code, version = given.head.get("rubric", ""), given.head.get("version", "")
    found = find_rubric(code, version)
    if found is None:
        known = versions_of(code)
        right = f"its versions are: {', '.join(known)}" if known else "rubrics are listed in models/rules/rubrics.py"
        raise DomainError(f"{given.name}: there is no rubric “{code}” in version “{version}”; {right}.")
    return found


def _body(session: Session, *, plan: ActionPlan, kind: AssessmentKind, given: AssessmentFile) -> Organisation | None:
    if kind not in INDEPENDENT:
        return None
    named = given.head.get("body", "").strip()
    body = find_body(session, plan=plan, code=named) if named else monitoring_body(session, plan=plan)
    if body is None or not body.is_defined:
        raise DomainError(
            "The independent Monitoring Body of this plan is still to be defined, so no assessment can be attributed to "
            "it; name it first with the flow name-monitoring-body or in the plan file."
        )
    if body.kind not in OUTSIDE:
        raise DomainError(
            f"{body.code} ({body.name}) belongs to the administration or its committees; an assessment of the kind "
            f"{kind.value} is signed by the Monitoring Body."
        )
    return body


def _signed_on(desk: Desk, *, plan: ActionPlan, given: AssessmentFile) -> date:
    day = as_day(given.head.get("signed_on", ""), what=f"{given.name}, signed_on")
    if not plan.submitted_on <= day <= desk.today:
        raise DomainError(
            f"{given.name}: signed on {day}, which is outside the plan's life so far; write a day from "
            f"{plan.submitted_on} to {desk.today}."
        )
    return day


def _refuse_administration(session: Session, *, plan: ActionPlan, kind: AssessmentKind, given: AssessmentFile) -> None:
    author = given.head.get("author", "").strip()
    if not author:
        raise DomainError(f"{given.name} names no author; write who signs the assessment.")
    if kind not in INDEPENDENT:
        return
    wanted = author.casefold()
    official = session.exec(
        select(Official).where(
            Official.plan_id == plan.id,
            (func.lower(Official.name) == wanted) | (func.lower(Official.email) == wanted)
            | (func.lower(Official.code) == wanted),
        )
    ).first()  # fmt: skip
    lead = session.exec(
        select(Organisation).where(
            Organisation.plan_id == plan.id,
            func.lower(Organisation.name) == wanted,
            col(Organisation.kind).not_in(OUTSIDE),
        )
    ).first()
    if official or lead or wanted == "administration":
        raise DomainError(
            f"{given.name} is signed by “{author}”, who belongs to the administration; an assessment of the kind "
            f"{kind.value} is signed by a body outside it. The administration's own view is of the kind self_assessment."
        )


def _sign(
    session: Session,
    desk: Desk,
    *,
    plan: ActionPlan,
    commitment: Commitment | None,
    kind: AssessmentKind,
    rubric: Rubric,
    body: Organisation | None,
    given: AssessmentFile,
    signed_on: date,
    operator: str,
) -> Assessment:
    """Sign the open draft; an earlier signed one stays in the record, marked as replaced."""
    earlier = session.exec(
        select(Assessment).where(
            Assessment.plan_id == plan.id,
            Assessment.kind == kind,
            Assessment.commitment_id == (commitment.id if commitment else None),
            Assessment.state != AssessmentState.REPLACED,
        )
    ).all()
    row = next((a for a in earlier if a.state is AssessmentState.DRAFT), None)
    signed = next((a for a in earlier if a.state is AssessmentState.SIGNED), None)
    if signed is not None:
        signed.state = AssessmentState.REPLACED
        session.add(signed)
    if row is None:
        row = Assessment(
            plan_id=plan.id, commitment_id=commitment.id if commitment else None, kind=kind, author="",
            state=AssessmentState.DRAFT, rubric=rubric.code, rubric_version=rubric.version,
            due_on=signed.due_on if signed else None, due_rule=signed.due_rule if signed else "",
        )  # fmt: skip
    row.organisation_id = body.id if body else None
    row.rubric, row.rubric_version = rubric.code, rubric.version
    row.author, row.signed_on, row.state = given.head["author"].strip(), signed_on, AssessmentState.SIGNED
    row.source = given.head.get("source", "") or given.name
    session.add(row)
    session.flush()
    subject = f"{kind.value}:{commitment.code}" if commitment else kind.value
    ledger.record(
        session, desk, action=LedgerAction.ASSESSMENT_SIGNED, subject=subject, plan_id=plan.id, field="signed_on",
        before=signed.signed_on if signed else "", after=signed_on, source=row.source, actor=operator,
        reason=f"{rubric.code} {rubric.version}, signed by {body.code if body else 'the administration'}",
    )  # fmt: skip
    return row


def _outcome(
    desk: Desk, plan: ActionPlan, row: Assessment, given: AssessmentFile, rubric: Rubric, preview: bool
) -> Outcome:
    verb = "would be" if preview else "is"
    about = given.head.get("commitment") or plan.code
    summary = (
        f"The {row.kind.value} of {about} {verb} recorded: {len(given.answers)} answers, {len(given.lessons)} lessons."
    )
    rows = tuple(
        (a.question, stored_value(rubric, a), a.explanation[:120], "; ".join(a.evidence)[:120]) for a in given.answers
    )
    table = ReportTable("assessment-answers", "Answers", ("Question", "Value", "Explanation", "Evidence"), rows)
    counts = {"answers": len(given.answers), "lessons": len(given.lessons)}
    return Outcome(FLOW, plan.code, desk.today, preview, summary, counts, (table,))
