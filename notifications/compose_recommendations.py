"""Mails around recommendations: to the owner who answers, and to a person when a stranger's reply is held."""

from notifications.compose_notices import NoticeWords
from notifications.formatting import embed, isolate
from notifications.language import Phrasebook
from notifications.pack import OwnedRecommendation


def owner_words(items: tuple[OwnedRecommendation, ...], *, book: Phrasebook) -> NoticeWords:
    """Subject and paragraphs that ask an owner to answer recommendations, one line each, by reply."""
    subject = book.ngettext(
        "%(number)s recommendation waits for your answer", "%(number)s recommendations wait for your answer", len(items)
    )
    listed = [paragraph for item in items for paragraph in _item(item, book=book)]
    return NoticeWords(
        subject,
        (
            book.gettext(
                "You receive this because a supervisory committee made a recommendation for which you answer: you are "
                "responsible for the commitment it names, or it was given to you."
            ),
            *listed,
            book.gettext(
                "Please answer this mail with one line per code. After the equals sign begin with “accepted”, “partly” "
                "or “refused”; a refusal, even in part, needs its reason. When it has been carried out, add the day, for "
                "instance: accepted, done on 12/11/2026."
            ),
            book.gettext("Your answer is cited in the committee's next matrix and in the annual report."),
            book.gettext("If somebody else should answer for it, say so; a person will change it."),
        ),
    )


def _item(item: OwnedRecommendation, *, book: Phrasebook) -> list[str]:
    words = {"committee": embed(item.committee, book.language), "text": embed(item.text, book.language)}
    if item.commitment:
        head = book.gettext(
            "%(committee)s recommends, about %(commitment)s: %(text)s", commitment=isolate(item.commitment), **words
        )
    else:
        head = book.gettext("%(committee)s recommends: %(text)s", **words)
    due = [book.gettext("Answer by %(date)s:", date=book.date(item.due_on))] if item.due_on else []
    return [head, *due, f"{item.code} ="]


def stranger_words(*, sender: str, committee: str, reference: str, book: Phrasebook) -> NoticeWords:
    """A reply to a committee's pack from somebody who does not sit in it: held, nothing recorded."""
    about = embed(committee, book.language)
    return NoticeWords(
        book.gettext("A message about a committee's review needs a decision"),
        (
            book.gettext("We received a message about the review of: %(committee)s.", committee=about),
            book.gettext("Nothing in it was recorded: its sender could not be recognised as somebody who was asked."),
            book.gettext("Sender as written: %(sender)s", sender=sender),
            book.gettext("The message is kept whole. Its reference is %(reference)s.", reference=reference),
        ),
    )
