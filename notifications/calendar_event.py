"""A meeting as an iCalendar object (RFC 5545, 5546): invited, moved or cancelled; equal input gives equal text.

Knows nothing of mails. Times are written in UTC: calendars on machines with old time-zone data would move a Moroccan hour.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from icalendar import Calendar, Event, vCalAddress, vText

PRODUCT = "-//Iltizam//Open government action plans//FR"


class CalendarMethod(StrEnum):
    """What the object asks of the reader's calendar (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class CalendarEvent:
    """One meeting for one attendee. `organiser_address` takes the answer, so it carries the attendee's token."""

    uid: str
    sequence: int
    title: str
    description: str
    starts_at: datetime
    ends_at: datetime
    stamped_at: datetime
    organiser_name: str
    organiser_address: str
    attendee_name: str
    attendee_address: str
    place: str = ""
    address: str = ""


def write_event(event: CalendarEvent, *, method: CalendarMethod) -> bytes:
    """The iCalendar text, CRLF line ends, folded as RFC 5545 asks."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    entry = Event()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.stamped_at.astimezone(UTC))
    entry.add("dtstart", event.starts_at.astimezone(UTC))
    entry.add("dtend", event.ends_at.astimezone(UTC))
    entry.add("summary", event.title)
    entry.add("description", event.description)
    entry.add("status", "CANCELLED" if method is CalendarMethod.CANCEL else "CONFIRMED")
    if event.place or event.address:
        entry.add("location", ", ".join(filter(None, (event.place, event.address))))
    entry.add("organizer", _organiser(event), encode=False)
    entry.add("attendee", _attendee(event, method), encode=False)
    calendar.add_component(entry)
    text: bytes = calendar.to_ical()
    return text


def _organiser(event: CalendarEvent) -> vCalAddress:
    address = vCalAddress(f"mailto:{event.organiser_address}")
    address.params["CN"] = vText(event.organiser_name)
    return address


def _attendee(event: CalendarEvent, method: CalendarMethod) -> vCalAddress:
    address = vCalAddress(f"mailto:{event.attendee_address}")
    address.params["CN"] = vText(event.attendee_name or event.attendee_address)
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    if method is CalendarMethod.REQUEST:
        address.params["PARTSTAT"] = vText("NEEDS-ACTION")
        address.params["RSVP"] = vText("TRUE")
    return address
