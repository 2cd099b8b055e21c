"""What every mail shows around its message: letterhead, greeting, closing; as data for the templates."""

from dataclasses import dataclass

from models.vocabulary import Language
from notifications.formatting import clean_line, defuse, embed, isolate
from notifications.language import Phrasebook
from notifications.mail import Envelope

MAX_SUBJECT = 200


@dataclass(frozen=True)
class Page:
    """Frame of a mail. `kicker` stands above the heading, `context` below it, `preheader` in the list of mails."""

    language: str
    direction: str
    start: str
    title: str
    kicker: str
    heading: str
    context: str
    preheader: str
    greeting: str
    closing: tuple[str, ...]
    footer: str


def page_of(
    book: Phrasebook,
    *,
    envelope: Envelope,
    subject: str,
    heading: str,
    name: str,
    kicker: str = "",
    context: str = "",
    preheader: str = "",
    closing: tuple[str, ...] = (),
) -> Page:
    """The frame in the reader's language; texts come in embedded. Whom to ask stands at the end of every mail."""
    return Page(
        language=book.language.value,
        direction=book.direction,
        start=book.start,
        title=clean_line(subject),
        kicker=kicker,
        heading=heading,
        context=context,
        preheader=preheader or heading,
        greeting=_greeting(book, name),
        closing=(*closing, _contact(book, envelope)),
        footer=book.gettext(
            "Automatic message written for %(office)s.", office=embed(envelope.from_name, book.language)
        ),
    )


def _greeting(book: Phrasebook, name: str) -> str:
    return book.gettext("Dear %(name)s,", name=name) if name else book.gettext("Dear Sir or Madam,")


def _contact(book: Phrasebook, envelope: Envelope) -> str:
    office = embed(envelope.from_name, book.language)
    return book.gettext(
        "Questions: write to %(office)s, %(address)s.", office=office, address=isolate(envelope.from_address)
    )


def subject_line(subject: str) -> str:
    """A subject on one line, short enough for any client; a cut is shown."""
    line = " ".join(subject.split())
    return line if len(line) <= MAX_SUBJECT else f"{line[: MAX_SUBJECT - 1].rstrip()}…"


def illustrative_note(book: Phrasebook) -> str:
    """What the mark "(illustrative)" means."""
    return book.gettext(
        "“(illustrative)” marks what the published plan does not contain and was added to show how the follow-up works."
    )


def illustrative_mark(book: Phrasebook) -> str:
    """The mark itself, in brackets."""
    return book.gettext("(illustrative)")


def marked(book: Phrasebook, text: str, *, illustrative: bool) -> str:
    """Free text in a sentence, with the mark where it is illustrative; never marked twice."""
    shown, mark = embed(text, book.language), illustrative_mark(book)
    return f"{shown} {mark}" if illustrative and shown and mark not in text else shown


def quoted_words(text: str, language: Language, *, limit: int = 240) -> str:
    """A person's own words, short and harmless: never readable as an answer when our mail is quoted back."""
    words = defuse(text)
    return embed(words if len(words) <= limit else f"{words[: limit - 1].rstrip()}…", language)
