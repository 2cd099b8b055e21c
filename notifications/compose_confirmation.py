"""The question about somebody else's answer: these values, this sender, accept or not. Answered by reply."""

from notifications.compose_notices import NoticeWords
from notifications.compose_page import quoted_words
from notifications.language import Phrasebook


def confirmation_words(*, sender: str, form: str, lines: tuple[str, ...], book: Phrasebook) -> NoticeWords:
    """Subject and paragraphs that ask the assigned official to accept or refuse values a colleague sent.

    `lines` are the sender's own words; they are shown so that a quoted reply cannot turn them into answers.
    """
    shown = " · ".join(quoted_words(line, book.language, limit=120) for line in lines[:30])
    return NoticeWords(
        book.gettext("Somebody answered for you: %(form)s", form=form),
        (
            book.gettext("%(sender)s answered your form %(form)s. Nothing is recorded yet.", sender=sender, form=form),
            book.gettext("What was written: %(lines)s", lines=shown),
            book.gettext("To accept these values this once, answer this mail with the word: yes"),
            book.gettext("To accept them and this person as your deputy from now on, answer: yes, as deputy"),
            book.gettext("To refuse them, answer: no"),
        ),
    )
