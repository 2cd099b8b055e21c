"""What can be run, and on which commitments: names for the command line, labels for the drop-down list of the forms.

Light on purpose: it imports no flow, so that a command which runs none stays fast.
"""

from dataclasses import dataclass

from sqlalchemy.engine import Engine
from sqlmodel import col, select

from models.database import open_session
from models.rules.errors import DomainError
from models.tables import ActionPlan, Commitment
from models.vocabulary import Stage

ALL = "all"
SEPARATOR = " · "
FINISHED = (Stage.CLOSED, Stage.WITHDRAWN)
_LONGEST_LABEL = 100

ENTRY_POINTS = {
    "co-creation": "flows.stages.co_creation",
    "execution": "flows.stages.execution",
    "evaluation": "flows.stages.evaluation",
    "quarterly-collection": "flows.collection.quarterly_collection",
    "follow-up": "flows.collection.follow_up",
    "inbound-replies": "flows.mail.inbound_replies",
    "outbox": "flows.mail.outbox",
    "mail-check": "flows.fates.mail_check",
    "resolve-held-reply": "flows.decisions.resolve_held_reply",
    "hold-back-mails": "flows.decisions.hold_back_mails",
    "advance-commitment": "flows.stages.advance_commitment",
    "amend-milestone": "flows.stages.amend_milestone",
    "amend-commitment": "flows.amendments.amend_commitment",
    "amend-indicator": "flows.amendments.amend_indicator",
    "record-meeting": "flows.governance.record_meeting",
    "record-consultation": "flows.co_creation_records.record_consultation",
    "record-contribution": "flows.co_creation_records.record_contribution",
    "record-act": "flows.co_creation_records.record_act",
    "record-access-request": "flows.access_requests.record_access_request",
    "overview": "flows.overview.overview",
    "confirm-day-off": "flows.deadlines.confirm_day_off",
    "grant-extension": "flows.deadlines.grant_extension",
    "waive": "flows.deadlines.waive",
    "committee-review": "flows.evaluation.committee_review",
    "decide-recommendation": "flows.evaluation.decide_recommendation",
    "record-assessment": "flows.evaluation.record_assessment",
    "name-monitoring-body": "flows.people.name_monitoring_body",
    "register-deputy": "flows.people.register_deputy",
    "hand-over": "flows.people.hand_over",
    "answer-question": "flows.people.answer_question",
    "retention": "flows.personal_data.retention",
    "annual-report": "flows.reporting.annual_report",
    "quarterly-documents": "flows.documents.quarterly_documents",
    "instance-dossier": "flows.documents.instance_dossier",
    "public-sites": "flows.public_files.public_sites",
    "press-release": "flows.public_files.press_release",
    "data-package": "flows.public_files.data_package",
    "request-sign-off": "flows.sign_off.request_sign_off",
    "approve-report": "flows.sign_off.approve_report",
    "register-signing-key": "flows.sign_off.register_signing_key",
    "receive-independent-report": "flows.publication.receive_independent_report",
    "record-publication": "flows.publication.record_publication",
    "record-erratum": "flows.publication.record_erratum",
}
SENDING = frozenset({"quarterly-collection", "follow-up", "mail-check", "record-meeting", "request-sign-off"})
"""Flows that write to people: by hand they are shown first, and confirmed."""
STAGE_FLOWS = {Stage.CO_CREATION: "co-creation", Stage.EXECUTION: "execution", Stage.EVALUATION: "evaluation"}


@dataclass(frozen=True)
class Choice:
    """A commitment an administrator can pick: its code, the label shown, and the flow of the stage it is in."""

    code: str
    label: str
    flow: str
    plan: str = ""


def entry_point(name: str) -> str:
    """Where the flow of this name lives ("flows.stages.execution"); a DomainError lists the names there are."""
    try:
        return ENTRY_POINTS[name]
    except KeyError:
        raise DomainError(f"There is no flow “{name}”; the flows are: {', '.join(ENTRY_POINTS)}.") from None


def open_commitments(engine: Engine, *, plan: str = "") -> tuple[Choice, ...]:
    """Commitments still alive, in printed order; of one plan, or of all plans when `plan` is empty."""
    # Columns and not rows: every run asks this, and ten thousand objects would take it three seconds.
    query = select(Commitment.code, Commitment.title, Commitment.stage, col(ActionPlan.code)).join(ActionPlan)
    query = query.order_by(ActionPlan.code, col(Commitment.position))
    if plan:
        query = query.where(ActionPlan.code == plan)
    with open_session(engine, reads_only=True) as session:
        found = session.exec(query).all()
    return tuple(
        Choice(code, label(code=code, title=title), STAGE_FLOWS[Stage(stage)], owner)
        for code, title, stage, owner in found
        if stage not in FINISHED
    )


def loaded_plans(engine: Engine) -> tuple[str, ...]:
    """Codes of every plan loaded, in order."""
    with open_session(engine, reads_only=True) as session:
        return tuple(session.exec(select(ActionPlan.code).order_by(ActionPlan.code)).all())


def label(*, code: str, title: str) -> str:
    """What the drop-down list shows for a commitment: "MALAA0001 · its title", shortened to stay on one line."""
    text = f"{code}{SEPARATOR}{' '.join(title.split())}"
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1].rstrip() + "…"


def code_of(choice: str) -> str:
    """The commitment code in a label; "all" and a bare code come back as they are."""
    return choice.split(SEPARATOR, 1)[0].strip() or ALL


def one_of(choice: str) -> str:
    """The commitment a label names; "" when it means all of them."""
    code = code_of(choice)
    return "" if code == ALL else code


def plan_of_commitment(engine: Engine, *, code: str, plan: str = "") -> str | None:
    """Code of the plan a commitment belongs to, None when no commitment has this code.

    Where several plans have it, `plan` is the one meant; a DomainError names them when it is none of these.
    """
    query = select(ActionPlan.code).join(Commitment).where(Commitment.code == code.upper()).order_by(ActionPlan.code)
    with open_session(engine, reads_only=True) as session:
        owners = session.exec(query).all()
    if len(owners) > 1 and plan not in owners:
        raise DomainError(
            f"{code.upper()} is in several plans ({', '.join(owners)}); set ILTIZAM_PLAN to the one meant."
        )
    return (plan if len(owners) > 1 else owners[0]) if owners else None
