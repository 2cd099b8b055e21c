"""Answers to invitations: found by token or thread, counted once, and never taken from anybody but the invited person."""

from dataclasses import dataclass

from sqlmodel import Session, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.participation.invitations import event_uid
from models.tables import ActionPlan, InboundMessage, Invitation, Meeting, Official, OutboundMessage
from models.vocabulary import Authentication, InboundClass, LedgerAction, MeetingState, MessageKind
from notifications.authentication import judge
from notifications.mime import ParsedMail
from notifications.reading.invitation_answers import InvitationReply, read_invitation_reply
from notifications.reply_address import find_tokens


@dataclass(frozen=True)
class AnswerFate:
    """What became of a mail that answers an invitation: its class and the reason, as the message keeps them."""

    fate: InboundClass
    reason: str


def settle_invitation(
    session: Session, desk: Desk, *, inbound: InboundMessage, mail: ParsedMail, is_automatic: bool
) -> AnswerFate | None:
    """Record the answer this mail gives to one of our invitations, in the caller's transaction; None when it gives none.

    An automatic mail counts only when a calendar wrote it: the person pressed its button, and it names our event.
    """
    invitation = _invitation(session, desk, mail=mail)
    if invitation is None:
        return None
    meeting = session.get_one(Meeting, invitation.meeting_id)
    plan = session.get_one(ActionPlan, invitation.plan_id)
    inbound.plan_id, inbound.official_id = plan.id, invitation.official_id
    reply = read_invitation_reply(mail)
    if is_automatic and not (reply and reply.uid):
        return None
    if reply is None or (reply.uid and reply.uid.lower() != event_uid(desk, plan=plan, meeting=meeting)):
        return AnswerFate(InboundClass.TRIAGE, f"invitation_unclear:{meeting.code}")
    if not _is_from_the_invited(session, desk, invitation=invitation, mail=mail):
        return AnswerFate(InboundClass.TRIAGE, f"invitation_answered_by_another:{meeting.code}")
    if meeting.state is not MeetingState.PLANNED or _is_of_an_earlier_version(
        session, mail, reply, invitation, meeting
    ):
        return AnswerFate(InboundClass.DECISION, f"invitation_changed_since:{meeting.code}")
    _record(session, desk, plan=plan, meeting=meeting, invitation=invitation, reply=reply, inbound=inbound)
    return AnswerFate(InboundClass.DECISION, f"invitation:{meeting.code}:{reply.answer.value}")


def _invitation(session: Session, desk: Desk, *, mail: ParsedMail) -> Invitation | None:
    for token in find_tokens(mail.recipients, key=desk.office.key):
        row = session.get(Invitation, token.data_request_id)
        if row and row.nonce == token.nonce.hex():
            return row
    answered = _answered(session, mail)
    if answered is None:
        return None
    return session.exec(select(Invitation).where(Invitation.outbound_id == answered.id)).first()


def _answered(session: Session, mail: ParsedMail) -> OutboundMessage | None:
    for identifier in (*mail.in_reply_to, *mail.references):
        row = session.exec(
            select(OutboundMessage).where(
                OutboundMessage.message_id == identifier, OutboundMessage.kind == MessageKind.INVITATION
            )
        ).first()
        if row:
            return row
    return None


def _is_from_the_invited(session: Session, desk: Desk, *, invitation: Invitation, mail: ParsedMail) -> bool:
    official = session.get(Official, invitation.official_id) if invitation.official_id else None
    expected = {invitation.email, official.email.lower() if official else invitation.email}
    fails = judge(mail, authserv_id=desk.office.trusted_server) is Authentication.FAIL
    return mail.from_is_strict and mail.from_address.lower() in expected and not fails


def _is_of_an_earlier_version(
    session: Session, mail: ParsedMail, reply: InvitationReply, invitation: Invitation, meeting: Meeting
) -> bool:
    """A yes to the old day is no yes to the new one."""
    if reply.sequence is not None:
        return reply.sequence < meeting.sequence
    answered = _answered(session, mail)
    return answered is not None and answered.id != invitation.outbound_id


def _record(
    session: Session, desk: Desk, *, plan: ActionPlan, meeting: Meeting, invitation: Invitation, reply: InvitationReply,
    inbound: InboundMessage,
) -> None:  # fmt: skip
    before = invitation.answer
    invitation.answer, invitation.answered_at, invitation.inbound_id = reply.answer, desk.now, inbound.id
    session.add(invitation)
    ledger.record(
        session, desk, action=LedgerAction.INVITATION_ANSWERED, subject=meeting.code, plan_id=plan.id,
        field=f"invitation {invitation.id}", before=before.value, after=reply.answer.value,
        source=f"sha256:{inbound.sha256}",
    )  # fmt: skip
