"""The Monitoring Body "to be defined": a real state with an open task and an owner; naming it opens the way."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.evaluation.assessments import awaited, monitoring_body, open_assessments
from flows.services.lifecycle.standings import find_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.people_records.people import contact
from flows.services.upkeep.questions import answer_one
from models.rules.errors import DomainError
from models.tables import ActionPlan, Member, Membership, Official, OpenQuestion, Organisation
from models.vocabulary import Language, LedgerAction, MembershipRole, OrganisationKind, Side

FLOW = "name-monitoring-body"
ROLES = {
    "monitoring-body": OrganisationKind.MONITORING_BODY,
    "reporting-instance": OrganisationKind.REPORTING_INSTANCE,
}
CODES = {OrganisationKind.MONITORING_BODY: "MONITORING-BODY", OrganisationKind.REPORTING_INSTANCE: "REPORTING-INSTANCE"}
QUESTIONS = {OrganisationKind.MONITORING_BODY: "G3-"}
SAME_BODY = "G4-"


@dataclass(frozen=True)
class Naming:
    """A body to name: for which role, under which name, whom to write to, and whether it holds the other role too."""

    role: str
    name: str
    name_fr: str = ""
    name_ar: str = ""
    contact_name: str = ""
    contact_email: str = ""
    language: str = "fr"
    same_body: bool = False
    source: str = ""


def name_body(desk: Desk, *, plan: str, naming: Naming, operator: str, reason: str, preview: bool) -> Outcome:
    """Name the Monitoring Body (or the Independent Reporting Instance): drafts get their author, the gate can open."""
    if not operator.strip() or not reason.strip():
        raise DomainError("Naming a body needs who decided it and on what ground; fill in operator and reason.")
    with desk.session() as session:
        row = find_plan(session, code=plan)
        named = _name(session, desk, plan=row, naming=naming, operator=operator.strip(), reason=reason.strip())
        session.flush()
        open_assessments(session, desk, plan=row)
        session.flush()
        outcome = _outcome(session, desk, row, named, preview)
        session.rollback() if preview else session.commit()
    return outcome


def body_task(session: Session, desk: Desk, *, plan: ActionPlan) -> ReportTable:
    """The open task while no Monitoring Body is named: who owns it, since when, and which assessments wait for it."""
    body = monitoring_body(session, plan=plan)
    columns = ("Task", "Owner", "Since", "What waits for it")
    owner = contact(session, plan_id=plan.id, member_id=None, today=desk.today) or _any_focal_point(session, desk, plan)
    if body is not None and body.is_defined:
        return ReportTable("open-tasks", "Open tasks", columns, _without_address(session, desk, body, owner))
    overdue = sum(
        due.is_overdue for due in awaited(session, desk, plan=plan) if due.assessment.kind.value != "self_assessment"
    )
    row = (
        "Name the independent Monitoring Body (flow name-monitoring-body, or the plan file)",
        owner.code if owner else "nobody: name an administrator or a focal point",
        plan.submitted_on.isoformat(),
        f"{overdue} assessments are overdue; no evaluation gate can open",
    )
    return ReportTable("open-tasks", "Open tasks", columns, (row,))


def _without_address(
    session: Session, desk: Desk, body: Organisation, owner: Official | None
) -> tuple[tuple[str, ...], ...]:
    """A named body that cannot be written to is a task too: it is asked for nothing by mail until somebody is seated."""
    if body_contacts(session, desk, body=body):
        return ()
    task = f"Give an address of {body.name}: seat a contact in {body.code} (plan file, or name-monitoring-body)"
    return ((task, owner.code if owner else "nobody", "", "it is asked for no assessment by mail"),)


def body_contacts(session: Session, desk: Desk, *, body: Organisation) -> list[Membership]:
    """Whom to write to in a body: its members with an address, on the day."""
    rows = session.exec(
        select(Membership).where(Membership.organisation_id == body.id).order_by(col(Membership.id))
    ).all()
    return [r for r in rows if r.email and (r.ends_on is None or r.ends_on >= desk.today)]


def _name(
    session: Session, desk: Desk, *, plan: ActionPlan, naming: Naming, operator: str, reason: str
) -> list[Organisation]:
    kind = ROLES.get(naming.role)
    if kind is None:
        raise DomainError(f"“{naming.role}” is not a role; choose one of: {', '.join(ROLES)}.")
    _check(session, plan=plan, naming=naming)
    body = _set(session, desk, plan=plan, kind=kind, naming=naming, operator=operator, reason=reason)
    named = [body]
    if naming.same_body:
        other = next(k for k in ROLES.values() if k is not kind)
        twin = _set(session, desk, plan=plan, kind=other, naming=naming, operator=operator, reason=reason)
        twin.parent_code = body.code
        session.add(twin)
        named.append(twin)
        _close_question(session, desk, plan=plan, stem=SAME_BODY, text=f"The same body: {naming.name}.", by=operator)
    return named


def _check(session: Session, *, plan: ActionPlan, naming: Naming) -> None:
    name = naming.name.strip()
    if len(name) < 3 or "to be defined" in name.casefold():
        raise DomainError("Write the name of the body as it is known, such as that of an association or a university.")
    if naming.contact_email and "@" not in naming.contact_email:
        raise DomainError(
            f"“{naming.contact_email}” is not a mail address; write for instance secretariat@body.example."
        )
    own = session.exec(
        select(Organisation).where(Organisation.plan_id == plan.id, col(Organisation.kind).not_in(list(ROLES.values())))
    ).all()
    regions = session.exec(select(Member).where(Member.plan_id == plan.id)).all()
    inside = [o.name for o in own] + [m.name for m in regions]
    if name.casefold() in {text.casefold() for text in inside}:
        raise DomainError(
            f"“{name}” is part of the plan it would assess; the Monitoring Body is a body other than the administration."
        )
    official = session.exec(
        select(Official).where(Official.plan_id == plan.id, Official.email == naming.contact_email.strip().lower())
    ).first()
    if official:
        raise DomainError(
            f"{naming.contact_email} is the address of {official.code}, an official of the plan; give one of the body's own."
        )


def _set(
    session: Session,
    desk: Desk,
    *,
    plan: ActionPlan,
    kind: OrganisationKind,
    naming: Naming,
    operator: str,
    reason: str,
) -> Organisation:
    body = session.exec(
        select(Organisation).where(Organisation.plan_id == plan.id, Organisation.kind == kind)
        .order_by(col(Organisation.position))
    ).first()  # fmt: skip
    before = body.name if body and body.is_defined else "to be defined"
    if body is None:
        last = session.exec(select(Organisation.position).where(Organisation.plan_id == plan.id)).all()
        body = Organisation(plan_id=plan.id, position=max(last, default=0) + 1, code=CODES[kind], kind=kind, name="")
    has_contact = bool(body.id) and bool(body_contacts(session, desk, body=body))
    is_same = body.is_defined and body.name.casefold() == naming.name.strip().casefold()
    if is_same and (has_contact or not naming.contact_email.strip()):
        raise DomainError(f"{body.code} is {body.name} already; nothing is left to name.")
    body.name, body.is_defined = naming.name.strip(), True
    texts = {"fr": naming.name_fr.strip(), "ar": naming.name_ar.strip(), "en": naming.name.strip()}
    body.names = {language: text for language, text in texts.items() if text}
    session.add(body)
    session.flush()
    ledger.record(
        session, desk, action=LedgerAction.BODY_NAMED, subject=body.code, plan_id=plan.id, field="name", before=before,
        after=body.name, reason=reason, source=naming.source, actor=operator,
    )  # fmt: skip
    _add_contact(session, desk, plan=plan, body=body, naming=naming)
    if kind in QUESTIONS:
        _close_question(session, desk, plan=plan, stem=QUESTIONS[kind], text=body.name, by=operator)
    return body


def _add_contact(session: Session, desk: Desk, *, plan: ActionPlan, body: Organisation, naming: Naming) -> None:
    address = naming.contact_email.strip().lower()
    if not address:
        return
    known = [row for row in body_contacts(session, desk, body=body) if row.email.lower() == address]
    if not known:
        session.add(
            Membership(
                plan_id=plan.id, organisation_id=body.id, name=naming.contact_name.strip(), email=address,
                language=naming.language if naming.language in set(Language) else "fr", side=Side.CIVIL_SOCIETY,
                role=MembershipRole.MEMBER, starts_on=desk.today,
            )
        )  # fmt: skip


def _close_question(session: Session, desk: Desk, *, plan: ActionPlan, stem: str, text: str, by: str) -> None:
    query = select(OpenQuestion).where(
        OpenQuestion.plan_id == plan.id,
        col(OpenQuestion.code).startswith(stem),
        col(OpenQuestion.answered_at).is_(None),
    )
    for question in session.exec(query).all():
        answer_one(session, desk, question=question, text=text, by=by, reason="the body was named")


def _any_focal_point(session: Session, desk: Desk, plan: ActionPlan) -> Official | None:
    members = session.exec(select(Member).where(Member.plan_id == plan.id).order_by(col(Member.position))).all()
    found = (contact(session, plan_id=plan.id, member_id=m.id, today=desk.today) for m in members)
    return next(filter(None, found), None)


def _outcome(session: Session, desk: Desk, plan: ActionPlan, named: list[Organisation], preview: bool) -> Outcome:
    verb = "would be named" if preview else "is named"
    due = [d for d in awaited(session, desk, plan=plan) if d.assessment.organisation_id in {body.id for body in named}]
    rows = tuple(
        (d.assessment.kind.value, d.code or plan.code, d.assessment.due_on.isoformat() if d.assessment.due_on else "",
         "overdue" if d.is_overdue else "due")
        for d in due
    )  # fmt: skip
    names = ", ".join(f"{body.code}: {body.name}" for body in named)
    summary = f"{names} {verb}; {len(rows)} assessments wait for it, {sum(d.is_overdue for d in due)} are overdue."
    table = ReportTable(
        "assessments-awaited", "Assessments that wait for the body", ("Kind", "Of", "Due", "State"), rows
    )
    return Outcome(FLOW, plan.code, desk.today, preview, summary, {"named": len(named), "awaited": len(rows)}, (table,))
