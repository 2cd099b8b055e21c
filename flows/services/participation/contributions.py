"""What people contribute to a commitment, and the reasoned response each of them is given; nothing is dropped."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.lifecycle.gate_facts import lacks_response
from flows.services.lifecycle.standings import find_commitment, find_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.participation.consultations import find_consultation
from flows.services.participation.invitation_lists import categories_of
from flows.services.participation.meeting_inputs import read_day, read_word
from flows.services.participation.meetings import find_meeting
from models.rules.errors import DomainError
from models.tables import ActionPlan, Commitment, Contribution
from models.vocabulary import LedgerAction, ResponseKind

FLOW = "record-contribution"
ACTIONS = ("receive", "respond")


@dataclass(frozen=True)
class ContributionOrder:
    """A contribution or a response as a form says it; `origin` is the code of a meeting or a consultation."""

    code: str = ""
    commitment: str = ""
    text: str = ""
    category: str = ""
    challenge: str = ""
    origin: str = ""
    received_on: str = ""
    response: str = ""


def record_contribution(
    desk: Desk, *, plan: str, action: str, order: ContributionOrder, operator: str = "", preview: bool = False
) -> Outcome:
    """Keep a contribution ("receive") or its reasoned response ("respond"); DomainError when something is missing.

    A contribution without a code gets the next one. The same code and text again change nothing.
    """
    if not operator.strip():
        raise DomainError("A contribution is recorded by somebody; fill in operator.")
    if not order.text.strip():
        raise DomainError("The text is empty; write the contribution, or the reasons of the response.")
    with desk.session() as session:
        row = find_plan(session, code=plan)
        if action == "receive":
            kept = _receive(session, desk, row, order, operator)
        elif action == "respond":
            kept = _respond(session, desk, row, order, operator)
        else:
            raise DomainError(f"“{action}” is nothing to do with a contribution; choose one of: {', '.join(ACTIONS)}.")
        outcome = _outcome(session, desk, row, kept, preview)
        session.rollback() if preview else session.commit()
    return outcome


def without_response(session: Session, *, plan: ActionPlan) -> list[Contribution]:
    """Contributions of a plan that still wait for their reasoned response, oldest first."""
    query = select(Contribution).where(Contribution.plan_id == plan.id)
    rows = session.exec(query.order_by(col(Contribution.received_on), col(Contribution.id))).all()
    return [row for row in rows if lacks_response(row)]


def _receive(session: Session, desk: Desk, plan: ActionPlan, order: ContributionOrder, operator: str) -> Contribution:
    received_on = read_day(order.received_on, what="the contribution", default=desk.today)
    if received_on > desk.today:
        raise DomainError(f"{received_on} is in the future; write the day the contribution came.")
    known = _find(session, plan, order.code) if order.code.strip() else None
    if known:
        if known.text != order.text.strip():
            raise DomainError(f"{known.code} is another contribution; give this one a code of its own, or none.")
        return known
    row = _new(session, plan, order, received_on)
    session.add(row)
    session.flush()
    ledger.record(
        session, desk, action=LedgerAction.CONTRIBUTION_RECORDED, subject=row.code, plan_id=plan.id,
        field="text", after=row.text, source=order.origin, actor=operator,
    )  # fmt: skip
    return row


def _new(session: Session, plan: ActionPlan, order: ContributionOrder, received_on: date) -> Contribution:
    commitment = find_commitment(session, plan=plan, code=order.commitment) if order.commitment.strip() else None
    category = order.category.strip().upper()
    known = categories_of(session, plan=plan)
    if category and category not in known:
        raise DomainError(f"There is no participant category “{category}”; write one of: {', '.join(known)}.")
    meeting = find_meeting(session, plan=plan, code=order.origin) if order.origin.strip() else None
    consultation = find_consultation(session, plan=plan, code=order.origin) if order.origin.strip() else None
    if order.origin.strip() and not (meeting or consultation):
        raise DomainError(f"There is no meeting and no consultation “{order.origin.strip()}”; record it first.")
    return Contribution(
        plan_id=plan.id,
        member_id=commitment.member_id if commitment else None,
        commitment_id=commitment.id if commitment else None,
        meeting_id=meeting.id if meeting else None,
        consultation_id=consultation.id if consultation else None,
        code=order.code.strip().upper() or _next_code(session, plan),
        category=category,
        challenge=order.challenge.strip(),
        text=order.text.strip(),
        received_on=received_on,
    )


def _respond(session: Session, desk: Desk, plan: ActionPlan, order: ContributionOrder, operator: str) -> Contribution:
    row = _find(session, plan, order.code)
    if row is None:
        raise DomainError(f"There is no contribution “{order.code}” in {plan.code}; the co-creation flow lists them.")
    if not order.response.strip():
        raise DomainError(f"The response to {row.code} says no decision; choose one of: {', '.join(ResponseKind)}.")
    response = read_word(ResponseKind, order.response, what="response", default=ResponseKind.ACCEPTED)
    if (row.response, row.response_text) == (response, order.text.strip()):
        return row
    before = f"{row.response.value}: {row.response_text}" if row.response else ""
    row.response, row.response_text = response, order.text.strip()
    row.responded_by, row.responded_on = operator.strip(), desk.today
    session.add(row)
    ledger.record(
        session, desk, action=LedgerAction.CONTRIBUTION_ANSWERED, subject=row.code, plan_id=plan.id, field="response",
        before=before, after=f"{response.value}: {row.response_text}", actor=operator,
    )  # fmt: skip
    return row


def _find(session: Session, plan: ActionPlan, code: str) -> Contribution | None:
    return session.exec(
        select(Contribution).where(Contribution.plan_id == plan.id, Contribution.code == code.strip().upper())
    ).first()


def _next_code(session: Session, plan: ActionPlan) -> str:
    taken = set(session.exec(select(col(Contribution.code)).where(Contribution.plan_id == plan.id)).all())
    number = len(taken) + 1
    while f"C-{number:04}" in taken:
        number += 1
    return f"C-{number:04}"


def _outcome(session: Session, desk: Desk, plan: ActionPlan, row: Contribution, preview: bool) -> Outcome:
    session.flush()
    waiting = len(without_response(session, plan=plan))
    commitment = session.get(Commitment, row.commitment_id) if row.commitment_id else None
    shown = row.response.value if row.response else "waits for a response"
    verb = "would be kept" if preview else "is kept"
    summary = f"Contribution {row.code} {verb} ({shown}); {waiting} contributions wait for a reasoned response."
    cells = (row.code, commitment.code if commitment else "", row.category, row.text, shown, row.response_text)
    columns = ("Contribution", "Commitment", "Category", "Text", "Response", "Reasons")
    table = ReportTable("contributions", "Contribution", columns, (cells,))
    return Outcome(FLOW, plan.code, desk.today, preview, summary, {"waiting": waiting}, (table,))
