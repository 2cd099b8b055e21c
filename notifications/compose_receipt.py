"""The receipt as data for the templates: what became of every line of a reply, and what is still missing."""

from dataclasses import dataclass, replace

from models.vocabulary import InboundClass, LineOutcome
from notifications.compose_items import LineView, headings, line_view
from notifications.compose_labels import N_
from notifications.compose_page import Page, illustrative_note, page_of, quoted_words, subject_line
from notifications.compose_receipt_lines import RECORDING, ReceiptGroup, receipt_groups
from notifications.compose_words import ANSWER_WORDS
from notifications.formatting import clean_line, embed, isolate, settle_direction
from notifications.language import Phrasebook
from notifications.mail import Envelope, Receipt

OPENINGS = {
    InboundClass.RECORDED: N_("Your message has been read, and your answers are recorded as shown below."),
    InboundClass.PROVISIONAL: N_(
        "Your message has been read. Nothing proved that it came from your address, so these answers are provisional "
        "until they are confirmed."
    ),
    InboundClass.NO_VALUES: N_(
        "Your message has arrived and is kept, but no answer to a line of the form was found in it. Nothing was "
        "changed."
    ),
    InboundClass.LATE: N_(
        "Your message has arrived and is kept, but this form was already closed. It has been passed on, and no figure "
        "was changed."
    ),
    InboundClass.HELD: N_(
        "A message for this form is on hold: a person must first confirm who sent it. Nothing has been recorded yet."
    ),
    InboundClass.OVERSIZE: N_(
        "Your message is too large and could not be read. Please send your answers again without the large attachments."
    ),
}
OTHER_OPENING = N_("Your message has arrived and is kept. A person will look at it; nothing was changed.")


@dataclass(frozen=True)
class ReceiptView:
    """Body of a receipt. `missing_title` is empty when the form has nothing left to ask."""

    opening: tuple[str, ...]
    objection: str
    groups: tuple[ReceiptGroup, ...]
    ignored: str
    missing_title: str
    missing: tuple[LineView, ...]
    last_heading: str
    notes: tuple[str, ...]


def receipt_subject(receipt: Receipt, *, book: Phrasebook) -> str:
    """Subject: the period and the reference of the form, or the day of the message when no form is known."""
    if receipt.form is None:
        subject = book.gettext("Receipt for your message of %(date)s", date=book.date(receipt.received_on))
    else:
        subject = book.gettext(
            "Receipt for your answers – %(period)s [%(reference)s]",
            period=book.period(receipt.form.period),
            reference=isolate(clean_line(receipt.form.reference)),
        )
    return subject_line(settle_direction(subject, book.language))


def receipt_page(receipt: Receipt, *, subject: str, envelope: Envelope, book: Phrasebook) -> Page:
    """Letterhead of a receipt."""
    form = receipt.form
    heading = book.gettext("Receipt – %(period)s", period=book.period(form.period)) if form else book.gettext("Receipt")
    return page_of(
        book,
        envelope=envelope,
        subject=subject,
        heading=heading,
        name=embed(receipt.recipient_name, book.language),
        kicker=embed(form.plan_title, book.language) if form else "",
        context=embed(form.member, book.language) if form else "",
        preheader=book.gettext(OPENINGS.get(receipt.fate, OTHER_OPENING)),
    )


def receipt_view(receipt: Receipt, *, book: Phrasebook) -> ReceiptView:
    """Line by line what was recorded, doubted, not understood and left aside; then what is missing."""
    asked_back: set[str] = set()
    groups = receipt_groups(receipt, asked_back=asked_back, book=book)
    missing = tuple(line_view(item, book=book) for item in receipt.missing)
    return ReceiptView(
        opening=_opening(receipt, book=book),
        objection=_objection(receipt, book=book),
        groups=groups,
        ignored=_ignored(receipt, book=book),
        missing_title=_missing_title(receipt, book=book),
        missing=tuple(_once(line, asked_back=asked_back) for line in missing),
        last_heading=headings(book).last,
        notes=_notes(receipt, book=book),
    )


def _opening(receipt: Receipt, *, book: Phrasebook) -> tuple[str, ...]:
    about = book.gettext("Your message of %(date)s.", date=book.date(receipt.received_on))
    if receipt.original_subject:
        about = book.gettext(
            "Your message of %(date)s, “%(subject)s”.",
            date=book.date(receipt.received_on),
            subject=quoted_words(receipt.original_subject, book.language),
        )
    opening = (about, book.gettext(OPENINGS.get(receipt.fate, OTHER_OPENING)))
    if receipt.remind_on is None:
        return opening
    return (
        *opening,
        book.gettext("You will be reminded on %(date)s, as you asked; once.", date=book.date(receipt.remind_on)),
    )


def _objection(receipt: Receipt, *, book: Phrasebook) -> str:
    if receipt.fate is not InboundClass.PROVISIONAL:
        return ""
    words = ANSWER_WORDS[book.language].objection
    return book.gettext("If you did not send it, reply with these words alone: %(words)s", words=words)


def _once(line: LineView, *, asked_back: set[str]) -> LineView:
    code = line.machine.partition(" = ")[0]
    if code not in asked_back:
        return line
    return replace(line, machine="")


def _ignored(receipt: Receipt, *, book: Phrasebook) -> str:
    count = sum(line.outcome is LineOutcome.IGNORED for line in receipt.lines)
    if not count:
        return ""
    return book.ngettext(
        "One other line of your message was not an answer and was left aside.",
        "%(number)s other lines of your message were not answers and were left aside.",
        count,
    )


def _missing_title(receipt: Receipt, *, book: Phrasebook) -> str:
    if not receipt.missing:
        return ""
    if receipt.form is None or receipt.fate is InboundClass.LATE:
        return book.gettext("Still missing")
    day = book.date(receipt.form.respond_by)
    if receipt.received_on > receipt.form.respond_by:
        return book.gettext("Still missing, asked for by %(date)s", date=day)
    return book.gettext("Still missing, please answer by %(date)s", date=day)


def _notes(receipt: Receipt, *, book: Phrasebook) -> tuple[str, ...]:
    notes = []
    is_clear = all(line.outcome in (LineOutcome.RECORDED, LineOutcome.IGNORED) for line in receipt.lines)
    if receipt.fate is InboundClass.RECORDED and receipt.form is not None and not receipt.missing and is_clear:
        notes.append(book.gettext("Nothing is missing: thank you."))
    if receipt.fate in RECORDING:
        notes.append(book.gettext("To correct an answer, simply reply with its line again; both answers are kept."))
    if any(item.illustrative for item in receipt.missing):
        notes.append(illustrative_note(book))
    return tuple(notes)
