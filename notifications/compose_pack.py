"""The mail that brings a committee member the frozen matrix and asks for recommendations by reply."""

from notifications.compose_mime import build_mail
from notifications.compose_pack_words import state_word
from notifications.compose_pack_workbook import XLSX, pack_workbook, pack_workbook_name
from notifications.compose_page import illustrative_note, page_of, subject_line
from notifications.formatting import clean_paragraph, embed, isolate, settle_direction
from notifications.language import Phrasebook, phrases
from notifications.mail import Attachment, ComposedMail, Envelope
from notifications.pack import FollowedRecommendation, MatrixRow, Pack
from notifications.render import render

MOST_LISTED = 12


def compose_pack(pack: Pack, *, envelope: Envelope) -> ComposedMail:
    """One mail to one member: a short summary, what is asked and until when, and the matrix as a workbook."""
    book = phrases(pack.language)
    subject = book.gettext(
        "Monitoring matrix of %(member)s, %(period)s: your recommendations by %(date)s",
        member=embed(pack.member, pack.language),
        period=book.period(pack.period),
        date=book.date(pack.respond_by),
    )
    page = page_of(
        book, envelope=envelope, subject=subject, heading=settle_direction(subject, book.language),
        name=embed(pack.recipient_name, pack.language), kicker=embed(pack.plan_title, pack.language),
    )  # fmt: skip
    both = render("notice", language=pack.language, page=page, paragraphs=_paragraphs(pack, book=book))
    workbook = Attachment(pack_workbook_name(pack), XLSX, pack_workbook(pack, created=envelope.date))
    return build_mail(
        envelope, subject=subject_line(settle_direction(subject, book.language)), text=both.text, html=both.html,
        language=pack.language, attachments=(workbook,),
    )  # fmt: skip


def _paragraphs(pack: Pack, *, book: Phrasebook) -> tuple[str, ...]:
    found = [*_summary(pack, book=book), *_followed(pack, book=book), *_asked(pack, book=book)]
    if pack.is_illustrative:
        found.append(illustrative_note(book))
    return tuple(clean_paragraph(paragraph, pack.language) for paragraph in found)


def _summary(pack: Pack, *, book: Phrasebook) -> list[str]:
    late = [row for row in pack.rows if row.is_late]
    asked = [row for row in pack.rows if row.is_reported or row.is_missing]
    return [
        book.gettext("You receive this as a member of: %(committee)s.", committee=embed(pack.committee, pack.language)),
        book.gettext(
            "The collection for %(period)s is closed. The monitoring matrix of %(member)s is attached; it was frozen as "
            "version %(version)s and does not change any more.",
            period=book.period(pack.period), member=embed(pack.member, pack.language), version=pack.version,
        ),
        book.gettext(
            "Lines asked: %(asked)s. Answered: %(answered)s. Without an answer: %(missing)s. Milestones past their "
            "date: %(late)s.",
            asked=len(asked), answered=sum(row.is_reported for row in asked),
            missing=sum(row.is_missing for row in asked), late=len(late),
        ),
        *(_late(row, book=book) for row in late[:MOST_LISTED]),
    ]  # fmt: skip


def _late(row: MatrixRow, *, book: Phrasebook) -> str:
    return book.gettext(
        "Past its date: %(code)s, %(title)s (%(date)s).",
        code=isolate(row.code),
        title=embed(row.title(book.language), book.language),
        date=book.date(row.due_on) if row.due_on else "",
    )


def _followed(pack: Pack, *, book: Phrasebook) -> list[str]:
    if not pack.followed:
        return []
    lines = [followed_line(one, book=book) for one in pack.followed[:MOST_LISTED]]
    return [book.gettext("What became of earlier recommendations (all of them are in the workbook):"), *lines]


def followed_line(one: FollowedRecommendation, *, book: Phrasebook) -> str:
    """One earlier recommendation in a sentence: its code, its state, its words, and the answer it was given."""
    line = book.gettext(
        "%(code)s (%(state)s): %(text)s",
        code=isolate(one.code), state=state_word(one, book=book), text=embed(one.text, book.language),
    )  # fmt: skip
    if not one.response_text:
        return line
    answer = book.gettext("Answer: %(answer)s", answer=embed(one.response_text, book.language))
    return f"{line} {answer}"


def _asked(pack: Pack, *, book: Phrasebook) -> list[str]:
    commitment = next((row.commitment for row in pack.rows), "")
    lines = [
        book.gettext(
            "What we ask: read the matrix and answer this mail by %(date)s with your recommendations, each on a line of "
            "its own that begins like this:",
            date=book.date(pack.respond_by),
        ),
        book.gettext("R1: your recommendation"),
    ]
    if commitment:
        lines.append(book.gettext("R2 %(code)s: your recommendation about this commitment", code=commitment))
    return [
        *lines,
        book.gettext(
            "Each recommendation gets a code, a day and somebody who answers for it: the official in charge of the "
            "commitment you name, otherwise the focal point, within 20 working days."
        ),
        book.gettext("If you have none, you need not answer. What comes after this day is kept and followed as well."),
    ]
