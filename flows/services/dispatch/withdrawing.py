"""Taking back mails that have not gone out yet when what they say has been answered meanwhile."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.dispatch import outbox
from flows.services.escalation.escalation_rows import end
from flows.services.escalation.escalations import running_about
from flows.services.escalation.subjects import subject_of
from models.tables import ActionPlan, DataRequest, Escalation, EscalationStep, OutboundMessage
from models.vocabulary import MessageKind, OutboundState

ASKING = (MessageKind.REQUEST, MessageKind.REMINDER)


def settle_what_was_answered(
    session: Session,
    desk: Desk,
    *,
    request: DataRequest,
    codes: Collection[str],
    running: Sequence[Escalation] | None = None,
) -> int:
    """End escalations that a reply has settled, and take back roll-ups about them that still wait to be sent.

    In the transaction that records the reply, so that nothing goes out after "answered". `codes` are the lines it
    answered. Returns how many ended. `running` are the escalations about lines of this form where they are at hand.
    """
    if running is None:
        running = running_about(session, plan_id=request.plan_id, codes=[request.reference, *codes])
    else:
        running = [escalation for escalation in running if escalation.subject_code in {request.reference, *codes}]
    if not running:
        return 0
    session.flush()
    plan = session.get_one(ActionPlan, request.plan_id)
    return sum(_end_if_settled(session, desk, plan=plan, escalation=escalation) for escalation in running)


def withdraw_roll_ups(session: Session, *, escalation: Escalation) -> int:
    """Cancel waiting roll-ups that name this escalation; their other points are told anew by the next follow-up."""
    query = (
        select(OutboundMessage)
        .join(EscalationStep, col(EscalationStep.outbound_id) == OutboundMessage.id)
        .where(EscalationStep.escalation_id == escalation.id, OutboundMessage.state == OutboundState.PENDING)
        .with_for_update(of=OutboundMessage)
    )
    mails = {mail.id: mail for mail in session.exec(query).all()}
    for mail in mails.values():
        mail.state, mail.last_error = OutboundState.CANCELLED, "Cancelled: a point it names was settled meanwhile."
        _forget_other_points(session, mail=mail, escalation=escalation)
    return len(mails)


def _forget_other_points(session: Session, *, mail: OutboundMessage, escalation: Escalation) -> None:
    steps = session.exec(select(EscalationStep).where(EscalationStep.outbound_id == mail.id)).all()
    for step in steps:
        if step.escalation_id == escalation.id:
            step.outbound_id, step.note = None, "settled before the mail went out"
        else:
            session.delete(step)
    session.flush()


def _end_if_settled(session: Session, desk: Desk, *, plan: ActionPlan, escalation: Escalation) -> bool:
    subject = subject_of(escalation.subject)
    settled = subject.settlement(session, desk, plan, escalation.subject_code) if subject else None
    if settled is None:
        return False
    withdraw_roll_ups(session, escalation=escalation)
    end(session, desk, plan_id=plan.id, escalation=escalation, because=settled.because)
    return True


def withdraw_asking(session: Session, desk: Desk, *, request_id: int) -> int:
    """Cancel a form and its reminders that still wait to be sent."""
    return outbox.cancel(session, data_request_id=request_id, kinds=ASKING, now=desk.now)


from models.vocabulary import MessageKind  # noqa: E402

ASKING = (MessageKind.REQUEST, MessageKind.REMINDER)
