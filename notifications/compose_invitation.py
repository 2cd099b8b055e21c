"""The invitation to a meeting: a mail in the reader's language with the event beside it, or the news of its cancelling."""

from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_time

from models.vocabulary import Language, MeetingFormat, MeetingPurpose, MeetingRegime
from notifications.calendar_event import CalendarEvent, CalendarMethod, write_event
from notifications.compose_mime import build_mail
from notifications.compose_page import page_of, subject_line
from notifications.formatting import LOCALES, clean_paragraph, embed, isolate, settle_direction
from notifications.language import Phrasebook, phrases
from notifications.mail import Attachment, CalendarPart, ComposedMail, Envelope
from notifications.render import render

MOROCCO = "Africa/Casablanca"


@dataclass(frozen=True)
class MeetingNotice:
    """One meeting as one invited person is told of it. Moments are aware and in the plan's civil time.

    `sequence` grows with every change; `because` is why it was cancelled.
    """

    language: Language
    recipient_name: str
    uid: str
    sequence: int
    title: str
    purpose: MeetingPurpose
    regime: MeetingRegime
    held_as: MeetingFormat
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    address: str = ""
    chair: str = ""
    body: str = ""
    agenda: str = ""
    because: str = ""
    is_cancelled: bool = False
    illustrative: bool = False


def compose_invitation(notice: MeetingNotice, *, envelope: Envelope) -> ComposedMail:
    """The mail: text, HTML, and the event as `text/calendar` and as a file, for programs that read only one of them."""
    book = phrases(notice.language)
    method = CalendarMethod.CANCEL if notice.is_cancelled else CalendarMethod.REQUEST
    heading = _heading(notice, book)
    paragraphs = tuple(clean_paragraph(text, notice.language) for text in _paragraphs(notice, book) if text)
    event = write_event(_event(notice, envelope, paragraphs), method=method)
    shown = settle_direction(clean_paragraph(heading, notice.language), notice.language)
    name = embed(notice.recipient_name, notice.language)
    page = page_of(
        book, envelope=envelope, subject=heading, heading=clean_paragraph(heading, notice.language), name=name
    )
    both = render("notice", language=notice.language, page=page, paragraphs=paragraphs)
    return build_mail(
        envelope,
        subject=subject_line(shown),
        text=both.text,
        html=both.html,
        language=notice.language,
        calendar=CalendarPart(method.value, event.decode()),
        attachments=(Attachment("invitation.ics", "application/ics", event),),
    )


def _heading(notice: MeetingNotice, book: Phrasebook) -> str:
    values = {"title": embed(notice.title, book.language), "date": book.date(notice.starts_at.date())}
    if notice.is_cancelled:
        return book.gettext("Cancelled: %(title)s, %(date)s", **values)
    if notice.sequence:
        return book.gettext("Changed: %(title)s, %(date)s", **values)
    return book.gettext("Invitation: %(title)s, %(date)s", **values)


def _paragraphs(notice: MeetingNotice, book: Phrasebook) -> tuple[str, ...]:
    return (
        _first_words(notice, book),
        *_facts(notice, book),
        "" if notice.is_cancelled else _how_to_answer(book),
        book.gettext("This meeting is illustrative: it was invented for a demonstration.")
        if notice.illustrative
        else "",
    )


def _first_words(notice: MeetingNotice, book: Phrasebook) -> str:
    if notice.is_cancelled:
        because = embed(notice.because.rstrip("."), book.language)
        return book.gettext("The following meeting is cancelled: %(because)s.", because=because)
    if notice.sequence:
        return book.gettext("The following meeting has changed; this replaces what you received before.")
    return book.gettext("You are invited to the following meeting.")


def _facts(notice: MeetingNotice, book: Phrasebook) -> tuple[str, ...]:
    language = book.language
    kind = book.gettext(
        "Purpose: %(purpose)s (%(regime)s, %(format)s)",
        purpose=book.label(notice.purpose), regime=book.label(notice.regime), format=book.label(notice.held_as),
    )  # fmt: skip
    return (
        kind,
        _when(notice, book),
        book.gettext("Where: %(place)s", place=embed(notice.place, language)) if notice.place else "",
        book.gettext("To join: %(address)s", address=isolate(notice.address)) if notice.address else "",
        book.gettext("Body: %(body)s", body=embed(notice.body, language)) if notice.body else "",
        book.gettext("Chair: %(chair)s", chair=embed(notice.chair, language)) if notice.chair else "",
        book.gettext("Agenda: %(agenda)s", agenda=embed(notice.agenda, language)) if notice.agenda else "",
    )


def _when(notice: MeetingNotice, book: Phrasebook) -> str:
    """The hour as the plan's own country has it; of another country than Morocco, the zone is named."""
    date, start, end = (
        book.date(notice.starts_at.date()),
        _clock(notice.starts_at, book.language),
        _clock(notice.ends_at, book.language),
    )
    zone = getattr(notice.starts_at.tzinfo, "key", MOROCCO)
    if zone == MOROCCO:
        return book.gettext(
            "When: %(date)s, from %(start)s to %(end)s, time of Morocco", date=date, start=start, end=end
        )
    return book.gettext(
        "When: %(date)s, from %(start)s to %(end)s, local time (%(zone)s)",
        date=date, start=start, end=end, zone=isolate(zone),
    )  # fmt: skip


def _how_to_answer(book: Phrasebook) -> str:
    return book.gettext(
        "Please answer with the buttons of your calendar, or simply reply to this mail with the word yes or no."
    )


def _clock(moment: datetime, language: Language) -> str:
    return isolate(str(format_time(moment.timetz(), "HH:mm", locale=LOCALES[language])))


def _event(notice: MeetingNotice, envelope: Envelope, paragraphs: tuple[str, ...]) -> CalendarEvent:
    return CalendarEvent(
        uid=notice.uid,
        sequence=notice.sequence,
        title=settle_direction(clean_paragraph(notice.title, notice.language), notice.language),
        description="\n".join(settle_direction(text, notice.language) for text in paragraphs),
        starts_at=notice.starts_at,
        ends_at=notice.ends_at,
        stamped_at=envelope.date,
        organiser_name=envelope.from_name,
        organiser_address=envelope.reply_to or envelope.from_address,
        attendee_name=notice.recipient_name,
        attendee_address=envelope.to_address,
        place=notice.place,
        address=notice.address,
    )
