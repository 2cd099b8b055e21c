"""Composing mail: a form, a receipt, a roll-up or a notice in; the bytes to send out.

Pure: reads nothing but the templates and catalogues of this package, and takes every day and moment as an argument.
"""

from datetime import date

from models.rules.errors import DomainError
from models.vocabulary import Language
from notifications.compose_escalation import escalation_page, escalation_subject, escalation_view
from notifications.compose_mime import AUTO_REPLIED, build_mail
from notifications.compose_page import page_of, subject_line
from notifications.compose_receipt import receipt_page, receipt_subject, receipt_view
from notifications.compose_request import request_page, request_subject, request_view
from notifications.form import Form
from notifications.formatting import clean_paragraph, embed, settle_direction
from notifications.language import phrases
from notifications.mail import Attachment, ComposedMail, Envelope, EscalationNotice, Receipt
from notifications.render import render


def compose_request(
    form: Form,
    *,
    envelope: Envelope,
    reminder: int = 0,
    next_reminder_on: date | None = None,
    why: str = "",
    attachments: tuple[Attachment, ...] = (),
    notes: tuple[str, ...] = (),
) -> ComposedMail:
    """The quarterly form of one official (`reminder` 0), or the n-th reminder with the lines still missing.

    Every line of the form stands exactly once as `CODE = ` at the start of a line of the text part. `why` replaces the
    sentence that says why the official is written to; `notes` stand under the form. A form without lines is a
    DomainError: nobody is asked nothing.
    """
    if not form.items:
        raise DomainError(f"The form {form.reference} has no line to answer; send it only when something is asked.")
    book = phrases(form.language)
    subject = request_subject(form, reminder=reminder, book=book)
    page = request_page(form, reminder=reminder, subject=subject, envelope=envelope, book=book)
    view = request_view(
        form,
        reminder=reminder,
        next_reminder_on=next_reminder_on,
        why=why,
        written_on=envelope.date.date(),
        has_workbook=bool(attachments),
        notes=notes,
        book=book,
    )
    both = render("request", language=form.language, page=page, view=view)
    return build_mail(
        envelope, subject=subject, text=both.text, html=both.html, language=form.language, attachments=attachments
    )


def compose_receipt(receipt: Receipt, *, envelope: Envelope, attachments: tuple[Attachment, ...] = ()) -> ComposedMail:
    """The receipt of one reply: every line of it is accounted for, and what is missing can be answered at once."""
    book = phrases(receipt.language)
    subject = receipt_subject(receipt, book=book)
    page = receipt_page(receipt, subject=subject, envelope=envelope, book=book)
    both = render("receipt", language=receipt.language, page=page, view=receipt_view(receipt, book=book))
    return build_mail(
        envelope,
        subject=subject,
        text=both.text,
        html=both.html,
        language=receipt.language,
        auto_submitted=AUTO_REPLIED,
        attachments=attachments,
    )


def compose_escalation(notice: EscalationNotice, *, envelope: Envelope) -> ComposedMail:
    """One roll-up to a superior. A notice without points is a DomainError: silence is the right message then."""
    if not notice.items:
        raise DomainError("There is nothing late to tell; send a roll-up only when it names at least one point.")
    book = phrases(notice.language)
    subject = escalation_subject(notice, book=book)
    page = escalation_page(notice, subject=subject, envelope=envelope, book=book)
    both = render("escalation", language=notice.language, page=page, view=escalation_view(notice, book=book))
    return build_mail(envelope, subject=subject, text=both.text, html=both.html, language=notice.language)


def compose_notice(
    *, language: Language, subject: str, paragraphs: tuple[str, ...], envelope: Envelope, greeting_name: str = ""
) -> ComposedMail:
    """A short notice in words of the caller, who writes them in the reader's language."""
    book = phrases(language)
    heading = clean_paragraph(subject, language)
    shown = settle_direction(heading, language)
    page = page_of(book, envelope=envelope, subject=subject, heading=heading, name=embed(greeting_name, language))
    body = tuple(clean_paragraph(paragraph, language) for paragraph in paragraphs)
    both = render("notice", language=language, page=page, paragraphs=body)
    return build_mail(envelope, subject=subject_line(shown), text=both.text, html=both.html, language=language)
