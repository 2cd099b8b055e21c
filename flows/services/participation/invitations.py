"""Invitations to meetings: who is invited, which mails are due, and whoever was invited is told when it is called off."""

import hashlib
import hmac
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.dispatch import letters, outbox
from flows.services.participation.invitation_lists import Invitee, read_invitees
from models.rules.errors import DomainError
from models.tables import ActionPlan, Invitation, Meeting, Official, Organisation
from models.vocabulary import InvitationAnswer, Language, MeetingState, MessageKind
from notifications.compose_invitation import MeetingNotice, compose_invitation
from notifications.mail import Envelope
from notifications.reply_address import make_token, reply_address

# The project's own choice; no source says how long before a meeting people are invited.
INVITE_DAYS_BEFORE = 21


def invite(session: Session, desk: Desk, *, plan: ActionPlan, meeting: Meeting, text: str) -> list[Invitation]:
    """Add everybody the text names to the list of a meeting, each address once; the mail goes when it is due.

    DomainError when somebody has no address: that person would be left out in silence.
    """
    day = meeting.starts_at.astimezone(ZoneInfo(plan.time_zone)).date()
    invitees = read_invitees(session, plan=plan, text=text, day=day)
    unreachable = [invitee.name for invitee in invitees if not invitee.email]
    if unreachable:
        raise DomainError(
            f"{', '.join(unreachable)}: no working address is known; give one in the plan file or leave this person out."
        )
    known = {row.email for row in _invited(session, meeting)}
    added = [_row(desk, plan, meeting, i) for i in invitees if i.email.lower() not in known]
    session.add_all(added)
    session.flush()
    return added


def send_due(session: Session, desk: Desk, *, plan: ActionPlan, meeting: Meeting | None = None) -> list[Invitation]:
    """Queue every invitation whose day has come and that was not queued yet, in the caller's transaction.

    Of one meeting or of all planned ones. Selected by state, not by "since the last run": a second call queues nothing.
    """
    query = (
        select(Invitation, Meeting)
        .join(Meeting, col(Invitation.meeting_id) == Meeting.id)
        .where(
            Meeting.plan_id == plan.id,
            Meeting.state == MeetingState.PLANNED,
            col(Invitation.outbound_id).is_(None),
            Meeting.starts_at > desk.now,
            Meeting.starts_at <= desk.now + timedelta(days=INVITE_DAYS_BEFORE),
        )
        .order_by(col(Invitation.id))
    )
    rows = session.exec(query).all()
    chosen = [(row, about) for row, about in rows if meeting is None or about.id == meeting.id]
    return [row for row, about in chosen if _queue(session, desk, plan, about, row)]


def invited_on(meeting: Meeting) -> datetime:
    """The moment from which a meeting's invitations are due."""
    return meeting.starts_at - timedelta(days=INVITE_DAYS_BEFORE)


def call_off(session: Session, desk: Desk, *, plan: ActionPlan, meeting: Meeting, reason: str) -> list[Invitation]:
    """Tell everybody who was sent an invitation that the meeting is cancelled."""
    told = [row for row in _invited(session, meeting) if row.outbound_id is not None]
    return [row for row in told if _queue(session, desk, plan, meeting, row, because=reason)]


def _invited(session: Session, meeting: Meeting) -> list[Invitation]:
    query = select(Invitation).where(Invitation.meeting_id == meeting.id).order_by(col(Invitation.id))
    return list(session.exec(query).all())


def _row(desk: Desk, plan: ActionPlan, meeting: Meeting, invitee: Invitee) -> Invitation:
    email = invitee.email.lower()
    return Invitation(
        plan_id=plan.id, meeting_id=meeting.id, official_id=invitee.official_id, membership_id=invitee.membership_id,
        name=invitee.name, email=email, language=invitee.language.value, category=invitee.category, side=invitee.side,
        nonce=_nonce(desk, plan, meeting, email), answer=InvitationAnswer.NEEDS_ACTION,
    )  # fmt: skip


def _nonce(desk: Desk, plan: ActionPlan, meeting: Meeting, email: str) -> str:
    seed = f"invitation|{plan.code}|{meeting.code}|{email}".encode()
    return hmac.new(desk.office.key, seed, hashlib.sha256).hexdigest()[:8]


def _queue(
    session: Session, desk: Desk, plan: ActionPlan, meeting: Meeting, row: Invitation, *, because: str = ""
) -> bool:
    official = session.get(Official, row.official_id) if row.official_id else None
    if official and official.suppressed_because:
        return False  # a broken address is mended first; the invitation stays due
    key = f"invitation:{plan.code}:{meeting.code}:{row.email}:{meeting.sequence}"
    mail = compose_invitation(
        _notice(session, desk, plan, meeting, row, because=because),
        envelope=_envelope(desk, row, to=official.email if official else row.email, key=key),
    )
    queued = outbox.queue(
        session, mail=mail, key=key, kind=MessageKind.INVITATION, now=desk.now, plan_id=plan.id,
        period=meeting.period, official_id=row.official_id,
    )  # fmt: skip
    if queued is not None and not because:
        row.outbound_id = queued.id
        session.add(row)
        session.flush()
    return queued is not None


def _envelope(desk: Desk, row: Invitation, *, to: str, key: str) -> Envelope:
    office = desk.office
    local, _, host = office.reply_address.partition("@")
    identifier = letters.message_id(key, office=office)
    token = make_token(row.id, nonce=bytes.fromhex(row.nonce), key=office.key)
    return Envelope(
        from_name=office.name,
        from_address=office.from_address,
        to_name=row.name if row.name != row.email else "",
        to_address=to,
        envelope_from=f"{local}+bounce-{identifier[1:21]}@{host}",
        message_id=identifier,
        date=desk.now,
        reply_to=reply_address(office.reply_address, token),
    )


def _notice(
    session: Session, desk: Desk, plan: ActionPlan, meeting: Meeting, row: Invitation, *, because: str
) -> MeetingNotice:
    zone = ZoneInfo(plan.time_zone)
    language = Language(row.language)
    body = session.get(Organisation, meeting.organisation_id) if meeting.organisation_id else None
    return MeetingNotice(
        language=language,
        recipient_name=row.name if row.name != row.email else "",
        uid=event_uid(desk, plan=plan, meeting=meeting),
        sequence=meeting.sequence,
        title=meeting.title,
        purpose=meeting.purpose,
        regime=meeting.regime,
        held_as=meeting.format,
        starts_at=meeting.starts_at.astimezone(zone),
        ends_at=meeting.ends_at.astimezone(zone),
        place=meeting.place,
        address=meeting.address,
        chair=meeting.chair_name,
        body=(body.names.get(language.value) or body.name) if body else "",
        agenda=meeting.agenda,
        because=because,
        is_cancelled=bool(because),
        illustrative=meeting.illustrative,
    )


def event_uid(desk: Desk, *, plan: ActionPlan, meeting: Meeting) -> str:
    """The identifier of a meeting in calendars; the same for all its versions and all who are invited."""
    return f"{plan.code}-{meeting.code}@{letters.domain(desk.office.reply_address)}".lower()


def due_day(meeting: Meeting, *, zone: str) -> date:
    """Civil day on which the invitations of a meeting go out."""
    return invited_on(meeting).astimezone(ZoneInfo(zone)).date()
