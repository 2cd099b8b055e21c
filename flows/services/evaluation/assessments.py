"""Which assessments are due: opened as drafts when their clock starts, listed as due or overdue, never by a guess."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.lifecycle.standings import commitments_of
from models.rules.deadlines import add_months
from models.rules.lateness import SETTLED
from models.rules.ogp_clocks import MONTHS, OgpClock
from models.rules.partial_dates import PartialDate
from models.rules.rubrics import END_OF_COMMITMENT, INCEPTION, INCEPTION_COMMITMENT, SELF_ASSESSMENT, Rubric
from models.tables import ActionPlan, Assessment, Commitment, CommitmentInstance, Milestone, Organisation
from models.vocabulary import AssessmentKind, AssessmentState, LedgerAction, OrganisationKind, Stage

INDEPENDENT = (AssessmentKind.INCEPTION, AssessmentKind.END_OF_COMMITMENT, AssessmentKind.END_OF_PLAN)
NOBODY = "to be defined"
INCEPTION_RULE = "two months after submission of the plan (OGP Local Handbook 3.5.1)"
END_RULE = "one month after complete implementation (OGP Local Handbook 3.5.2)"
PLAN_END_RULE = "one month after the plan's end, where the commitment was not completed (chosen by this project)"


@dataclass(frozen=True)
class Due:
    """One assessment that is awaited: of the plan ("" as code) or of a commitment, by when, by which rule."""

    assessment: Assessment
    code: str
    days_left: int | None

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed."""
        return self.days_left is not None and self.days_left < 0


def monitoring_body(session: Session, *, plan: ActionPlan) -> Organisation | None:
    """The entry of the Monitoring Body, named or still to be defined; None when the plan has none at all."""
    query = select(Organisation).where(
        Organisation.plan_id == plan.id, Organisation.kind == OrganisationKind.MONITORING_BODY
    )
    return session.exec(query.order_by(col(Organisation.is_defined).desc(), col(Organisation.position))).first()


def open_assessments(session: Session, desk: Desk, *, plan: ActionPlan) -> int:
    """Open every assessment whose clock has started, in the caller's transaction; how many are new.

    The drafts are there whether a body is named or not: what nobody can write yet is overdue all the same.
    """
    body = monitoring_body(session, plan=plan)
    due_on = add_months(plan.submitted_on, MONTHS[OgpClock.INCEPTION_ASSESSMENT])
    opened = _open(session, desk, plan, None, AssessmentKind.INCEPTION, INCEPTION, body, due_on, INCEPTION_RULE)
    for commitment in commitments_of(session, plan_id=plan.id):
        if commitment.stage is Stage.WITHDRAWN:
            continue
        opened += _open(
            session,
            desk,
            plan,
            commitment,
            AssessmentKind.INCEPTION,
            INCEPTION_COMMITMENT,
            body,
            due_on,
            INCEPTION_RULE,
        )
        if commitment.stage not in (Stage.EVALUATION, Stage.CLOSED):
            continue
        end_on, rule = end_due(session, plan=plan, commitment=commitment)
        opened += _open(
            session, desk, plan, commitment, AssessmentKind.END_OF_COMMITMENT, END_OF_COMMITMENT, body, end_on, rule
        )
        opened += _open(session, desk, plan, commitment, AssessmentKind.SELF, SELF_ASSESSMENT, None, end_on, rule)
    return opened


def end_due(session: Session, *, plan: ActionPlan, commitment: Commitment) -> tuple[date, str]:
    """When the end-of-commitment assessment is due, and by which rule."""
    query = (
        select(Milestone)
        .join(CommitmentInstance, col(Milestone.instance_id) == CommitmentInstance.id)
        .where(CommitmentInstance.commitment_id == commitment.id)
    )
    milestones = session.exec(query).all()
    done = [m.done_on for m in milestones if m.done_on]
    months = MONTHS[OgpClock.END_ASSESSMENT]
    if milestones and done and all(m.status in SETTLED for m in milestones):
        return add_months(max(done), months), END_RULE
    return add_months(PartialDate.parse(plan.end).last_day(), months), PLAN_END_RULE


def awaited(session: Session, desk: Desk, *, plan: ActionPlan) -> list[Due]:
    """Assessments not signed yet, soonest first."""
    query = select(Assessment).where(Assessment.plan_id == plan.id, Assessment.state == AssessmentState.DRAFT)
    codes = {c.id: c.code for c in commitments_of(session, plan_id=plan.id)}
    found = [
        Due(row, codes.get(row.commitment_id or 0, ""), (row.due_on - desk.today).days if row.due_on else None)
        for row in session.exec(query).all()
    ]
    return sorted(found, key=lambda due: (due.assessment.due_on or date.max, due.code, due.assessment.kind))


def _open(
    session: Session,
    desk: Desk,
    plan: ActionPlan,
    commitment: Commitment | None,
    kind: AssessmentKind,
    rubric: Rubric,
    body: Organisation | None,
    due_on: date,
    rule: str,
) -> int:
    known = session.exec(
        select(Assessment).where(
            Assessment.plan_id == plan.id,
            Assessment.kind == kind,
            Assessment.commitment_id == (commitment.id if commitment else None),
        )
    ).first()
    if known is not None:
        _keep_up(session, known, body=body, due_on=due_on, rule=rule)
        return 0
    session.add(
        Assessment(
            plan_id=plan.id,
            commitment_id=commitment.id if commitment else None,
            organisation_id=body.id if body else None,
            kind=kind,
            state=AssessmentState.DRAFT,
            rubric=rubric.code,
            rubric_version=rubric.version,
            author=_author(kind, body),
            due_on=due_on,
            due_rule=rule,
        )
    )
    subject = f"{kind.value}:{commitment.code}" if commitment else kind.value
    ledger.record(
        session, desk, action=LedgerAction.ASSESSMENT_RECORDED, subject=subject, plan_id=plan.id, field="opened",
        after=due_on, reason=rule,
    )  # fmt: skip
    return 1


def _keep_up(session: Session, row: Assessment, *, body: Organisation | None, due_on: date, rule: str) -> None:
    """A draft follows the plan: the day moves with the facts it counts from, the author with the naming of the body."""
    if row.state is not AssessmentState.DRAFT:
        return
    row.due_on, row.due_rule = due_on, rule
    row.organisation_id = body.id if body else row.organisation_id
    row.author = _author(row.kind, body)
    session.add(row)


def _author(kind: AssessmentKind, body: Organisation | None) -> str:
    if kind is AssessmentKind.SELF:
        return "administration"
    return body.name if body and body.is_defined else NOBODY
