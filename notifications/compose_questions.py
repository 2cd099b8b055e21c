"""The mail that lists what a plan leaves open, each with a line to answer by reply."""

from dataclasses import dataclass

from notifications.compose_notices import NoticeWords
from notifications.formatting import embed, isolate
from notifications.language import Phrasebook


@dataclass(frozen=True)
class AskedQuestion:
    """One open question in the reader's language; `code` is what the answer begins with."""

    code: str
    text: str
    subject: str = ""


def question_words(questions: tuple[AskedQuestion, ...], *, book: Phrasebook) -> NoticeWords:
    """Subject and paragraphs: why it is asked, each question, and how to answer."""
    listed = [
        paragraph
        for one in questions
        for paragraph in (f"{isolate(one.code)}. {embed(one.text, book.language)}", f"{one.code} =")
    ]
    return NoticeWords(
        book.ngettext(
            "The plan leaves %(number)s question open", "The plan leaves %(number)s questions open", len(questions)
        ),
        (
            book.gettext(
                "The published plan does not say the following. Nothing is guessed: each point stays visible as an open "
                "question until somebody who knows answers it."
            ),
            book.gettext(
                "To answer, reply to this mail and write the answer after the equals sign. Leave out the others."
            ),
            *listed,
        ),
    )
