"""The roll-up to a superior: facts and dates, no blame; what would end each point, and when it is looked at again."""

from dataclasses import dataclass

from models.vocabulary import EscalationSubject
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
    """Each kind of point apart, most urgent first as they were given."""
    tables = tuple(make(_items_of(notice, kind, book=book), book=book) for kind, make in _TABLES.items())
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
    reason = embed(notice.why, book.language) or book.gettext(
        "You receive this summary as %(role)s: the points below have reached the level at which you are informed.",
        role=embed(notice.role_title, book.language) or book.label(notice.role),
    )
    return (
        reason,
        _counts(notice, book=book),
        book.gettext("The summary states facts and dates; it does not judge their causes."),
    )


def _counts(notice: EscalationNotice, *, book: Phrasebook) -> str:
    kinds = [kind_of(item) for item in notice.items]
    milestones = kinds.count(EscalationSubject.MILESTONE)
    answers = kinds.count(EscalationSubject.DATA_REQUEST)
    others = len(kinds) - milestones - answers
    parts = []
    if milestones:
        parts.append(
            book.ngettext("%(number)s milestone past its date", "%(number)s milestones past their date", milestones)
        )
    if answers:
        parts.append(book.ngettext("%(number)s answer missing", "%(number)s answers missing", answers))
    if others:
        parts.append(
            book.ngettext("%(number)s other point past its date", "%(number)s other points past their date", others)
        )
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


def _evidence(items: tuple[OverdueView, ...], *, book: Phrasebook) -> OverdueTable:
    return OverdueTable(
        title=book.gettext("Reported as done, evidence not received"),
        title_heading=book.gettext("Milestone"),
        items=items,
        ending=book.gettext("A point leaves this list when a file or an address is sent that shows the result."),
    )


def _recommendations(items: tuple[OverdueView, ...], *, book: Phrasebook) -> OverdueTable:
    return OverdueTable(
        title=book.gettext("Recommendations not answered"),
        title_heading=book.gettext("Recommendation"),
        items=items,
        ending=book.gettext("A recommendation leaves this list when it is answered."),
    )


def _clocks(items: tuple[OverdueView, ...], *, book: Phrasebook) -> OverdueTable:
    return OverdueTable(
        title=book.gettext("Obligations towards OGP past their date"),
        title_heading=book.gettext("Obligation"),
        items=items,
        ending=book.gettext("An obligation leaves this list when it is recorded as met, with its evidence."),
    )


_TABLES = {
    EscalationSubject.MILESTONE: _milestones,
    EscalationSubject.DATA_REQUEST: _answers,
    EscalationSubject.EVIDENCE: _evidence,
    EscalationSubject.RECOMMENDATION: _recommendations,
    EscalationSubject.OGP_CLOCK: _clocks,
}


def kind_of(item: OverdueItem) -> EscalationSubject:
    """What kind of point it is."""
    return item.subject or (EscalationSubject.MILESTONE if item.is_milestone else EscalationSubject.DATA_REQUEST)


def _items_of(notice: EscalationNotice, kind: EscalationSubject, *, book: Phrasebook) -> tuple[OverdueView, ...]:
    return tuple(_item(item, book=book) for item in notice.items if kind_of(item) is kind)


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
