"""The quarterly form and its reminders, as data for the templates: what is asked, of whom, until when and how."""

from dataclasses import dataclass
from datetime import date

from notifications.compose_columns import ColumnHeadings
from notifications.compose_guidance import AnswerGroup, accepted_answers, steps
from notifications.compose_items import SectionView, headings, section_view
from notifications.compose_page import Page, illustrative_note, marked, page_of, subject_line
from notifications.form import Form
from notifications.form_title import form_title
from notifications.formatting import clean_line, embed, isolate, settle_direction
from notifications.language import Phrasebook
from notifications.mail import Envelope


@dataclass(frozen=True)
class RequestView:
    """Body of a form. `deadline` is the sentence with the day, `opening` the sentences before it."""

    opening: tuple[str, ...]
    deadline: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    groups: tuple[AnswerGroup, ...]
    headings: ColumnHeadings
    sections: tuple[SectionView, ...]
    notes: tuple[str, ...]


def request_subject(form: Form, *, reminder: int, book: Phrasebook) -> str:
    """Subject of the form or of a reminder; it begins in the reader's script and ends with the reference."""
    period, reference = book.period(form.period), isolate(clean_line(form.reference))
    if reminder:
        count = len(form.items)
        subject = book.ngettext(
            "Reminder %(reminder)s: %(number)s line to complete – %(period)s [%(reference)s]",
            "Reminder %(reminder)s: %(number)s lines to complete – %(period)s [%(reference)s]",
            count,
            reminder=reminder,
            period=period,
            reference=reference,
        )
    else:
        subject = book.gettext(
            "Follow-up of the action plan – %(period)s: please answer by %(date)s [%(reference)s]",
            period=period,
            date=book.date(form.respond_by),
            reference=reference,
        )
    return subject_line(settle_direction(subject, book.language))


def request_view(
    form: Form,
    *,
    reminder: int,
    next_reminder_on: date | None,
    why: str,
    written_on: date,
    has_workbook: bool,
    book: Phrasebook,
    notes: tuple[str, ...] = (),
) -> RequestView:
    """The whole form in the reader's language."""
    small_print = [_next_reminder(next_reminder_on, book=book), *notes]
    if form.recipient_is_illustrative or any(item.illustrative for item in form.items):
        small_print.append(illustrative_note(book))
    small_print.append(
        book.gettext("Your reply is kept: every published figure leads back to the message it came from.")
    )
    return RequestView(
        opening=_opening(form, reminder=reminder, why=why, book=book),
        deadline=_deadline(form, written_on=written_on, book=book),
        facts=_facts(form, book=book),
        steps=steps(book, has_workbook=has_workbook),
        groups=accepted_answers(form, book=book),
        headings=headings(book),
        sections=tuple(section_view(section, member=form.member, book=book) for section in form.sections),
        notes=tuple(small_print),
    )


def request_page(form: Form, *, reminder: int, subject: str, envelope: Envelope, book: Phrasebook) -> Page:
    """Letterhead of the form."""
    called = form_title(form.period, book=book)
    heading = book.gettext("Reminder %(reminder)s", reminder=reminder) if reminder else called
    return page_of(
        book,
        envelope=envelope,
        subject=subject,
        heading=f"{heading} – {book.period(form.period)}",
        name=_recipient(form, book=book),
        kicker=embed(form.plan_title, book.language),
        context=embed(form.member, book.language),
        preheader=book.gettext("Please answer by %(date)s.", date=book.date(form.respond_by)),
    )


def _recipient(form: Form, *, book: Phrasebook) -> str:
    return marked(book, form.recipient_name, illustrative=form.recipient_is_illustrative)


def _opening(form: Form, *, reminder: int, why: str, book: Phrasebook) -> tuple[str, ...]:
    reason = embed(why, book.language) or book.gettext(
        "You receive this form as the official responsible (%(member)s) for the commitments below, which belong to "
        "“%(plan)s”.",
        member=embed(form.member, book.language),
        plan=embed(form.plan_title, book.language),
    )
    if not reminder:
        return (reason,)
    count = len(form.items)
    missing = book.ngettext(
        "This is reminder %(reminder)s. One line is still without an answer; what you have already sent is recorded "
        "and is not asked again.",
        "This is reminder %(reminder)s. %(number)s lines are still without an answer; what you have already sent is "
        "recorded and is not asked again.",
        count,
        reminder=reminder,
    )
    crossed = book.gettext("If your reply has crossed this message, there is nothing more to do: thank you.")
    return (missing, crossed, reason)


def _deadline(form: Form, *, written_on: date, book: Phrasebook) -> str:
    day = book.date(form.respond_by)
    if written_on > form.respond_by:
        return book.gettext("An answer was asked for by %(date)s; it is still welcome.", date=day)
    return book.gettext("Please answer by %(date)s.", date=day)


def _facts(form: Form, *, book: Phrasebook) -> tuple[tuple[str, str], ...]:
    days = book.gettext("%(start)s to %(end)s", start=book.date(form.period_start), end=book.date(form.period_end))
    return (
        (book.gettext("Period"), f"{book.period(form.period)} ({days})"),
        (book.gettext("Reference"), isolate(clean_line(form.reference))),
    )


def _next_reminder(day: date | None, *, book: Phrasebook) -> str:
    if day is None:
        return book.gettext("No further reminder is planned after this message.")
    return book.gettext("If a line is still missing, the next reminder comes on %(date)s.", date=book.date(day))
