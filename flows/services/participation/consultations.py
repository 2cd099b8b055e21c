"""Consultations outside a meeting: surveys, comment periods, channels; opened and closed by their dates, then counted."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_commitment, find_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.participation.meeting_inputs import read_day, read_word, split_list
from flows.services.participation.record_files import files_said, keep_record_file
from models.rules.errors import DomainError
from models.rules.partial_dates import PartialDate
from models.tables import ActionPlan, Consultation
from models.vocabulary import ConsultationKind, ConsultationState, LedgerAction

FLOW = "record-consultation"


@dataclass(frozen=True)
class ConsultationOrder:
    """A consultation as a form says it. `answers` below 0 means not counted yet; `address` is where people answer."""

    code: str
    kind: str = ""
    title: str = ""
    commitments: str = ""
    address: str = ""
    opens_on: str = ""
    closes_on: str = ""
    answers: int = -1
    results_file: str = ""
    results_are_public: bool = False


def record_consultation(
    desk: Desk, *, plan: str, order: ConsultationOrder, operator: str = "", preview: bool = False
) -> Outcome:
    """Announce a consultation, change what is announced, or note how many answered; DomainError when dates cannot be."""
    if not (order.code.strip() and operator.strip()):
        raise DomainError("A consultation has a code and is recorded by somebody; fill in code and operator.")
    with desk.session() as session:
        row = find_plan(session, code=plan)
        known = find_consultation(session, plan=row, code=order.code)
        before = _shown(known) if known else ""
        kept = _update(known, order) if known else _new(session, row, order)
        _check(row, kept)
        session.add(kept)
        session.flush()
        changed = _write(session, desk, row, before=before, kept=kept, operator=operator)
        move_by_date(session, desk, plan=row)
        keep_record_file(
            session, desk, plan=row, about=kept, given=order.results_file, is_public=order.results_are_public,
            operator=operator,
        )  # fmt: skip
        outcome = _outcome(session, desk, row, kept, changed, preview)
        session.rollback() if preview else session.commit()
    return outcome


def find_consultation(session: Session, *, plan: ActionPlan, code: str) -> Consultation | None:
    """A consultation of the plan by its code, None when there is none."""
    return session.exec(
        select(Consultation).where(Consultation.plan_id == plan.id, Consultation.code == code.strip().upper())
    ).first()


def move_by_date(session: Session, desk: Desk, *, plan: ActionPlan) -> list[Consultation]:
    """Open what opens and close what has closed, by date, in the caller's transaction; those that changed."""
    rows = session.exec(
        select(Consultation).where(Consultation.plan_id == plan.id).order_by(col(Consultation.id))
    ).all()
    return [row for row in rows if _move(session, desk, plan, row)]


def _move(session: Session, desk: Desk, plan: ActionPlan, row: Consultation) -> bool:
    state = ConsultationState.OPEN
    if desk.today < row.opens_on:
        state = ConsultationState.PLANNED
    elif desk.today > row.closes_on:
        state = ConsultationState.CLOSED
    if row.state is state:
        return False
    before, row.state = row.state, state
    session.add(row)
    ledger.record(
        session, desk, action=LedgerAction.CONSULTATION_RECORDED, subject=row.code, plan_id=plan.id, field="state",
        before=before.value, after=state.value, reason=f"{row.opens_on} to {row.closes_on}",
    )  # fmt: skip
    return True


def _new(session: Session, plan: ActionPlan, order: ConsultationOrder) -> Consultation:
    opens_on = read_day(order.opens_on, what="the opening")
    return Consultation(
        plan_id=plan.id,
        code=order.code.strip().upper(),
        kind=read_word(
            ConsultationKind, order.kind, what="kind of consultation", default=ConsultationKind.ONLINE_SURVEY
        ),
        title=order.title.strip() or order.code.strip(),
        commitments=[find_commitment(session, plan=plan, code=c).code for c in split_list(order.commitments)],
        address=order.address.strip(),
        opens_on=opens_on,
        closes_on=read_day(order.closes_on, what="the closing"),
        answers=_answers(order),
    )


def _update(known: Consultation, order: ConsultationOrder) -> Consultation:
    known.opens_on = read_day(order.opens_on, what="the opening", default=known.opens_on)
    known.closes_on = read_day(order.closes_on, what="the closing", default=known.closes_on)
    known.address = order.address.strip() or known.address
    known.title = order.title.strip() or known.title
    known.answers = known.answers if _answers(order) is None else _answers(order)
    return known


def _answers(order: ConsultationOrder) -> int | None:
    if order.answers < -1:
        raise DomainError(f"{order.answers} answers cannot be; write 0 or more, or -1 while nobody has counted.")
    return None if order.answers == -1 else order.answers


def _check(plan: ActionPlan, row: Consultation) -> None:
    last = PartialDate.parse(plan.end).last_day()
    if row.closes_on < row.opens_on:
        raise DomainError(f"{row.code} would close on {row.closes_on}, before it opens; give a later day.")
    if row.closes_on > last:
        raise DomainError(f"{row.closes_on} is outside the plan, which ends on {last}; close {row.code} earlier.")


def _shown(row: Consultation) -> str:
    return f"{row.opens_on} to {row.closes_on}, {'not counted' if row.answers is None else row.answers} answers"


def _write(session: Session, desk: Desk, plan: ActionPlan, *, before: str, kept: Consultation, operator: str) -> bool:
    after = _shown(kept)
    if before == after:
        return False
    ledger.record(
        session, desk, action=LedgerAction.CONSULTATION_RECORDED, subject=kept.code, plan_id=plan.id,
        field="consultation", before=before, after=after, source=kept.address, actor=operator,
    )  # fmt: skip
    return True


def _outcome(
    session: Session, desk: Desk, plan: ActionPlan, row: Consultation, changed: bool, preview: bool
) -> Outcome:
    verb = "would be recorded" if preview else "is recorded"
    summary = f"{row.code} {verb}: {_shown(row)}, {row.state.value}."
    cells = (row.code, row.kind.value, row.title, row.opens_on.isoformat(), row.closes_on.isoformat(), row.state.value,
             "" if row.answers is None else str(row.answers), files_said(session, about=row) or "none")  # fmt: skip
    columns = ("Consultation", "Kind", "Title", "Opens", "Closes", "State", "Answers", "Files")
    table = ReportTable("consultations", "Consultation", columns, (cells,))
    return Outcome(FLOW, plan.code, desk.today, preview, summary, {"changed": int(changed)}, (table,))
