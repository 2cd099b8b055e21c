"""What a person answers to an invitation: by the buttons of a calendar (RFC 5546 REPLY) or with the word yes or no."""

from dataclasses import dataclass

from icalendar import Calendar

from models.vocabulary import InvitationAnswer
from notifications.decisions import Verdict, read_verdict
from notifications.mime import ParsedMail

LARGEST_EVENT = 200_000
_CALENDAR_TYPES = frozenset({"text/calendar", "application/ics"})
_STATES = {
    "ACCEPTED": InvitationAnswer.ACCEPTED,
    "TENTATIVE": InvitationAnswer.TENTATIVE,
    "DECLINED": InvitationAnswer.DECLINED,
}


@dataclass(frozen=True)
class InvitationReply:
    """One answer. `uid` and `sequence` are known when a calendar wrote it; words carry neither."""

    answer: InvitationAnswer
    uid: str = ""
    sequence: int | None = None


def read_invitation_reply(mail: ParsedMail) -> InvitationReply | None:
    """The answer of a mail; None when there is no clear one. Never raises, whatever a calendar wrote."""
    for part in mail.parts:
        if part.content_type.lower() in _CALENDAR_TYPES and len(part.content) <= LARGEST_EVENT:
            found = _read_calendar(part.content)
            if found:
                return found
    verdict = read_verdict(mail)
    if verdict is None:
        return None
    refuses = verdict is Verdict.REFUSE
    return InvitationReply(InvitationAnswer.DECLINED if refuses else InvitationAnswer.ACCEPTED)


def is_calendar_reply(mail: ParsedMail) -> bool:
    """Whether a calendar answered in the person's name, which programs often mark as an automatic mail."""
    found = read_invitation_reply(mail)
    return bool(found and found.uid)


def _read_calendar(content: bytes) -> InvitationReply | None:
    try:
        calendar = Calendar.from_ical(content)
        if str(calendar.get("method", "")).upper() != "REPLY":
            return None
        (event,) = calendar.walk("VEVENT")
        attendees = event.get("attendee", [])
        attendee = attendees[0] if isinstance(attendees, list) else attendees
        state = str(attendee.params.get("PARTSTAT", "")).upper()
        sequence = int(event.get("sequence", 0))
        uid = str(event.get("uid", ""))
    except Exception:  # noqa: BLE001  (hostile or broken calendars raise whatever they like; they answer nothing)
        return None
    return InvitationReply(_STATES[state], uid, sequence) if state in _STATES and uid else None
