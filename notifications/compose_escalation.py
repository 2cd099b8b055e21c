"""The roll-up to a superior: facts and dates, no blame; what would end each point, and when it is looked at again."""

from dataclasses import dataclass

from notifications.compose_page import Page, illustrative_note, marked, page_of, subject_line
from notifications.formatting import clean_line, embed, isolate, settle_direction
from notifications.language import Phrasebook
from notifications.mail import Envelope, EscalationNotice, OverdueItem


@dataclass(frozen=True)
class OverdueView:
    """One late thing. `late` is a count of working days in words."""

    code: str
    title: str
    place: str
    responsible: str
    due: str
    late: str
    explanation: str


@dataclass(frozen=True)
class OverdueTable:
    """Late milestones, or missing answers; `ending` says what takes a point off the list."""

    title: str
    title_heading: str
    items: tuple[OverdueView, ...]
    ending: str


@dataclass(frozen=True)
class EscalationView:
    """Body of a roll-up."""

    opening: tuple[str, ...]
    tables: tuple[OverdueTable, ...]
    headings: tuple[str, str, str, str]
    notes: tuple[str, ...]


def escalation_subject(notice: EscalationNotice, *, book: Phrasebook) -> str:
    """Subject: how many points, and on which day they were counted."""
    subject = book.ngettext(
        "Follow-up of the action plan: %(number)s point past its date on %(date)s",
        "Follow-up of the action plan: %(number)s points past their date on %(date)s",
        len(notice.items),
        date=book.date(notice.as_of),
    )
    return subject_line(settle_direction(subject, book.language))


def escalation_page(notice: EscalationNotice, *, subject: str, envelope: Envelope, book: Phrasebook) -> Page:
    """Letterhead of a roll-up."""
    return page_of(
        book,
        envelope=envelope,
        subject=subject,
        heading=book.gettext("Points past their date"),
        name=marked(book, notice.recipient_name, illustrative=notice.recipient_is_illustrative),
        kicker=embed(notice.plan_title, book.language),
        context=book.gettext("as of %(date)s", date=book.date(notice.as_of)),
        preheader=_counts(notice, book=book),
    )


def escalation_view(notice: EscalationNotice, *, book: Phrasebook) -> EscalationView:
    """Milestones and missing answers apart, most urgent first as they were given."""
    milestones = tuple(_item(item, book=book) for item in notice.items if item.is_milestone)
    answers = tuple(_item(item, book=book) for item in notice.items if not item.is_milestone)
    tables = (_milestones(milestones, book=book), _answers(answers, book=book))
    return EscalationView(
        opening=_opening(notice, book=book),
        tables=tuple(table for table in tables if table.items),
        headings=(
            book.gettext("Code"),
            book.gettext("Responsible"),
            book.gettext("Due date"),
            book.gettext("Working days since"),
        ),
        notes=_notes(notice, book=book),
    )


def _opening(notice: EscalationNotice, *, book: Phrasebook) -> tuple[str, ...]:
    return (
        book.gettext(
            "You receive this summary as %(role)s: the points below have reached the level at which you are informed.",
            role=book.label(notice.role),
        ),
        _counts(notice, book=book),
        book.gettext("The summary states facts and dates; it does not judge their causes."),
    )


def _counts(notice: EscalationNotice, *, book: Phrasebook) -> str:
    milestones = sum(item.is_milestone for item in notice.items)
    answers = len(notice.items) - milestones
    parts = []
    if milestones:
        parts.append(
            book.ngettext("%(number)s milestone past its date", "%(number)s milestones past their date", milestones)
        )
    if answers:
        parts.append(book.ngettext("%(number)s answer missing", "%(number)s answers missing", answers))
    return book.gettext("In all: %(counts)s.", counts=book.gettext(", ").join(parts) or "0")


def _milestones(items: tuple[OverdueView, ...], *, book: Phrasebook) -> OverdueTable:
    return OverdueTable(
        title=book.gettext("Milestones past their date"),
        title_heading=book.gettext("Milestone"),
        items=items,
        ending=book.gettext(
            "A milestone leaves this list when the responsible official reports it as done, with its day, or when a "
            "new date is agreed."
        ),
    )


def _answers(items: tuple[OverdueView, ...], *, book: Phrasebook) -> OverdueTable:
    return OverdueTable(
        title=book.gettext("Answers not received"),
        title_heading=book.gettext("What was asked"),
        items=items,
        ending=book.gettext("A missing answer leaves this list when the official replies to the form that was sent."),
    )


def _item(item: OverdueItem, *, book: Phrasebook) -> OverdueView:
    place = (embed(item.commitment, book.language), embed(item.member, book.language))
    return OverdueView(
        code=isolate(clean_line(item.code)),
        title=marked(book, item.title, illustrative=item.illustrative),
        place=" · ".join(part for part in place if part),
        responsible=embed(item.responsible, book.language),
        due=book.date(item.due_on),
        late=book.ngettext("%(number)s working day", "%(number)s working days", item.working_days_late),
        explanation=embed(item.explanation, book.language),
    )


def _notes(notice: EscalationNotice, *, book: Phrasebook) -> tuple[str, ...]:
    notes = [
        book.gettext(
            "These points are looked at again on %(date)s; what is settled by then is not repeated.",
            date=book.date(notice.next_check_on),
        ),
    ]
    if notice.recipient_is_illustrative or any(item.illustrative for item in notice.items):
        notes.append(illustrative_note(book))
    return tuple(notes)
