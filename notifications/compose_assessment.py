"""The mail that asks the Monitoring Body for assessments: which, by when, on which form. States dates, judges nobody."""

from models.vocabulary import AssessmentKind, Language
from notifications.compose_labels import N_
from notifications.compose_mime import build_mail
from notifications.compose_page import page_of, subject_line
from notifications.formatting import clean_paragraph, embed, isolate, settle_direction
from notifications.language import Phrasebook, phrases
from notifications.mail import Attachment, ComposedMail, Envelope
from notifications.pack import AwaitedAssessment
from notifications.render import render

KINDS = {
    AssessmentKind.INCEPTION: N_("Inception assessment"),
    AssessmentKind.END_OF_COMMITMENT: N_("End-of-commitment assessment"),
    AssessmentKind.END_OF_PLAN: N_("End-of-plan assessment"),
    AssessmentKind.SELF: N_("Self-assessment of the administration"),
}


def compose_assessment_request(
    awaited: tuple[AwaitedAssessment, ...],
    *,
    body: str,
    plan_title: str,
    language: Language,
    name: str,
    envelope: Envelope,
    attachments: tuple[Attachment, ...] = (),
) -> ComposedMail:
    """One mail to one contact of the body, with every assessment it is asked for and the empty forms."""
    book = phrases(language)
    subject = book.ngettext(
        "%(number)s independent assessment is asked of you", "%(number)s independent assessments are asked of you",
        len(awaited),
    )  # fmt: skip
    heading = settle_direction(subject, language)
    page = page_of(
        book, envelope=envelope, subject=subject, heading=heading, name=embed(name, language),
        kicker=embed(plan_title, language),
    )  # fmt: skip
    paragraphs = tuple(clean_paragraph(text, language) for text in _paragraphs(awaited, body=body, book=book))
    both = render("notice", language=language, page=page, paragraphs=paragraphs)
    return build_mail(
        envelope, subject=subject_line(heading), text=both.text, html=both.html, language=language,
        attachments=attachments,
    )  # fmt: skip


def _paragraphs(awaited: tuple[AwaitedAssessment, ...], *, body: str, book: Phrasebook) -> list[str]:
    named = book.gettext(
        "You receive this for %(body)s, which is named as the independent Monitoring Body of this action plan.",
        body=embed(body, book.language),
    )
    return [
        named,
        *(_line(one, book=book) for one in awaited),
        book.gettext(
            "Please fill in the attached form, one for each commitment where one is named. Each answer needs a value, a "
            "short explanation and at least one piece of evidence; without these it cannot be recorded."
        ),
        book.gettext(
            "Send the signed form back by replying to this mail; a person records it. The administration does not change "
            "what you write."
        ),
    ]


def _line(one: AwaitedAssessment, *, book: Phrasebook) -> str:
    what = book.gettext(KINDS[one.kind])
    if one.commitment:
        what = f"{what} – {isolate(one.commitment)}"
    if one.due_on is None:
        return what
    date = book.date(one.due_on)
    if one.is_overdue:
        return book.gettext("%(what)s: was due on %(date)s", what=what, date=date)
    return book.gettext("%(what)s: due on %(date)s", what=what, date=date)
