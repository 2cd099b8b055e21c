"""Mail that answers no form: what came back, complaints, answers to invitations, approvals, committee replies, decisions."""

from dataclasses import dataclass

from sqlmodel import Session

from flows.services.approval.sign_off_replies import settle_sign_off
from flows.services.committee.committee_replies import settle_committee_reply
from flows.services.desk import Desk
from flows.services.dispatch.bounces import settle_bounce, settle_complaint
from flows.services.participation.invitation_answers import settle_invitation
from flows.services.reception.absences import note_absence
from flows.services.reception.matching import Match
from flows.services.reception.verdicts import carry_out_verdict
from models.tables import InboundMessage
from models.vocabulary import InboundClass
from notifications.classify import Automatic, Bounce, Classification
from notifications.mime import ParsedMail
from notifications.reasons import Reason


@dataclass(frozen=True)
class Apart:
    """The fate of such a mail and its reasons; no fate when it was given one already."""

    fate: InboundClass | None
    reasons: tuple[str, ...] = ()


def settle_apart(
    session: Session, desk: Desk, *, inbound: InboundMessage, mail: ParsedMail, nature: Classification, found: Match
) -> Apart | None:
    """Do what such a mail asks for, in the caller's transaction; None when it is to be read as an answer to a form."""
    if isinstance(nature, Bounce):
        settle_bounce(session, desk, inbound=inbound, mail=mail, report=nature.report)
        return Apart(InboundClass.BOUNCE, tuple(nature.reasons))
    if Reason.FEEDBACK_REPORT in nature.reasons:
        settle_complaint(session, desk, inbound=inbound, mail=mail)
    is_automatic = isinstance(nature, Automatic)
    invited = (
        settle_invitation(session, desk, inbound=inbound, mail=mail, is_automatic=is_automatic)
        if found.may_be_invited
        else None
    )
    if invited:
        return Apart(invited.fate, (invited.reason,))
    if found.sender and isinstance(nature, Automatic):
        note_absence(session, desk, inbound=inbound, official=found.sender, read=nature.absence)
    if not found.evidence.is_tied and settle_sign_off(
        session, desk, inbound=inbound, mail=mail, nature=nature, authentication=found.evidence.authentication
    ):
        return Apart(None)
    if not found.evidence.is_tied and settle_committee_reply(
        session, desk, inbound=inbound, mail=mail, nature=nature, authentication=found.evidence.authentication
    ):
        return Apart(None)
    decided = None if is_automatic else carry_out_verdict(session, desk, inbound=inbound, mail=mail, found=found)
    return Apart(InboundClass.DECISION, (decided,)) if decided else None
