"""The mail that asks an independent body to approve frozen figures, and the receipt for its answer.

The code never stands beside a word that approves: our own mail, quoted back, must not be readable as an approval.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from models.rules.approval_codes import approval_code
from models.vocabulary import Language
from notifications.compose_mime import AUTO_REPLIED, build_mail
from notifications.compose_page import page_of, quoted_words, subject_line
from notifications.formatting import clean_paragraph, embed, isolate, settle_direction
from notifications.language import Phrasebook, phrases
from notifications.mail import Attachment, ComposedMail, Envelope
from notifications.reasons import REASONS, Reason
from notifications.render import render

APPROVAL_WORDS = {Language.FRENCH: "J'approuve", Language.ARABIC: "أوافق", Language.ENGLISH: "APPROVE"}
REFUSAL_WORDS = {Language.FRENCH: "Je refuse", Language.ARABIC: "أرفض", Language.ENGLISH: "REFUSE"}
"""Constants rather than catalogue entries: the reader of replies decides what is understood."""


@dataclass(frozen=True)
class SignOffAsked:
    """What a body is asked to approve. `period` is a year or a quarter ("2025", "2026-Q3"); `figures` counts values."""

    body: str
    plan_title: str
    period: str
    sha256: str
    as_of: date
    figures: int
    respond_by: date
    language: Language
    name: str
    is_illustrative: bool = False
    has_report: bool = True
    address: str = ""


@dataclass(frozen=True)
class SignOffView:
    """Body of the mail, as the templates show it."""

    opening: tuple[str, ...]
    code_label: str
    code: str
    hash_label: str
    sha256: str
    title: str
    ways: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def compose_sign_off(
    asked: SignOffAsked, *, envelope: Envelope, attachments: tuple[Attachment, ...] = ()
) -> ComposedMail:
    """The mail to one person of the body, with the report and the figures attached."""
    book = phrases(asked.language)
    report = report_name(asked.period, book=book)
    subject = book.gettext("For your approval: %(report)s", report=report)
    heading = settle_direction(subject, asked.language)
    page = page_of(
        book, envelope=envelope, subject=subject, heading=heading, name=embed(asked.name, asked.language),
        kicker=embed(asked.plan_title, asked.language),
    )  # fmt: skip
    view = _view(asked, envelope=envelope, report=report, book=book)
    both = render("sign_off", language=asked.language, page=page, view=view)
    return build_mail(
        envelope, subject=subject_line(heading), text=both.text, html=both.html, language=asked.language,
        attachments=attachments,
    )  # fmt: skip


def report_name(period: str, *, book: Phrasebook) -> str:
    """What a report is called: of a year, or of a quarter."""
    if len(period) == 4 and period.isdigit():
        return book.gettext("Annual report %(year)s", year=period)
    return book.gettext("Report of the period: %(period)s", period=book.period(period))


def compose_sign_off_receipt(
    *,
    verdict: str,
    reason: Reason | None,
    period: str,
    code: str,
    words: str,
    language: Language,
    name: str,
    envelope: Envelope,
) -> ComposedMail:
    """What became of an answer: `verdict` is approve or refuse when it was recorded, "held", or "" with a `reason`."""
    book = phrases(language)
    report = report_name(period, book=book)
    subject = book.gettext("Receipt: %(report)s", report=report)
    heading = settle_direction(subject, language)
    page = page_of(book, envelope=envelope, subject=subject, heading=heading, name=embed(name, language))
    said = [book.gettext("You wrote: “%(words)s”", words=quoted_words(words, language))] if words else []
    paragraphs = [*_outcome(verdict, reason, report=report, code=code, book=book), *said]
    shown = tuple(clean_paragraph(text, language) for text in paragraphs)
    both = render("notice", language=language, page=page, paragraphs=shown)
    return build_mail(
        envelope, subject=subject_line(heading), text=both.text, html=both.html, language=language,
        auto_submitted=AUTO_REPLIED,
    )  # fmt: skip


def _outcome(verdict: str, reason: Reason | None, *, report: str, code: str, book: Phrasebook) -> list[str]:
    shown = isolate(code)
    if verdict == "approve":
        return [
            book.gettext("Your approval is recorded: %(report)s, code %(code)s.", report=report, code=shown),
            book.gettext("It holds for exactly these figures. If they are frozen anew, you will be asked again."),
        ]
    if verdict == "refuse":
        return [
            book.gettext(
                "Your refusal is recorded with its reasons: %(report)s, code %(code)s.", report=report, code=shown
            ),
            book.gettext("The report stays a draft, and says so on every page."),
        ]
    if verdict == "held":
        return [
            book.gettext(
                "Your answer has arrived and is kept. Nothing proves yet that it came from your address, so a person will "
                "ask you before it counts."
            ),
            book.gettext("If it was not you who wrote, please tell us: nothing has been approved."),
        ]
    because = book.gettext(REASONS[reason]) if reason else book.gettext("No approval and no refusal was found in it.")
    return [book.gettext("Your message has arrived and is kept. Nothing was approved or refused."), because]


def stranger_paragraphs(*, sender: str, period: str, reference: str, book: Phrasebook) -> tuple[str, tuple[str, ...]]:
    """Subject and paragraphs for an administrator: an approval that does not count until a person has looked at it."""
    report = report_name(period, book=book)
    return (
        book.gettext("An answer about an approval needs a decision: %(report)s", report=report),
        (
            book.gettext("We received an answer about the approval of this report: %(report)s.", report=report),
            book.gettext(
                "It does not count as it stands: its sender is not a person of the independent body, or nothing proves "
                "that the message is the sender's own."
            ),
            book.gettext("Sender as written: %(sender)s", sender=sender),
            book.gettext("The message is kept whole. Its reference is %(reference)s.", reference=reference),
        ),
    )


def _view(asked: SignOffAsked, *, envelope: Envelope, report: str, book: Phrasebook) -> SignOffView:
    code = approval_code(asked.sha256)
    words = APPROVAL_WORDS[asked.language], REFUSAL_WORDS[asked.language]
    return SignOffView(
        opening=_opening(asked, report=report, book=book),
        code_label=book.gettext("Code of these figures"),
        code=isolate(code),
        hash_label=book.gettext("The same in full (SHA-256 of the attached figures.json)"),
        sha256=isolate(asked.sha256),
        title=book.gettext("How to answer"),
        ways=_ways(*words, respond_by=asked.respond_by, book=book),
        links=(
            (book.gettext("Write the approval"), _link(envelope, report, f"{words[0]} {code}")),
            (book.gettext("Write a refusal"), _link(envelope, report, f"{words[1]} {code} : ")),
        ),
        notes=_notes(asked, book=book),
    )


def _opening(asked: SignOffAsked, *, report: str, book: Phrasebook) -> tuple[str, ...]:
    return (
        book.gettext(
            "You receive this for %(body)s, the independent body to which the plan gives this report.",
            body=embed(asked.body, asked.language),
        ),
        book.ngettext(
            "%(report)s: %(number)s reported figure, frozen as known on %(date)s.",
            "%(report)s: %(number)s reported figures, frozen as known on %(date)s.",
            asked.figures,
            report=report,
            date=book.date(asked.as_of),
        ),
        *_where(asked, book=book),
    )


def _where(asked: SignOffAsked, *, book: Phrasebook) -> list[str]:
    attached = (
        book.gettext("The report is attached, and so are the figures themselves (figures.json).")
        if asked.has_report
        else book.gettext("The figures themselves are attached (figures.json); the report is too large for a mail.")
    )
    read = [book.gettext("It can be read at %(address)s", address=isolate(asked.address))] if asked.address else []
    return [attached, *read]


def _ways(approval: str, refusal: str, *, respond_by: date, book: Phrasebook) -> tuple[str, ...]:
    return (
        book.gettext(
            "To approve: reply to this mail. On the first line write “%(word)s”, then the code.", word=isolate(approval)
        ),
        book.gettext(
            "To refuse: on the first line write “%(word)s”, then the code, a colon and your reasons.",
            word=isolate(refusal),
        ),
        book.gettext(
            "To sign with a key instead: sign the file figures.json with the key that was registered for you, and send the "
            "signature to the administrator."
        ),
        book.gettext("Please answer by %(date)s.", date=book.date(respond_by)),
    )


def _notes(asked: SignOffAsked, *, book: Phrasebook) -> tuple[str, ...]:
    notes = [
        book.gettext(
            "Your answer holds for exactly these figures. An approval with a condition does not count: refuse, and say "
            "what must change."
        ),
        book.gettext(
            "Until you approve, the report says on every page that it is a draft. Your own report is yours alone: nobody "
            "changes it, and it is published beside this one."
        ),
    ]
    if asked.is_illustrative:
        notes.append(book.gettext("This body is illustrative: it was added to show how the follow-up works."))
    return tuple(notes)


def _link(envelope: Envelope, report: str, text: str) -> str:
    subject = "Re: " + "".join(c for c in report if c not in "\u2068\u2069")
    return f"mailto:{quote(envelope.reply_to, safe='@')}?subject={quote(subject)}&body={quote(text)}"
